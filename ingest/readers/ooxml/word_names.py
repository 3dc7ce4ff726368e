"""Name WordprocessingML's elements, and read their values."""

from __future__ import annotations

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
VML = "{urn:schemas-microsoft-com:vml}"
VAL = f"{W}val"


def value_of(node, name: str) -> str | None:
    """Give the value of a child element, ``None`` where the node or the child is absent."""
    found = node.find(W + name) if node is not None else None
    return found.get(VAL) if found is not None else None


def flag_of(node, name: str) -> bool | None:
    """Read a switch such as w:b: on, off, or ``None`` where it is not stated."""
    found = node.find(W + name) if node is not None else None
    return None if found is None else found.get(VAL) not in ("0", "false", "off")


def number_of(node, name: str) -> int | None:
    """Give the value of a child as a small number."""
    value = value_of(node, name)
    return int(value) if value and value.lstrip("-").isdecimal() and len(value) < 7 else None
