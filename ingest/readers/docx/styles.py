"""Resolve the styles of a Word document: what a paragraph or a run inherits by its style's name."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from ingest.readers.docx.patterns import HEADING_STYLE
from ingest.readers.ooxml.word_names import VAL, W, flag_of, number_of, value_of

_LONGEST_CHAIN = 12
_SMALLEST = 3  # half points: what is smaller cannot be read


@dataclass(frozen=True, slots=True)
class Style:
    """A style holds its statements, ``None`` where there is none; ``chain`` holds its id and those it is based on."""

    name: str | None = None
    number_id: str | None = None
    depth: int | None = None
    outline: int | None = None
    centred: bool | None = None
    bold: bool | None = None
    vanished: bool | None = None
    white: bool | None = None
    chain: tuple[str, ...] = ()

    def is_plain(self) -> bool:
        """Whether the style states nothing."""
        return self is _PLAIN

    def over(self, base: Style) -> Style:
        """Give this style on top of another."""
        stated = {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if getattr(self, field.name) is not None
        }
        return replace(base, **{**stated, "name": self.name, "chain": (*self.chain, *base.chain)})


_PLAIN = Style()
# Names of properties that a Style holds; most paragraphs and runs state none of them.
_OF_PARAGRAPHS = frozenset(W + name for name in ("numPr", "outlineLvl", "jc"))
_OF_RUNS = frozenset(W + name for name in ("b", "vanish", "sz", "color"))


def stated_by(paragraph_properties, run_properties) -> Style:
    """Give what properties state by themselves, without the styles they name."""
    paragraph = paragraph_properties is not None and any(
        child.tag in _OF_PARAGRAPHS for child in paragraph_properties
    )
    run = run_properties is not None and any(child.tag in _OF_RUNS for child in run_properties)
    if not paragraph and not run:
        return _PLAIN
    numbers = paragraph_properties.find(f"{W}numPr") if paragraph else None
    alignment = value_of(paragraph_properties, "jc") if paragraph else None
    return Style(
        number_id=value_of(numbers, "numId"),
        depth=number_of(numbers, "ilvl"),
        outline=number_of(paragraph_properties, "outlineLvl") if paragraph else None,
        centred=alignment == "center" if alignment else None,
        bold=flag_of(run_properties, "b"),
        vanished=_vanished(run_properties),
        white=_white(run_properties),
    )


def _vanished(properties) -> bool | None:
    size = number_of(properties, "sz")
    return True if size is not None and 0 <= size < _SMALLEST else flag_of(properties, "vanish")


def _white(properties) -> bool | None:
    """White letters on no ground of their own."""
    colour = value_of(properties, "color")
    if colour is None:
        return None
    return colour.upper() == "FFFFFF" and not is_shaded(properties)


def is_shaded(properties) -> bool:
    """Whether properties lay a coloured ground under the letters."""
    if properties is None:
        return False
    ground = properties.find(f"{W}shd")
    marked = value_of(properties, "highlight")
    filled = ground is not None and (ground.get(f"{W}fill") or "auto").upper() not in ("AUTO", "FFFFFF")
    themed = ground is not None and ground.get(f"{W}themeFill") is not None
    hatched = ground is not None and ground.get(VAL) not in (None, "clear", "nil")
    return filled or themed or hatched or marked not in (None, "none", "white")


class Styles:
    """This holds the styles of a document by their ids, each with all that it inherits."""

    def __init__(self, root) -> None:
        self._nodes: dict[str, object] = {}
        self._known: dict[str, Style] = {}
        default = ""
        for node in root.iter(f"{W}style") if root is not None else ():
            style_id = node.get(f"{W}styleId") or ""
            self._nodes.setdefault(style_id, node)
            if node.get(f"{W}type") == "paragraph" and node.get(f"{W}default") in ("1", "true", "on"):
                default = style_id
        self._of_default = replace(self.of(default), vanished=None, white=None)

    def of(self, style_id: str | None, paragraph: bool = False) -> Style:
        """Give a style with what it is based on; the default style for a paragraph that names none.

        The default hides nothing: a document all of whose words are hidden was not meant so.
        """
        wanted = style_id or ""
        if not wanted and paragraph:
            return self._of_default
        if wanted not in self._known:
            self._known[wanted] = self._resolve(wanted)
        return self._known[wanted]

    def list_numbers(self) -> dict[str, str]:
        """Give the numbering styles and the lists they name."""
        named = {name: self.of(name).number_id for name in self._nodes}
        return {name: number for name, number in named.items() if number}

    def _resolve(self, style_id: str) -> Style:
        found = Style()
        chain: list[Style] = []
        while style_id in self._nodes and len(chain) < _LONGEST_CHAIN:
            node = self._nodes[style_id]
            own = stated_by(node.find(f"{W}pPr"), node.find(f"{W}rPr"))  # type: ignore[attr-defined]
            chain.append(replace(own, name=(value_of(node, "name") or "").lower(), chain=(style_id,)))
            style_id = value_of(node, "basedOn") or ""
        for style in reversed(chain):
            found = style.over(found)
        return found


def heading_level(style: Style, own: Style) -> int:
    """Give the level of a heading from 1, 0 for running text; what the paragraph states wins over its style."""
    outline = own.outline if own.outline is not None else style.outline
    if outline is not None:
        return outline + 1 if 0 <= outline < 9 else 0
    match = HEADING_STYLE.match(style.name or "")
    return int(match[1]) if match else 0
