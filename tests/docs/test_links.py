"""Every relative link and anchor in every page leads somewhere.

It must not follow links that leave the repository.
"""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.docs.pages import DOCS, ROOT, Page, pages, read_page


def dead_links(page: Page) -> list[str]:
    """Links to files that are not there, or to headings that their page does not have."""
    return [link for link in page.links if not _leads_somewhere(page, link)]


def _leads_somewhere(page: Page, link: str) -> bool:
    parts = urlsplit(link)
    if parts.scheme:
        return parts.scheme in {"https", "mailto"}
    target = (page.path.parent / unquote(parts.path)).resolve() if parts.path else page.path
    if not target.exists() or not target.is_relative_to(ROOT):
        return False
    return not parts.fragment or parts.fragment in read_page(target).anchors


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Page) -> None:
    assert dead_links(page) == []


def test_every_page_of_the_documentation_can_be_reached_from_its_index() -> None:
    reached: set[Path] = set()
    waiting = [DOCS / "README.md"]
    while waiting:
        path = waiting.pop()
        if path in reached:
            continue
        reached.add(path)
        for link in read_page(path).links:
            target = (path.parent / urlsplit(link).path).resolve()
            if target.suffix == ".md" and target.exists() and DOCS in target.parents:
                waiting.append(target)
    documented = {page.path for page in pages() if DOCS in page.path.parents}
    assert {path.relative_to(ROOT).as_posix() for path in documented - reached} == set()


@pytest.mark.parametrize(
    "text",
    ["[a](nothing.md)", "# One\n\n[a](#two)", "[a](../../../etc/passwd)", "[a](http://plain.test)"],
)
def test_a_dead_link_is_seen(text: str, tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(text, encoding="utf-8")
    assert len(dead_links(read_page(path))) == 1


def test_anchors_are_made_as_github_makes_them(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("# `coworker plan`: how, why?\n\n## Twice\n\n## Twice\n", encoding="utf-8")
    assert read_page(path).anchors == {"coworker-plan-how-why", "twice", "twice-1"}
