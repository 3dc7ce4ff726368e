"""What a public name is for stands in its docstring, in a first line that is a sentence."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("corpus", "ingest", "index")
MODULES = tuple(
    path.relative_to(ROOT)
    for room in ROOMS
    for path in sorted((ROOT / room).rglob("*.py") if (ROOT / room).is_dir() else [(ROOT / room)])
)
Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def _public(node: ast.Module | ast.ClassDef, name: str) -> Iterator[tuple[str, Documented]]:
    """The node itself and every public class, function and method in it, each with its dotted name."""
    yield name, node
    for child in node.body:
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if child.name.startswith("_"):
                continue
            if isinstance(child, ast.ClassDef):
                yield from _public(child, f"{name}.{child.name}")
            else:
                yield f"{name}.{child.name}", child


def _is_sentence(docstring: str | None) -> bool:
    """Whether a first line begins like a sentence, ends like one, and is followed by a blank line or nothing."""
    first, *others = (docstring or "").split("\n")
    begins = first[:1].isupper() or first.startswith(("“", "`"))
    return begins and first.endswith((".", "?", ":")) and (not others or not others[0].strip())


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_every_public_name_says_in_a_sentence_what_it_is_for(path: Path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    module = ".".join(path.with_suffix("").parts)
    assert [name for name, node in _public(tree, module) if not _is_sentence(ast.get_docstring(node))] == []
