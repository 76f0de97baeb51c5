"""The tools that deploy stacks, each a room of its own behind the Previewer and Deployer ports.

It must not hold code that two engines share: what is shared is a decision and stands below.
"""
