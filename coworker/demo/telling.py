"""Tells the story on the terminal, scene by scene, and writes it as data.

It must not end well unless every step was true.
"""

import json
import tempfile
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from coworker.adapters.folder import write_whole
from coworker.demo.keeping import leave
from coworker.demo.scenes import SCENES, Plot, play
from coworker.demo.stage import open_stage
from coworker.demo.story import Scene, Story
from coworker.errors import ConfigurationFault, ExitCode
from coworker.model.digest import plain


def tell(*, story: Path | None, keep: Path | None) -> ExitCode:
    """Play every scene. `story` gets the JSON, `keep` the repository, comments and ledger.

    Raises ConfigurationFault where `keep` is not empty, Fault where the emulator does not start.
    """
    console = Console(highlight=False)
    if keep is not None:
        if keep.exists() and any(keep.iterdir()):
            raise ConfigurationFault(
                "The folder to keep the story in is not empty",
                where=str(keep),
                next_step="Name a new folder.",
            )
        keep.mkdir(parents=True, exist_ok=True)
        told = _tell_in(keep.resolve(), console, leaving=True)
    else:
        with tempfile.TemporaryDirectory(prefix="coworker-demo-") as folder:
            told = _tell_in(Path(folder).resolve(), console, leaving=False)
    if story is not None:
        data = {"good": told.good, **_as_dict(told)}
        write_whole(story, json.dumps(data, indent=2, ensure_ascii=False) + "\n")
    return _end(told, console, keep)


def _as_dict(told: Story) -> dict[str, object]:
    scenes = [{"title": scene.title, "good": scene.good, **_fields(scene)} for scene in told.scenes]
    return {"scenes": scenes}


def _fields(scene: Scene) -> dict[str, object]:
    fields = plain(scene)
    return {**fields} if isinstance(fields, dict) else {}


def _tell_in(folder: Path, console: Console, *, leaving: bool) -> Story:
    console.print(
        "\n[bold]A GitOps co-worker for AWS[/bold], on emulators: nothing leaves this machine\n"
    )
    plot = Plot()
    scenes: list[Scene] = []
    with open_stage(folder) as stage:
        for number, (title, player) in enumerate(SCENES, start=1):
            console.print(f"[bold cyan]{number}. {escape(title)}[/bold cyan]")
            with console.status("working"):
                scene = play(title, player, stage, plot, lambda _: None)
            _show(scene, console)
            scenes.append(scene)
            if not scene.good:
                break
        if leaving:
            leave(stage)
    return Story(scenes=tuple(scenes))


def _show(scene: Scene, console: Console) -> None:
    for line in scene.said:
        console.print(f"   {escape(line)}")
    for step in scene.steps:
        mark = "[green]✓[/green]" if step.true else "[bold red]✗[/bold red]"
        seen = "" if step.true else f" [red](seen: {escape(step.seen)})[/red]"
        console.print(f"   {mark} {escape(step.claim)} [dim]({step.against})[/dim]{seen}")
    console.print(f"   [dim]{scene.seconds} s[/dim]\n")


def _end(told: Story, console: Console, keep: Path | None) -> ExitCode:
    seconds = round(sum(scene.seconds for scene in told.scenes), 1)
    steps = [step for scene in told.scenes for step in scene.steps]
    held = sum(step.true for step in steps)
    if not told.good or len(told.scenes) != len(SCENES):
        console.print(
            f"[bold red]Not as it should be:[/bold red] {held} of {len(steps)} checks held"
        )
        return ExitCode.FAULT
    console.print(f"[bold green]All {held} checks held[/bold green] in {seconds} s.")
    if keep is not None:
        console.print(f"Read on: {escape(str(keep))}/comments, ledger.ndjson, repository")
    else:
        console.print(
            "Next: `coworker demo --keep DIR` leaves the comments and the ledger for reading."
        )
    return ExitCode.DONE
