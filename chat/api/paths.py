"""How the id of a document stands in an address: it may hold slashes, but does not end as the routes below it do."""

from __future__ import annotations

from starlette.convertors import StringConvertor, register_url_convertor


class DocumentConvertor(StringConvertor):
    """Takes “2026/规划” and leaves “规划/clause” and its like to their own routes."""

    regex = r"(?!.*/(?:clause|metadata|original|report|visibility|pages/\d+(?:/places)?)$).+"


register_url_convertor("document", DocumentConvertor())
DOCUMENT = "/{doc_id:document}"
