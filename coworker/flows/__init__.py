"""The jobs that the pipeline runs: each gathers through ports, asks the decisions, then acts.

It must not hold a rule of governance, nor reach the world except through a port.
"""
