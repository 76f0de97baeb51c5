"""Every text that a person reads, as functions from values to Markdown, SARIF and single lines.

It must not decide anything, reach anything, or show untrusted text that it has not made harmless.
"""
