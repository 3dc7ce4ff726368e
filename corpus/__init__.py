"""The briefs that ship with the product: data and where it lies. Knows nothing of the other packages."""

from __future__ import annotations

from pathlib import Path


def brief_paths() -> list[Path]:
    """Paths of the shipped briefs, one Markdown file per document, in alphabetical order."""
    folder = Path(__file__).resolve().parent
    return sorted(path for path in folder.glob("*.md") if path.name != "README.md")
