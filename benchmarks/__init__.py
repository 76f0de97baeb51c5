"""Measurements of speed, as ratios taken in one run on one machine.

It must not be a test, nor quote a figure that was not measured.
"""
