"""Policy, ownership, approval, receipts and the ledger: who may do what, and the proof of it.

It must not read files, call anyone or know the time; everything it judges is handed to it.
"""
