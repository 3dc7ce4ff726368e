"""What the papers point to is there: files, headings, modules, settings, rooms; and the README stays short."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (".", "docs", "bench", "eval", "corpus", "index/models")
PAPERS = sorted(
    path for folder in FOLDERS for path in (ROOT / folder).glob("**/*.md" if folder != "." else "*.md")
)
# ours, written by hand; what a program writes names files of other days
BY_HAND = [path for path in PAPERS if path.parent in (ROOT, ROOT / "docs", ROOT / "eval", ROOT / "bench")]
SOURCES = [path for name in ("ingest", "index", "chat") for path in (ROOT / name).rglob("*.py")]
MOST_LINES = 120
_CODE = re.compile(r"```.*?```", re.S)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_PATH = re.compile(r"`((?:ingest|index|chat|eval|bench|tests|docs|corpus)/[\w./-]*)")
_SETTING = re.compile(r"WENCE_[A-Z_]+[A-Z]")


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def anchors_of(path: Path) -> set[str]:
    """What a “#…” may name: headings as GitHub spells them in addresses."""
    headings = re.findall(r"^#+ +(.+)$", _CODE.sub("", text_of(path)), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    for link in _LINK.findall(_CODE.sub("", text_of(path))):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, anchor = unquote(link).partition("#")
        target = path.parent / file if file else path
        assert target.exists(), f"{path.name} links {link}"
        assert not anchor or anchor in anchors_of(target), f"{path.name} links {link}"


@pytest.mark.parametrize("path", BY_HAND, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_named_in_the_papers_exist(path: Path) -> None:
    named = {name for name in _PATH.findall(text_of(path)) if re.search(r"/$|\.\w+$", name)}
    missing = {name for name in named if not (ROOT / name).exists()}
    assert missing == set()


def test_the_readme_is_short() -> None:
    assert len(text_of(ROOT / "README.md").splitlines()) <= MOST_LINES


def test_every_room_stands_in_the_architecture() -> None:
    words = text_of(ROOT / "docs" / "architecture.md")
    rooms = {path.parent.relative_to(ROOT).as_posix() for path in SOURCES if path.name == "__init__.py"}
    assert {room for room in rooms if f"`{room}/`" not in words} == set()


def test_every_setting_is_explained_and_every_explained_one_is_real() -> None:
    read = {name for path in SOURCES for name in re.findall(r"[\"'](WENCE_[A-Z_]+)[\"']", text_of(path))}
    explained = set(_SETTING.findall(text_of(ROOT / "docs" / "settings.md")))
    assert explained == read
