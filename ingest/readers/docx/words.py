"""Read the visible words of a Word paragraph, as people meet them on the printed page.

Insertions in, deletions out; results of fields, not their instructions; the base of ruby, not its
reading; each drawing once. Text boxes and notes are set aside for their owner to place.
"""

from __future__ import annotations

from ingest.readers.docx.patterns import FRACTION, OPERATOR, OVERSTRUCK, SYMBOL_FONT_LETTERS
from ingest.readers.docx.styles import Style, Styles, is_shaded, stated_by
from ingest.readers.docx.symbols import symbol
from ingest.readers.ooxml.word_names import DGM, MC, VML, A, M, R, W, value_of
from ingest.text.list_numbers import written
from ingest.text.patterns import INVISIBLE

# Deleted words, the second likeness of a drawing, properties, readings above ruby, notes of reviewers.
_SKIPPED = frozenset(
    W + name
    for name in ("del", "moveFrom", "delText", "delInstrText", "rPr", "pPr", "sdtPr", "sdtEndPr", "rt", "rubyPr", "smartTagPr",
                 "customXmlPr", "tblPr", "trPr", "tcPr")
)  # fmt: skip
_PLAIN = {
    f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": " ", f"{W}ptab": " ", f"{W}noBreakHyphen": "-", f"{W}softHyphen": "",
}  # fmt: skip
_TELLING = (f"{W}t", f"{VML}textpath", f"{DGM}relIds", f"{M}t", f"{W}sym")
_BEFORE = {f"{M}den": "/", f"{W}p": "\n"}
_NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}


class Words:
    """The words reader takes paragraphs in order, as fields may run over several (state: the fields that are open).

    ``hidden`` counts the letters left out because nobody sees them. ``boxes``, ``notes`` and ``diagrams``
    are what the last paragraph anchors: contents of text boxes, (kind, id) of notes, ids of diagrams.
    """

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._fields: list[str | None] = []  # instruction so far while in it, None in the result
        self.hidden = 0
        self.invisible = 0
        self.boxes: list = []
        self.notes: list[tuple[str, str]] = []
        self.diagrams: list[str] = []
        self.bold = False  # whether all letters of the last paragraph were

    def of(self, paragraph, style: Style, shaded: bool) -> str:
        """Give the words of a paragraph of a style, its lines separated by line feeds."""
        self.boxes, self.notes, self.diagrams = [], [], []
        parts: list[str] = []
        plain = strong = 0
        waiting = [(node, style, shaded) for node in reversed(paragraph)]
        while waiting:
            node, run, ground = waiting.pop()
            if isinstance(node, str):  # what closes an element whose children have been read
                parts.append(node)
                continue
            tag = node.tag
            if tag == f"{W}r":
                properties = node.find(f"{W}rPr")
                if properties is not None:
                    run = self._run(properties, run)
                    ground = ground or is_shaded(properties)
                waiting.extend([(child, run, ground) for child in reversed(node)])
                continue
            if tag in _SKIPPED or not isinstance(tag, str):
                continue
            shown = self._shown(node, tag)
            if shown is None:
                opens, closes = _brackets(node, tag)
                parts.append(_BEFORE.get(tag, "") + opens)
                if closes:
                    waiting.append((closes, run, ground))
                waiting.extend((child, run, ground) for child in reversed(_inside(node, tag)))
            elif shown and not any(field is not None for field in self._fields):
                if run.vanished or (run.white and not ground):
                    self.hidden += len(shown.strip())
                    continue
                parts.append(shown)
                letters = len(shown.strip())
                plain, strong = plain + letters, strong + (letters if run.bold else 0)
        self._fields = [None for _ in self._fields]  # an instruction that never ends ends here
        self.bold = 0 < plain == strong
        return self._tidy("".join(parts))

    def _run(self, properties, inherited: Style) -> Style:
        own = stated_by(None, properties)
        named = value_of(properties, "rStyle")
        if named is None and own.is_plain():
            return inherited
        style = self._styles.of(named) if named else Style()

        def stated(name: str) -> bool | None:
            for source in (own, style, inherited):
                if getattr(source, name) is not None:
                    return getattr(source, name)
            return None

        return Style(bold=stated("bold"), vanished=stated("vanished"), white=stated("white"))

    def _shown(self, node, tag: str) -> str | None:
        """What a node itself shows; ``None`` where its children are to be looked at."""
        if tag in (f"{W}t", f"{M}t"):
            return node.text or ""
        if tag in _PLAIN:
            return _PLAIN[tag]
        if tag == f"{W}sym":
            return symbol(node.get(f"{W}font") or "", node.get(f"{W}char") or "")
        if tag in (f"{W}fldChar", f"{W}instrText"):
            return self._field(node, tag)
        if tag in _NOTES:
            self.notes.append((_NOTES[tag], node.get(f"{W}id") or ""))
            return ""
        if tag == f"{W}txbxContent":
            self.boxes.append(node)
            return ""
        if tag == f"{VML}textpath":
            return node.get("string") or ""
        if tag == f"{DGM}relIds":
            self.diagrams.append(node.get(f"{R}dm") or "")
            return ""
        return None

    def _field(self, node, tag: str) -> str:
        if tag == f"{W}instrText":
            if self._fields and self._fields[-1] is not None:
                self._fields[-1] += node.text or ""
            return ""
        kind = node.get(f"{W}fldCharType")
        if kind == "begin":
            self._fields.append("")
        elif kind == "separate" and self._fields:
            self._fields[-1] = None
        elif kind == "end" and self._fields:
            return equation(self._fields.pop() or "")
        return ""

    def _tidy(self, words: str) -> str:
        words = SYMBOL_FONT_LETTERS.sub("", words)
        if not words.isascii():
            words, found = INVISIBLE.subn("", words)
            self.invisible += found
        return "\n".join(line.strip(" \t\xa0") for line in words.split("\n")).strip("\n")


def _brackets(node, tag: str) -> tuple[str, str]:
    """Brackets round the part of a fraction that is a sum or a product itself: (甲−300)/100, a/(b+c)."""
    if tag not in (f"{M}num", f"{M}den"):
        return "", ""
    words = "".join(part.text or "" for part in node.iter(f"{M}t"))
    return ("(", ")") if OPERATOR.search(words) else ("", "")


def _inside(node, tag: str):
    """The children to look at: of two likenesses of a drawing the first that has words."""
    if tag != f"{MC}AlternateContent":
        return node
    likenesses = [child for child in node if child.tag in (f"{MC}Choice", f"{MC}Fallback")]
    telling = (child for child in likenesses if next(child.iter(*_TELLING), None) is not None)
    return next(telling, likenesses[0] if likenesses else ())


def equation(instruction: str) -> str:
    """Give what an EQ field shows that makes one character of two (a number in a ring) or a fraction; else nothing."""
    if not instruction.strip().upper().startswith("EQ"):
        return ""
    over = OVERSTRUCK.search(instruction)
    if over:
        below, above = over[1].strip(), over[2].strip()
        ring = below in "○〇◯Oo" and above.isdecimal() and 1 <= int(above) <= 50
        return written(int(above), "decimalEnclosedCircle") if ring else above
    part = FRACTION.search(instruction)
    return f"{part[1].strip()}/{part[2].strip()}" if part else ""


def diagram_words(root) -> list[str]:
    """Give the words of a SmartArt diagram, a line for each of its points."""
    lines = ("".join(node.text or "" for node in paragraph.iter(f"{A}t")) for paragraph in root.iter(f"{A}p"))
    return [line.strip() for line in lines if line.strip()]
