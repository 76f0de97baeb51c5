"""A forge in files and a bare git repository, and the people who use it.

It must not need a server, a token or the network.
"""

from coworker.adapters.forge.local.forge import LocalForge
from coworker.adapters.forge.local.merging import MergeMethod
from coworker.adapters.forge.local.payloads import Event
from coworker.adapters.forge.local.people import Happened, LocalPeople

__all__ = ["Event", "Happened", "LocalForge", "LocalPeople", "MergeMethod"]
