"""The figures of the house: how full its rooms are, how long its parts, and how a question walks through it.

    python bench/house_figures.py --data STORE [--question “…”]

STORE holds documents that answer the question: by default that of the shipped briefs, which ``app.py ask`` makes.

Counted from the syntax trees of ``app.py``, ``corpus/``, ``ingest/``, ``index/``, ``chat/`` and ``eval/``:

- modules in one folder: ``.py`` files of a folder without its ``__init__.py``; the fullest folder.
- import circles: sets of modules that import each other, directly or by way of others (strongly connected
  components of more than one module); imports inside functions count, those for type checking alone do not.
- arrows against the table: imports from a room to one above it, or beside it on a floor of several, by ``FLOORS``
  of ``tests/test_house.py``.
- longest class, function, module: lines from first to last, docstrings among them; modules that only give values to
  names are data and left out.
- public functions with a docstring: functions and methods without an underscore in their own name, their class's
  or their module's; a function inside a function is no part of any face.

Walked, by ``sys.setprofile`` while one question is asked of ``chat.service`` as every door asks it, until its answer is
out. A room is a folder of ``chat/``. The service and the engine hand the question on: a room is entered when a function
of theirs calls one of it. What that one calls in its turn is part of the same stay (a scorer that asks for a word's
weight sends no question back), and so is the next call into the same room; giving a value back to the caller enters
nothing. A return is a stay in a room that was entered before, with another in between. The door is counted as one
room; ``app.py`` only names it.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import FrameType

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

PARTS = ("app.py", "corpus", "ingest", "index", "chat", "eval")
HANDING_ON = ("chat.service", "chat")  # the second is the engine, right in chat/
QUESTION = "丰台区轨道交通产业到2025年的收入目标是多少？"
Function = ast.FunctionDef | ast.AsyncFunctionDef
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DATA = (ast.Assign, ast.AnnAssign, ast.Expr, ast.Import, ast.ImportFrom)
ROOT = Path(__file__).resolve().parents[1]
Modules = Mapping[str, tuple[Path, ast.Module]]


def modules_of(tree: Path = ROOT) -> Modules:
    """Give every module of the product by its full name, with its path inside the tree and its syntax tree."""
    paths = [
        p for part in PARTS for p in ([tree / part] if part.endswith(".py") else (tree / part).rglob("*.py"))
    ]
    found = {}
    for path in sorted(paths):
        inside = path.relative_to(tree)
        name = ".".join(inside.with_suffix("").parts).removesuffix(".__init__")
        found[name] = inside, ast.parse(path.read_text(encoding="utf-8"))
    return found


def fullest_folder(modules: Modules) -> tuple[int, str]:
    """Give the most modules that any folder holds, and the folder."""
    counts = Counter(str(path.parent) for path, _ in modules.values() if path.name != "__init__.py")
    folder, count = counts.most_common(1)[0]
    return count, folder


def imports_of(syntax: ast.Module, names: Iterable[str]) -> set[str]:
    """Give the modules among ``names`` that a module imports when it runs."""
    for_types = {
        inner
        for node in ast.walk(syntax)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found = set()
    for node in ast.walk(syntax):
        if node in for_types:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parts = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= parts & set(names) or {node.module or ""}
    return found & set(names)


def circles_of(arrows: Mapping[str, set[str]]) -> list[set[str]]:
    """Give the strongly connected components of more than one module (Tarjan 1972)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    path: list[str] = []
    found = []

    def visit(name: str) -> None:
        order[name] = lowest[name] = len(order)
        path.append(name)
        for other in arrows[name] - {name}:
            if other not in order:
                visit(other)
                lowest[name] = min(lowest[name], lowest[other])
            elif other in path:
                lowest[name] = min(lowest[name], order[other])
        if lowest[name] == order[name]:
            cut = path.index(name)
            if len(path) - cut > 1:
                found.append(set(path[cut:]))
            del path[cut:]

    for name in arrows:
        if name not in order:
            visit(name)
    return found


def written_in(path: Path, name: str) -> object:
    """Give the value that a module gives to a name, read without running it."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return ast.literal_eval(node.value)
    raise ValueError(f"{path} gives no value to {name}")


def against_the_table(arrows: Mapping[str, set[str]]) -> list[str]:
    """Give the imports that do not lead down the floors."""
    table = ROOT / "tests" / "test_house.py"
    rows, neighbours = str(written_in(table, "FLOORS")).split("\n"), written_in(table, "NEIGHBOURS")
    floors = {room: floor for floor, row in enumerate(rows) for room in row.split()}

    def room_of(module: str) -> str:
        return max((room for room in floors if f"{module}.".startswith(f"{room}.")), key=len)

    wrong = []
    for name, others in arrows.items():
        for other in sorted(others):
            here, there = room_of(name), room_of(other)
            known = here == there or {here, there} <= set(neighbours)  # type: ignore[call-overload]
            if not known and floors[there] >= floors[here]:
                wrong.append(f"{name} → {other}")
    return wrong


def longest(modules: Modules, kind: type[ast.AST] | tuple[type[ast.AST], ...]) -> tuple[int, str]:
    """Give the lines of the longest class or function, and its name."""
    return max(
        (node.end_lineno - node.lineno + 1, f"{name}.{node.name}")  # type: ignore[attr-defined]
        for name, (_, syntax) in modules.items()
        for node in ast.walk(syntax)
        if isinstance(node, kind)
    )


def longest_module(modules: Modules) -> tuple[int, str]:
    """Give the lines of the longest module that is not data, and its name."""
    return max(
        (len((ROOT / path).read_text(encoding="utf-8").splitlines()), name)
        for name, (path, syntax) in modules.items()
        if not all(isinstance(node, DATA) for node in syntax.body)
    )


def public_functions(node: ast.Module | ast.ClassDef) -> Iterator[Function]:
    """Give the public functions of a module or class, and those of its public classes."""
    for child in node.body:
        if isinstance(child, Function) and not child.name.startswith("_"):
            yield child
        elif isinstance(child, ast.ClassDef) and not child.name.startswith("_"):
            yield from public_functions(child)


def rooms_passed(data: Path, question: str) -> list[str]:
    """Give the rooms that a question stays in, in order, from the service to its answer."""
    from chat.engine import Engine
    from chat.service.service import Service
    from index.store import open_store

    stays: list[str] = []
    started: set[FrameType] = set()

    def follow(frame: FrameType, event: str, _: object) -> None:
        room = _room_of(frame)
        if event != "call" or room is None or frame in started:
            return
        started.add(frame)  # a generator that goes on is not called anew
        caller = frame.f_back
        while caller is not None and _room_of(caller) is None:
            caller = caller.f_back
        if caller is not None and _room_of(caller) not in HANDING_ON:
            return
        if room not in stays if room in HANDING_ON else stays[-1:] != [room]:
            stays.append(room)

    with open_store(data) as store:
        visit = Service(Engine(store)).visit()
        visit.answer(question)  # what is loaded once is loaded
        events = visit.stream(question)
        sys.setprofile(follow)
        answer = next(value for event, value in events if event == "answer")
        sys.setprofile(None)
    if answer.refused:
        raise SystemExit(f"refused: {answer.text}")
    return stays


def _room_of(frame: FrameType) -> str | None:
    """The folder of ``chat/`` that a frame's code stands in, as a package's name; ``None`` for other code."""
    path = Path(frame.f_code.co_filename)
    if not path.is_relative_to(ROOT / "chat"):
        return None
    return ".".join(path.parent.relative_to(ROOT).parts)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--question", default=QUESTION)
    args = parser.parse_args()
    modules = modules_of()
    arrows = {name: imports_of(syntax, modules) for name, (_, syntax) in modules.items()}
    functions = [one for name, (_, syntax) in modules.items() for one in public_functions(syntax)]
    told = sum(ast.get_docstring(one) is not None for one in functions)
    stays = rooms_passed(args.data, args.question)
    rows = (
        ("modules in one folder, most", fullest_folder(modules)),
        ("import circles", circles_of(arrows)),
        ("arrows against the table", against_the_table(arrows)),
        ("longest class", longest(modules, ast.ClassDef)),
        ("longest function", longest(modules, FUNCTIONS)),
        ("longest module that is not data", longest_module(modules)),
        ("public functions with a docstring", f"{told} of {len(functions)}"),
        ("rooms a question passes", f"{len(set(stays)) + 1}: a door, {', '.join(stays)}"),
        ("returns to rooms already left", len(stays) - len(set(stays))),
    )
    for name, value in rows:
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
