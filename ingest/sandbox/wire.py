"""Write frozen dataclasses as JSON and back, and frames on the pipe between a worker and its parent.

A dataclass becomes the list of its fields' values, read back by its type hints; nothing but
JSON is read, so that a worker taken over by a hostile file can send wrong data, never code.
"""

from __future__ import annotations

import json
import struct
import types
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

HEADER = struct.Struct(">II")  # bytes of JSON, bytes of payload
_T = TypeVar("_T")


def dumps(value: object) -> bytes:
    """Write any nesting of dataclasses, tuples, mappings and JSON values as JSON."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def loads(kind: type[_T], data: bytes) -> _T:
    """Read what :func:`dumps` wrote. Raises ValueError or TypeError for JSON that is no ``kind``."""
    read: Callable[[Any], _T] = _reader(cast(Hashable, kind))
    return read(json.loads(data.decode("utf-8", "surrogatepass")))


def frame(header: Mapping[str, object], size: int = 0) -> bytes:
    """Give what goes over the pipe before ``size`` bytes of payload: both sizes and a header of JSON values."""
    head = dumps(header)
    return HEADER.pack(len(head), size) + head


def header_of(data: bytes) -> dict[str, Any]:
    """Read the header of a frame from its bytes. Raises ValueError where it is no object."""
    header = json.loads(data.decode("utf-8", "surrogatepass"))
    if not isinstance(header, dict):
        raise ValueError("a frame's header must be an object")
    return header


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return [_plain(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, tuple | list):
        return [_plain(entry) for entry in value]
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items()}
    return value


@cache
def _reader(hint: Hashable) -> Callable[[Any], Any]:
    """What turns a JSON value into a value of the type that a hint names."""
    origin, arguments = get_origin(hint), get_args(hint)
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        readers = [_reader(hints[field.name]) for field in fields(hint)]
        return lambda values: hint(  # type: ignore[operator]
            *(read(value) for read, value in zip(readers, values, strict=True))
        )
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        each = _reader(arguments[0])
        return lambda values: tuple(each(value) for value in values)
    if origin is tuple:
        several = [_reader(argument) for argument in arguments]
        return lambda values: tuple(read(value) for read, value in zip(several, values, strict=True))
    if origin in (Union, types.UnionType) and len(arguments) == 2 and type(None) in arguments:
        (inner,) = (_reader(argument) for argument in arguments if argument is not type(None))
        return lambda value: None if value is None else inner(value)
    return lambda value: value
