"""Issue forms: what GitHub makes of them is read, and nothing in them is dropped."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from coworker.intake.forms import FIELDS, Form, read_form
from coworker.intake.understanding.audits import AUDIT_NAMES
from coworker.model.environment import Environment
from coworker.model.regions import REGION_NAMED

TEMPLATES = Path(__file__).parents[2] / ".github" / "ISSUE_TEMPLATE"
FORMS = ("audit", "change", "rollback")

CHANGE = """\
### What do you need?

A private bucket for build artefacts

with two paragraphs

### Environment

development

### Region

eu-west-1 (Ireland)

### Engine

Let policy choose

### Owner

_No response_

### Name

artefacts

### Parameters

```yaml
noncurrent_days: 30
### not a heading
```
"""


def form(name: str) -> dict[str, Any]:
    loaded = yaml.safe_load((TEMPLATES / f"{name}.yml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def options(name: str, label: str) -> list[str]:
    return next(
        list(item["attributes"]["options"])
        for item in form(name)["body"]
        if item["attributes"]["label"] == label
    )


def test_the_change_form() -> None:
    assert read_form(CHANGE) == Form(
        fields={
            "request": "A private bucket for build artefacts\n\nwith two paragraphs",
            "environment": "development",
            "region": "eu-west-1 (Ireland)",
            "name": "artefacts",
            "parameters": "noncurrent_days: 30\n### not a heading",
        }
    )


def test_windows_line_ends_and_spaces() -> None:
    assert read_form("\r\n### environment \r\n\r\n prod \r\n") == Form(
        fields={"environment": "prod"}
    )


def test_unknown_and_repeated_labels_are_named() -> None:
    body = "### Environment\n\ntest\n\n### Colour\n\nblue\n\n### Environment\n\nproduction\n"
    assert read_form(body) == Form(
        fields={"environment": "test"}, unknown=("Colour",), repeated=("Environment",)
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a bucket please",
        "### My idea\n\na bucket\n\n### Environment\n\ntest",
        "Hello\n\n### Environment\n\ntest",
        "## Environment\n\ntest",
    ],
)
def test_other_texts_are_no_forms(text: str) -> None:
    assert read_form(text) is None


def test_every_label_of_the_forms_has_a_field_and_every_field_a_label() -> None:
    labels = {
        item["attributes"]["label"]: item["id"] for name in FORMS for item in form(name)["body"]
    }
    assert labels == dict(FIELDS)


@pytest.mark.parametrize(
    ("name", "label"),
    [("change", "coworker"), ("audit", "coworker:audit"), ("rollback", "coworker:rollback")],
)
def test_every_form_sets_its_label(name: str, label: str) -> None:
    assert form(name)["labels"] == [label]
    assert form(name)["name"]
    assert form(name)["description"]


def test_the_choices_are_ones_that_are_understood() -> None:
    known = [item.value for item in Environment if item is not Environment.UNKNOWN]
    assert options("change", "Environment") == known
    assert options("audit", "Environment") == ["All", *known]
    assert options("audit", "Which audit?") == list(AUDIT_NAMES)
    for option in options("change", "Region"):
        code, _, city = option.partition(" (")
        assert REGION_NAMED[code].city == city.removesuffix(")")


def test_the_chooser_lets_free_text_through() -> None:
    assert form("config") == {"blank_issues_enabled": True}
