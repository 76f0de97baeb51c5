"""The Clock port on this machine's clock.

It must not be asked by decisions; flows ask it and hand the time on.
"""

from datetime import UTC, datetime


class SystemClock:
    """The time of this machine."""

    def now(self) -> str:
        """ISO 8601 in UTC with seconds and a trailing Z."""
        return datetime.now(tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
