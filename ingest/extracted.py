"""What a reader hands on: text taken out of a file, with what the file itself says about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Extracted:
    """``text`` becomes ``Document.text``. ``pages`` are start offsets, ``bare_pages`` count from 1."""

    text: str
    media_type: str
    title: str | None = None
    given: Mapping[str, object] = field(default_factory=dict)
    pages: tuple[int, ...] = ()
    bare_pages: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
