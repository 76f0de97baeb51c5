"""Change sets as Changes: every action, every order of pages, and no secret let through.

It must not use answers that CloudFormation's service model would not give.
"""

import hashlib
from collections.abc import Sequence
from random import Random
from typing import Any, cast

import botocore.session
import pytest
from botocore.stub import Stubber
from hypothesis import given
from hypothesis import strategies as st
from types_boto3_cloudformation.type_defs import ChangeTypeDef

from coworker.adapters.engines.cloudformation.normalise import changes_of, removals_of
from coworker.errors import AwsFault
from coworker.guardrails.redaction import MASK
from coworker.model.change import Action, Identity, Preview, PropertyDifference
from coworker.model.environment import EngineName
from coworker.model.stack import StackId
from tests.engines.cloudformation.tape import change_set, resources


def modelled(*changes: dict[str, Any]) -> list[ChangeTypeDef]:
    """The changes as botocore hands them over, once it agreed that AWS could have said them."""
    client = botocore.session.Session().create_client(
        "cloudformation",
        region_name="eu-west-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
    with Stubber(client) as stub:
        stub.add_response("describe_change_set", change_set(*changes))
        answer = client.describe_change_set(ChangeSetName="coworker-0")  # type: ignore[attr-defined]
    return cast("list[ChangeTypeDef]", answer["Changes"])


def resource(action: str = "Modify", **more: Any) -> dict[str, Any]:
    return {
        "Action": action,
        "LogicalResourceId": "Table",
        "PhysicalResourceId": "orders",
        "ResourceType": "AWS::DynamoDB::Table",
        **more,
    }


def detail(
    name: str = "TableName",
    before: str | None = None,
    after: str | None = None,
    *,
    recreation: str = "Never",
    evaluation: str = "Static",
    cause: str | None = None,
    path: str | None = None,
) -> dict[str, Any]:
    target = {"Attribute": "Properties", "Name": name, "RequiresRecreation": recreation}
    target |= {"Path": path} if path else {}
    target |= {} if before is None else {"BeforeValue": before}
    target |= {} if after is None else {"AfterValue": after}
    told = {"Target": target, "Evaluation": evaluation, "ChangeSource": "DirectModification"}
    return told if cause is None else {**told, "CausingEntity": cause}


@pytest.mark.parametrize(
    ("given_change", "action", "may_replace", "keeps_data"),
    [
        (resource("Add"), Action.CREATE, False, False),
        (resource("Remove", PolicyAction="Delete"), Action.DELETE, False, False),
        (resource("Remove", PolicyAction="Retain"), Action.DELETE, False, True),
        (resource("Remove", PolicyAction="Snapshot"), Action.DELETE, False, True),
        (resource("Import"), Action.IMPORT, False, False),
        (resource("Dynamic"), Action.UPDATE, True, False),
        (resource(Replacement="False"), Action.UPDATE, False, False),
        (resource(Replacement="Conditional"), Action.UPDATE, True, False),
        (resource(Replacement="True"), Action.REPLACE, False, False),
        (
            resource(Replacement="True", PolicyAction="ReplaceAndRetain"),
            Action.REPLACE,
            False,
            True,
        ),
        (
            resource(Replacement="True", PolicyAction="ReplaceAndDelete"),
            Action.REPLACE,
            False,
            False,
        ),
        (resource("SyncWithActual", Replacement="False"), Action.UPDATE, False, False),
    ],
)
def test_each_action_has_its_change(
    given_change: dict[str, Any], action: Action, may_replace: bool, keeps_data: bool
) -> None:
    (change,) = changes_of(modelled(given_change))
    assert (change.action, change.may_replace, change.keeps_data) == (
        action,
        may_replace,
        keeps_data,
    )
    assert change.stateful
    assert change.physical_id == "orders"


@pytest.mark.parametrize(
    ("details", "action", "may_replace"),
    [
        ([], Action.UPDATE, False),
        ([detail()], Action.UPDATE, False),
        ([detail(recreation="Always")], Action.REPLACE, False),
        ([detail(recreation="Always", evaluation="Dynamic")], Action.UPDATE, True),
        ([detail(), detail("Other", recreation="Conditionally")], Action.UPDATE, True),
    ],
)
def test_replacement_is_worked_out_where_aws_leaves_it_out(
    details: list[dict[str, Any]], action: Action, may_replace: bool
) -> None:
    (change,) = changes_of(modelled(resource(Details=details)))
    assert (change.action, change.may_replace) == (action, may_replace)


def test_an_action_that_is_not_known_stops_the_preview() -> None:
    with pytest.raises(AwsFault, match="'Melt' for Table"):
        changes_of(modelled(resource("Melt")))


def test_one_property_is_told_once_with_its_values() -> None:
    (change,) = changes_of(
        modelled(
            resource(
                Details=[
                    detail("BillingMode", evaluation="Dynamic", cause="Mode"),
                    detail("BillingMode", "PROVISIONED", "PAY_PER_REQUEST"),
                    detail("Tags", "a", "b", path="/Properties/Tags/0/Value"),
                ]
            )
        )
    )
    assert change.differences == (
        PropertyDifference(
            path="/Properties/BillingMode", before="PROVISIONED", after="PAY_PER_REQUEST"
        ),
        PropertyDifference(path="/Properties/Tags/0/Value", before="a", after="b"),
    )


def test_several_values_of_one_property_can_be_put_in_an_order_and_digested() -> None:
    change = resource(Details=[detail(after="x"), detail(before="y", after="z")])
    changes = changes_of(modelled(change))
    assert [item.before for item in changes[0].differences] == ["", "y"]
    assert preview(changes).digest.startswith("sha256:")


def test_what_a_noecho_parameter_causes_is_masked_whole() -> None:
    details = [
        detail("Name", "plain", "also plain"),
        detail("Name", evaluation="Dynamic", cause="Hidden"),
    ]
    (change,) = changes_of(
        modelled(resource(Details=details)), secret_parameters=frozenset({"Hidden"})
    )
    assert change.differences == (
        PropertyDifference(path="/Properties/Name", before=MASK, after=MASK, redacted=True),
    )


def test_removals_list_what_is_there_and_what_stays() -> None:
    summaries = resources(
        ("Queue", "CREATE_COMPLETE"), ("Old", "DELETE_COMPLETE"), ("", "CREATE_COMPLETE")
    )["StackResourceSummaries"]
    changes = removals_of(summaries, kept=frozenset({"Queue"}))
    assert [(change.address, change.action, change.keeps_data) for change in changes] == [
        ("Queue", Action.DELETE, True)
    ]


def preview(changes: tuple[Any, ...]) -> Preview:
    return Preview(
        stack=StackId(environment="development", name="jobs"),
        engine=EngineName.CLOUDFORMATION,
        identity=Identity(account="1", arn="arn", region="eu-west-1"),
        changes=changes,
        reference="coworker-0",
        existing=True,
    )


names = st.sampled_from(["A", "B", "C", "TableName", "MasterUserPassword"])
values = st.none() | st.sampled_from(["x", "y", '{"Password": "p", "b": [1]}'])
details = st.lists(
    st.builds(
        detail,
        names,
        values,
        values,
        evaluation=st.sampled_from(["Static", "Dynamic"]),
        cause=st.none() | names,
    ),
    max_size=5,
)
# CloudFormation tells of a resource once, so addresses are keys.
raw_changes = st.dictionaries(
    names,
    st.fixed_dictionaries(
        {
            "Action": st.sampled_from(["Add", "Modify", "Remove", "Dynamic"]),
            "Replacement": st.sampled_from(["True", "False", "Conditional"]),
            "ResourceType": st.just("AWS::SQS::Queue"),
            "Details": details,
        }
    ),
)


def raw(changes: dict[str, dict[str, Any]]) -> list[ChangeTypeDef]:
    told = [
        {"ResourceChange": {"LogicalResourceId": address, **change}}
        for address, change in changes.items()
    ]
    return cast("list[ChangeTypeDef]", told)


def shuffled(changes: dict[str, dict[str, Any]], random: Random) -> dict[str, dict[str, Any]]:
    def mixed(items: Sequence[Any]) -> list[Any]:
        return random.sample(items, len(items))

    return {
        address: {**changes[address], "Details": mixed(changes[address]["Details"])}
        for address in mixed(sorted(changes))
    }


@given(raw_changes, st.randoms(use_true_random=False))
def test_the_order_that_aws_gives_does_not_matter(
    changes: dict[str, dict[str, Any]], random: Random
) -> None:
    first, second = changes_of(raw(changes)), changes_of(raw(shuffled(changes, random)))
    assert first == second
    assert preview(first).digest == preview(tuple(reversed(second))).digest


@given(
    secret=st.integers(min_value=0).map(
        lambda number: hashlib.sha256(str(number).encode()).hexdigest()
    ),
    place=st.sampled_from(["by_name", "by_cause", "by_look", "in_json", "beside_its_name"]),
)
def test_no_planted_secret_comes_through(secret: str, place: str) -> None:
    planted = {
        "by_name": detail("MasterUserPassword", secret[:9], secret[:8]),
        "by_cause": detail("Anything", secret[:9], secret[:8], cause="Hidden"),
        "by_look": detail("Anything", f"prefix {secret}", secret),
        "in_json": detail("Anything", f'{{"deep": {{"ApiKey": "{secret[:8]}"}}}}', None),
        "beside_its_name": detail(
            "Environment", None, f'[{{"Name": "DB_PASSWORD", "Value": "{secret[:8]}"}}]'
        ),
    }[place]
    changes = changes_of(
        cast("list[ChangeTypeDef]", change_set(resource(Details=[planted]))["Changes"]),
        secret_parameters=frozenset({"Hidden"}),
    )
    assert secret[:8] not in repr(changes)
    assert changes[0].differences[0].redacted
