"""The error tree of the product, drawn in one place.

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
    │   └── TooMany            too many requests or too many waiting; to come back later
    └── UsageError             a wrong option or argument
"""

from __future__ import annotations


class WenceError(Exception):
    """Base of all errors meant for people. ``str()`` gives both sentences."""

    code = "error"

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(f"{chinese}（{english}）")
        self.chinese = chinese
        self.english = english

    def as_dict(self) -> dict[str, str]:
        """``{"code", "chinese", "english"}``, for JSON output."""
        return {"code": self.code, "chinese": self.chinese, "english": self.english}


class SourceError(WenceError):
    code = "source"


class UnreadableFile(SourceError):
    code = "unreadable"


class EncryptedFile(SourceError):
    code = "encrypted"


class NoTextFound(SourceError):
    code = "no_text"


class UnknownEncoding(SourceError):
    code = "unknown_encoding"


class UnsupportedFormat(SourceError):
    code = "unsupported"


class LimitExceeded(SourceError):
    code = "limit"


class AddressRefused(SourceError):
    code = "address_refused"


class FetchFailed(SourceError):
    code = "fetch_failed"


class StoreError(WenceError):
    code = "store"


class StoreMissing(StoreError):
    code = "store_missing"


class StoreDamaged(StoreError):
    code = "store_damaged"


class StoreBusy(StoreError):
    code = "store_busy"


class StoreFull(StoreError):
    code = "store_full"


class ModelMismatch(StoreError):
    code = "model_mismatch"


class ModelUnavailable(WenceError):
    code = "model_unavailable"


class LanguageModelFailed(WenceError):
    """``kind`` names the failure: key, limit, model, server, request, connection, slow, cut, long, nonsense."""

    code = "language_model"

    def __init__(self, chinese: str, english: str, kind: str = "server") -> None:
        super().__init__(chinese, english)
        self.kind = kind


class QuestionError(WenceError):
    code = "question"


class AddressUnavailable(WenceError):
    code = "address"


class RequestRefused(WenceError):
    code = "request"


class LoginNeeded(RequestRefused):
    code = "login"


class NotAllowed(RequestRefused):
    code = "not_allowed"


class NotFound(RequestRefused):
    code = "not_found"


class TooLarge(RequestRefused):
    code = "too_large"


class TooMany(RequestRefused):
    """``seconds``: when to come back."""

    code = "too_many"

    def __init__(self, chinese: str, english: str, seconds: float = 1.0) -> None:
        super().__init__(chinese, english)
        self.seconds = seconds


class UsageError(WenceError):
    code = "usage"
