"""Define the errors of the product, all in one tree.

Every error a person can meet carries a stable ``code`` and one sentence in
Chinese and one in English; neither ever holds a path of the server.

    WenceError
    ├── SourceError            a file or document that cannot be taken in
    │   ├── UnreadableFile     missing, empty, damaged, not what it says it is
    │   ├── EncryptedFile      a password is needed
    │   ├── NoTextFound        nothing to read in it (a scan, an empty page)
    │   ├── UnknownEncoding    the bytes are no text in an encoding we know
    │   ├── UnsupportedFormat  a type we do not read
    │   ├── LimitExceeded      more time, memory, output or members than one file may take
    │   ├── AddressRefused     a URL that is not http(s) to a public address
    │   └── FetchFailed        a public address that gave no page or file
    ├── StoreError             the store on disk
    │   ├── StoreMissing
    │   ├── StoreDamaged
    │   ├── StoreBusy          another process is writing
    │   ├── StoreFull          no space left, or the folder cannot be written
    │   └── ModelMismatch      built with another embedding model
    ├── ModelUnavailable       an embedding model or reranker that cannot be had or is none
    ├── LanguageModelFailed    the endpoint of a language model does not answer as it should
    ├── QuestionError          an empty or endless question
    ├── AddressUnavailable     a host or port the page cannot be served on
    ├── RequestRefused         what came over the network and is not done
    │   ├── LoginNeeded        nobody is logged in, or name and password do not match
    │   ├── NotAllowed         the role does not suffice, or the request comes from another site
    │   ├── NotFound           no such document or address, or none that the person may see
    │   ├── TooLarge           more bytes than are taken
    │   ├── TooSlow            a body that does not arrive
    │   └── TooMany            too many requests or too many waiting; to come back later
    └── UsageError             a wrong option or argument
"""

from __future__ import annotations


class WenceError(Exception):
    """This is the base of all errors meant for people; ``str()`` gives the Chinese and the English sentence."""

    code = "error"

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(f"{chinese}（{english}）")
        self.chinese = chinese
        self.english = english

    def as_dict(self) -> dict[str, str]:
        """Give ``{"code", "chinese", "english"}``, for JSON output."""
        return {"code": self.code, "chinese": self.chinese, "english": self.english}


class SourceError(WenceError):
    """A source could not be read; the subclasses say why."""

    code = "source"


class UnreadableFile(SourceError):
    """A file is missing, empty or damaged, or is not what its name says."""

    code = "unreadable"


class EncryptedFile(SourceError):
    """A file needs a password."""

    code = "encrypted"


class NoTextFound(SourceError):
    """A file was read but holds no text."""

    code = "no_text"


class UnknownEncoding(SourceError):
    """The bytes of a text are in none of the encodings that can be told apart."""

    code = "unknown_encoding"


class UnsupportedFormat(SourceError):
    """A file is of a format that is not read."""

    code = "unsupported"


class LimitExceeded(SourceError):
    """Reading a file would take more time, memory or output than is allowed."""

    code = "limit"


class AddressRefused(SourceError):
    """A URL is not http(s), or does not lead to a public address."""

    code = "address_refused"


class FetchFailed(SourceError):
    """A server did not give the document that its URL names."""

    code = "fetch_failed"


class StoreError(WenceError):
    """The store cannot do what was asked; the subclasses say why."""

    code = "store"


class StoreMissing(StoreError):
    """There is no store in the folder."""

    code = "store_missing"


class StoreDamaged(StoreError):
    """Something in the store does not match its checksum."""

    code = "store_damaged"


class StoreBusy(StoreError):
    """Another process is writing to the store."""

    code = "store_busy"


class StoreFull(StoreError):
    """The disk has no space left for the store, or its folder cannot be written."""

    code = "store_full"


class ModelMismatch(StoreError):
    """The store's embeddings were made with another model."""

    code = "model_mismatch"


class OlderWeights(ModelMismatch):
    """The store's embeddings were made with other weights of the model of the same name, as before an update."""


class ModelUnavailable(WenceError):
    """An embedding model or reranker is not on this machine, or its files do not load."""

    code = "model_unavailable"


class LanguageModelFailed(WenceError):
    """The endpoint of a language model does not answer as it should.

    ``kind`` names the failure: key, limit, model, server, request, connection, slow, cut, long, nonsense.
    """

    code = "language_model"

    def __init__(self, chinese: str, english: str, kind: str = "server") -> None:
        super().__init__(chinese, english)
        self.kind = kind


class QuestionError(WenceError):
    """A question is empty or too long to be answered."""

    code = "question"


class AddressUnavailable(WenceError):
    """The address that the server was to listen on cannot be had."""

    code = "address"


class RequestRefused(WenceError):
    """A request to the server cannot be met; the subclasses say why."""

    code = "request"


class LoginNeeded(RequestRefused):
    """Nobody is logged in, or name and password do not match."""

    code = "login"


class NotAllowed(RequestRefused):
    """The role of whoever asks does not suffice, or the request comes from another site."""

    code = "not_allowed"


class NotFound(RequestRefused):
    """There is no such document or address, or none that whoever asks may see."""

    code = "not_found"


class TooLarge(RequestRefused):
    """A request holds more bytes than are taken."""

    code = "too_large"


class TooSlow(RequestRefused):
    """A request's body did not arrive in time."""

    code = "timeout"


class TooMany(RequestRefused):
    """Too many requests came, or too many wait; ``seconds`` says when to come back."""

    code = "too_many"

    def __init__(self, chinese: str, english: str, seconds: float = 1.0) -> None:
        super().__init__(chinese, english)
        self.seconds = seconds


class UsageError(WenceError):
    """An option or an argument is wrong."""

    code = "usage"
