"""CW003: no administrative port is open to everyone.

It must not say which ports those are; policy does.
"""

import ipaddress
from collections.abc import Iterator
from typing import NamedTuple

from coworker.guardrails.elsewhere import elsewhere
from coworker.guardrails.rule import Sighting, Subject, TemplateRule
from coworker.guardrails.rules.outside import decided_outside
from coworker.guardrails.template import Intrinsic, Located, Resource
from coworker.guardrails.values import text_of
from coworker.model.finding import Confidence, Severity

_SOURCES = ("CidrIp", "CidrIpv6")
_ALL_PORTS = (0, 65535)
# Protocol names and numbers that carry ports (IANA, "Assigned Internet Protocol Numbers").
_PROTOCOLS = {
    "-1": "All protocols,",
    "all": "All protocols,",
    "6": "TCP",
    "tcp": "TCP",
    "17": "UDP",
    "udp": "UDP",
    "132": "SCTP",
    "sctp": "SCTP",
}
_MAX_NAMED = 3


class _Openness(NamedTuple):
    severity: Severity
    confidence: Confidence


def _check(subject: Subject) -> Iterator[Sighting]:
    for resource in subject.template.of_type("AWS::EC2::SecurityGroup"):
        for ingress in subject.values.items(
            subject.values.property(resource, "SecurityGroupIngress")
        ):
            yield from _ingress(subject, resource, ingress)
    for resource in subject.template.of_type("AWS::EC2::SecurityGroupIngress"):
        for ingress in subject.values.property(resource):
            yield from _ingress(subject, resource, ingress)


def _ingress(subject: Subject, resource: Resource, ingress: Located) -> Iterator[Sighting]:
    protocols = _protocols(subject, ingress)
    ports = _covered(subject, ingress)
    if not protocols or not ports:
        return
    what = f"{protocols[0]} {_named(ports)}"
    for source in _sources(subject, ingress):
        outside = elsewhere(subject.template, source.value)
        if outside is not None:
            yield decided_outside(resource, "source of the ingress", outside, source.path)
            continue
        text = (text_of(source.value) or "").strip() or None
        openness = _openness(text)
        if openness is not None:
            yield Sighting(
                message=f"{what} open to {text or 'a source that cannot be told beforehand'}",
                path=source.path,
                resource=resource.logical_id,
                severity=openness.severity,
                confidence=openness.confidence,
            )


def _sources(subject: Subject, ingress: Located) -> Iterator[Located]:
    """The address ranges let in, those of a prefix list of the same template included."""
    values = subject.values
    for name in _SOURCES:
        yield from values.reach(ingress, name)
    for found in values.reach(ingress, "SourcePrefixListId"):
        for prefix_list in subject.template.of_type("AWS::EC2::PrefixList"):
            if _refers_to(found, prefix_list.logical_id):
                for entry in values.items(values.property(prefix_list, "Entries")):
                    yield from values.reach(entry, "Cidr")


def _refers_to(found: Located, logical_id: str) -> bool:
    call = found.value
    if not isinstance(call, Intrinsic):
        return False
    target = call.argument[0] if isinstance(call.argument, tuple) else call.argument
    return target == logical_id


def _protocols(subject: Subject, ingress: Located) -> list[str]:
    """Names of the protocols with ports; one that cannot be told counts as TCP."""
    found = subject.values.reach(ingress, "IpProtocol")
    texts = [text_of(option.value) for option in found]
    return [
        _PROTOCOLS["tcp" if text is None else text.strip().lower()]
        for text in texts
        if text is None or text.strip().lower() in _PROTOCOLS
    ]


def _covered(subject: Subject, ingress: Located) -> list[int]:
    """The policy's administrative ports inside the range, the widest that it may be."""
    texts = [text_of(option.value) for option in subject.values.reach(ingress, "IpProtocol")]
    if any(text is not None and text.strip().lower() in {"-1", "all"} for text in texts):
        return list(subject.policy.admin_ports)
    lowest = min(_ends(subject, ingress, "FromPort", _ALL_PORTS[0]))
    highest = max(_ends(subject, ingress, "ToPort", _ALL_PORTS[1]))
    return [port for port in subject.policy.admin_ports if lowest <= port <= highest]


def _ends(subject: Subject, ingress: Located, name: str, widest: int) -> list[int]:
    """What an end of the range may be; absent, -1 and unknown count as the widest."""
    found = [text_of(option.value) for option in subject.values.reach(ingress, name)]
    ends = [_port(text, widest) for text in found]
    return ends or [widest]


def _port(text: str | None, widest: int) -> int:
    try:
        port = int(float(text)) if text is not None else widest
    except (ValueError, OverflowError):
        return widest
    return port if port >= 0 else widest


def _named(ports: list[int]) -> str:
    shown = [str(port) for port in ports[:_MAX_NAMED]]
    if len(ports) == 1:
        return f"port {shown[0]} is"
    more = f" and {len(ports) - _MAX_NAMED} more" if len(ports) > _MAX_NAMED else ""
    return f"ports {', '.join(shown)}{more} are"


def _openness(text: str | None) -> _Openness | None:
    """How bad a source is; None where it is narrow enough or inside a private network."""
    if text is None:
        return _Openness(Severity.LOW, Confidence.LOW)
    try:
        network = ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        return _Openness(Severity.LOW, Confidence.LOW)
    if network.prefixlen == 0:
        return _Openness(Severity.CRITICAL, Confidence.HIGH)
    if network.is_private:
        return None
    # Two halves of the Internet are the Internet: a handful of such ranges covers it all.
    half, wide = (8, 9) if network.version == 4 else (16, 24)
    if network.prefixlen < half:
        return _Openness(Severity.HIGH, Confidence.HIGH)
    return _Openness(Severity.MEDIUM, Confidence.MEDIUM) if network.prefixlen < wide else None


RULE = TemplateRule(
    id="CW003",
    title="Administrative port open to everyone",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    sees=(
        "A security group's ingress, inline or as a resource of its own, that lets 0.0.0.0/0, "
        "::/0 or a range nearly as wide reach one of the policy's `admin_ports`; a wide range "
        "of ports, protocol -1 and ports left out count as all that they cover. Ranges from /1 "
        "to /7 are high, a public /8 is medium; for IPv6 below /16 and below /24. A source that "
        "stands outside the template (an SSM parameter, an export of another stack) is high, one "
        "of a pinned version medium; one that only the deployment can tell is low."
    ),
    why=(
        "Ports for remote access and databases are scanned all day (AWS Foundational Security "
        "Best Practices, EC2.18 and EC2.19; CIS AWS Foundations Benchmark, “Ensure no security "
        "groups allow ingress from 0.0.0.0/0 to remote server administration ports”)."
    ),
    remedy="Let in the networks that need it, or use AWS Systems Manager Session Manager and "
    "no open port at all.",
    bad="""\
Resources:
  Access:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: Access
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
""",
    good="""\
Resources:
  Access:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: Access
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.20.0.0/16}
""",
    check=_check,
)
