"""The forges: GitHub, and a local one that serves the demo, local use and tests.

It must not let one forge know of the other, or a client's object leave its room.
"""
