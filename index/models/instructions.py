"""Give what some embedding models want written before a query or a passage. Pure functions of names and settings.

Many retrieval models were trained with a sentence in front of the query, some with a word in front of
both sides; without it they find less. sentence-transformers stores such prompts in
``config_sentence_transformers.json``, but several of the models most used for Chinese came out before
it did and only describe theirs on their page: ``DOCUMENTED`` holds those.

Settings: ``WENCE_QUERY_INSTRUCTION`` and ``WENCE_PASSAGE_INSTRUCTION`` go before all else; set to
nothing they switch an instruction off. ``\\n`` in them is a line break.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any


@dataclass(frozen=True, slots=True)
class Instructions:
    """These texts are put before a query and before a passage, as they stand; empty for none."""

    query: str = ""
    passage: str = ""


_WEB_SEARCH = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"
_SEARCHING = Instructions("Represent this sentence for searching relevant passages: ")
_E5 = Instructions("query: ", "passage: ")
# Pattern of the last part of a name in small letters -> instructions; the first that matches counts.
# ModelScope writes “v1.5” as “v1___5”, hence the star at the end. BAAI/bge-m3, the gte-*-zh, m3e,
# text2vec, bce and conan models want nothing and are not named here.
DOCUMENTED: tuple[tuple[str, Instructions], ...] = (
    ("*-noinstruct*", Instructions()),
    ("*bge-*-zh*", Instructions("为这个句子生成表示以用于检索相关文章：")),
    ("*bge-*-en*", _SEARCHING),
    ("*mxbai-embed-large*", _SEARCHING),
    ("*e5-*-instruct*", Instructions(_WEB_SEARCH + " ")),
    ("*e5-small*", _E5),
    ("*e5-base*", _E5),
    ("*e5-large*", _E5),
    ("*qwen3-embedding*", Instructions(_WEB_SEARCH)),
    ("*gte-qwen*-instruct*", Instructions(_WEB_SEARCH + " ")),
)
# As sentence-transformers 6.2 looks for them in encode_document.
_PASSAGE_PROMPTS = ("document", "passage", "corpus")


def instructions_for(name: str, stored: Mapping[str, Any]) -> Instructions:
    """Give the instructions of a model by its settings, else its stored prompts, else ``DOCUMENTED``.

    ``stored`` is the content of ``config_sentence_transformers.json``. An empty stored prompt says
    nothing: sentence-transformers has written one into every model it saved since version 5.
    """
    known = documented(name)
    prompts = stored.get("prompts")
    prompts = prompts if isinstance(prompts, dict) else {}
    passages = (prompts.get(key) for key in _PASSAGE_PROMPTS)
    return Instructions(
        _setting("WENCE_QUERY_INSTRUCTION", _text(prompts.get("query")) or known.query),
        _setting("WENCE_PASSAGE_INSTRUCTION", next(filter(None, map(_text, passages)), known.passage)),
    )


def documented(name: str) -> Instructions:
    """Give what the page of a public model asks for; none for any other name."""
    last = name.rstrip("/").rpartition("/")[2].lower()
    return next((found for pattern, found in DOCUMENTED if fnmatch(last, pattern)), Instructions())


def _text(prompt: object) -> str:
    return prompt if isinstance(prompt, str) else ""


def _setting(variable: str, otherwise: str) -> str:
    value = os.environ.get(variable)
    return otherwise if value is None else value.replace("\\n", "\n")
