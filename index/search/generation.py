"""Write and load the derived files beside the database: what a search loads instead of building it.

A generation is a folder named by the store's revision: numpy arrays, the
vocabulary and the FAISS index, with a manifest of SHA-256 sums. It is never
the truth: where it is missing, old or damaged it is built again from the
database. It is written to a temporary folder, synced and renamed, so a reader
meets a whole one or none. Nothing in it can run code (no pickle).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from index.search import lexical
from index.search.fields import KIND_FACTORS
from index.search.lexical import LexicalIndex, Weights
from index.storage.codec import dump_json
from index.storage.database import State
from index.storage.database_reader import ChunkArrays, DatabaseReader
from index.storage.disk import make_private, sha256_of, sync
from index.vectors import DenseIndex

FORMAT = 4
MANIFEST = "manifest.json"
_ARRAYS = (
    "chunk_rows",
    "chunk_documents",
    "chunk_regions",
    "factors",
    "offsets",
    "postings",
    "counts",
    "fields",
    "norms",
)
_VOCABULARY = "vocabulary.txt"
_REGIONS = "regions.txt"
_VECTORS = "vectors.faiss"
_FILES = frozenset({*(f"{name}.npy" for name in _ARRAYS), _VOCABULARY, _REGIONS, _VECTORS})


@dataclass(frozen=True, slots=True)
class View:
    """A view holds all that a search needs of one revision, in memory and never changed.

    Position p (0 … n-1) stands for the chunk of database row ``chunk_rows[p]``
    (int64, ascending) of the document of row ``chunk_documents[p]``, of the region
    ``regions[chunk_regions[p]]`` (“” for none); ``factors[p]`` (float32) scales its
    score by its kind.
    """

    revision: int
    tag: str
    chunk_rows: np.ndarray
    chunk_documents: np.ndarray
    chunk_regions: np.ndarray
    factors: np.ndarray
    regions: tuple[str, ...]
    lexical: LexicalIndex
    dense: DenseIndex

    def __len__(self) -> int:
        return len(self.chunk_rows)


def build(
    reader: DatabaseReader, state: State, weights: Weights, pace: Callable[[], None] | None = None
) -> View:
    """Build a view from the database's blobs; no text is read, nothing is embedded again.

    ``pace`` is called between two batches and may wait. Call inside ``reader.snapshot()``. Raises ``StoreDamaged``.
    """
    rows: list[int] = []
    documents: list[int] = []
    kinds: list[str] = []

    def vectors() -> Iterator[bytes]:
        for batch in _paced(reader.arrays(), pace):
            rows.extend(batch.rows)
            documents.extend(batch.documents)
            kinds.extend(batch.kinds)
            yield b"".join(batch.embeddings)

    def entries() -> Iterator[tuple[np.ndarray, np.ndarray]]:
        first = 0
        for batch in _paced(reader.arrays(), pace):
            yield batch.entries(first)
            first += len(batch.rows)

    # One batch at a time: the finished arrays are all that 100,000 chunks take.
    dense = DenseIndex.build(vectors(), state.chunks, state.dimension)
    region_of = {head.row: head.metadata.region or "" for head in reader.each_head()}
    regions = sorted(set(region_of.values()))
    numbers = {region: number for number, region in enumerate(regions)}
    return View(
        state.revision,
        state.tag,
        np.array(rows, np.int64),
        np.array(documents, np.int64),
        np.array([numbers[region_of[document]] for document in documents], np.int32),
        np.array([KIND_FACTORS.get(kind, 1.0) for kind in kinds], np.float32),
        tuple(regions),
        lexical.build(entries, state.chunks, reader.terms(), weights),
        dense,
    )


def _paced(batches: Iterable[ChunkArrays], pace: Callable[[], None] | None) -> Iterator[ChunkArrays]:
    for batch in batches:
        if pace is not None:
            pace()
        yield batch


def folder_of(parent: Path, revision: int) -> Path:
    """Give the folder of a revision's generation below ``parent``."""
    return parent / f"generation-{revision:08d}"


def write(parent: Path, view: View, weights: Weights, database: Mapping[str, object]) -> None:
    """Write a view as the generation of its revision.

    ``database``: ``DatabaseReader.fingerprint`` of the database in this revision.
    Raises ``OSError``; then nothing but a temporary folder was touched.
    """
    target = folder_of(parent, view.revision)
    temporary = parent / f"tmp-{view.revision:08d}-{os.getpid()}-{os.urandom(4).hex()}"
    try:
        temporary.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_private(temporary.parent)
        temporary.mkdir()
        files = _write_files(temporary, view)
        _write_manifest(temporary, view, weights, files, database)
        sync(temporary)
        if target.exists():
            shutil.rmtree(target, ignore_errors=True)
        # Where another process has just written the same generation, its folder stands.
        with suppress(FileExistsError):
            _rename_unless_there(temporary, target)
        sync(parent)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _rename_unless_there(source: Path, target: Path) -> None:
    try:
        os.replace(source, target)
    except OSError as error:
        if target.exists():
            raise FileExistsError(str(target)) from error
        raise


def remove_others(parent: Path, kept: Collection[Path]) -> None:
    """Delete generations and notes but for those kept: they hold words of removed documents.

    Temporary folders are left alone while their writer lives.
    """
    for entry in parent.iterdir():
        old = entry.name.startswith(("generation-", "continued-")) and entry not in kept
        if old or (entry.name.startswith("tmp-") and not _alive(entry.name)):
            if entry.is_dir():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                entry.unlink(missing_ok=True)


def _alive(name: str) -> bool:
    """Whether the process that names a temporary folder still runs."""
    try:
        os.kill(int(name.split("-")[2]), 0)
    except (IndexError, ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def load(parent: Path, state: State, weights: Weights) -> tuple[View, Mapping[str, object]] | None:
    """Load the generation of a revision and the database's fingerprint in it; ``None`` where its sums do not match.

    Every file is checked against its sum before it is used.
    """
    loaded = load_one(folder_of(parent, state.revision), (state.tag,), weights)
    if loaded is None or len(loaded[0]) != state.chunks or loaded[0].dense.dimension != state.dimension:
        return None
    return replace(loaded[0], revision=state.revision), loaded[1]


def load_one(
    folder: Path, tags: Collection[str], weights: Weights
) -> tuple[View, Mapping[str, object]] | None:
    """Load a generation of one of some tags, checked as by :func:`load`, and the database's fingerprint in it."""
    try:
        manifest = read_manifest(folder)
        if manifest is None or manifest["weights"] != asdict(weights) or manifest["tag"] not in tags:
            return None
        if any(sha256_of(folder / name) != digest for name, digest in manifest["files"].items()):
            return None
        arrays = {name: np.load(folder / f"{name}.npy", allow_pickle=False) for name in _ARRAYS}
        words, regions = (_read_lines(folder / name) for name in (_VOCABULARY, _REGIONS))
        dense = DenseIndex.read(folder / _VECTORS)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    view = View(
        0,
        manifest["tag"],
        arrays["chunk_rows"],
        arrays["chunk_documents"],
        arrays["chunk_regions"],
        arrays["factors"],
        regions,
        LexicalIndex(
            {word: column for column, word in enumerate(words)},
            arrays["offsets"],
            arrays["postings"],
            arrays["counts"],
            arrays["fields"],
            arrays["norms"],
            weights.k1,
        ),
        dense,
    )
    sizes = {len(view), len(view.lexical), len(view.dense), len(view.factors)}
    return (view, manifest["database"]) if len(sizes) == 1 else None


def is_whole(folder: Path) -> bool:
    """Whether a generation matches its sums."""
    try:
        manifest = read_manifest(folder)
        return manifest is not None and all(
            sha256_of(folder / name) == digest for name, digest in manifest["files"].items()
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _write_files(folder: Path, view: View) -> dict[str, str]:
    """Write arrays and vocabulary; gives file name -> SHA-256."""
    arrays = {
        "chunk_rows": view.chunk_rows,
        "chunk_documents": view.chunk_documents,
        "chunk_regions": view.chunk_regions,
        "factors": view.factors,
        "offsets": view.lexical.offsets,
        "postings": view.lexical.chunks,
        "counts": view.lexical.counts,
        "fields": view.lexical.fields,
        "norms": view.lexical.norms,
    }
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array, allow_pickle=False)
    words = sorted(view.lexical.vocabulary, key=view.lexical.vocabulary.__getitem__)
    _write_lines(folder / _VOCABULARY, words)
    _write_lines(folder / _REGIONS, view.regions)
    view.dense.write(folder / _VECTORS)
    for name in _FILES:
        sync(folder / name)
    return {name: sha256_of(folder / name) for name in sorted(_FILES)}


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


def _read_lines(path: Path) -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8").split("\n")[:-1])


def _write_manifest(
    folder: Path, view: View, weights: Weights, files: dict[str, str], database: Mapping[str, object]
) -> None:
    write_summed(
        folder / MANIFEST,
        {"tag": view.tag, "weights": asdict(weights), "files": files, "database": database},
    )


def read_manifest(folder: Path) -> dict | None:
    """Give the manifest if its own sum holds and its format is ours. Raises ``OSError``, ``ValueError``, ``KeyError``."""
    body = read_summed(folder / MANIFEST)
    return body if body is not None and set(body.get("files", ())) == _FILES else None


def write_summed(path: Path, body: dict[str, object]) -> None:
    """Write JSON of this format with its own sum, onto the disk. Raises ``OSError``."""
    body = {"format": FORMAT, **body}
    body["sha256"] = hashlib.sha256(dump_json(body)).hexdigest()
    path.write_text(json.dumps(body, ensure_ascii=False, indent=1), encoding="utf-8")
    sync(path)


def read_summed(path: Path) -> dict | None:
    """Read what :func:`write_summed` wrote; ``None`` where its sum or format does not match. Raises as ``read_manifest``."""
    body = json.loads(path.read_text(encoding="utf-8"))
    digest = body.pop("sha256", None)
    whole = hashlib.sha256(dump_json(body)).hexdigest() == digest and body["format"] == FORMAT
    return body if whole else None
