"""What holds for every scanner: findings with places, order, silence that is no clean bill.

It must not test a scanner's own rules.
"""

from typing import Any

import pytest

from coworker.model.environment import EngineName
from coworker.model.finding import Finding, Scanned
from coworker.model.stack import StackId, StackSource
from coworker.ports import Scanner
from tests.support.samples import source

BAD = """\
# a comment first
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketNam: shop
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: Access
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
"""
CLEAN = """\
Resources:
  Parameter:
    Type: AWS::SSM::Parameter
    Properties: {Type: String, Value: hello}
"""
SHOP = StackId(environment="production", name="shop")
LAB = StackId(environment="sandbox", name="lab")


@pytest.fixture(params=["cfn_lint", "checkov"])
def scanner(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


def findings(scanner: Scanner, *stacks: StackSource) -> tuple[Finding, ...]:
    result = scanner.scan(stacks)
    assert isinstance(result, Scanned), result
    assert result.scanner == scanner.name
    return result.findings


def test_findings_have_places_words_and_a_page(scanner: Scanner) -> None:
    found = findings(scanner, source(SHOP, BAD))
    assert found
    for item in found:
        assert item.place.path == "infrastructure/production/shop/template.yaml"
        assert item.place.resource in {"Bucket", "Group"}
        assert item.place.line is not None
        assert item.place.end_line is not None
        assert 2 < item.place.line <= item.place.end_line <= 12
        assert item.message.endswith(".")
        assert item.remedy
        assert item.docs.startswith("https://")
        assert item.scanner == scanner.name
        assert item.waived is None


def test_each_stack_has_its_own_findings(scanner: Scanner) -> None:
    found = findings(scanner, source(SHOP, BAD), source(LAB, CLEAN), source(LAB, BAD))
    paths = [item.place.path for item in found]
    assert set(paths) == {
        "infrastructure/production/shop/template.yaml",
        "infrastructure/sandbox/lab/template.yaml",
    }
    assert paths.count(paths[0]) == paths.count(paths[-1])


def test_the_same_files_give_the_same_findings(scanner: Scanner) -> None:
    assert findings(scanner, source(SHOP, BAD)) == findings(scanner, source(SHOP, BAD))


def test_nothing_to_look_at_is_a_scan_without_findings(scanner: Scanner) -> None:
    terraform = source(SHOP, BAD)
    spec = terraform.spec.__class__(
        id=SHOP,
        environment=terraform.spec.environment,
        engine=EngineName.TERRAFORM,
        region="eu-west-1",
        deployed_name="x",
        template="main.tf",
    )
    assert findings(scanner) == ()
    assert findings(scanner, StackSource(spec=spec, files={})) == ()
    assert findings(scanner, source(SHOP, CLEAN)) == ()


def test_json_is_read_too(scanner: Scanner) -> None:
    text = '{\n\t"Resources": {\n\t\t"Bucket": {"Type": "AWS::S3::Bucket"},\n'
    text += '\t\t"Group": {"Type":\t"AWS::EC2::SecurityGroup", "Properties": {}}\n\t}\n}\n'
    assert {item.place.resource for item in findings(scanner, source(SHOP, text))} <= {
        "Bucket",
        "Group",
    }
    assert findings(scanner, source(SHOP, text))
