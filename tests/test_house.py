"""How the house is built: which room may enter which, what is heavy, what is never used."""

from __future__ import annotations

import ast
import importlib
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# Each package may import itself and those to the right of it.
ORDER = ("app", "eval", "chat", "index", "ingest")
ROOMS = (*ORDER, "corpus")
MODULES = tuple(
    path.relative_to(ROOT)
    for path in (ROOT / "app.py", *sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py")))
)
TRAINING = (Path("index/training"), Path("chat/training"))  # scripts run by hand; no part imports them
HEAVY = (
    "torch",
    "sentence_transformers",
    "gradio",
    "langchain",
    "faiss",
    "onnxruntime",
    "docx",
    "pypdf",
    "pypdfium2",
    "rapidocr",
    "cv2",
    "PIL",
    "lxml",
    "trafilatura",
)
# The server's libraries, each with the modules that may know it: those that only a server imports, when it starts.
SERVER = {
    "fastapi": {"api", "api_documents", "api_pages", "login_routes", "openai_api", "page_routes", "server"},
    "starlette": {"api_documents", "server"},
    "uvicorn": {"server"},
    "mcp": {"mcp_tools"},
    "anyio": {"api_pages", "desk", "login_routes", "page_routes"},
    "pydantic": {"api_models", "language_model", "mcp_tools"},
}
SERVING = {*SERVER["fastapi"], "api_models", "desk", "mcp_tools"}
LANGCHAIN = ("langchain", "langchain_core", "langchain_text_splitters")  # one library in several packages
COMMANDS = (
    "serve",
    "ingest",
    "check",
    "ask",
    "search",
    "documents",
    "remove",
    "reindex",
    "status",
    "export-feedback",
    "doctor",
    "eval",
    "mcp",
    "users",
)
HELP_SECONDS = 0.5


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Top-level names a module imports, and whether only inside a function or for type checking."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    lazy = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or is_type_checking(node)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], node in lazy) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield (node.module or "").partition(".")[0], node in lazy


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def room_of(path: Path) -> str:
    return path.parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_point_one_way(path: Path) -> None:
    room = room_of(path)
    for name, _ in imports(path):
        if name == "corpus":
            assert room in ("app", "corpus"), f"{path} reads the shipped briefs"
        elif name in ORDER:
            assert room in ORDER and ORDER.index(name) >= ORDER.index(room), f"{path} imports {name}"


def test_heavy_libraries_have_one_home_each_and_load_lazily() -> None:
    homes = defaultdict(set)
    for path in MODULES:
        if any(path.is_relative_to(folder) for folder in TRAINING):
            continue
        for name, lazy in imports(path):
            if name.startswith(HEAVY):
                homes["langchain" if name in LANGCHAIN else name].add(path)
                assert lazy, f"{path} imports {name} at its top"
    assert {name: paths for name, paths in homes.items() if len(paths) > 1} == {}


def test_the_servers_libraries_stay_with_the_server() -> None:
    """``app.py ask`` and the page's parts must not wait for FastAPI."""
    for path in MODULES:
        for name, _ in imports(path):
            if name in SERVER:
                assert path.parent == Path("chat") and path.stem in SERVER[name], f"{path} imports {name}"
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        for node in tree.body:  # what is imported at the top
            if isinstance(node, ast.ImportFrom) and node.module and path.stem not in SERVING:
                assert node.module.removeprefix("chat.") not in SERVING, f"{path} imports {node.module}"


def test_the_product_does_not_import_its_training() -> None:
    for path in MODULES:
        if not any(path.is_relative_to(folder) for folder in TRAINING):
            assert "index.training" not in (ROOT / path).read_text(encoding="utf-8"), path


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_nothing_is_pickled(path: Path) -> None:
    names = {name for name, _ in imports(path)}
    assert names.isdisjoint({"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"})
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.keyword) and node.arg in ("allow_pickle", "allow_dangerous_deserialization"):
            assert isinstance(node.value, ast.Constant) and node.value.value is False, path
        if isinstance(node, ast.keyword) and node.arg == "weights_only":
            assert isinstance(node.value, ast.Constant) and node.value.value is True, path


@pytest.mark.parametrize("room", ROOMS)
def test_packages_are_ours(room: str) -> None:
    module = importlib.import_module(room)
    assert module.__file__ and Path(module.__file__).resolve().is_relative_to(ROOT)


def test_no_path_of_a_machine_is_written_down() -> None:
    for path in MODULES:
        found = re.findall(
            r"[\"'](/(?:home|root|work|Users|tmp)/[^\"']*)", (ROOT / path).read_text(encoding="utf-8")
        )
        assert found == [], path


def run(*arguments: str, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *options, str(ROOT / "app.py"), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_help_answers_at_once() -> None:
    """In processor time, which a busy machine does not stretch; the best of three."""
    seconds = []
    for _ in range(3):
        before = os.times()
        done = run("--help")
        after = os.times()
        assert done.returncode == 0 and all(command in done.stdout for command in COMMANDS)
        seconds.append(
            after.children_user - before.children_user + after.children_system - before.children_system
        )
    assert min(seconds) <= HELP_SECONDS, seconds


def test_help_loads_nothing_heavy() -> None:
    done = run("--help", options=("-X", "importtime"))
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "argparse" in loaded
    assert loaded.isdisjoint(
        {*HEAVY, *SERVER, "langchain_core", "numpy", "jieba", "rjieba", "tokenizers", "sqlite3"}
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0 and done.stderr == ""
    assert done.stdout.startswith("用法：") and "显示这份说明" in done.stdout
    if command not in ("serve", "mcp"):
        assert "--json" in done.stdout
