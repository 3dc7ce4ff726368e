"""Is a copy recognised, and nothing else taken for one? Precision and recall, by one command.

    python bench/duplicates.py [--shared ../shared] [--texts 120] [--store]

Texts of DataFountain 424 are written as HTML pages, DOCX files and hard-wrapped text, with the head of a
notice, and with letters misread at 0.5 to 2 % (the same document); and with another year, figure, date,
place or sentence, or as a draft, each typed and misread (other documents). Every file is parsed as ``ingest``
parses it. The reports of the provinces and the plans of ../shared are held against each other as they are.
With ``--store`` all files go into one store, forwards and backwards: each text must be kept once.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import escape
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from index import open_store
from index.documents.minhash import bands_of
from index.documents.same_document import Reading, reading_of, same_document
from ingest import parse_path
from ingest.document import Document

# Letters that recognition takes for each other.
_MISREAD = dict(zip("己日未土人入大太千干王玉天夫目自由甲末白问间08165", "已曰末士入人太大干千玉王夫天自目甲由未臼间问oBlbS", strict=True))  # fmt: skip
_PLACES = {"北京": "天津", "重庆": "贵州", "湖北": "湖南", "四川": "云南", "广东": "广西", "江西": "福建", "上海": "江苏", "山东": "河南", "浙江": "安徽"}  # fmt: skip
_PLACE = re.compile("|".join(_PLACES))
_FIGURE = re.compile(r"\d+(?:\.\d+)?(?=[万亿元家个项%户名日天])")
_YEAR = re.compile(r"20[12]\d(?=年)")
_LETTER = re.compile(r"[\u4e00-\u9fff\d]")
_SHORTEST = 200  # characters of a text


@dataclass(frozen=True, slots=True)
class Source:
    """A document's title and paragraphs, to be written to files."""

    title: str
    paragraphs: tuple[str, ...]

    def mapped(self, change: Callable[[str], str]) -> Source:
        return Source(change(self.title), tuple(change(paragraph) for paragraph in self.paragraphs))

    @property
    def text(self) -> str:
        return "\n".join((self.title, *self.paragraphs))


def main() -> None:
    options = _options()
    sources = list(_sources(options.shared, options.texts))
    with tempfile.TemporaryDirectory() as folder:
        files, work = Path(folder) / "files", Path(folder)
        files.mkdir()
        _write_all(sources, files)
        parsed = {one.report.source: one.document for one in parse_path(files)}
        lost = sorted(name for name, document in parsed.items() if document is None)
        print(f"{len(sources)} texts, {len(parsed)} files, {len(lost)} of them unread {lost[:3]}")
        documents = {name: document for name, document in parsed.items() if document}
        _report(documents, options.shared)
        if options.store:
            _keep(documents, work)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder that holds bench/ncp")
    parser.add_argument("--texts", type=int, default=120, help="how many texts, from the first on")
    parser.add_argument("--store", action="store_true", help="put all files into one store as well")
    return parser.parse_args()


def _sources(shared: Path, count: int) -> Iterator[Source]:
    """Texts of some length, each wording once: a copy in the set would count as a mistake."""
    seen: list[Reading] = []
    for line in (shared / "bench/ncp/documents.jsonl").open(encoding="utf-8"):
        text = json.loads(line)["text"]
        title, *paragraphs = (part for part in re.split(r"[\s\u3000]+", text) if part)
        if len(text) < _SHORTEST or len(paragraphs) < 4 or not 8 <= len(title) <= 60:
            continue
        bands = set(bands_of(re.sub(r"\W", "", text)))
        if any(bands & other for other in seen):  # type: ignore[operator]
            continue
        seen.append(bands)  # type: ignore[arg-type]
        yield Source(title, tuple(paragraphs))
        if len(seen) == count:
            return


# --- the same document, in other files -----------------------------------------------------------


def _html(source: Source) -> bytes:
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in source.paragraphs)
    page = (
        f"<html><head><meta charset='utf-8'><title>{escape(source.title)}_政府网</title></head><body>"
        "<div class='nav'><a href='/'>首页</a> <a href='/zwgk'>政务公开</a> <a href='/fw'>办事服务</a></div>"
        f"<div class='pages_content'><h1>{escape(source.title)}</h1>{body}</div>"
        "<div class='footer'>主办：政府办公厅　网站标识码：1100000088　<a href='#'>打印</a></div></body></html>"
    )
    return page.encode()


def _docx(source: Source) -> bytes:
    import io

    import docx

    document = docx.Document()
    document.add_heading(source.title, 0)
    for paragraph in source.paragraphs:
        document.add_paragraph(paragraph)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def _wrapped(source: Source) -> bytes:
    """Lines of 36 characters with page numbers, as copied out of a PDF."""
    lines = [source.title]
    for paragraph in source.paragraphs:
        lines += [paragraph[start : start + 36] for start in range(0, len(paragraph), 36)]
    for page, place in enumerate(range(40, len(lines), 41), 1):
        lines.insert(place, f"— {page} —")
    return "\n".join(lines).encode()


def _plain(source: Source) -> bytes:
    return source.text.encode()


def _with_head(source: Source) -> Source:
    """Carried by a notice, with a list of attachments."""
    before = (
        "各有关单位：",
        f"现将《{source.title}》印发给你们，请结合实际认真贯彻执行。",
        f"附件：{source.title}",
    )
    return Source(f"关于印发《{source.title}》的通知", (*before, source.title, *source.paragraphs))


def _noisy(rate: float) -> Callable[[Source, random.Random], Source]:
    """Letters misread, lost or doubled; half of what is misread becomes a letter of the same look, where one is known."""

    def change(source: Source, chance: random.Random) -> Source:
        letters = [letter for letter in source.text if _LETTER.match(letter)]

        def misread(text: str) -> str:
            return "".join(
                _slip(letter, letters, chance) if chance.random() < rate else letter for letter in text
            )

        return source.mapped(misread)

    return change


def _slip(letter: str, letters: list[str], chance: random.Random) -> str:
    if not _LETTER.match(letter):
        return letter
    if letter in _MISREAD and chance.random() < 0.5:
        return _MISREAD[letter]
    if letter.isdigit():
        return chance.choice(("", "l", "o", letter * 2))
    return chance.choice((chance.choice(letters), chance.choice(letters), "", letter * 2))


# --- another document, nearly the same ----------------------------------------------------------------


def _next_year(source: Source, chance: random.Random) -> Source:
    return source.mapped(lambda text: _YEAR.sub(lambda match: str(int(match.group()) + 1), text))


def _other_figures(count: int) -> Callable[[Source, random.Random], Source]:
    def change(source: Source, chance: random.Random) -> Source:
        places = [
            (number, match.span())
            for number, paragraph in enumerate(source.paragraphs)
            for match in _FIGURE.finditer(paragraph)
        ]
        paragraphs = list(source.paragraphs)
        for number, (start, end) in sorted(chance.sample(places, min(count, len(places))), reverse=True):
            old = paragraphs[number][start:end]
            new = old
            while new == old:
                new = str(round(float(old) * chance.choice((0.5, 0.8, 1.2, 1.5, 2))) + chance.choice((0, 1)))
            paragraphs[number] = paragraphs[number][:start] + new + paragraphs[number][end:]
        return replace(source, paragraphs=tuple(paragraphs))

    return change


def _other_place(source: Source, chance: random.Random) -> Source:
    return source.mapped(lambda text: _PLACE.sub(lambda match: _PLACES[match.group()], text))


def _draft(source: Source, chance: random.Random) -> Source:
    return replace(source, title=f"{source.title}（征求意见稿）")


def _without_sentence(source: Source, chance: random.Random) -> Source:
    """Amended: a sentence inside is gone."""
    inner = [
        number
        for number, words in enumerate(source.paragraphs[1:-1], 1)
        if len(words) > 12 and source.text.count(words[2:8]) == 1 and source.text.count(words[-7:-1]) == 1
    ]
    gone = chance.choice(inner) if inner else -1
    kept = tuple(words for number, words in enumerate(source.paragraphs) if number != gone)
    return replace(source, paragraphs=kept)


def _other_words(source: Source, chance: random.Random) -> Source:
    """Amended: what was a duty is a choice."""
    return source.mapped(
        lambda text: text.replace("应当", "可以").replace("不得", "可以").replace("必须", "可以")
    )


Change = Callable[[Source, random.Random], Source]
FORMATS = {"txt": _plain, "html": _html, "docx": _docx, "wrapped.txt": _wrapped}
SAME: dict[str, Change] = {
    "as it is": lambda source, chance: source,
    "with the head of a notice": lambda source, chance: _with_head(source),
    "0.5 % misread": _noisy(0.005),
    "1 % misread": _noisy(0.01),
    "2 % misread": _noisy(0.02),
}
OTHER: dict[str, Change] = {
    "next year": _next_year,
    "one figure": _other_figures(1),
    "three figures": _other_figures(3),
    "another place": _other_place,
    "draft": _draft,
    "a sentence less": _without_sentence,
    "other words": _other_words,
}
READ_FORMATS = {"0.5 % misread": "wrapped.txt", "1 % misread": "wrapped.txt", "2 % misread": "wrapped.txt"}


def _write_all(sources: list[Source], folder: Path) -> None:
    """Every text in every form: “017 same 2 % misread.wrapped.txt”. A change that changes nothing makes no file."""
    for number, source in enumerate(sources):
        chance = random.Random(number)
        for name, change in SAME.items():
            for ending in (READ_FORMATS[name],) if name in READ_FORMATS else FORMATS:
                data = FORMATS[ending](change(source, chance))
                (folder / f"{number:03d} same {name}.{ending}").write_bytes(data)
        for name, change in OTHER.items():
            changed = change(source, chance)
            if changed != source:
                (folder / f"{number:03d} other {name}.html").write_bytes(_html(changed))
                misread = _wrapped(SAME["1 % misread"](changed, chance))
                (folder / f"{number:03d} other {name}, misread.wrapped.txt").write_bytes(misread)


# --- measuring ----------------------------------------------------------------------------------------


def _reading(document: Document) -> Reading:
    return reading_of(document.doc_id, document.text, document.metadata)


def _taken_as_one(first: Reading, second: Reading) -> bool:
    return bool({*bands_of(first.letters)} & {*bands_of(second.letters)}) and same_document(first, second)


def _report(documents: dict[str, Document], shared: Path) -> None:
    """Each file against the plain text it was made from."""
    readings = {name: _reading(document) for name, document in documents.items()}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    failed: dict[str, list[str]] = defaultdict(list)
    start = time.perf_counter()
    for name, reading in readings.items():
        number, kind, form = re.match(r"(\d+) (\w+) (.*)\.\w+$", name).groups()  # type: ignore[union-attr]
        base = readings.get(f"{number} same as it is.txt")
        if base is None or base is reading:
            continue
        one = _taken_as_one(base, reading)
        counts[f"{kind}: {form}"].update(pairs=1, one=one)
        if one != (kind == "same"):
            failed[f"{kind}: {form}"].append(number)
    elapsed = time.perf_counter() - start
    given = [_reading(one.document) for path in _given(shared) for one in parse_path(path) if one.document]
    wrong = [(a.name, b.name) for a, b in combinations(given, 2) if _taken_as_one(a, b)]
    size = len(given) * (len(given) - 1) // 2
    counts["other: reports, plans and pages as they are"].update(pairs=size, one=len(wrong))
    for name, count in sorted(counts.items()):
        print(
            f"{name:45} {count['one']:4} of {count['pairs']:4} taken for one  {' '.join(failed[name][:12])}"
        )
    true, false = (
        sum((count for name, count in counts.items() if name.startswith(kind)), Counter())
        for kind in ("same", "other")
    )
    precision, recall = true["one"] / (true["one"] + false["one"]), true["one"] / true["pairs"]
    print(f"precision {precision:.4f}, recall {recall:.4f}, {1000 * elapsed / len(readings):.1f} ms a pair")


def _given(shared: Path) -> list[Path]:
    return [shared / "parsing" / kind for kind in ("docx", "html", "txt")] + [shared / "plans"]


def _keep(documents: dict[str, Document], work: Path) -> None:
    """All files in one store: how many documents stand for each text, and whether the order matters."""
    kept: list[dict[str, tuple[str, ...]]] = []
    for backwards in (False, True):
        with open_store(work / f"store-{backwards}", create=True) as store:
            start = time.perf_counter()
            store.add(sorted(documents.values(), key=lambda document: document.source, reverse=backwards))
            seconds = time.perf_counter() - start
            infos = store.documents()
            kept.append({info.source: tuple(sorted(file.name for file in info.sources)) for info in infos})
        mixed = sum(len({name[:3] for name in names}) > 1 for names in kept[-1].values())
        false = sum(
            any(" other " in name for name in names) and any(" same " in name for name in names)
            for names in kept[-1].values()
        )
        print(
            f"store: {len(documents)} files in {seconds:.0f} s are {len(infos)} documents; of them {mixed} mix two "
            f"texts and {false} mix a text with another version of it"
        )
    same = sum(kept[0].get(name) == names for name, names in kept[1].items())
    print(f"store: {same} of {len(kept[1])} documents are the same whatever the order")


if __name__ == "__main__":
    main()
