"""Make pairs of texts that belong together, from documents, articles and questions.

A search is a few words that stand in, or near, the passage wanted; so most pairs are a short span of a
passage (with part of the document's title, as people ask) and the passage, the way the index will hold
it: title in front. Where the span is cut out of its passage the pair teaches what goes with what,
where it stays it teaches to find the words themselves; both are needed.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from index.training import corpora
from index.training.cleaning import clean, passages, sentences
from index.training.corpora import Article, Question, Text
from ingest.text.normalise import flat_text

Pair = tuple[str, str]

PASSAGE = 250
TITLE = 40


def span_of(text: str, random_numbers: random.Random, least: int = 8, most: int = 32) -> str:
    """Draw a run of ``least`` to ``most`` characters of the text; the text itself where it is shorter."""
    length = random_numbers.randint(least, most)
    start = random_numbers.randint(0, max(0, len(text) - length))
    return text[start : start + length]


def document_pairs(texts: Iterable[Text], random_numbers: random.Random, spans: int = 2) -> Iterator[Pair]:
    """Pair, in each document: spans, with part of the title or alone, → passage; title → passage; neighbours."""
    for document in texts:
        title = document.title[:TITLE]
        groups = passages(sentences(document.text), PASSAGE)
        for number, group in enumerate(groups):
            passage = "".join(group)
            if len(passage) < 30:
                continue
            for _ in range(spans):
                yield _span_pair(title, group, random_numbers)
            if number:
                if random_numbers.random() < 0.3:
                    yield title, passage
                if random_numbers.random() < 0.3:
                    yield groups[number - 1][-1], passage


def _span_pair(title: str, group: list[str], random_numbers: random.Random) -> Pair:
    chosen = random_numbers.randrange(len(group))
    query = span_of(group[chosen], random_numbers)
    if random_numbers.random() < 0.4:
        query = span_of(title, random_numbers, 4, 16) + query
    if len(group) > 1 and random_numbers.random() < 0.15:
        group = group[:chosen] + group[chosen + 1 :]
    passage = "".join(group)
    return query, title + " " + passage


def article_pairs(articles: Iterable[Article], random_numbers: random.Random) -> Iterator[Pair]:
    """Pair a span (with the law's name or alone) → its article with that name; an article → the next of its law."""
    for article, following in pairwise(articles):
        text = article.text[:PASSAGE]
        query = span_of(text[4:], random_numbers, 8, 40)
        if random_numbers.random() < 0.3:
            query = article.law + query
        yield query, article.law + " " + text
        if article.law == following.law and random_numbers.random() < 0.4:
            yield text, following.text[:PASSAGE]


def question_pairs(questions: Iterable[Question], random_numbers: random.Random) -> Iterator[Pair]:
    """Pair a question → about 250 characters around its answer, the answer anywhere in them."""
    for asked in questions:
        if asked.start < 0:
            yield asked.question, asked.passage[:PASSAGE]
            continue
        before = random_numbers.randint(20, 200)
        start = max(0, asked.start - before)
        passage = clean(asked.passage[start : start + PASSAGE])
        title = clean(asked.passage[:TITLE]) + " " if random_numbers.random() < 0.5 and start > TITLE else ""
        yield asked.question, title + passage


def statute_pairs(shared: Path) -> Iterator[Pair]:
    """Pair a layperson's question of the training half → each article that answers it, its law's name in front."""
    texts = corpora.statute_texts(shared)
    for asked in corpora.statute_questions(shared, texts):
        if asked.training:
            for law, text in dict.fromkeys(texts[number] for number in asked.articles):
                yield flat_text(asked.question), flat_text(law) + " " + clean(text)[:PASSAGE]
