"""Continue a view, or a generation that is kept, to a later revision: with what has come and without what has gone.

Gives what ``generation.build`` gives of that revision (but for the order of its terms), in the time that copying the
arrays takes: only the new rows of the database are read. Holds for revisions of one lineage (``database.State``), between
which documents came and went as a whole.

On disk the generation of an earlier revision stays, with a note beside it of the database as it now is, as long as
little has come and nothing has gone: what has gone must not lie there any longer.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from index.search import generation
from index.search.fields import KIND_FACTORS
from index.search.generation import View
from index.search.lexical import LexicalIndex, Weights, field_bits, lengths_of, norms_of
from index.storage.database import BATCH_ROWS, LONGEST_LINEAGE, State
from index.storage.database_reader import ChunkArrays, DatabaseReader
from index.storage.disk import sync

LEAST_CONTINUED = 5_000  # chunks; a generation of fewer is written anew as quickly
MOST_ADDED = 0.05  # of the chunks of a generation: with more it is written anew
MOST_REVISIONS = LONGEST_LINEAGE // 2  # after a generation


def continued(view: View, reader: DatabaseReader, state: State, weights: Weights) -> View | None:
    """Give the view of the database's state out of that of an earlier one; ``None`` where it has to be built.

    Call inside ``reader.snapshot()``. Raises ``StoreDamaged`` where a new row does not match its sum.
    """
    if view.tag not in state.lineage or view.dense.dimension != state.dimension:
        return None
    last = int(view.chunk_rows[-1]) if len(view) else -1
    added = _joined(list(reader.arrays(after=last)))
    if len(added.rows) > max(len(view), 1):
        return None  # reading all once costs no more
    kept = None
    if len(view) + len(added.rows) != state.chunks:
        kept = np.flatnonzero(np.isin(view.chunk_documents, reader.document_rows()))
    old = len(view) if kept is None else len(kept)
    if old + len(added.rows) != state.chunks:
        return None  # more has changed than documents that came and went
    regions, numbers = _regions(view, kept, added, reader)
    return View(
        state.revision,
        state.tag,
        np.concatenate((_of(view.chunk_rows, kept), np.array(added.rows, np.int64))),
        np.concatenate((_of(view.chunk_documents, kept), np.array(added.documents, np.int64))),
        numbers,
        np.concatenate((_of(view.factors, kept), _factors(added.kinds))),
        regions,
        _lexical(view.lexical, kept, added, reader, weights),
        view.dense.changed(kept, b"".join(added.embeddings))
        if kept is not None or added.rows
        else view.dense,
    )


def _joined(batches: Sequence[ChunkArrays]) -> ChunkArrays:
    return ChunkArrays(
        [row for batch in batches for row in batch.rows],
        [document for batch in batches for document in batch.documents],
        [kind for batch in batches for kind in batch.kinds],
        [counts for batch in batches for counts in batch.counts],
        [embedding for batch in batches for embedding in batch.embeddings],
    )


def _of(array: np.ndarray, kept: np.ndarray | None) -> np.ndarray:
    return array if kept is None else array[kept]


def _factors(kinds: Sequence[str]) -> np.ndarray:
    return np.array([KIND_FACTORS.get(kind, 1.0) for kind in kinds], np.float32)


def _regions(
    view: View, kept: np.ndarray | None, added: ChunkArrays, reader: DatabaseReader
) -> tuple[tuple[str, ...], np.ndarray]:
    """The regions by name and the number of each chunk's (int32)."""
    before = _of(view.chunk_regions, kept)
    used = range(len(view.regions)) if kept is None else np.unique(before).tolist()
    rows = sorted(set(added.documents))
    region_of = {
        head.row: head.metadata.region or ""
        for first in range(0, len(rows), BATCH_ROWS)
        for head in reader.heads(rows=rows[first : first + BATCH_ROWS])
    }
    regions = sorted({*(view.regions[number] for number in used), *region_of.values()})
    place = {region: number for number, region in enumerate(regions)}
    moved = np.array([place.get(region, 0) for region in view.regions] or [0], np.int32)
    new = np.array([place[region_of[document]] for document in added.documents], np.int32)
    return tuple(regions), np.concatenate((moved[before], new))


def _lexical(
    lexical: LexicalIndex,
    kept: np.ndarray | None,
    added: ChunkArrays,
    reader: DatabaseReader,
    weights: Weights,
) -> LexicalIndex:
    lengths = lengths_of(lexical)
    vocabulary = dict(lexical.vocabulary)
    offsets, postings = lexical.offsets, [lexical.chunks, lexical.counts, lexical.fields]
    if kept is not None:
        vocabulary, offsets, postings = _without(lexical, kept)
        lengths = lengths[kept]
    if added.rows:
        first = len(lengths)
        owners, entries = added.entries(first)
        numbers = np.unique(entries["term"])
        terms = reader.terms(numbers.tolist())
        for _, term in terms:
            vocabulary.setdefault(term, len(vocabulary))
        columns = np.array([vocabulary[term] for _, term in terms], np.int64)
        weighted = weights.combine(entries)
        columns = columns[np.searchsorted(numbers, entries["term"])]
        order = np.argsort(columns, kind="stable")
        new = [owners[order].astype(np.int32), weighted[order], field_bits(entries)[order]]
        postings = _spliced(offsets, postings, columns[order], new)
        offsets = _longer(offsets, columns, len(vocabulary))
        lengths = np.concatenate((lengths, np.bincount(owners - first, weighted, minlength=len(added.rows))))
    chunks, counts, fields = postings
    return LexicalIndex(
        vocabulary, offsets, chunks, counts, fields, norms_of(lengths, weights), weights.k1, lengths
    )


def _without(lexical: LexicalIndex, kept: np.ndarray) -> tuple[dict[str, int], np.ndarray, list[np.ndarray]]:
    """Vocabulary, offsets and postings of the chunks at some positions alone; terms that none of them holds are gone."""
    where = np.full(len(lexical), -1, np.int32)
    where[kept] = np.arange(len(kept), dtype=np.int32)
    moved = where[lexical.chunks]
    stays = moved >= 0
    before = np.concatenate(([0], np.cumsum(stays)))  # postings kept before each
    held = np.diff(before[lexical.offsets])
    columns = np.cumsum(held > 0) - 1
    vocabulary = dict(lexical.vocabulary)
    if not held.all():
        standing, number = held.tolist(), columns.tolist()
        vocabulary = {term: number[column] for term, column in vocabulary.items() if standing[column]}
    offsets = np.concatenate(([0], np.cumsum(held[held > 0])))
    return vocabulary, offsets, [moved[stays], lexical.counts[stays], lexical.fields[stays]]


def _spliced(
    offsets: np.ndarray,
    old: Sequence[np.ndarray],
    columns: np.ndarray,
    new: Sequence[np.ndarray],
) -> list[np.ndarray]:
    """Postings with new ones at the end of each term's: ``columns`` (ascending) are those of the new ones."""
    touched, first = np.unique(columns, return_index=True)
    # What is new of a term comes behind its last posting; the terms that are new come behind all.
    ends = offsets[np.minimum(touched + 1, len(offsets) - 1)].tolist()
    starts = [*first.tolist(), len(columns)]
    results = [
        np.empty(len(before) + len(after), before.dtype) for before, after in zip(old, new, strict=True)
    ]
    for before, after, result in zip(old, new, results, strict=True):
        done = 0
        for place, end in enumerate(ends):
            start, stop = starts[place], starts[place + 1]
            result[done + start : end + start] = before[done:end]
            result[end + start : end + stop] = after[start:stop]
            done = end
        result[done + len(after) :] = before[done:]
    return results


def _longer(offsets: np.ndarray, columns: np.ndarray, terms: int) -> np.ndarray:
    """Offsets of ``terms`` terms, with one posting more for each of some columns."""
    held = np.zeros(terms, np.int64)
    held[: len(offsets) - 1] = np.diff(offsets)
    held += np.bincount(columns, minlength=terms)
    return np.concatenate(([0], np.cumsum(held)))


# -- on disk -----------------------------------------------------------------------------------------


def base_of(parent: Path, view: View, lineage: Collection[str]) -> Path | None:
    """Give the generation that a view is to be continued from at the next start; ``None`` where one is to be written.

    ``lineage``: that of the view's revision. A generation with a chunk that is gone is none.
    """
    if len(view) < LEAST_CONTINUED:
        return None
    near = list(lineage)[-MOST_REVISIONS:]
    for folder in sorted(parent.glob("generation-*"), reverse=True):
        with suppress(OSError, ValueError, KeyError, TypeError):
            manifest = generation.read_manifest(folder)
            if manifest is not None and manifest["tag"] in near:
                rows = np.load(folder / "chunk_rows.npy", allow_pickle=False)
                few = len(view) - len(rows) <= MOST_ADDED * len(rows)
                if few and np.array_equal(rows, view.chunk_rows[: len(rows)]):
                    return folder
    return None


def load_continued(parent: Path, reader: DatabaseReader, state: State, weights: Weights) -> View | None:
    """Load the generation of an earlier revision and continue it to the database's state.

    Call inside ``reader.snapshot()``. ``None`` where there is none that is whole.
    """
    for folder in sorted(parent.glob("generation-*"), reverse=True):
        loaded = generation.load_one(folder, state.lineage, weights)
        if loaded is not None:
            return continued(loaded[0], reader, state, weights)
    return None


def note_of(parent: Path, revision: int) -> Path:
    """Give the file of the note of a revision."""
    return parent / f"continued-{revision:08d}.json"


def write_note(parent: Path, state: State, database: Mapping[str, object]) -> None:
    """Note the fingerprint of the database in a revision for which no generation is written. Raises ``OSError``."""
    temporary = parent / f"tmp-{state.revision:08d}-{os.getpid()}-{os.urandom(4).hex()}"
    try:
        generation.write_summed(temporary, {"tag": state.tag, "database": database})
        os.replace(temporary, note_of(parent, state.revision))
        sync(parent)
    finally:
        temporary.unlink(missing_ok=True)


def noted(parent: Path, state: State) -> Mapping[str, object] | None:
    """Give the fingerprint of the database that was noted of a revision; ``None`` where none was."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        note = generation.read_summed(note_of(parent, state.revision))
        if note is not None and note["tag"] == state.tag:
            return note["database"]
    return None


def is_whole(parent: Path) -> bool:
    """Whether all that is kept, generations and notes, matches its sums (a missing one is no damage)."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        notes = [generation.read_summed(note) is not None for note in parent.glob("continued-*.json")]
        return all(notes) and all(map(generation.is_whole, parent.glob("generation-*")))
    return False
