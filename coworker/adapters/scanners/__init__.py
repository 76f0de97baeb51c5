"""Scanners made by others, each behind the Scanner port: cfn-lint in this process, checkov outside.

It must not let a pull request switch a check off, and must not take silence for a clean bill.
"""
