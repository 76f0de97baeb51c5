"""Runs in a process of its own: cfn-lint as a library over the templates of a folder, as JSON.

It must not import the co-worker, read a configuration file, or heed what a template says about it.

Started as `python -I cfn_lint_driver.py FOLDER`; each file is JSON with a template and its region.
"""

import gc
import json
import os
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cfnlint.config import ConfigMixIn
    from cfnlint.match import Match
    from cfnlint.rules import Rules

# "Primary region" of cfn-lint, for a region it does not know yet; policy judges the region.
_KNOWN_REGION = "us-east-1"


class Linter:
    """cfn-lint with its rules loaded once."""

    def __init__(self) -> None:
        """Nothing is imported or loaded before the first template."""
        self._rules: Rules | None = None
        self._configurations: dict[str, ConfigMixIn] = {}

    def matches(self, text: str, region: str) -> "list[Match]":
        """What cfn-lint says of a template that is deployed in a region."""
        from cfnlint.decode import decode_str  # noqa: PLC0415
        from cfnlint.helpers import REGIONS  # noqa: PLC0415
        from cfnlint.runner import run_template_by_data  # noqa: PLC0415

        decoded, problems = decode_str(text)
        if problems or decoded is None:
            return list(problems)
        _forget_directives(decoded)
        config = self._configuration(region if region in REGIONS else _KNOWN_REGION)
        return list(run_template_by_data(decoded, config, self._loaded_rules(config)))

    def _configuration(self, region: str) -> "ConfigMixIn":
        from cfnlint.config import ConfigMixIn  # noqa: PLC0415

        if region not in self._configurations:
            # The null device stands for a configuration file, so that neither the user's nor
            # the working directory's .cfnlintrc is looked for.
            self._configurations[region] = ConfigMixIn(
                ["--config-file", os.devnull], regions=[region]
            )
        return self._configurations[region]

    def _loaded_rules(self, config: "ConfigMixIn") -> "Rules":
        from cfnlint.rules import Rules  # noqa: PLC0415

        if self._rules is None:
            rules = Rules()
            for folder in config.append_rules:
                rules.update(Rules.create_from_directory(folder))
            self._rules = rules
        return self._rules


def _forget_directives(template: object) -> None:
    """Take out the metadata by which a template switches cfn-lint's checks off."""
    _without_directives(template)
    resources = template.get("Resources") if isinstance(template, Mapping) else None
    for resource in resources.values() if isinstance(resources, Mapping) else ():
        _without_directives(resource)


def _without_directives(holder: object) -> None:
    metadata = holder.get("Metadata") if isinstance(holder, Mapping) else None
    if isinstance(metadata, MutableMapping):
        metadata.pop("cfn-lint", None)


def _record(match: "Match", file: str) -> dict[str, Any]:
    rule = match.rule
    return {
        "file": file,
        "rule": rule.id,
        "severity": rule.severity,
        "title": rule.shortdesc,
        "description": rule.description,
        "message": match.message or "",
        "path": [str(step) for step in getattr(match, "path", None) or ()],
        "line": match.linenumber,
        "end_line": match.linenumberend,
    }


def main(folder: Path) -> dict[str, Any]:
    """Lint every file of a folder. One that breaks cfn-lint is told by the kind of its error."""
    # A process that lives for a second or two: collecting garbage would only cost time.
    gc.disable()
    linter = Linter()
    found: list[dict[str, Any]] = []
    read: list[str] = []
    broken: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        given = json.loads(path.read_text(encoding="utf-8"))
        try:
            matches = linter.matches(given["template"], given["region"])
        except Exception as fault:  # noqa: BLE001 - whatever breaks in it, the scan has failed
            traceback.print_exc()
            broken[path.name] = type(fault).__name__
            continue
        read.append(path.name)
        found.extend(_record(match, path.name) for match in matches)
    return {"read": read, "broken": broken, "found": found}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))))
    sys.stdout.flush()
    # Interpreter and cfn-lint have nothing left to do that is worth waiting for.
    os._exit(0)
