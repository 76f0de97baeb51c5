"""What to ask when something is missing, doubtful or contradictory: one clear question each.

It must not ask for what has a default.
"""

from collections.abc import Sequence

from coworker.intake.understanding.regions import near_regions
from coworker.model.blueprint import Blueprint, Parameter
from coworker.model.environment import Environment
from coworker.model.regions import REGION_NAMED

_ENVIRONMENTS = [item.value for item in Environment if item is not Environment.UNKNOWN]


def either(words: Sequence[str], joint: str = "or") -> str:
    """`a, b or c`."""
    *first, last = words
    return f"{', '.join(first)} {joint} {last}" if first else last


def which_environment() -> str:
    """No environment was named."""
    return f"Which environment is it for: {either(_ENVIRONMENTS)}?"


def one_environment(named: Sequence[Environment]) -> str:
    """Several were named."""
    return f"You speak of {either(named, 'and')}. Which one environment is it for?"


def known_environment(word: str) -> str:
    """A word stands where an environment would."""
    return f'"{word}" is not an environment here. Which is it: {either(_ENVIRONMENTS)}?'


def which_region() -> str:
    """No region was named."""
    return "Which AWS region is it for, for example eu-west-1 (Ireland)?"


def one_region(codes: Sequence[str]) -> str:
    """Several regions were named for one stack."""
    return (
        f"A stack lives in one region, and you speak of {either(codes, 'and')}. Which one is this "
        "request for?"
    )


def known_region(code: str) -> str:
    """A code that AWS does not have."""
    near = [f"{name} ({REGION_NAMED[name].city})" for name in near_regions(code)]
    hint = f" Did you mean {either(near)}?" if near else " Which region is it for?"
    return f'AWS has no region "{code}".{hint}'


def one_engine(names: Sequence[str]) -> str:
    """Several engines were named."""
    return f"You speak of {either(names, 'and')}. Which one engine should be used?"


def which_thing(verb: str, blueprint: str) -> str:
    """Something that is there is to change or go, and it was not named."""
    return f"What is the {blueprint} called that you want to {verb}, as its stack's folder says?"


def needed(parameter: Parameter) -> str:
    """A parameter has no default."""
    example = f" For example: {parameter.example}." if parameter.example else ""
    return f"What should {parameter.name} be? {parameter.description}{example}"


def unknown_parameter(name: str, blueprint: Blueprint) -> str:
    """`foo=bar`, and there is no foo."""
    known = ", ".join(parameter.name for parameter in blueprint.parameters)
    return f'What is "{name}"? {blueprint.title} knows {known}; a tag begins with a capital letter.'


def private_or_public(blueprint: Blueprint) -> str:
    """Something public is asked of a blueprint that makes private things alone."""
    return f'"{blueprint.title}" cannot be public, and you speak of public. Should it be private?'


def cannot_be_left_out(parameter: Parameter, blueprint: Blueprint) -> str:
    """A safeguard is denied that the blueprint always has."""
    choices = either(parameter.choices)
    return f"{blueprint.title} always has {parameter.name}. Should it be {choices}?"


def which_first(names: Sequence[str]) -> str:
    """Several things are asked for at once."""
    return (
        f"You ask for {either(names, 'and')}, and a request is about one thing. Which one should "
        "come first? Open another issue for the rest."
    )


def what_is_it_for(quote: str, fitting: Sequence[str], blueprint: Blueprint) -> str:
    """Something definite was said, and it is not clear what of."""
    if fitting:
        return f"You wrote “{quote}”. What is it for: {either(fitting)}, or something else?"
    return (
        f"You wrote “{quote}”, and {blueprint.title} has nothing that takes it as it stands. What "
        "is it for, or can it be left out?"
    )


def which_of_its_choices(quote: str, parameter: Parameter) -> str:
    """A parameter was given a value that is none of its choices."""
    return (
        f"You wrote “{quote}”, and {parameter.name} takes {either(parameter.choices)}. Which "
        "should it be?"
    )


def what_are_they_for(quotes: Sequence[str]) -> str:
    """Definite things were said, and none of them is understood."""
    quoted = either([f"“{quote}”" for quote in quotes], "and")
    return f"You wrote {quoted}. What is {'it' if len(quotes) == 1 else 'each'} for?"


def on_or_off(parameter: Parameter) -> str:
    """A switch is both wanted and denied."""
    return f"You speak for and against {parameter.name}. Should it be on or off?"


def one_choice(parameter: Parameter, said: Sequence[str]) -> str:
    """Several choices were named for one parameter."""
    return f"You speak of {either(said, 'and')}. Which one should {parameter.name} be?"


def which_choice(parameter: Parameter) -> str:
    """A parameter is spoken of, and none of its choices."""
    return f"Which should {parameter.name} be: {either(parameter.choices)}?"


def too_wide(action: str) -> str:
    """Every action of a service is asked for."""
    return f'"{action}" grants everything. Which actions are needed, as in s3:GetObject?'


def from_where(port: str) -> str:
    """A port without anyone who may reach it."""
    return f"Who may reach {port}, as an address range such as 10.0.0.0/8?"


def broken_range(text: str) -> str:
    """An address range that cannot be."""
    return f'"{text}" is no address range. Which range do you mean, as in 10.0.0.0/16?'


def unknown_field(label: str) -> str:
    """A form's field that is not ours."""
    return f'The form\'s field "{label}" is not known here. What is it about?'


def repeated_field(label: str) -> str:
    """A form's field that stands there twice."""
    return f'The form\'s field "{label}" is filled twice. Which answer holds?'


def what_can_be_asked(catalogue: Sequence[Blueprint], audits: Sequence[str]) -> str:
    """Nothing was understood."""
    things = "; ".join(item.title for item in catalogue) if catalogue else "(no blueprint)"
    return (
        f"What should be done on AWS? I can plan a change to: {things}. I can answer a question, "
        f"such as: {either(audits)}. Or I can roll back to a baseline, such as baseline/2025-01-31."
    )


def which_audit(audits: Sequence[str]) -> str:
    """Something is to be looked at, and it is not clear what."""
    return f"What should be looked at: {either(audits)}?"


def make_or_look(blueprint: str, audit: str) -> str:
    """It may be a thing to make or a question."""
    return f"Should a {blueprint} be made, or do you want the audit {audit}?"


def which_baseline() -> str:
    """A rollback without a place to go back to."""
    return "Which baseline should be returned to, as in baseline/2025-01-31 or v1.2.3?"


def which_account() -> str:
    """A bootstrap without an account."""
    return "Which account should be made ready? Give its twelve digits."
