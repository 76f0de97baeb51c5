"""The closed grammar of commands: each verb, the words it takes, and an example, in one table.

It must not read comments; it holds what may be said in them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from coworker.model.trigger import Verb

_NAME = r"[a-z0-9][a-z0-9-]{0,62}"
_ACCOUNTS = r"[0-9]{12}(?:,[0-9]{12})*"
_REGION = r"[a-z]{2}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}"
_AUDIT_FLAGS = MappingProxyType({"--accounts": _ACCOUNTS, "--regions": f"{_REGION}(?:,{_REGION})*"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """What may follow a verb.

    `argument` is a full-match pattern, None where the verb takes none. `flags` maps each flag to
    the pattern of its value; none is ever passed on to a program. `usage` says it to a person.
    """

    usage: str
    example: str
    argument: str | None = None
    required: bool = False
    flags: Mapping[str, str] = field(default_factory=dict)


FORMS: Mapping[Verb, Form] = MappingProxyType(
    {
        Verb.PLAN: Form(usage="plan", example="plan"),
        Verb.EXECUTE: Form(usage="execute", example="execute"),
        Verb.ROLLBACK: Form(
            usage="rollback <last, a pull request such as #12, or a baseline's tag>",
            example="rollback last",
            argument=r"last|#[1-9][0-9]{0,8}|(?!.*(?:\.\.|//|\.lock))[A-Za-z0-9][A-Za-z0-9._/-]*"
            r"(?<![./])",
            required=True,
        ),
        Verb.AUDIT: Form(
            usage="audit <name> [--accounts 111122223333,…] [--regions eu-west-1,…]",
            example="audit inventory",
            argument=_NAME,
            required=True,
            flags=_AUDIT_FLAGS,
        ),
        Verb.BOOTSTRAP: Form(
            usage="bootstrap <12-digit account id>",
            example="bootstrap 111122223333",
            argument=r"[0-9]{12}",
            required=True,
        ),
        Verb.EXPLAIN: Form(
            usage="explain [rule id]",
            example="explain",
            argument=r"[A-Za-z0-9][A-Za-z0-9_./-]*",
        ),
        Verb.STATUS: Form(usage="status", example="status"),
        Verb.HELP: Form(usage="help", example="help"),
        Verb.NEW_SKILL: Form(
            usage="new-skill <name>", example="new-skill s3-review", argument=_NAME, required=True
        ),
        Verb.REFACTOR_SKILLS: Form(usage="refactor-skills", example="refactor-skills"),
        Verb.AUDIT_LIBRARY: Form(usage="audit-library", example="audit-library"),
    }
)
"""Every verb that can be typed. The three that come from events alone are not in it."""

DEPLOY_FORM = Form(usage="deploy", example="deploy")
"""What a person with the right to run workflows may ask for there, and nowhere else."""

ALIASES: Mapping[str, Verb] = MappingProxyType(
    {
        "aws-coworker-plan-interaction": Verb.PLAN,
        "aws-coworker-execute-nonprod": Verb.EXECUTE,
        "aws-coworker-prepare-prod-change": Verb.PLAN,
        "aws-coworker-rollback-change": Verb.ROLLBACK,
        "aws-coworker-bootstrap-account": Verb.BOOTSTRAP,
        "aws-coworker-new-skill-from-session": Verb.NEW_SKILL,
        "aws-coworker-refactor-skills": Verb.REFACTOR_SKILLS,
        "aws-coworker-audit-library": Verb.AUDIT_LIBRARY,
    }
)
"""The commands under commands/, as they are called in Claude Code, and the verbs they stand for."""

SAFE_WORD = re.compile(r"[A-Za-z0-9\-_./#,]{1,100}")
"""What any word of a command may be made of, before its own pattern is asked."""
