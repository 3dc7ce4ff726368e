"""Read what a Word document holds beside its text: running headers and footers, files it carries or links."""

from __future__ import annotations

from ingest.readers.docx.blocks import Blocks
from ingest.readers.docx.patterns import PAGE_NUMBER_LINE
from ingest.readers.ooxml.package import MOST_MARGINS, Package


def margins(package: Package, main: str, blocks: Blocks) -> tuple[str, ...]:
    """Give the lines of the headers and footers that sections refer to, each once, page numbers left out."""
    found: dict[str, None] = {}
    for kind in ("header", "footer"):
        for part in package.related(main, kind)[:MOST_MARGINS]:
            root = package.tree(part)
            for line in blocks.margin(root) if root is not None else ():
                if not PAGE_NUMBER_LINE.match(line):
                    found.setdefault(line)
    return tuple(found)[:MOST_MARGINS]
