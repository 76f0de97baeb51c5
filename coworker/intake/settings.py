"""What a repository may set about intake.

It must not be read from anything that a pull request can change.
"""

from dataclasses import dataclass

from coworker.intake.early import AUDIT_LABEL, CHANGE_LABEL, ROLLBACK_LABEL


@dataclass(frozen=True, kw_only=True, slots=True)
class IntakeSettings:
    """The labels that ask for work, and the bound on text.

    `max_text` counts characters of a title and a body together; GitHub's own limit on a body is
    65,536. `repository` is the `owner/name` that the run belongs to: an event of another one is a
    fault, and a schedule's payload need not name any.
    """

    change_label: str = CHANGE_LABEL
    audit_label: str = AUDIT_LABEL
    rollback_label: str = ROLLBACK_LABEL
    max_text: int = 65_536
    repository: str | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """All that are ours."""
        return (self.change_label, self.audit_label, self.rollback_label)
