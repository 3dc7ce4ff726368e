"""Name the briefs that ship with the product and the folder they lie in; this package knows nothing of the others."""

from __future__ import annotations

from pathlib import Path


def brief_paths() -> list[Path]:
    """Give the paths of the shipped briefs, one Markdown file a document, in alphabetical order."""
    folder = Path(__file__).resolve().parent
    return sorted(path for path in folder.glob("*.md") if path.name != "README.md")
