"""A document and a place in it are cited as 《标题》（文号），第二章第一节，第3页."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from chat.answer import Citation
from ingest import document as documents

# “第十二条”, “第三章”, “第六条之一”: a heading that can be cited by its number alone
ARTICLE = re.compile(r"第[一二三四五六七八九十百千零〇两\d]{1,9}[编章节条款项](?:之[一二三四五六七八九十]+)?")

# “[12]”: the mark of a citation behind a sentence, and its number
MARK = re.compile(r"\[(\d{1,3})\]")
BRIEF_NOTE = "（要点，非官方原文）"


def reference(citation: Citation) -> str:
    """Give a citation in the standard form: 《标题》（文号），第二章第一节，第3页; see :func:`cited_place`."""
    metadata = replace(citation.document.metadata, title=citation.title)
    path = tuple(step for step in citation.clause.split(" / ") if step.strip())
    place = cited_place(path, citation.page)
    return "，".join(filter(None, (cited_name(metadata), place))) + (BRIEF_NOTE if metadata.brief else "")


def cited_name(metadata: documents.Metadata) -> str:
    """Give a document's title with its number: 《标题》（文号）."""
    return f"《{metadata.title}》" + (f"（{metadata.number}）" if metadata.number else "")


def cited_place(path: Sequence[str], page: int | None) -> str:
    """Give a place as “第二章第一节，第3页”; headings without such numbers in full, “第二章 … / 一、…”."""
    labels = [ARTICLE.match(step) for step in path]
    numbered = "".join(label.group() for label in labels if label)
    clause = numbered if all(labels) else " / ".join(path)
    return "，".join(filter(None, (clause, f"第{page}页" if page is not None else "")))
