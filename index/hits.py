"""Define what a search returns: frozen data between ``index`` and ``chat``."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.document import Chunk, Metadata, SourceFile


@dataclass(frozen=True, slots=True)
class Successor:
    """A successor is a document of the store that has taken another one's place."""

    doc_id: str
    title: str


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """This holds the facts of a document of the store, without its text."""

    doc_id: str
    metadata: Metadata
    status: str  # standing on the day of the search, see Metadata.status_on; repealed also by ``repealed_by``
    source: str
    media_type: str
    characters: int
    chunks: int
    sha256: str
    sources: tuple[SourceFile, ...] = ()  # every file that holds it; its text is that of the first
    copies: tuple[str, ...] = ()  # ids of documents that say the same and are kept beside it
    edited: tuple[str, ...] = ()  # fields of ``metadata`` that a person has set
    repealed_by: Successor | None = None  # the document that says so, once it is in effect
    replaced_by: Successor | None = None  # of a draft: the final document
    repeal_claimed_by: Successor | None = (
        None  # says that it repeals this one, and may not or is of nobody known
    )
    pictured: bool = False  # the file that its text is from was kept, and has pages that can be shown


@dataclass(frozen=True, slots=True)
class Hit:
    """A hit is a chunk that matched; hits come best first, and scores are comparable within one search only.

    ``lexical`` is the BM25 score over all fields, ``dense`` the cosine in [-1, 1],
    ``score`` their weighted sum after scaling, or what ``reranking.rerank`` made of it.
    """

    chunk: Chunk
    document: DocumentInfo
    score: float
    lexical: float = 0.0
    dense: float = 0.0


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters say what to search in: empty fields do not restrict, values of one field are alternatives.

    ``region`` matches by containment (“北京市” holds “北京市丰台区”), ``issuer`` by
    substring, ``year`` matches a period that covers it or an issue date in it.
    """

    doc_ids: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    issuer: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    year: tuple[int, ...] = field(default_factory=tuple)

    def __bool__(self) -> bool:
        return any((self.doc_ids, self.region, self.issuer, self.kind, self.status, self.year))
