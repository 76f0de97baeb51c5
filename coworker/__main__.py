"""`python -m coworker`, the same as the console script.

It must not do anything of its own.
"""

import sys

from coworker.cli import main

if __name__ == "__main__":
    sys.exit(main())
