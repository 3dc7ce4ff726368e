"""The words of chat, eval and app: each public part says what it does, each expression has an example."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = [ROOT / "app.py", *sorted((ROOT / "chat").rglob("*.py")), *sorted((ROOT / "eval").rglob("*.py"))]
# Modules whose expressions still wait for an example; the list only gets shorter.
PATTERN_MODULES = [path for path in MODULES if path.is_relative_to(ROOT / "chat")]
ENDINGS = (".", "?", ":", "。")  # 。: the words of a request's shape stand in the OpenAPI description


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def public_parts(node: ast.Module | ast.ClassDef, prefix: str = "") -> Iterator[tuple[str, ast.AST]]:
    for child in node.body:
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if child.name.startswith("_"):
                continue
            yield prefix + child.name, child
            if isinstance(child, ast.ClassDef):
                yield from public_parts(child, f"{prefix}{child.name}.")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_public_parts_say_what_they_do(path: Path) -> None:
    faults = []
    for name, part in public_parts(ast.parse(path.read_text(encoding="utf-8"))):
        docstring = ast.get_docstring(part)  # type: ignore[arg-type]
        if not docstring:
            faults.append(f"{name} has no docstring")
        elif not docstring.splitlines()[0].endswith(ENDINGS):
            faults.append(f"the first line of {name} is no whole sentence: {docstring.splitlines()[0]}")
    assert not faults, faults


def compiles(node: ast.AST) -> bool:
    return any(
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and ast.unparse(call.func) == "re.compile"
        for call in ast.walk(node)
    )


@pytest.mark.parametrize("path", PATTERN_MODULES, ids=name_of)
def test_expressions_have_an_example_beside_them(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    bare = [
        ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)
        for node in ast.parse(text).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and compiles(node)
        and not lines[node.lineno - 2].startswith("#")
        and "  # " not in lines[node.end_lineno - 1]  # type: ignore[operator]
    ]
    assert not bare, f"{name_of(path)}: {', '.join(bare)} without an example in a comment above"


@pytest.mark.parametrize("path", PATTERN_MODULES, ids=name_of)
def test_expressions_stand_at_the_top_of_their_module(path: Path) -> None:
    faults = [
        f"line {call.lineno}: {ast.unparse(call)}"
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call)
        and ast.unparse(call.func).startswith("re.")
        and call.args
        and isinstance(call.args[0], ast.Constant)
    ]
    assert not faults, faults
