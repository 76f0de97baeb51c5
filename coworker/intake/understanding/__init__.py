"""Understand a request without a model: kind, targets, places, parameters, and what to ask.

It must not guess: what is missing, doubtful or contradictory becomes a question.
"""

from coworker.intake.understanding.understand import understand

__all__ = ["understand"]
