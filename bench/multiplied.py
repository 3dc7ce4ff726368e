"""Make a large store of a smaller one in minutes, to measure search at a size whose build takes an hour.

    python bench/multiplied.py STORE INTO --times 10

Every document comes so many times, under other ids: passages with the same words, but each copy's vectors are turned a
little (a cosine of .95 to what they were), and half of the words that one passage alone holds are other words, so that
words grow with the passages as they do in real text. Rows are written as the store writes them, sums included; copies
have no bands, by which they would be taken for one document, and no document has facts. What a search costs is that of
a real store of the size; what it finds says nothing.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from index.documents import title_key
from index.storage import database
from index.storage.codec import decode_counts, encode_embedding
from index.storage.database import checksum, connect, read_state, term_checksum, write_state
from index.storage.document_head import dump_head, load_head
from ingest.facts import facts_version

_AT_ONCE = 2_000  # passages
_COSINE = 0.95


def main() -> None:
    """Make it, and say how long it took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("store", type=Path)
    parser.add_argument("into", type=Path)
    parser.add_argument("--times", type=int, default=10)
    options = parser.parse_args()
    used = time.process_time()
    options.into.mkdir(parents=True)
    with (
        closing(connect(options.store / database.FILE_NAME, "mode=rw")) as small,
        closing(sqlite3.connect(options.into / database.FILE_NAME, isolation_level=None)) as large,
    ):
        small.backup(large)
        for setting in ("journal_mode=WAL", "synchronous=OFF", "cache_size=-400000"):
            large.execute(f"PRAGMA {setting}")
        large.execute("BEGIN")
        large.execute("DELETE FROM facts")
        large.execute("DELETE FROM fact_readings")
        chunks = _multiplied(small, large, options.times)
        read = [(row, facts_version(), 0) for (row,) in large.execute("SELECT id FROM documents")]
        large.executemany(
            "INSERT INTO fact_readings VALUES (?, ?, ?, ?)", ((*one, checksum(*one)) for one in read)
        )
        large.execute("COMMIT")
        large.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    print(f"{chunks} passages, {time.process_time() - used:.0f} processor seconds")


def _multiplied(small: sqlite3.Connection, large: sqlite3.Connection, times: int) -> int:
    state = read_state(small)
    terms = small.execute("SELECT id, term, frequency FROM terms ORDER BY id").fetchall()
    documents = small.execute("SELECT max(id) FROM documents").fetchone()[0]
    chunks = small.execute("SELECT max(id) FROM chunks").fetchone()[0]
    new = terms[-1][0] + 1
    drawn, named = np.random.default_rng(0), {number: term for number, term, _ in terms}
    for copy in range(1, times):
        words = np.arange(terms[-1][0] + 1)
        alone = np.array([number for number, _, frequency in terms if frequency == 1 and number % 2 == 0])
        words[alone] = np.arange(new, new + len(alone))
        new += len(alone)
        large.executemany(
            "INSERT INTO terms VALUES (?, ?, 1, ?)",
            (
                (number, f"{named[old]}{copy}", term_checksum(number, f"{named[old]}{copy}"))
                for old, number in zip(alone.tolist(), words[alone].tolist(), strict=True)
            ),
        )
        _copy_documents(small, large, copy, documents)
        for rows in _chunks(small, words, drawn, copy * chunks, copy * documents):
            large.executemany("INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    large.executemany(
        "UPDATE terms SET frequency = ? WHERE id = ?",
        (
            (frequency * times, number)
            for number, _, frequency in terms
            if not (frequency == 1 and number % 2 == 0)
        ),
    )
    state = replace(
        state,
        revision=state.revision + 1,
        documents=state.documents * times,
        chunks=state.chunks * times,
        tag=os.urandom(8).hex(),
        lineage=(),
    )
    write_state(large, state)
    return state.chunks


def _copy_documents(small: sqlite3.Connection, large: sqlite3.Connection, copy: int, shift: int) -> None:
    for row, doc_id, content, data, text, structure in small.execute(
        "SELECT id, doc_id, content, head, text, structure FROM documents ORDER BY id"
    ):
        row, doc_id = row + copy * shift, f"{doc_id}-{copy}"
        head = replace(load_head(row, doc_id, content, data), copies=(), bands="")
        key, data, brief = title_key(head.metadata.title), dump_head(head), int(head.metadata.brief)
        total = checksum(row, doc_id, key, brief, content, data)
        digest = database.body_sha256(doc_id, text, structure)
        large.execute(
            "INSERT INTO documents (id, doc_id, title_key, brief, content, head, head_checksum, text, structure,"
            " body_sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (row, doc_id, key, brief, content, data, total, text, structure, digest),
        )


def _chunks(
    small: sqlite3.Connection, words: np.ndarray, drawn: np.random.Generator, shift: int, of_documents: int
) -> Iterator[list[tuple]]:
    """The rows of the passages of one copy, some at a time."""
    found = small.execute("SELECT id, document, payload, kind, terms, embedding FROM chunks ORDER BY id")
    while rows := found.fetchmany(_AT_ONCE):
        entries = decode_counts(b"".join(row[4] for row in rows)).copy()
        owners = np.repeat(np.arange(len(rows)), [len(row[4]) // entries.itemsize for row in rows])
        entries["term"] = words[entries["term"]]
        entries = entries[np.lexsort((entries["term"], owners))]
        ends = np.searchsorted(owners, np.arange(len(rows) + 1)).tolist()
        vectors = np.frombuffer(b"".join(row[5] for row in rows), "<f2").reshape(len(rows), -1)
        noise = drawn.standard_normal(vectors.shape, np.float32)
        noise *= np.sqrt(1 - _COSINE**2) / np.linalg.norm(noise, axis=1, keepdims=True)
        turned = _COSINE * vectors.astype(np.float32) + noise
        turned /= np.linalg.norm(turned, axis=1, keepdims=True)
        written = []
        for place, (row, document, payload, kind, _, _) in enumerate(rows):
            row, document = row + shift, document + of_documents
            counts = entries[ends[place] : ends[place + 1]].tobytes()
            vector = encode_embedding(turned[place])
            total, arrays = checksum(row, document, payload), checksum(row, document, kind, counts, vector)
            written.append((row, document, payload, total, kind, counts, vector, arrays))
        yield written


if __name__ == "__main__":
    main()
