"""Draw a conversation as HTML: pure functions, every piece of text escaped.

Questions and answers are never read as Markdown, so an image link in a document
stays the characters it is and calls nobody. An [n] becomes a button only where the
answer has a citation n; a forged one stays text. Cards are drawn by ``chat.web.views.cards``.

Knows nothing of Gradio. The class names are those of ``chat/web/static/page.css``,
the ``data-`` attributes those of ``chat/web/static/page.js``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from chat.answer import Citation
from chat.citations import MARK, reference
from chat.conversations import FAILED, SEARCHING, STOPPED, Conversation, Exchange
from chat.form import text_around
from chat.web.views.answer_table import certainty_html, table_html
from chat.web.views.known import open_button
from chat.writing.written_answer import ORIGINAL
from index.hits import DocumentInfo
from ingest.text.safe_display import escape

UNFINISHED_MARK = re.compile(r"\[\d{0,3}$")  # the tail of a text that is still coming in
# “- 加强领导”: an item of a list
BULLET = re.compile(r"^\s*[-•·*]\s+")
# “1. 加强领导”, “2、完善机制”: an item with its number; “1.5亿元” is none
NUMBERED = re.compile(r"^\s*(\d{1,3})(?:[.．]\s+|[.．、](?=\D))")
NOTE = re.compile(r"^（注[：:](?!.*\[\d{1,3}\])")  # ours cites nothing; a quotation that begins so does
_HAND = (
    '<path d="M7 11v9H4v-9zM7 11l4-8c1.6 0 2.6 1 2.4 2.6L13 9h5.5a2 2 0 0 1 2 2.4l-1.3 7a2 2 0 0 1-2 1.6H7"/>'
)
NAMED = 3  # documents named in the first view
_THUMB = f'<svg viewBox="0 0 24 24" aria-hidden="true">{_HAND}</svg>'
_THUMB_DOWN = (
    f'<svg viewBox="0 0 24 24" aria-hidden="true"><g transform="rotate(180 12 12)">{_HAND}</g></svg>'
)


def copied_answer(exchange: Exchange) -> str:
    """Give what “复制回答” puts on the clipboard: the text and its sources in standard form."""
    sources = [f"[{citation.n}] {reference(citation)}" for citation in exchange.citations]
    heading = "最接近的条文：" if exchange.refused else "依据："
    return "\n".join([exchange.text.strip(), "", heading, *sources]) if sources else exchange.text.strip()


def with_marks(text: str, exchange: Exchange) -> str:
    """Draw a line of an answer; each [n] that has a citation becomes a button, any other stays text."""
    known = {citation.n: citation for citation in exchange.citations}
    pieces, position = [], 0
    for match in MARK.finditer(text):
        citation = known.get(int(match[1]))
        if citation is None:
            continue
        # The mark must not start a line of its own: it is tied to the character before it.
        tied = max(position, match.start() - 1)
        pieces.append(escape(text[position:tied]))
        pieces.append(f'<span class="wc-tied">{escape(text[tied : match.start()])}')
        pieces.append(f"{_mark(citation, exchange.number)}</span>")
        position = match.end()
    return "".join([*pieces, escape(text[position:])])


def _mark(citation: Citation, number: int) -> str:
    label = f"查看依据{citation.n}：{reference(citation)}"
    return (
        f'<button type="button" class="wc-mark" data-exchange="{number}" data-n="{citation.n}" '
        f'aria-label="{escape(label)}" title="{escape(reference(citation))}">'
        f'<span aria-hidden="true">{citation.n}</span></button>'
    )


def answer_body(exchange: Exchange) -> str:
    """Draw the text as paragraphs and lists, its table in its place. Lists are lines that start with “- ” or “1. ”."""
    text = UNFINISHED_MARK.sub("", exchange.text) if exchange.running else exchange.text
    answer = exchange.answer
    if answer is None or answer.table is None:
        return _lines(text, exchange)
    before, behind = text_around(answer, text)
    table = table_html(answer.table, lambda words: with_marks(words, exchange))
    return f"{_lines(before, exchange)}{table}{_lines(behind, exchange)}"


def _lines(text: str, exchange: Exchange) -> str:
    """Lines of a text as paragraphs and lists."""
    parts, listed = [], ""  # listed: the list element now open
    for line in filter(None, map(str.strip, text.split("\n"))):
        element, item = _line(line, exchange)
        if element != listed:
            parts += [f"</{listed}>" if listed else "", f"<{element}>" if element else ""]
            listed = element
        parts.append(item)
    return "".join([*parts, f"</{listed}>" if listed else ""])


def _line(line: str, exchange: Exchange) -> tuple[str, str]:
    """(list element or "", HTML) of one line."""
    if match := BULLET.match(line):
        return "ul", f"<li>{with_marks(line[match.end() :], exchange)}</li>"
    if match := NUMBERED.match(line):
        return "ol", f'<li value="{int(match[1])}">{with_marks(line[match.end() :], exchange)}</li>'
    note = ' class="wc-note"' if NOTE.match(line) else ""
    own = '<span class="wc-badge wc-badge-original">条文原话</span>' if line.startswith(ORIGINAL) else ""
    return "", f"<p{note}>{own}{with_marks(line.removeprefix(ORIGINAL), exchange)}</p>"


def exchange_html(exchange: Exchange, key: str = "") -> str:
    """Draw a question and its answer, as far as it has come. ``key``: of the conversation where it is kept."""
    state = "refused" if exchange.refused else exchange.state
    kept = f' data-conversation="{escape(key)}"' if key else ""
    return (
        f'<article class="wc-exchange" data-exchange="{exchange.number}" data-state="{state}"{kept}>'
        f'<h2 class="wc-question"><span class="wc-sr">问：</span><span class="wc-question-words">{escape(exchange.question)}</span></h2>'
        f'<div class="wc-answer wc-answer-{state}" aria-busy="{str(exchange.running).lower()}">'
        f"{_scope(exchange)}{_understood(exchange)}{_notice(exchange)}{_content(exchange)}{_by(exchange)}{_footer(exchange)}</div>"
        "</article>"
    )


def _scope(exchange: Exchange) -> str:
    return f'<p class="wc-understood">只查：{escape(exchange.scope)}</p>' if exchange.scope else ""


def _understood(exchange: Exchange) -> str:
    """How a follow-up was read, where that differs from what was typed."""
    answer = exchange.answer
    if answer is None or not answer.resolved or answer.resolved.strip() == exchange.question.strip():
        return ""
    return f'<p class="wc-understood">理解为：{escape(answer.resolved)}</p>'


def _content(exchange: Exchange) -> str:
    if exchange.state == FAILED:
        return f'<p class="wc-error" role="alert">{escape(exchange.notice)}</p>'
    if exchange.state == SEARCHING:
        return '<p class="wc-waiting"><span></span><span></span><span></span>正在查找条文</p>'
    body = answer_body(exchange)
    if exchange.state == STOPPED:
        return f'{body}<p class="wc-stopped">已停止。</p>'
    return body


def _notice(exchange: Exchange) -> str:
    """What became of the language model's part, above the answer that it explains."""
    words = exchange.answer.notice if exchange.answer else ""
    return f'<p class="wc-by wc-notice">{escape(words)}</p>' if words else ""


def _by(exchange: Exchange) -> str:
    """Who wrote a complete answer."""
    answer = exchange.answer
    if answer is None or answer.refused or not answer.model:
        return ""
    return f'<p class="wc-by">{escape(f"由语言模型 {answer.model} 按条文写成，每句已对照条文核对。")}</p>'


def _footer(exchange: Exchange) -> str:
    """The line under a complete answer: how many sources, how long it took, what to do with it."""
    if exchange.answer is None:
        return ""
    count = len(exchange.citations)
    name = "最接近的条文" if exchange.refused else "依据"
    show = (
        f'<button type="button" class="wc-action" data-show="{exchange.number}">{name} {count} 条</button>'
        if count
        else ""
    )
    return (
        f'{certainty_html(exchange.answer)}<div class="wc-footer">{show}'
        f'<button type="button" class="wc-action" data-copy="{escape(copied_answer(exchange))}">复制回答</button>'
        '<button type="button" class="wc-action" data-export-one>导出</button>'
        '<button type="button" class="wc-action" data-again>改问</button>'
        f"{_votes(exchange)}"
        f'<span class="wc-elapsed">{_elapsed(exchange.answer.elapsed_ms)}</span></div>'
    )


def _votes(exchange: Exchange) -> str:
    return "".join(
        f'<button type="button" class="wc-vote" data-vote="{vote}" data-exchange="{exchange.number}" '
        f'aria-pressed="{str(exchange.vote == vote).lower()}" aria-label="{words}" title="{words}">{sign}</button>'
        for vote, words, sign in (("up", "这个回答有用", _THUMB), ("down", "这个回答有问题", _THUMB_DOWN))
    )


def _elapsed(milliseconds: float) -> str:
    if milliseconds < 1000:
        return f"{max(1, round(milliseconds))} 毫秒"
    return f"{milliseconds / 1000:.1f} 秒"


def hints_html(hints: Sequence[str]) -> str:
    """Draw questions to ask next; empty without any."""
    return f'<div class="wc-hints"><span>接着问</span>{_questions(hints)}</div>' if hints else ""


def excluded_html(words: str) -> str:
    """Draw the words that say which documents the filters hide; empty without any."""
    return f'<p class="wc-excluded" role="status">{escape(words)}</p>' if words else ""


def _questions(questions: Iterable[str]) -> str:
    return "".join(
        f'<button type="button" class="wc-example" data-ask="{escape(question)}">{escape(question)}</button>'
        for question in questions
    )


def welcome_html(examples: Sequence[str] | None, documents: Sequence[DocumentInfo], may_edit: bool) -> str:
    """Draw what an empty conversation shows: the documents, questions that they answer, how to add one's own.

    ``examples``: ``None`` where they are not known yet, and the page's script asks for them.
    """
    if not documents:
        return _empty_library(may_edit)
    named = "、".join(open_button(info.doc_id, info.metadata.title) for info in documents[:NAMED])
    more = f" 等 {len(documents)} 份文件" if len(documents) > NAMED else ""
    add = (
        '<button type="button" class="wc-action" data-files="pick">＋ 上传自己的文件</button>'
        if may_edit
        else ""
    )
    wanted = " data-examples" if examples is None else ""
    return (
        '<section class="wc-welcome"><h2>想了解哪一条政策？</h2>'
        f"<p>从 {len(documents)} 份文件里找出答案，每句话后面的编号都对应一条可以打开核对的原文；"
        "找不到依据时会直说，不会编造。</p>"
        f'<p class="wc-held">现有：{named}{more}。{add}</p>'
        f'<div class="wc-examples"{wanted}>{_questions(examples or ())}</div></section>'
    )


def _empty_library(may_edit: bool) -> str:
    """What stands where nothing can be asked yet."""
    how = (
        "<p>PDF、Word、网页、表格、文本、压缩包都行，也可以拖到这一页上。收入后马上可以提问，这里会列出几个能问的问题。</p>"
        '<button type="button" class="wc-button wc-primary" data-files="pick">上传第一份文件</button>'
        if may_edit
        else "<p>请有权限的人（编辑或管理员）收入文件以后再来提问。</p>"
    )
    return f'<section class="wc-welcome wc-welcome-empty"><h2>库里还没有文件</h2>{how}</section>'


def questions_html(questions: Iterable[str]) -> str:
    """Draw questions that can be clicked to ask them."""
    return _questions(questions)


def past_html(conversation: Conversation) -> str:
    """Draw all exchanges but the last."""
    return "".join(exchange_html(exchange, key=conversation.key) for exchange in conversation.past)
