"""The product's words as frozen values: what every other floor speaks in.

It must not do anything: no input or output, no clock, no decision beyond a value's own invariants.
"""
