"""Reaching AWS: whose credentials, which account, and what a refusal of AWS's means.

It must not know what a caller reads or changes.
"""
