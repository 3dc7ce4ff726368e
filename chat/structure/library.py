"""Answers about the library: which documents it holds, how many, in which groups, which lapse when; and courtesies.

Everything told is counted or read off the facts of the documents; each document told of is cited where it names itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chat.answers import Draft, short_title
from chat.evidence import Passages, ScoredUnit, span_unit
from chat.question import Asked, LibraryQuestion, courtesy_of, date_of, is_kind, library_question
from chat.structure.document_facts import length_between
from chat.structure.naming import facts_in_brackets, named_in_text
from index.hits import DocumentInfo
from index.search import allows
from index.words import bigrams
from ingest.document import DRAFT, IN_FORCE, NEWS, REPEALED, Document, Span
from ingest.text.normalise import flat_text, fold
from ingest.text.numerals import number
from ingest.text.place_names import short

MOST_LISTED = 20  # documents that one answer names; of more it says how many there are
MOST_READ = 300  # documents whose texts are looked through for a word
SOON = 365  # days within which a document lapses soon
MONTH = 31  # days
LONGEST_TOPIC = 10  # characters of a topic that no document is of; what is longer was not understood
LEAST_SHARED = 0.75  # of a topic's character pairs, which a title holds
# “三个月内”, “2年内”: how long from today
_WITHIN = re.compile(r"(?P<count>[一二两三四五六七八九十]+|\d+)个?(?P<unit>[年月])(?:之?内|以内)")
# “2027年”: the year in which documents lapse
_OF_YEAR = re.compile(r"20\d\d")
# “这份文件”, “该文件”: one document is meant, and no library
_THIS = re.compile(r"[这该本此](?:[一份部个篇]*)(?:文件|文档)")
_GROUP_NAMES = {"region": "个地方", "kind": "类", "issuers": "个制发机关", "year": "个年份"}


def about_library(asked: Asked, passages: Passages, today: date | None = None) -> Draft | None:
    """Answer a courtesy or a question about the documents of the store; ``None`` for any other question.

    ``today``: the day from which terms are counted, by default this day.
    """
    courtesy = courtesy_of(asked.question.text)
    documents = [info for info in asked.catalogue.documents if allows(asked.filters, info)]
    if courtesy:
        return Draft("courtesy", (), (), note=_courteous(courtesy, documents))
    wanted = library_question(asked.text) if not _THIS.search(asked.text) else None
    if wanted is None:
        return None
    meant = _meant(wanted, asked, documents, passages)
    if meant is None:
        return None
    if wanted.wants == "lapse":
        return _lapsing(wanted, meant, passages, today or date.today())
    if not meant.documents:
        return _none_of(meant, documents)
    if wanted.wants in _GROUP_NAMES:
        return _in_groups(wanted.wants, meant.documents, passages)
    return _listed(wanted, meant, passages)


@dataclass(frozen=True, slots=True)
class _Meant:
    """The documents that a question means, where its words stand in them, and its words for them."""

    documents: Sequence[DocumentInfo]
    words: str
    places: Mapping[str, Span]


def _meant(
    wanted: LibraryQuestion, asked: Asked, documents: Sequence[DocumentInfo], passages: Passages
) -> _Meant | None:
    """Which documents a question means; ``None`` where its words are of no document and no library is named."""
    scope, found, said = asked.scope, list(documents), []
    topic = wanted.topic
    named = [place for place in (*scope.places, *scope.foreign) if place in asked.text]
    if named:
        said += named
        found = [
            info for info in found
            if info.doc_id in scope.inside or any(short(place) in info.metadata.title for place in named)
        ]  # fmt: skip
        for place in sorted(named, key=len, reverse=True):
            topic = re.sub(rf"{re.escape(place)}[省市区县]?", "", topic)
    issuer = _issuer_in(topic, documents)
    if issuer:
        said.append(issuer)
        found = [info for info in found if any(issuer in flat_text(name) for name in info.metadata.issuers)]
        topic = topic.replace(issuer, "")
    if wanted.kind:
        said.append(wanted.kind)
        found = [info for info in found if is_kind(info, (wanted.kind,))]
    if wanted.standing:
        said.append(wanted.standing)
        found = [info for info in found if info.status == wanted.standing]
    if wanted.year:
        said.append(f"{wanted.year}年{wanted.side}")
        found = [info for info in found if _is_of_year(info, wanted.year, wanted.side)]
    if topic:
        least = LEAST_SHARED if wanted.explicit or wanted.about else 1.0
        titled = [info for info in found if _is_titled(info, topic, least)]
        if not titled and (len(topic) > LONGEST_TOPIC or not (wanted.explicit or wanted.about)):
            return None
        said.append(topic)
        found = titled
    places: dict[str, Span] = {}
    if wanted.mention:
        said.append(f"提到“{wanted.mention}”")
        places = _mentioned(wanted.mention, found[:MOST_READ], passages)
        found = [info for info in found if info.doc_id in places]
    if wanted.order:
        found = sorted(
            (info for info in found if date_of(info)), key=date_of, reverse=wanted.order == "newest"
        )
    return _Meant(found, "、".join(said), places)


def _issuer_in(topic: str, documents: Sequence[DocumentInfo]) -> str:
    names = {flat_text(name) for info in documents for name in info.metadata.issuers}
    return max((name for name in names if name in topic), key=len, default="")


def _is_of_year(info: DocumentInfo, year: int, side: str) -> bool:
    day = date_of(info)[:4]
    if not day:
        return False
    if side in ("以来", "以后", "之后"):
        return int(day) >= year
    return int(day) < year if side else int(day) == year


def _is_titled(info: DocumentInfo, topic: str, least: float) -> bool:
    """Whether title, aliases or kind of a document hold a topic, at least a share of its character pairs."""
    metadata = info.metadata
    own = flat_text(" ".join((metadata.title, *metadata.aliases, metadata.kind or "")))
    pairs = set(bigrams(topic))
    return topic in own or (bool(pairs) and len(pairs & set(bigrams(own))) >= least * len(pairs))


def _mentioned(words: str, documents: Sequence[DocumentInfo], passages: Passages) -> dict[str, Span]:
    """Where the words first stand in each document that holds them."""
    found = {}
    for info in documents:
        place = fold(passages.document(info).text).find(words)
        if place >= 0:
            found[info.doc_id] = Span(place, place + len(words))
    return found


def _none_of(meant: _Meant, documents: Sequence[DocumentInfo]) -> Draft:
    if not documents:
        return Draft("library", (), (), "库里还没有文件")
    return Draft("library", (), (), f"现有的{len(documents)}份文件中没有{meant.words}的")


def _listed(wanted: LibraryQuestion, meant: _Meant, passages: Passages) -> Draft:
    """The number of documents and their names, each with number, day and standing."""
    documents = list(meant.documents)[: 1 if wanted.order and wanted.wants == "list" else MOST_LISTED]
    total = len(meant.documents)
    counted = "" if wanted.order and wanted.wants == "list" else f"共{total}份：" if total > 1 else "1份："
    picks, words = [], []
    for place, info in enumerate(documents):
        picks.append(_cited(info, passages, meant.places.get(info.doc_id)))
        words.append(f"{'' if place else counted}《{short_title(info)}》{facts_in_brackets(info)}")
    note = f"（共{total}份，以上为前{len(documents)}份。）" if counted and total > len(documents) else ""
    return Draft("library", picks, tuple(words), note=note)


def _in_groups(name: str, documents: Sequence[DocumentInfo], passages: Passages) -> Draft:
    """How many documents there are of each place, kind, issuer or year, the most first."""
    groups: dict[str, list[DocumentInfo]] = defaultdict(list)
    for info in documents:
        values = info.metadata.issuers if name == "issuers" else (_value(info, name),)
        for value in values or ("未写明",):
            groups[value or "未写明"].append(info)
    known = [value for value in groups if value != "未写明"]
    order = sorted(known, key=lambda value: value if name == "year" else (-len(groups[value]), value))
    picks, words = [], []
    for place, value in enumerate(order[:MOST_LISTED]):
        picks.append(_cited(groups[value][0], passages))
        words.append(
            f"{'' if place else f'共{len(known)}{_GROUP_NAMES[name]}：'}{value}{len(groups[value])}份"
        )
    if not picks:
        return Draft(
            "library",
            (),
            (),
            f"现有的{len(documents)}份文件都没有写明{_GROUP_NAMES[name].removeprefix('个')}",
        )
    more = [f"共{len(known)}个，以上为前{MOST_LISTED}个"] if len(order) > MOST_LISTED else []
    more += [f"另有{len(groups['未写明'])}份未写明"] if "未写明" in groups else []
    return Draft("library", picks, tuple(words), note=f"（{'；'.join(more)}。）" if more else "")


def _value(info: DocumentInfo, name: str) -> str:
    metadata = info.metadata
    values = {"region": metadata.region, "kind": metadata.kind, "year": date_of(info)[:4]}
    value = values[name] or ""
    return f"{value}年" if name == "year" and value else value


def _lapsing(wanted: LibraryQuestion, meant: _Meant, passages: Passages, today: date) -> Draft:
    """The documents that lapse within the time asked about, soonest first, with how long each has left."""
    ends = [
        (end, info)
        for info in meant.documents
        if info.status not in (REPEALED, DRAFT, NEWS) and (end := _end_of(info)) is not None and end >= today
    ]
    ends.sort(key=lambda pair: (pair[0], pair[1].doc_id))
    year, days, said = _window(wanted.when, today)
    within = [(end, info) for end, info in ends if (end.year == year if year else (end - today).days <= days)]
    if not ends:
        return Draft("library", (), (), f"现有的{len(meant.documents)}份文件中没有今后到期的")
    shown = within or ends[:1]
    lead = f"{said}到期的共{len(within)}份：" if within else f"{said}没有到期的，最早到期的是："
    picks, words = [], []
    for place, (end, info) in enumerate(shown[:MOST_LISTED]):
        document = passages.document(info)
        picks.append(span_unit(document, _term_in(document) or named_in_text(info, document), info))
        left = f"有效期至{end.year}年{end.month}月{end.day}日，还有{length_between(today, end)}"
        words.append(f"{'' if place else lead}《{short_title(info)}》（{left}）")
    note = f"（共{len(shown)}份，以上为前{MOST_LISTED}份。）" if len(shown) > MOST_LISTED else ""
    return Draft("library", picks, tuple(words), note=note)


def _window(when: str, today: date) -> tuple[int | None, int, str]:
    """The year, or the days from today, that a question means by “快到期”, “明年”, “三个月内”; and words for it."""
    of_year = _OF_YEAR.search(when)
    if of_year:
        return int(of_year.group()), 0, f"{of_year.group()}年"
    if "明年" in when or "今年" in when or when.startswith("年内"):
        year = today.year + ("明年" in when)
        return year, 0, f"{year}年"
    within = _WITHIN.search(when)
    if within:
        count = number(within["count"]) or 1
        days = count * (SOON if within["unit"] == "年" else MONTH)
        return None, days, within.group()
    return None, SOON, "一年内"


def _end_of(info: DocumentInfo) -> date | None:
    """The last day of a document's term, or of the period that it is a plan for."""
    metadata = info.metadata
    if metadata.expires:
        return date.fromisoformat(metadata.expires)
    return date(metadata.period[1], 12, 31) if metadata.period else None


def _term_in(document: Document) -> Span | None:
    for name in ("expires", "period"):
        stated = next((one for one in document.evidence if one.field == name), None)
        if stated and stated.end > stated.start:
            return Span(stated.start, stated.end)
    return None


def _cited(info: DocumentInfo, passages: Passages, place: Span | None = None) -> ScoredUnit:
    document = passages.document(info)
    return span_unit(document, place or named_in_text(info, document), info)


def _courteous(courtesy: str, documents: Sequence[DocumentInfo]) -> str:
    """A friendly word, with questions that the documents of the store answer."""
    hello = {"thanks": "不客气。", "greeting": "你好！", "ability": ""}[courtesy]
    if not documents:
        return f"{hello}我只依据收入的文件回答问题，并注明出处。库里还没有文件，请先收入文件。"
    asks = "\n".join(f"{place}. {words}" for place, words in enumerate(_examples(documents), 1))
    if courtesy == "thanks":
        return f"{hello}还可以这样问：\n{asks}"
    return f"{hello}我依据库里的{len(documents)}份文件回答问题，并注明每一句的出处。可以这样问：\n{asks}"


def _examples(documents: Sequence[DocumentInfo]) -> list[str]:
    """Three questions that these documents answer: on the library, on what one says, on when another was made."""
    plain = [info for info in documents if info.status == IN_FORCE] or list(documents)
    plain.sort(key=lambda info: len(info.metadata.title))
    other = [info for info in plain if info.metadata.title != plain[0].metadata.title]
    dated = next((info for info in other if info.metadata.issued), None)
    numbered = next((info for info in plain if info.metadata.number), None)
    asks = ["库里有哪些文件？", f"《{short_title(plain[0])}》的主要内容是什么？"]
    if dated:
        asks.append(f"《{short_title(dated)}》是哪天印发的？")
    elif numbered:
        asks.append(f"{numbered.metadata.number}是什么文件？")
    else:
        asks.append("哪些文件快到期了？")
    return asks
