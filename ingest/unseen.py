"""Words of a file that steer readers without being seen, made mute before anything is read in them.

Tag characters (a copy of ASCII that nothing draws) and overrides of direction become zero-width
spaces, one for one: what people see keeps its offsets, in the file and in what a reader counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ingest.extracted import Extracted
from ingest.inert import STEERING, in_order

_MUTE = "\N{ZERO WIDTH SPACE}"


def muted(extracted: Extracted) -> Extracted:
    """The same without a word that steers unseen: muted in the text, left out of what stands beside it."""
    return replace(
        extracted,
        text=STEERING.sub(_MUTE, extracted.text),
        title=_plain(extracted.title),
        page_title=_plain(extracted.page_title),
        given=_plain(dict(extracted.given)),
        warnings=_plain(extracted.warnings),
        margins=_plain(extracted.margins),
        attachments=_plain(extracted.attachments),
    )


def _plain(value: Any) -> Any:
    """A value as JSON knows it, its words without what steers."""
    if isinstance(value, str):
        return in_order(value)
    if isinstance(value, Mapping):
        return {_plain(name): _plain(held) for name, held in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_plain(held) for held in value)
    return value
