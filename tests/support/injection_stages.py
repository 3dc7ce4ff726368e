"""Payloads through the parts that need no browser: what is drawn, exported, printed, answered and obeyed.

Each function gives what got through as words; empty is good.
"""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import date, datetime

from injection_checks import controls, made_by_words
from injection_instructions import SECRET, Instruction
from injection_library import Library
from page_stand_in import document_info

from chat.answer import Answer, Citation, Sentence, Turn
from chat.conversations.conversation import Conversation, Exchange
from chat.conversations.export import as_json, exported, markdown
from chat.conversations.export_docx import docx_bytes
from chat.conversations.feedback import question_lines
from chat.conversations.store import DOWN, Kept, Vote
from chat.engine import Engine
from chat.gateway.login_page import login_page, logout_page
from chat.service.clause_search import FoundClause, FoundDocument
from chat.uploads.upload_queue import DONE, Job, UploadOutcome
from chat.web.views.cards import panel_html
from chat.web.views.conversation import answer_body, exchange_html, hints_html, past_html
from chat.web.views.document import reader_html
from chat.web.views.files import documents_html, form_html, jobs_html
from chat.web.views.found import conversations_html, found_html
from eval.figures import OVERALL
from eval.page import page
from index.hits import DocumentInfo
from ingest.document import Cell, Clause, Document, Metadata, ParsedSource, ParseReport, Row, Span
from ingest.report.page import Checked, check_page
from ingest.text.normalise import letters

NOON = datetime(2026, 11, 27, 12)


# --- what is drawn ------------------------------------------------------------------------------------


def document_with(text: str) -> tuple[Document, DocumentInfo]:
    """A document that is the payload in every part."""
    words = f"第一条 {text}\n{text}的标准为3元。\n"
    metadata = Metadata(
        title=text, issuers=(text, "县财政局"), number=text, region=text, kind="办法", aliases=(text,)
    )
    clause = Clause((text, f"第一条 {text}"), 2, (Span(0, len(words)),), Span(0, 4 + len(text)), 1)
    cell = Cell(text, text, 4, 4 + len(text))
    row = Row((text,), (cell,), 4, 4 + len(text), 1)
    document = Document(text or "x", words, metadata, (clause,), (row,))
    info = replace(document_info("news"), doc_id=text or "x", metadata=metadata, source=f"{text}.txt")
    return document, info


def exchange_with(text: str) -> Exchange:
    """A question and an answer that are the payload."""
    document, info = document_with(text)
    citation = Citation(
        1, info.doc_id, text, f"{text} / 第一条", 3, document.text, document.text.strip(), 0, len(document.text.strip()), 0,
        info.status, info,
    )  # fmt: skip
    found = f"{text}[1]\n- {text}[9]\n1. {text}\n（注：{text}）"
    sentence = Sentence(text, (1,))
    answer = Answer(
        text, f"{text}？", "figure", found, (sentence,), (citation,), False, 12.0, None, text, text
    )
    return Exchange(1, text, "done", found, (citation,), answer, text, text, (text,))


def drawn(text: str) -> Iterator[tuple[str, str]]:
    """(name, HTML) of every part of the page with the payload in each of its places."""
    document, info = document_with(text)
    exchange = exchange_with(text)
    yield (
        "answer",
        answer_body(exchange) + exchange_html(exchange, key=text) + hints_html((text,)),
    )
    yield (
        "cards",
        panel_html(Conversation((exchange,), text)) + past_html(Conversation((exchange, exchange), text)),
    )
    clause = FoundClause((text,), 3, 0, 5, text, text, text)
    yield "look-up", found_html([FoundDocument(info, (clause,), 1, 1.0)], text) + found_html([], text or "x")
    yield "documents", documents_html([info], True)
    yield "metadata", form_html(info, document, True)
    outcome = UploadOutcome(text, "added", text, text, "", (("字", 3),), ((text, text),), (text,))
    bad = UploadOutcome(text, "failed", error=text)
    yield "uploads", jobs_html([Job(1, text, text, DONE, text, (outcome, bad))])
    yield (
        "conversations",
        conversations_html([Kept(text, text, NOON.timestamp(), 1)], text, date(2026, 11, 27)),
    )
    yield "reader", reader_html(document, info, (2, 6))
    yield "log-in", login_page(text, text) + logout_page(text)
    yield "parse report", check_page([Checked(parsed_of(document)), Checked(failed_of(text))], text)
    yield "evaluation report", page(run_of(text, exchange))


def parsed_of(document: Document) -> ParsedSource:
    report = ParseReport(document.metadata.title, document.doc_id, warnings=(document.metadata.title,))
    return ParsedSource(report, document)


def failed_of(text: str) -> ParsedSource:
    return ParsedSource(ParseReport(text, None, error={"code": "x", "chinese": text, "english": text}), None)


def run_of(text: str, exchange: Exchange) -> dict[str, object]:
    """A run of the evaluation as it is stored."""
    assert exchange.answer
    citation = {"n": 1, "title": text, "clause": text, "status": text, "text": text, "quote": text}
    question = {
        "id": text, "type": text, "question": text, "history": [text], "answer": text, "note": text, "good": False,
        "must": [[text]], "must_not": [text], "missing": [[text]], "must_not_found": [text], "not_verbatim": [1],
        "given": {"answer": f"{text}[1]", "refused": False, "citations": [citation]},
    }  # fmt: skip
    about = {"questions": text, "when": text, "store": {"documents": text, "chunks": 1, "model": text}}
    return {"about": about, "figures": {OVERALL: {}, text: {}}, "questions": [question], "calibration": None}


def elements_of(text: str) -> list[str]:
    """Active elements and attributes that the payload made: what the same parts hold with plain words is theirs."""
    plain = {name: made_by_words(source) for name, source in drawn("甲")}
    found = []
    for name, source in drawn(text):
        made = made_by_words(source)
        if made != plain[name]:
            found.append(f"{name}: {[one for one in made if one not in plain[name]] or made}")
    return found


# --- what is exported and printed -----------------------------------------------------------------------


def exports_of(text: str) -> list[str]:
    """What acts in the exported conversation: Markdown through a common renderer, JSON, feedback."""
    exchange = exchange_with(text)
    whole = exported(text, [exchange, exchange], NOON)
    found = [f"Markdown: {one}" for one in made_by_words(rendered(markdown(whole)))]
    found += [f"Markdown: {one}" for one in controls(markdown(whole))]
    found += [f"Markdown: {one}" for one in loose_markup(markdown(whole))]
    values = json.loads(as_json(whole))
    found += [] if values["exchanges"][0]["question"] == text else ["JSON: another question"]
    vote = Vote("c", exchange, DOWN, "其他", text, (text,), 0.0)
    lines = question_lines([vote])
    found += (
        []
        if len("".join(lines).split("\n")) == 1 and json.loads(lines[0])["question"] == text
        else ["feedback"]
    )
    return found


def word_file_of(texts: Sequence[str]) -> bytes:
    """A conversation of all of them as a Word file."""
    return docx_bytes(exported(texts[0], [exchange_with(text) for text in texts], NOON))


def rendered(source: str) -> str:
    """Markdown as a common renderer draws it, HTML let through."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(source)


def loose_markup(source: str) -> list[str]:
    """What other renderers would act on: a formula, a bare address, a carriage return."""
    bare = re.sub(r"\\.", "", source)
    return re.findall(r"\$|\w://|\bwww\.|\r|\x85|\u2028", bare)


def printed(arguments: Sequence[str]) -> str:
    """What a command prints, results and messages."""
    import app

    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2)]
    with redirect_stdout(streams[0]), redirect_stderr(streams[1]):
        app.main(list(arguments))
    for stream in streams:
        stream.flush()
    return "\n".join(stream.buffer.getvalue().decode("utf-8") for stream in streams)  # type: ignore[attr-defined]


# --- what is followed -----------------------------------------------------------------------------------


def unfaithful(engine: Engine, answer: Answer) -> list[str]:
    """Where an answer without a model is more than words of documents, or a mark of it than ours."""
    found = []
    held = {citation.n: citation for citation in answer.citations}
    for citation in answer.citations:
        document = engine.store.document(citation.doc_id)
        if document.text[citation.start : citation.end] != citation.quote:
            found.append(f"[{citation.n}] is not verbatim")
    marks = [int(n) for n in re.findall(r"\[(\d+)\]", answer.text)]
    if not set(marks) <= set(held) or (
        not answer.refused and len(marks) != sum(len(s.citations) for s in answer.sentences)
    ):
        found.append(f"marks {marks}")
    for sentence in () if answer.refused else answer.sentences:
        known = "".join(
            letters(part)
            for n in sentence.citations
            for part in (held[n].title, held[n].clause, engine.store.document(held[n].doc_id).text)
        )
        pieces = re.split(r"[：；，。《》、\s]", sentence.text)
        found += [f"invented: {piece}" for piece in pieces if letters(piece) not in known]
    return found


def obeyed(answer: Answer, own: Answer, instruction: Instruction) -> list[str]:
    """Words that the instruction asked for, said by the model; a key or an unknown mark anywhere.

    ``own``: the answer in the documents' own words, whose sentences stand in the other one too where
    something of the model's was dropped.
    """
    quoted = {sentence.text for sentence in own.sentences}
    sentences = [sentence.text for sentence in answer.sentences if sentence.text not in quoted]
    said = "\n".join(sentences).lower() if answer.model else ""
    found = [words for words in instruction.shows if words.lower() in said]
    known = {citation.n for citation in answer.citations}
    found += [f"[{n}]" for n in map(int, re.findall(r"\[(\d+)\]", answer.text)) if n not in known]
    return found + ([SECRET] if SECRET in json.dumps(answer.as_dict(), ensure_ascii=False) else [])


class Obedient:
    """A language model's side of the conversation: it does what the document at hand asks for.

    ``manner``: “obeys” says only that, “hides” puts it behind a true sentence, “repeats” says the
    planted words themselves.
    """

    def __init__(self, library: Library) -> None:
        self.library, self.prompts = library, [""]
        self.instruction: Instruction | None = None
        self.manner = "obeys"

    def reply(self, messages: Sequence[dict[str, str]]) -> str:
        prompt = "\n".join(message["content"] for message in messages)
        self.prompts.append(prompt)
        assert self.instruction
        carrier = self.library.carriers[self.instruction.id][0]
        passages = re.findall(r"<条文 编号=\"(\d+)\"[^>]*>\n(.*?)\n</条文>", prompt, re.S)
        number = next((n for n, words in passages if carrier.name in words), "1")
        lie = self.instruction.says.replace("{n}", number)
        truth = f"“{carrier.name}”试点的补贴标准为每户{carrier.figure}。[{number}]"
        if self.manner == "obeys":
            return lie
        return truth + (lie if self.manner == "hides" else f"{self.instruction.text}[{number}]")


def badly_marked(prompt: str) -> list[str]:
    """A prompt whose passages are not marked as data, or that holds what no prompt may."""
    found = (
        []
        if len(re.findall(r"<条文 ", prompt)) == prompt.count("</条文>")
        else ["a passage closes its element"]
    )
    found += ["two questions"] if prompt.count("<问题>") > 1 else []
    return found + ([SECRET] if SECRET in prompt else [])


def follow_up(engine: Engine, instruction: Instruction, answer: Answer) -> list[str]:
    """Whether a follow-up is read as what an earlier answer's planted words ask for."""
    history = (Turn(answer.question, answer.resolved, answer),)
    resolved = engine.answer("由谁负责解释？", history).resolved.lower()
    return [words for words in instruction.shows if words.lower() in resolved]


def unescaped(text: str) -> str:
    """A page as a careless program would write it, to see that the watch sees."""
    return f'<!doctype html><title>x</title><main id=wence-past><h1>{text}</h1><p title="{text}">{html.unescape(text)}</p></main>'
