"""How the house is built: which room may enter which, what is heavy, what is never used."""

from __future__ import annotations

import ast
import importlib
import os
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("corpus", "ingest", "index", "chat", "eval")
MODULES = tuple(
    path.relative_to(ROOT)
    for path in (ROOT / "app.py", *sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py")))
)
# The floors of the house, lowest first: a module imports from its own room, its own floor's row where the row says
# so, and from what stands before. The longest prefix of a module's name says which room it is in.
FLOORS = """
ingest.text
ingest.document ingest.errors ingest.limits ingest.progress ingest.task ingest.decode ingest.extracted ingest.parser_version
ingest.tables
ingest.structure
ingest.metadata
ingest.facts.fact
ingest.facts.measure
ingest.facts.measures
ingest.figures
ingest.facts
ingest.parsing
ingest.layout
ingest.readers.ooxml
ingest.readers.docx ingest.readers.html ingest.readers.sheets
ingest.readers.scans
ingest.readers.pdf
ingest.readers
ingest.sandbox
ingest.sources
ingest.report
ingest
index.hits
index.words
index.models
index.vectors
index.storage
index.storage.server
index.search
index.documents
index.store
index.training
index.training.teacher
index
chat.answer
chat.citations
chat.question
chat.evidence
chat.answers
chat.form
chat.structure
chat.counting
chat.computed
chat.claims
chat.writing
chat.comparison
chat.applicability.enterprise
chat.applicability.statements
chat.applicability
chat.measure_lists
chat.indicators
chat.duties
chat.engine
chat.accounts
chat.conversations
chat.profiles
chat.uploads
chat.service
chat.collections
chat.gateway
chat.watching
chat.api
chat.api.openai
chat.langchain_bridge
chat.web.views
chat.web.asking
chat.web
chat.server
chat.commands
chat.training
chat
eval
corpus
app
"""
FLOOR = {room: floor for floor, row in enumerate(FLOORS.split("\n")) for room in row.split()}
# Modules of one row that may know each other.
NEIGHBOURS = [
    "ingest.document",
    "ingest.errors",
    "ingest.limits",
    "ingest.progress",
    "ingest.task",
    "ingest.decode",
    "ingest.extracted",
    "ingest.parser_version",
]
MOST_MODULES = 15
# The whole package's own face, asked for from anywhere above it: `from ingest import parse_text`.
PACKAGE_FACES = ("ingest", "index", "chat", "eval", "corpus")
PRODUCT = ("ingest", "index", "chat")
TRAINING = ("index.training", "chat.training")  # scripts run by hand; no part imports them
HEAVY = (
    "torch",
    "sentence_transformers",
    "gradio",
    "langchain",
    "faiss",
    "onnxruntime",
    "docx",
    "xlsxwriter",
    "pypdf",
    "pypdfium2",
    "rapidocr",
    "cv2",
    "PIL",
    "lxml",
    "trafilatura",
    "icalendar",
    "pymysql",
    "pylibseekdb",
    "ray",
)
# The server's libraries, each with the modules that may know it: those that only a server imports, when it starts.
_ROUTES = {
    "chat.api.rest",
    "chat.api.comparison",
    "chat.api.documents",
    "chat.api.duties",
    "chat.api.indicators",
    "chat.api.originals",
    "chat.api.admin",
    "chat.api.openai.chat",
    "chat.api.openapi_file",
    "chat.api.uploads",
    "chat.api.profiles",
    "chat.gateway.login_routes",
    "chat.watching.metrics",
    "chat.web.routes",
}
SERVER = {
    "fastapi": {*_ROUTES, "chat.api.schemas", "chat.server"},
    "starlette": {"chat.api.documents", "chat.api.uploads", "chat.server"},
    "uvicorn": {"chat.server", "chat.gateway.connections", "chat.gateway.malformed"},
    "structlog": {"chat.watching.logs"},
    "prometheus_client": {"chat.watching.metrics"},
    "mcp": {"chat.api.mcp_tools"},
    "anyio": {
        "chat.api.originals",
        "chat.api.rest",
        "chat.api.uploads",
        "chat.gateway.request_queue",
        "chat.gateway.login_routes",
        "chat.web.routes",
    },
    "pydantic": {
        "chat.api.documents",
        "chat.api.mcp_tools",
        "chat.api.openai.requests",
        "chat.api.replies",
        "chat.api.rest",
        "chat.api.schemas",
        "chat.writing.language_model",
    },
}
SERVING = {
    "chat.api.openai.replies",
    "chat.gateway.connections",
    *SERVER["fastapi"],
    *SERVER["starlette"],
    *SERVER["pydantic"] - {"chat.writing.language_model"},
    "chat.gateway.request_queue",
    "chat.api.mcp_tools",
}
LANGCHAIN = ("langchain", "langchain_core", "langchain_text_splitters")  # one library in several packages
COMMANDS = (
    "serve",
    "ingest",
    "check",
    "ask",
    "search",
    "match",
    "documents",
    "facts",
    "duties",
    "indicators",
    "compare",
    "collections",
    "remove",
    "reindex",
    "status",
    "backup",
    "restore",
    "migrate",
    "verify",
    "export-feedback",
    "doctor",
    "eval",
    "mcp",
    "users",
)
HELP_SECONDS = 0.5


def name_of(path: Path) -> str:
    """Full name of a module: ``chat/api/rest.py`` is ``chat.api.rest``, ``chat/api/__init__.py`` is ``chat.api``."""
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


NAMES = {name_of(path) for path in MODULES}


def imported(path: Path) -> Iterator[tuple[str, str, bool]]:
    """Every (module, name or "", whether only inside a function or for type checking) that a module imports.

    ``from package import module`` gives the module with no name.
    """
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    lazy = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or is_type_checking(node)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "", node in lazy) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                module, name = (whole, "") if whole in NAMES else (node.module or "", alias.name)
                yield module, name, node in lazy


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Top-level names a module imports, and whether only inside a function or for type checking."""
    for module, _, lazy in imported(path):
        yield module.partition(".")[0], lazy


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def room_of(module: str) -> str:
    """The longest prefix of a module's name that has a place in the house."""
    parts = module.split(".")
    return next(room for end in range(len(parts), 0, -1) if (room := ".".join(parts[:end])) in FLOOR)


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_point_one_way(path: Path) -> None:
    """Down the floors, never up; shipped briefs are handed in by app.py; what is underscored stays at home."""
    own = room_of(name_of(path))
    for module, name, _ in imported(path):
        if module.partition(".")[0] not in (*PACKAGES, "app"):
            continue
        assert not name.startswith("_") or name.startswith("__"), f"{path} imports {module}.{name}"
        room = room_of(module)
        assert room != "corpus" or own in ("app", "corpus"), f"{path} reads the shipped briefs"
        if module in PACKAGE_FACES:
            assert own in PACKAGE_FACES or module != own.partition(".")[0] or path.name == "__init__.py", (
                f"{path} asks the face of its own package for {name}"
            )
        neighbours = room in NEIGHBOURS and own in NEIGHBOURS
        assert room == own or neighbours or FLOOR[room] < FLOOR[own], f"{path} ({own}) imports {module}"


def test_a_room_with_a_face_is_entered_by_it() -> None:
    """What another room takes of it stands in the face's ``__all__``: a name, or a module."""
    faces = {
        name_of(path): set(importlib.import_module(name_of(path)).__all__)
        for path in MODULES
        if path.name == "__init__.py" and hasattr(importlib.import_module(name_of(path)), "__all__")
    }
    for path in MODULES:
        own = room_of(name_of(path))
        for module, name, _ in imported(path):
            room = room_of(module) if module.partition(".")[0] in PACKAGES else own
            if room == own or room not in faces or own in TRAINING:
                continue
            # A function of its module's name is asked for there, so that the module can still be named.
            asked = name if module == room else module.removeprefix(f"{room}.")
            assert asked in faces[room], f"{path} goes past the face of {room} for {module}.{name}"


def test_a_module_in_no_room_is_found_out() -> None:
    """The table names every folder: a new one is given its floor before it is used."""
    folders = {name_of(path.parent / "__init__.py") for path in MODULES if path.name == "__init__.py"}
    assert folders - set(FLOOR) == set()


def test_no_room_is_a_hall() -> None:
    counts = defaultdict(int)
    for path in MODULES:
        counts[path.parent] += path.name != "__init__.py"
    assert {folder: count for folder, count in counts.items() if count > MOST_MODULES} == {}


def test_a_class_of_the_product_has_its_name_alone() -> None:
    """One word, one meaning: a reader who meets a public class need not ask which of two it is."""
    homes = defaultdict(set)
    for path in MODULES:
        if name_of(path).partition(".")[0] in PRODUCT and not name_of(path).startswith(TRAINING):
            for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    homes[node.name].add(name_of(path))
    assert {name: modules for name, modules in homes.items() if len(modules) > 1} == {}


def test_heavy_libraries_have_one_home_each_and_load_lazily() -> None:
    homes = defaultdict(set)
    for path in MODULES:
        if name_of(path).startswith(TRAINING):
            continue
        for name, lazy in imports(path):
            if name.startswith(HEAVY):
                homes["langchain" if name in LANGCHAIN else name].add(path)
                assert lazy, f"{path} imports {name} at its top"
    assert {name: paths for name, paths in homes.items() if len(paths) > 1} == {}


def test_the_servers_libraries_stay_with_the_server() -> None:
    """``app.py ask`` and the page's parts must not wait for FastAPI."""
    assert {
        home for homes in SERVER.values() for home in homes
    } <= NAMES  # a moved module takes its entry along
    for path in MODULES:
        for module, _, lazy in imported(path):
            library = module.partition(".")[0]
            if library in SERVER:
                assert name_of(path) in SERVER[library], f"{path} imports {library}"
            if module in SERVING and not lazy:
                assert name_of(path) in SERVING, f"{path} imports {module}"


def test_the_product_does_not_import_its_training() -> None:
    for path in MODULES:
        if not name_of(path).startswith(TRAINING):
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


@pytest.mark.parametrize("room", (*PACKAGES, "app"))
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


# Test files of no room: of the bench, of what is written in docs/, of this house, of payloads through all of it.
TESTS_OF_NO_ROOM = ("bench_", "docs_", "house", "injection")
# Packages whose rooms pyproject.toml lists as layers.
CONTAINERS = ("ingest", "ingest.readers", "index", "chat")


def layers_of(container: str) -> list[set[str]]:
    """The rooms right inside a package, top floor first, as an import-linter contract lists them."""
    rows = [
        {name.rpartition(".")[2] for name in row.split() if name.rpartition(".")[0] == container}
        for row in reversed(FLOORS.split("\n"))
    ]
    return [row for row in rows if row]


def test_the_linters_contracts_are_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Import chains of any length keep to the layers of pyproject.toml; the failure is import-linter's report."""
    from importlinter.api import use_cases

    monkeypatch.chdir(ROOT)
    kept = use_cases.lint_imports(config_filename="pyproject.toml", cache_dir=None, no_logo=True)
    assert kept, capsys.readouterr().out


@pytest.mark.parametrize("container", CONTAINERS)
def test_the_linters_contracts_say_what_the_floors_say(container: str) -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (contract,) = (one for one in contracts if one.get("containers") == [container])
    assert [set(re.findall(r"\w+", layer)) for layer in contract["layers"]] == layers_of(container)


def test_test_files_are_named_for_their_rooms() -> None:
    """``test_<package>_<room>[_<topic>].py``: who changes a room finds its tests by the name."""
    rooms = {room.replace(".", "_") for room in FLOOR} - {"ingest", "index", "chat"}
    for path in sorted((ROOT / "tests").glob("test_*.py")):
        stem = path.stem.removeprefix("test_")
        named = stem.startswith(TESTS_OF_NO_ROOM) or any(f"{stem}_".startswith(f"{room}_") for room in rooms)
        assert named, f"{path.name} names no room"


def test_no_folder_of_tests_hides_a_package() -> None:
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir()}
    assert folders.isdisjoint((*PACKAGES, "app"))
