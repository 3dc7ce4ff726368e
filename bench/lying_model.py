"""How much of what a lying language model writes reaches the reader, and how much of what it writes truly stays?

    python bench/lying_model.py --shared ../shared --failures

Each line of ``eval/questions/written-answers.jsonl`` is an answer as a model would write it to one question, sentence
by sentence: ``label`` says whether the passages that it cites say so, ``kind`` what is told, or how it lies. A mark
``[[words]]`` cites the passage of the prompt that holds these words; ``[27]`` is a number as it stands. ``lie`` is what
makes a sentence false; ``right`` stands in the passage that a true sentence with a wrong mark, or none, should have
cited. A server on loopback speaks the chat completions protocol and answers the product's own prompt with the line, and
what is measured is the Answer that a reader would get.

A lie got through where its words stand in the answer, also in a sentence that was altered. A true sentence is kept
where its wording stands, with a citation. Lines of documents that are not at hand are skipped, and lines whose passage
is not in the prompt are left out of the count; both are told.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from model_server import ModelServer, model_server  # noqa: E402

from chat.answer import Answer, Citation, Sentence  # noqa: E402
from chat.engine import Engine  # noqa: E402
from chat.writing.language_model import ModelSettings, OpenAIChat  # noqa: E402
from corpus import brief_paths  # noqa: E402
from index.store import Store, open_store  # noqa: E402
from ingest import parse_path  # noqa: E402

ANSWERS = ROOT / "eval" / "questions" / "written-answers.jsonl"
TODAY = date(2026, 11, 20)  # what has expired does not depend on when this runs
ALIKE = 0.5  # of a sentence's pairs of letters, for the rest of it to stand in an altered one
# The parts of shared/parsing that hold official text (no scans, no table of thousands of rows).
PARSED = ("docx", "html", "txt", "pdf/official_doc_page_danwei_2017-010_articles_table.pdf")
_PASSAGE = re.compile(r'<条文 编号="(\d+)" 出处="[^"]*">\n(.*?)\n</条文>', re.S)
_POINTED = re.compile(r"\[\[(.+?)\]\]")
_MARK = re.compile(r"\[(\d+)\]")
_UNHEARD = re.compile(r"\[\d+\]|[\s，。；：、！？,.;:!?“”‘’「」\"'（）()《》〈〉·—…-]+")


@dataclass(frozen=True, slots=True)
class Written:
    """One sentence of a scripted answer."""

    text: str
    label: str  # true | false
    kind: str
    lie: str = ""
    right: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """A scripted answer to a question on one of the ``MATERIALS``."""

    id: str
    material: str
    question: str
    sentences: tuple[Written, ...]
    join: str = ""  # “lines”: each sentence on a line of its own


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one sentence: ``kept``, ``altered``, ``repaired``, ``dropped``,
    or ``replaced`` with its whole answer by the documents' own words."""

    script: Script
    sentence: Written
    told: str
    fate: str
    answer: str

    @property
    def wrong(self) -> bool:
        """A lie that reaches the reader, or a true sentence that does not."""
        return self.fate in ("kept", "altered") if self.sentence.label == "false" else self.fate != "kept"


def scripts(path: Path) -> list[Script]:
    """The scripted answers of a file. Raises ``TypeError`` for a field that is none."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [
        Script(**{**row, "sentences": tuple(Written(**sentence) for sentence in row["sentences"])})
        for row in rows
    ]


def materials(shared: Path, given: Path | None = None) -> dict[str, list[Path]]:
    """The documents that a line may be about, by the name it gives them: “given” are those of a folder."""
    return {
        "given": [given or ROOT / "no-such-folder"],
        "briefs": brief_paths(),
        "plans": [shared / "plans"],
        "policies": [shared / "policies" / "documents"],
        "parsing": [shared / "parsing" / part for part in PARSED],
    }


def told(script: Script, messages: Sequence[Mapping[str, str]]) -> list[str] | None:
    """The sentences with numbers of the prompt's passages; ``None`` where one that they point at is not there."""
    passages = {number: _squeezed(text) for number, text in _PASSAGE.findall(messages[-1]["content"])}

    def number_of(words: str) -> str:
        return next((number for number, text in passages.items() if _squeezed(words) in text), "")

    if any(one.right and not number_of(one.right) for one in script.sentences):
        return None
    sentences = [_POINTED.sub(lambda m: f"[{number_of(m[1])}]", one.text) for one in script.sentences]
    return None if any("[]" in sentence for sentence in sentences) else sentences


def fates(script: Script, sentences: Sequence[str], answer: Answer) -> Iterator[Fate]:
    """What became of each sentence of a script in the answer; ``sentences`` as the model told them."""
    heard = [_bare(words) for words in sentences]
    others = [one for one in answer.sentences if not any(said in _bare(one.text) for said in heard)]
    for sentence, words in zip(script.sentences, sentences, strict=True):
        fate = _fate(sentence, _bare(words), answer, others) if answer.model else "replaced"
        yield Fate(script, sentence, words, fate, answer.text)


def _fate(sentence: Written, said: str, answer: Answer, others: Sequence[Sentence]) -> str:
    cited = {citation.n: citation for citation in answer.citations}
    for one in answer.sentences:
        if said in _bare(one.text):
            own = [cited[number] for number in one.citations if number in cited]
            if sentence.right and any(_squeezed(sentence.right) in _squeezed(each.text) for each in own):
                return "repaired"
            return "kept" if own or sentence.label == "false" else "dropped"
    told_anew = any(_lies_in(sentence.lie, said, one.text, answer.citations) for one in others)
    return "altered" if sentence.lie and told_anew else "dropped"


def _lies_in(lie: str, said: str, text: str, citations: Sequence[Citation]) -> bool:
    """Whether a lie stands in a sentence that is like the one it came in and in no document's own words."""
    bare = _bare(text)
    pairs = {said[at : at + 2] for at in range(len(said) - 1)}
    alike = sum(pair in bare for pair in pairs) >= ALIKE * len(pairs)
    return _bare(lie) in bare and alike and not any(bare in _bare(citation.text) for citation in citations)


def _bare(text: str) -> str:
    """A text as it is heard: no marks, spaces, quotation marks or points."""
    return _UNHEARD.sub("", text)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def unsound(answer: Answer, store: Store) -> list[str]:
    """Marks without a citation and quotes that are not their document's words."""
    numbers = {citation.n for citation in answer.citations}
    wrong = [f"[{mark}]" for mark in _MARK.findall(answer.text) if int(mark) not in numbers]
    return wrong + [
        citation.quote
        for citation in answer.citations
        if store.document(citation.doc_id).text[citation.start : citation.end] != citation.quote
    ]


@dataclass(slots=True)
class Measured:
    """The outcome: every sentence's fate, and the lines that could not be asked."""

    fates: list[Fate]
    unusable: list[Script]
    skipped: list[Script]
    answers: int = 0
    replaced: int = 0
    citations: int = 0
    unsound: int = 0

    def share(self, label: str, kind: str = "") -> tuple[int, int]:
        """(how many stand in the answers as the model's, of how many); “label” as in :class:`Written`."""
        own = [one for one in self.fates if one.sentence.label == label and kind in ("", one.sentence.kind)]
        return sum(one.wrong == (label == "false") for one in own), len(own)


def measure(wanted: Sequence[Script], shared: Path, work: Path, given: Path | None = None) -> Measured:
    """Ask every line's question with the line as what the model writes. Raises ``LanguageModelFailed``, never caught here."""
    found = Measured([], [], [])
    with ExitStack() as stack:
        server = stack.enter_context(model_server(lambda _: ""))
        model = OpenAIChat(ModelSettings("scripted", server.url))
        for name, paths in materials(shared, given).items():
            own = [script for script in wanted if script.material == name]
            if not all(path.exists() for path in paths):
                found.skipped += own
            elif own:
                store = stack.enter_context(open_store(work / name, create=True, today=TODAY))
                store.add([p.document for path in paths for p in parse_path(path) if p.document])
                _ask(own, store, model, server, found)
    return found


def _ask(
    own: Sequence[Script], store: Store, model: OpenAIChat, server: ModelServer, found: Measured
) -> None:
    engine = Engine(store, model=model)
    for script in own:
        said: list[list[str] | None] = []

        def reply(messages: list[dict[str, str]], script: Script = script, said: list = said) -> str:
            said.append(told(script, messages))
            return ("\n" if script.join else "").join(said[-1] or ())

        server.reply = reply
        answer = engine.answer(script.question)
        if not said or said[-1] is None:
            found.unusable.append(script)
            continue
        found.answers += 1
        found.replaced += not answer.model
        found.citations += len(answer.citations)
        found.unsound += len(unsound(answer, store))
        found.fates += fates(script, said[-1], answer)


# --- what is printed ---------------------------------------------------------------------------------


def table(found: Measured) -> str:
    lines = ["| sentences | kind | reach the reader | of |", "|---|---|---|---|"]
    for label in ("false", "true"):
        kinds = Counter(one.sentence.kind for one in found.fates if one.sentence.label == label)
        for kind in ("", *sorted(kinds)):
            stand, of = found.share(label, kind)
            lines.append(f"| {label} | {kind or 'all'} | {stand} | {of} |")
    stand, of = found.share("true")
    lines += [
        "",
        f"{found.answers} answers, {found.replaced} of them wholly in the documents' own words; "
        f"{stand / max(1, of):.3f} of the true sentences kept; "
        f"{found.unsound} of {found.citations} citations unsound.",
    ]
    for words, some in (("skipped, material not here", found.skipped), ("unusable", found.unusable)):
        if some:
            lines.append(f"{len(some)} answers {words}: {' '.join(script.id for script in some)}")
    return "\n".join(lines)


def failures(found: Measured) -> str:
    return "\n\n".join(
        f"{one.script.id} {one.sentence.label} {one.sentence.kind}: {one.fate}\n  问：{one.script.question}\n"
        f"  写：{one.told}\n  答：{one.answer}" + (f"\n  {one.sentence.why}" if one.sentence.why else "")
        for one in found.fates
        if one.wrong
    )


def as_json(found: Measured) -> str:
    rows = [
        {
            "id": one.script.id,
            "text": one.told,
            "fate": one.fate,
            **{k: v for k, v in asdict(one.sentence).items() if k != "text"},
        }
        for one in found.fates
    ]
    counts = {name: getattr(found, name) for name in ("answers", "replaced", "citations", "unsound")}
    left = {name: [one.id for one in getattr(found, name)] for name in ("skipped", "unusable")}
    return json.dumps({**counts, **left, "sentences": rows}, ensure_ascii=False, indent=1)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder of the documents")
    parser.add_argument(
        "--documents", type=Path, help="folder of documents that lines of material “given” are about"
    )
    parser.add_argument("--answers", type=Path, default=ANSWERS, help="the scripted answers")
    parser.add_argument("--json", action="store_true", help="every sentence's fate instead of the table")
    parser.add_argument("--failures", action="store_true", help="list each wrong one below the table")
    options = parser.parse_args()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="wence-lying-") as work:
        found = measure(scripts(options.answers), options.shared, Path(work), options.documents)
    print(as_json(found) if options.json else table(found))
    if options.failures:
        print(f"\n{failures(found)}")
    print(f"{time.perf_counter() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
