"""Changes of a store in a child process whose every write, sync and rename can be made to fail or to end it.

The faults are real ones, of the system calls that SQLite, numpy and FAISS make; a C compiler builds what is preloaded.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = Path(__file__).with_name("fault_shim.c")

# One change of each kind; “done” is printed when it has been acknowledged.
CHANGES = {
    "add": 'store.add([make("new", "新增的企业补贴标准。" * 30)])',
    "edit": 'store.edit("d1", {"title": "改过的办法"})',
    "remove": 'store.remove(["d1"])',
    "replace": 'store.add([make("d1", "第1号办法改为企业补贴标准九百万元。" * 30)])',
    "correct": 'store.correct_fact("duties", store_key(store), {"dismissed": True})',
    "rebuild": "store.rebuild_embeddings()",
}

# Run in a child before it opens a store.
CONTINUED = "from fault_shim import keep_earlier_generations\nkeep_earlier_generations()"


def keep_earlier_generations() -> None:
    """From now on a store of a few passages keeps an earlier generation and a note, as a large one does."""
    from index.search import continuation

    continuation.LEAST_CONTINUED, continuation.MOST_ADDED = 1, 99.0


@dataclass(frozen=True)
class Outcome:
    """What a child said before it ended, and how many changes of files it made."""

    code: int
    output: str
    changes: int

    @property
    def acknowledged(self) -> bool:
        return "done" in self.output


def make(doc_id: str, text: str):  # type: ignore[no-untyped-def]
    """A document of one clause."""
    from ingest.document import Clause, Document, Metadata, Span

    return Document(doc_id, text, Metadata(f"文件{doc_id}"), (Clause((), 0, (Span(0, len(text)),)),))


def store_key(store) -> str:  # type: ignore[no-untyped-def]
    """The key of a duty of the document “duties”."""
    return next(fact.key for _, fact in store.facts("duty", ["duties"]))


def fill(store) -> None:  # type: ignore[no-untyped-def]
    """Three short documents and one with duties."""
    from ingest import parse_text

    store.add([make(f"d{n}", f"第{n}号办法规定企业补贴标准为{n}00万元。" * 20) for n in range(3)])
    text = "乙县任务分工\n\n第一条 修建水厂。由县水务局牵头，2026年底前完成。\n\n第二条 由县财政局负责发放企业补贴。\n"
    store.add([parse_text(text, doc_id="duties", source="duties.txt")])


def built(folder: Path) -> Path | None:
    """Build what is preloaded; ``None`` where there is no compiler or no such thing as preloading."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or not sys.platform.startswith("linux"):
        return None
    target = folder / "fault_shim.so"
    done = subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", str(target), str(SOURCE), "-ldl"], check=False
    )
    return target if done.returncode == 0 else None


class Faults:
    """A warm process under the shim that forks a child for each trial. Use it in a ``with`` statement."""

    def __init__(self, shim: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__))], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
            env={**os.environ, "LD_PRELOAD": str(shim), "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        )  # fmt: skip

    def __enter__(self) -> Faults:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(30)

    def run(
        self,
        folder: Path,
        model: str,
        change: str,
        *,
        at: int = 0,
        errno: int = 0,
        lasting: bool = False,
        setup: str = "",
    ) -> Outcome:
        """Make one change; its change of files number ``at`` fails with ``errno``, or ends the child where that is 0.

        ``setup`` is run before the store is opened.
        """
        assert self._process.stdin and self._process.stdout
        armed, count = folder.with_name(f"{folder.name}.armed"), folder.with_name(f"{folder.name}.count")
        for path in (armed, count):
            path.unlink(missing_ok=True)
        order = {
            "folder": str(folder), "model": model, "change": change, "setup": setup,
            "environment": {
                "FAULT_FOLDER": f"{folder.resolve()}/", "FAULT_AT": str(at), "FAULT_ERRNO": str(errno),
                "FAULT_ARMED": str(armed), "FAULT_COUNT": str(count), **({"FAULT_LASTING": "1"} if lasting else {}),
            },
        }  # fmt: skip
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        reply = json.loads(self._process.stdout.readline())
        made = int(count.read_text()) if count.exists() else 0
        return Outcome(reply["code"], reply["output"], made)


def serve() -> None:
    """Fork a child for each order on standard input and tell what became of it."""
    from index.words import terms
    from ingest import parse_text

    parse_text("预热办法\n\n第一条 由县水务局牵头。\n", doc_id="warm", source="warm.txt")
    terms("预热")  # so that no child has to load the dictionaries

    for line in sys.stdin:
        order = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.close(reading)
            _change(order, writing)
        os.close(writing)
        with os.fdopen(reading) as said:
            output = said.read()
        _, status = os.waitpid(child, 0)
        reply = json.dumps({"code": os.waitstatus_to_exitcode(status), "output": output})
        sys.stdout.write(f"{reply}\n")
        sys.stdout.flush()


def _change(order: dict, writing: int) -> None:  # type: ignore[type-arg]
    """In the child: one change under faults, and a search after it; never comes back."""
    from index import open_store

    def say(words: str) -> None:
        os.write(writing, f"{words}\n".encode())

    code = 1
    try:
        exec(order["setup"], {})
        with open_store(Path(order["folder"]), model=order["model"]) as store:
            os.environ.update(order["environment"])
            Path(order["environment"]["FAULT_ARMED"]).touch()
            try:
                exec(order["change"], {"store": store, "make": make, "store_key": store_key})
                say("done")
            except Exception as error:
                say(f"refused {type(error).__name__}")
            # Whatever became of the change, what serves goes on serving.
            say(f"served {len(store.search('企业补贴标准', 50))}")
        code = 0
    except BaseException as error:
        say(f"failed {error!r}")
    finally:
        os._exit(code)


def state_of(folder: Path, model: str) -> tuple[object, ...]:
    """All that a store says, each part of it read and checked: documents, passages, facts, corrections, what is found."""
    from index import open_store

    with open_store(folder, model=model) as store:
        store.verify()
        infos = store.documents()
        documents = [
            (
                info.doc_id,
                info.metadata.title,
                store.document(info.doc_id).text,
                len(store.chunks(info.doc_id)),
            )
            for info in infos
        ]
        found = sorted({hit.document.doc_id for hit in store.search("企业补贴标准", 500)})
        facts = [(doc_id, fact.key, dict(fact.data)) for doc_id, fact in store.facts("duty")]
        corrections = [(one.doc_id, one.key) for one in store.fact_corrections()]
        return documents, found, facts, corrections, store.status()["documents"], store.notice


if __name__ == "__main__":
    serve()
