"""Links between the documents lead to a file, and to a heading that is there."""

import re
from pathlib import Path

import pytest

from tests.tools import ROOT

OTHERS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "sdk/python/README.md", "sdk/javascript/README.md")]
DOCUMENTS = [*OTHERS, *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "ci_templates").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def anchors(document: Path) -> set[str]:
    """As GitHub makes them of headings: in lower case, without signs, a hyphen for each space."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", document.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken(document: Path) -> list[str]:
    found = []
    for link in LINK.findall(FENCED.sub("", document.read_text())):
        place, _, anchor = link.partition("#")
        target = document.parent / place if place else document
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            found.append(link)
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    assert broken(document) == []


def test_the_index_names_every_document() -> None:
    index = (ROOT / "docs" / "README.md").read_text()
    assert [one.name for one in (ROOT / "docs").glob("*.md") if f"({one.name})" not in index] == ["README.md"]


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One, two!\n[a](#one-two) [b](#three) [c](gone.md) [d](https://example.com/x)\n```\n[e](gone.md)\n```\n")
    assert broken(page) == ["#three", "gone.md"]
