"""No quantity is lost in silence: it stands in what was understood, or a question quotes it.

The oracle knows nothing of places in a text: it looks for a quantity's number, in any unit, among
all that was understood. So it cannot know whether a number went to the right parameter (the
requests of requests.yaml say that), nor see that one of two equal numbers was dropped; and what
words without numbers are worth (`written in Go`) only the requests can say.
"""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from coworker.intake.understanding import understand
from coworker.model.request import RequestKind, Understanding
from tests.blueprints.shipped import catalogue

EVERYTHING = tuple(catalogue().values())
WORTH = (1, 7, 24, 30, 60, 365, 1024, 3600, 86400)

QUANTITIES = st.one_of(
    st.integers(0, 5000).map(str),
    st.builds(
        "{}{}{}".format,
        st.integers(0, 999),
        st.sampled_from(["", " ", "-"]),
        st.sampled_from(
            ["MB", "GB", "days", "day", "d", "weeks", "minutes", "s", "hours", "%", "TB", "times"]
        ),
    ),
    st.builds("{}.{}".format, st.integers(0, 20), st.integers(0, 20)),
    st.sampled_from(
        [
            *("10.0.0.0/8", "192.168.1.0/24", "300.1.1.1/8", "2001:db8::/32", "1,024 MB", "02:30"),
            *("arn:aws:kms:eu-west-1:111122223333:key/1a", "arn:aws:s3:::logs-7/*", "t3.large"),
            *("CostCenter=4711", "noncurrent_days=9", "shards=6", '"v2-data"', "`x-9`"),
            *("python 3.12", "python 3.9", "node20", "sg-0a1b2c3d", "vpc-0a1b2c3d4e5f67890"),
        ]
    ),
)
WORDS = st.sampled_from(
    [
        *("create", "delete", "change", "show", "allow", "open", "set", "a", "the", "of", "to"),
        *("bucket", "queue", "lambda", "vpc", "security group", "role for lambda", "instances"),
        *("memory", "timeout", "retention", "old versions", "keep", "for", "with", "and", "in"),
        *("port", "from", "every", "at", "night", "day", "delay", "visibility", "azs", "nat"),
        *("called", "for orders", "dev", "eu-west-1", "Ireland", ",", ".", ":", "\n", "roll back"),
        *("logs", "versioning", "encryption", "retries", "concurrency", "costs", "tag"),
    ]
)


def numbers(text: str) -> set[int]:
    return {int(run) for run in re.findall("[0-9]+", text.replace(",", ""))}


def is_accounted_for(quantity: str, understanding: Understanding) -> bool:
    several = understanding.kind is RequestKind.CHANGE and len(understanding.targets) > 1
    if understanding.kind is RequestKind.UNCLEAR or several:
        return bool(understanding.questions)
    told = f"{understanding.questions} {understanding.targets} {understanding.regions}"
    known = numbers(f"{told} {dict(understanding.parameters)}")
    clock = {number % 12 + 12 for number in numbers(quantity)}
    return all(
        any(number * worth in known for worth in WORTH) or bool(clock & known)
        for number in numbers(quantity)
    )


@given(pieces=st.lists(st.one_of(WORDS, QUANTITIES), max_size=14))
@example(pieces=["vpc", "with", "2", "subnets"])
@example(pieces=["lambda", "512 MB", ",", "512 MB"])
@example(pieces=["role for lambda", "0", "role for lambda"])
@example(pieces=["costs", '"v2-data"'])
@example(pieces=["create", "a", "bucket", "called", "5", "days"])
def test_every_quantity_is_understood_or_asked_about(pieces: list[str]) -> None:
    text = " ".join(pieces)
    understanding = understand(text, catalogue=EVERYTHING)
    for piece in pieces:
        assert is_accounted_for(piece, understanding), (piece, understanding)


@given(
    words=st.text(alphabet=st.characters(exclude_categories=["Cs", "Nd", "Nl", "No"]), max_size=60),
    number=st.integers(10_000, 99_999),
    where=st.integers(0, 60),
)
def test_a_number_anywhere_in_any_text_is_not_lost(words: str, number: int, where: int) -> None:
    text = f"a bucket in dev, eu-west-1 {words[:where]} {number} {words[where:]}"
    understanding = understand(text, catalogue=EVERYTHING)
    assert is_accounted_for(str(number), understanding), understanding


@given(number=st.integers(100, 999))
def test_a_title_that_repeats_the_body_adds_no_question(number: int) -> None:
    body = f"bucket for logs in dev, eu-west-1, retention {number} days"
    once = understand(body, catalogue=EVERYTHING)
    for title in (body, "Bucket for logs", f"New bucket: retention {number} days"):
        assert understand(body, catalogue=EVERYTHING, title=title) == once
