"""Compile a character map for the stock ``Precompiled`` normaliser: each character to any text, in one pass.

The ``tokenizers`` library cannot emit overlapping n-grams, and it takes no code
of ours. It can replace characters by a precompiled map, though, and split by
regular expressions: a text whose every Chinese character stands three times,
人人人民民民, can be *cut* into 人 · 人民 · 民. This module writes that map.

Format (SentencePiece's ``precompiled_charsmap``, darts-clone's double array):
little-endian uint32 size of the array in bytes, the array of uint32 units,
then the replacements, UTF-8, each ended by a zero byte. A unit holds its label
(bits 0–7), whether a value hangs under it (bit 8) and the offset to its
children (from bit 10; bit 9 would shift it, which small maps do not need);
a value unit holds bit 31 and the position of the replacement.
"""

from __future__ import annotations

import struct
from array import array

_HAS_VALUE = 1 << 8
_IS_VALUE = 1 << 31
_OFFSET_LIMIT = 1 << 21
_BLOCK = 256


class _DoubleArray:
    """Units being filled; index 0 is the root. Grows by blocks, so no lookup leaves the array."""

    def __init__(self) -> None:
        self.units = array("I", [0] * _BLOCK)
        self.used = bytearray(_BLOCK)
        self.used[0] = 1
        self._first_free = 1

    def place(self, parent: int, labels: list[int]) -> int:
        """Find a base whose slots ``base ^ label`` are all free, claim them, point the parent at it."""
        base = self._free_base(labels)
        offset = base ^ parent
        if offset >= _OFFSET_LIMIT:
            raise ValueError("too many characters for a map without shifted offsets")
        self.units[parent] |= offset << 10
        for label in labels:
            self.used[base ^ label] = 1
        return base

    def _free_base(self, labels: list[int]) -> int:
        while self._first_free < len(self.used) and self.used[self._first_free]:
            self._first_free += 1
        slot = self._first_free
        while True:
            if slot == len(self.used):
                self.units.extend([0] * _BLOCK)
                self.used.extend(bytes(_BLOCK))
            base = slot ^ labels[0]
            if not self.used[slot] and all(not self.used[base ^ label] for label in labels):
                return base
            slot += 1


def _trie(mapping: dict[bytes, int]) -> dict:
    root: dict = {}
    for key, value in mapping.items():
        node = root
        for byte in key:
            node = node.setdefault(byte, {})
        node[0] = value
    return root


def _fill(units: _DoubleArray, position: int, node: dict) -> None:
    labels = sorted(node)
    base = units.place(position, labels)
    for label in labels:
        if label == 0:
            units.units[position] |= _HAS_VALUE
            units.units[base] = _IS_VALUE | node[0]
        else:
            units.units[base ^ label] |= label
    for label in labels:
        if label:
            _fill(units, base ^ label, node[label])


def compile_charsmap(mapping: dict[str, str]) -> bytes:
    """Give the bytes of ``precompiled_charsmap`` for a map of single characters to replacements.

    Raises ValueError for an empty map, an empty or NUL-holding key, or a NUL in a replacement.
    """
    if not mapping or any("\0" in key or not key or "\0" in value for key, value in mapping.items()):
        raise ValueError("a character map needs characters, and none of them NUL")
    replacements = bytearray()
    positions: dict[bytes, int] = {}
    for key in sorted(mapping):
        positions[key.encode("utf-8")] = len(replacements)
        replacements += mapping[key].encode("utf-8") + b"\0"
    units = _DoubleArray()
    _fill(units, 0, _trie(positions))
    trie = struct.pack(f"<{len(units.units)}I", *units.units)
    return struct.pack("<I", len(trie)) + trie + bytes(replacements)
