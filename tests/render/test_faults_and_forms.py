"""What a person sees of a fault, and of a form's answers.

It must not test the wording of a fault itself.
"""

from dataclasses import replace

from coworker.render.fault_comment import fault_comment
from coworker.render.pull_request import pull_request_body
from tests.support.samples import plan

_FORM = """### What do you need?

a bucket
for artefacts

### Engine

_No response_

### Region

eu-west-1
"""


def test_a_fault_is_a_sentence_and_the_next_step() -> None:
    said = fault_comment("AWS did not answer", "Try again later.")
    assert said.startswith("❔ **Nothing was planned:** AWS did not answer.")
    assert said.rstrip().endswith("**Next:** Try again later. Then comment `/coworker plan`.")


def test_a_forms_answers_are_quoted_as_lines_and_the_unanswered_left_out() -> None:
    sample = plan()
    body = pull_request_body(replace(sample, request=replace(sample.request, text=_FORM)), issue=1)
    assert "> What do you need: a bucket\n> for artefacts\n> Region: eu-west-1" in body
    assert "Engine" not in body
    assert "No response" not in body
