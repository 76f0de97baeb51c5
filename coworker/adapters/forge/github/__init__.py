"""GitHub, through its REST API: the only room that knows PyGithub.

It must not let PyGithub's objects or exceptions out, or call anything when it is built.
"""

from coworker.adapters.forge.github.forge import GitHubForge

__all__ = ["GitHubForge"]
