"""Judge a proposal once more on arrival, by what its files are and not by what it says.

It must not trust a plan's digest, a branch's name or a path that it has not derived or checked.
"""

from coworker.errors import HandoffFault
from coworker.flows.stacks import stacks_of_paths
from coworker.guardrails.rules.secrets import secrets_in
from coworker.intake.paths import proposal_refusals
from coworker.intake.stackfile import read_stack
from coworker.model.handoff import ProposedChange
from coworker.model.stack import BrokenStack, stack_of_path
from coworker.model.verdict import blocks


def check_again(proposal: ProposedChange) -> None:
    """Raises HandoffFault with every reason why the proposal must not be posted."""
    problems = list(proposal_refusals(proposal.files))
    texts = {path: text for path, text in proposal.files.items() if text is not None}
    for path, text in sorted(texts.items()):
        problems += [f"{path}:{finding} looks like a secret" for finding in secrets_in(text)]
    if blocks(proposal.plan.verdict):
        problems.append("its plan is not one that may be proposed")
    if not proposal.branch.startswith(f"coworker/{proposal.trigger.number}-"):
        problems.append("its branch is not the one of its issue")
    derived: dict[str, str] = {}
    for stack in stacks_of_paths(tuple(texts)):
        own = {path: text for path, text in texts.items() if stack_of_path(path) == stack}
        source = read_stack(stack, own)
        if isinstance(source, BrokenStack):
            problems.append(f"{source.path}: {source.reason}")
        else:
            derived[str(stack)] = source.digest
    if derived != dict(proposal.plan.receipt.files):
        problems.append("its files are not those that were planned")
    if problems:
        raise HandoffFault(
            "The proposal is refused: " + "; ".join(problems),
            where="proposal.json",
            next_step="Nothing was posted. Run the propose job again.",
        )
