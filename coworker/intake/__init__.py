"""What came in: events, forms, files and words become typed values or a question back.

It must not act on any of it, and must not trust any of it.
"""
