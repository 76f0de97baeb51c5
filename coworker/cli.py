"""The console script: an event that is ignored ends here, everything else goes to the commands.

It must not load anything else before it knows.
"""

import os
import sys
from collections.abc import Sequence

from coworker.ignoring import ignored


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns an ExitCode's number."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if ignored(words, os.environ):
        return 0
    from coworker.commands import run

    return run(words)
