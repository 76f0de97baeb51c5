"""The rules that look at stacks and previews, and the gate that decides on what they saw.

It must not read files, the clock or the network; and nothing in it sees a request's text.
"""
