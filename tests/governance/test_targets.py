from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coworker.errors import ConfigurationFault
from coworker.governance.targets import read_targets
from coworker.model.environment import Environment
from coworker.model.policy import Target

PATH = "config/environments.yaml"
EXAMPLE = Path(__file__).parents[2] / PATH

TEXT = """\
version: 1
environments:
  test:
    account: "111122223333"
    plan_role: arn:aws:iam::111122223333:role/plan
    deploy_role: arn:aws:iam::111122223333:role/path/deploy
  production:
    account: "444455556666"
  sandbox: {}
"""


def test_targets_are_read_by_environment() -> None:
    targets = read_targets(TEXT, PATH)
    assert targets[Environment.TEST] == Target(
        environment=Environment.TEST,
        account="111122223333",
        plan_role="arn:aws:iam::111122223333:role/plan",
        deploy_role="arn:aws:iam::111122223333:role/path/deploy",
    )
    assert targets[Environment.PRODUCTION].plan_role is None
    assert targets[Environment.SANDBOX] == Target(environment=Environment.SANDBOX)
    assert set(targets) == {Environment.TEST, Environment.PRODUCTION, Environment.SANDBOX}


def test_no_file_means_no_targets() -> None:
    assert read_targets(None, PATH) == {}


def test_the_example_that_is_shipped_names_no_account() -> None:
    assert read_targets(EXAMPLE.read_text(encoding="utf-8"), PATH) == {}


def test_the_example_is_right_once_its_lines_are_uncommented() -> None:
    head, _, rest = EXAMPLE.read_text(encoding="utf-8").partition("environments: {}\n")
    targets = read_targets(f"{head}environments:\n{rest.replace('#  ', '  ')}", PATH)
    assert len(targets) == 4
    assert all(target.plan_role and target.deploy_role for target in targets.values())


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('"444455556666"', '"111122223333"', 8, "account 111122223333 is test already"),
        ('"444455556666"', "444455556666", 8, "should be a valid string"),
        ('"444455556666"', '"4444"', 8, "should match pattern"),
        ("  production:", "  unknown:", 7, 'the key "environments.unknown" is not known'),
        ("::111122223333:role/plan", "::999988887777:role/plan", 5, "is not the account of test"),
        ("arn:aws:iam::111122223333:role/plan", "plan", 5, "is not the ARN of an IAM role"),
        (":role/plan", ":user/plan", 5, "is not the ARN of an IAM role"),
        (":role/path/deploy", ":role/plan", 6, "one role both plans and deploys"),
        ('    account: "111122223333"\n', "", 4, "is not the account of test"),
        ("plan_role", "plan_rle", 5, 'Did you mean "plan_role"?'),
    ],
)
def test_a_wrong_target_is_a_fault_with_its_line(old: str, new: str, line: int, says: str) -> None:
    with pytest.raises(ConfigurationFault) as caught:
        read_targets(TEXT.replace(old, new, 1), PATH)
    assert caught.value.where == f"{PATH}:{line}"
    assert says in str(caught.value)


def test_other_partitions_have_roles_too() -> None:
    text = TEXT.replace("arn:aws:", "arn:aws-us-gov:")
    assert read_targets(text, PATH)[Environment.TEST].plan_role is not None


lines = st.sampled_from(
    [*TEXT.splitlines(), "x: &a 1", "y: *a", "- 1", "{", "? [a]", "\t", "", "\x00"]
)


@given(st.lists(lines | st.text(max_size=12), max_size=8).map("\n".join))
def test_whatever_the_file_says_it_is_read_or_a_fault_with_a_next_step(text: str) -> None:
    targets: Mapping[Environment, Target] = {}
    said = (PATH, "nothing to do")
    try:
        targets = read_targets(text, PATH)
    except ConfigurationFault as fault:
        said = (fault.where, fault.next_step)
    assert said[0].startswith(PATH)
    assert said[1]
    accounts = [target.account for target in targets.values() if target.account]
    assert len(accounts) == len(set(accounts))
