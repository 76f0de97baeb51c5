"""Git, read at commits: the Repository port on the git command.

It must not touch a work tree, run a hook or hand a value to a shell.
"""

from coworker.adapters.git.process import Git, Outcome, create_bare
from coworker.adapters.git.repository import GitRepository

__all__ = ["Git", "GitRepository", "Outcome", "create_bare"]
