"""The whole story on emulators, told on the terminal and checked at every step.

It must not take a short cut through the product: each stage runs as the workflows run it.
"""

from coworker.demo.telling import tell

__all__ = ["tell"]
