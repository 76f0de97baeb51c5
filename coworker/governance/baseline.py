"""Names for baselines: the tags on main that can be returned to.

It must not know the date or make a tag.
"""

import re
from collections.abc import Sequence

PREFIX = "baseline/"


def baseline_name(existing: Sequence[str], date: str) -> str:
    """The next free tag of a day: `baseline/2026-11-20`, then `.2`, `.3`, ...

    `existing` are tags' names; `date` is ISO 8601 (a time after it is left away). A number is
    never used twice, even where a lower one has been deleted.
    """
    stem = PREFIX + date[:10]
    numbered = re.compile(rf"{re.escape(stem)}(?:\.(\d+))?")
    taken = [int(found[1] or 1) for name in existing if (found := numbered.fullmatch(name))]
    return f"{stem}.{max(taken) + 1}" if taken else stem
