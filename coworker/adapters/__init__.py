"""The only code that does I/O: each room implements ports for one outside thing.

It must not decide anything; decisions are made below, on the values these rooms return.
"""
