"""Define the tables of a store in a database server: those of the embedded store, row for row, and what is searched.

The tables that both engines have hold the same values under the same sums, so that a store moves from one to the other
as it stands. Text is kept as bytes: the server's own ideas of equal letters and of blanks at an end do not count.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

import numpy as np

from index.storage.codec import FIELDS, decode_counts
from index.storage.database import State, write_state
from index.storage.server.addresses import ServerAddress
from index.storage.server.connections import ServerConnection, ServerPool
from ingest.errors import StoreMissing

PASSAGES = "passages_{dimension}"
LONGEST_TERM = 1_000  # bytes; a longer run of letters is no word that anybody asks for
MOST_OF_A_WORD = 20  # times that a word is written into the full-text index, however often it stands
_LONGEST_PLAIN = 80  # characters of an indexed word
_LATIN = {"'": "ˈ", "-": "ˍ", ".": "ˌ"}  # letters to the parser, which would part words at the marks

SHARED_TABLES = {
    "documents": (
        "id BIGINT PRIMARY KEY, doc_id VARBINARY(4000) NOT NULL, title_key VARBINARY(12000) NOT NULL,"
        " brief INT NOT NULL, content VARBINARY(64) NOT NULL, head LONGBLOB NOT NULL, head_checksum BIGINT NOT NULL,"
        " text LONGBLOB NOT NULL, structure LONGBLOB NOT NULL, body_sha256 TINYBLOB NOT NULL,"
        " region VARBINARY(1000) NOT NULL DEFAULT '',"
        " UNIQUE KEY documents_doc_id (doc_id), KEY documents_title (title_key), KEY documents_region (region)"
    ),
    "chunks": (
        "id BIGINT PRIMARY KEY, document BIGINT NOT NULL, payload LONGBLOB NOT NULL, payload_checksum BIGINT NOT NULL,"
        " kind VARBINARY(100) NOT NULL, terms LONGBLOB NOT NULL, embedding LONGBLOB NOT NULL,"
        " arrays_checksum BIGINT NOT NULL, KEY chunks_document (document)"
    ),
    "terms": (
        "id BIGINT PRIMARY KEY, term VARBINARY(1024) NOT NULL, frequency BIGINT NOT NULL, checksum BIGINT NOT NULL,"
        " UNIQUE KEY terms_term (term)"
    ),
    "bands": "band BIGINT NOT NULL, document BIGINT NOT NULL, PRIMARY KEY (band, document)",
    "facts": (
        "id BIGINT PRIMARY KEY AUTO_INCREMENT, document BIGINT NOT NULL, kind VARBINARY(100) NOT NULL,"
        " payload LONGBLOB NOT NULL, checksum BIGINT NOT NULL, KEY facts_document (document, kind)"
    ),
    "fact_readings": (
        "document BIGINT PRIMARY KEY, version VARBINARY(200) NOT NULL, facts BIGINT NOT NULL, checksum BIGINT NOT NULL"
    ),
    "fact_corrections": (
        "doc_id VARBINARY(4000) NOT NULL, kind VARBINARY(100) NOT NULL, `key` VARBINARY(1000) NOT NULL,"
        " payload LONGBLOB NOT NULL, checksum BIGINT NOT NULL, PRIMARY KEY (doc_id, kind, `key`)"
    ),
}
_OWN_TABLES = {
    "state": "id INT PRIMARY KEY, payload LONGBLOB NOT NULL, checksum BIGINT NOT NULL",
    "sequences": "name VARBINARY(100) PRIMARY KEY, seq BIGINT NOT NULL",
    "totals": f"id INT PRIMARY KEY, {', '.join(f'{field} BIGINT NOT NULL' for field in FIELDS)}",
    "moving": "id INT PRIMARY KEY, tag VARBINARY(100) NOT NULL",
}


def passages_table(dimension: int) -> str:
    """Name the table that is searched, by the dimension of its vectors."""
    return PASSAGES.format(dimension=int(dimension))


def create_tables(connection: ServerConnection, address: ServerAddress, dimension: int) -> None:
    """Make every table that is not there yet, what is searched as the address lays it out."""
    for name, columns in {**SHARED_TABLES, **_OWN_TABLES}.items():
        connection.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns})")
    create_passages(connection, address, dimension)


def create_passages(connection: ServerConnection, address: ServerAddress, dimension: int) -> None:
    """Make the table that is searched: our words by the full-text index, the vectors by the graph of HNSW."""
    table = passages_table(dimension)
    parted = f" PARTITION BY KEY (id) PARTITIONS {address.partitions}" if address.partitions > 1 else ""
    connection.execute(
        f"CREATE TABLE IF NOT EXISTS {table} (id BIGINT PRIMARY KEY, document BIGINT NOT NULL, words LONGTEXT NOT NULL,"
        f" embedding VECTOR({int(dimension)}) NOT NULL, KEY {table}_document (document),"
        f" FULLTEXT INDEX {table}_words (words) WITH PARSER space PARSER_PROPERTIES=(min_token_size=1, max_token_size=84),"
        f" VECTOR INDEX {table}_embedding (embedding) WITH (distance=inner_product, type={address.vectors}, lib=vsag))"
        f" DEFAULT CHARSET utf8mb4 COLLATE utf8mb4_bin{parted}"
    )


def create_store(pool: ServerPool, state: State) -> None:
    """Make an empty store where there is none: the row of its state, which comes last, says that it is whole."""
    connection = pool.connect(writing=True)
    try:
        create_tables(connection, pool.address, state.dimension)
        if not connection.execute("SELECT id FROM state"):
            connection.begin()
            zeros = ", ".join("0" for _ in FIELDS)
            connection.execute(f"INSERT IGNORE INTO totals VALUES (1, {zeros})")
            write_state(connection, state)  # type: ignore[arg-type]
            connection.commit()
    finally:
        connection.close()


def require_store(pool: ServerPool) -> None:
    """Raise ``StoreMissing`` where no whole store is in the database."""
    with pool.lent() as connection:
        if connection.execute("SHOW TABLES LIKE 'state'") and connection.execute("SELECT id FROM state"):
            return
    raise StoreMissing("没有找到索引，请先导入文档（ingest）", "no store here: ingest documents first")


def indexed_word(term: str) -> str:
    """Give a term as the full-text index keeps it: its parser parts words at marks and leaves some English ones out.

    “轨道” stays, “wi-fi” becomes “ˍwiˍfi”, “3.5” “3ˌ5”.
    """
    if len(term) > _LONGEST_PLAIN:
        return "ˍ" + sha256(term.encode("utf-8", "surrogatepass")).hexdigest()
    latin = "ˍ" if any("a" <= letter <= "z" for letter in term) else ""
    return latin + "".join(_letter(letter) for letter in term)


def _letter(letter: str) -> str:
    # Beyond the basic plane the parser sees no letters: “𠀀” becomes “x20000x”.
    return _LATIN.get(letter) or (letter if ord(letter) < 0x10000 else f"x{ord(letter):x}x")


def words_of(blob: bytes, term_of: Mapping[int, str]) -> str:
    """Give a chunk's term counts as the words to index, each as often as it counts."""
    found: list[str] = []
    entries = decode_counts(blob)
    times = sum(entries[field].astype(np.int64) for field in FIELDS[:-1]) + (entries[FIELDS[-1]] + 1) // 2
    times = np.clip(times, 1, MOST_OF_A_WORD)
    for number, count in zip(entries["term"].tolist(), times.tolist(), strict=True):
        found.extend([indexed_word(term_of[number])] * count)
    return " ".join(found)


def vector_words(vector: np.ndarray) -> str:
    """Write a vector as the server reads it: “[0.1,-0.25]”."""
    return "[" + ",".join([f"{number:.5g}" for number in vector.tolist()]) + "]"


def stored_vector(embedding: bytes) -> str:
    """Give the bytes of ``codec.encode_embedding`` as the server reads vectors."""
    return vector_words(np.frombuffer(embedding, "<f2").astype(np.float32))


def field_totals(blobs: bytes) -> tuple[int, ...]:
    """Add up how many words stand in each field of some chunks, whose term counts come joined."""
    entries = decode_counts(blobs)
    return tuple(int(entries[field].sum(dtype=np.int64)) for field in FIELDS)
