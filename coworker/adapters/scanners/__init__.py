"""Scanners made by others, each behind the Scanner port, each in a process of its own.

It must not let a pull request switch a check off, and must not take silence for a clean bill.
"""
