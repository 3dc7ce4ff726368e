"""The chat page of 问策, and the only module that imports Gradio (inside functions: it takes seconds).

Draws with ``chat.render`` what an engine answers; knows nothing of how answers are
found. All text goes through ``chat.render`` escaped. No page event is public API,
and the page calls no other host.
"""

# No “from __future__ import annotations”: Gradio reads the annotations of event
# handlers, and theirs name a module that is imported inside ``build``.

import logging
import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from chat import render
from chat.answer import Turn
from chat.cards import panel_html
from chat.choices import choices, filters_from, follow_ups, scope_words
from chat.exchange import Conversation
from chat.running import Run
from index.hits import DocumentInfo, Filters
from ingest.errors import WenceError

if TYPE_CHECKING:
    import gradio

STATIC = Path(__file__).parent / "static"
EXAMPLES = (
    "1233战略是什么意思",
    "哪些基金支持轨道交通前沿研究",
    "株洲“联手开拓市场行动”由哪些单位牵头？",
    "2025年丰台轨道交通产业总体收入目标是多少？",
)
TAGLINE = "问政府规划与政策，句句有出处"
ALL_DOCUMENTS = "筛选范围：全部文件"
PLACEHOLDER = "输入问题，按回车发送"
REFRESH = 0.04  # seconds between two drawings of an answer that is coming in
QUEUE_SIZE = 64  # questions that may wait; one more is told to come back
CONCURRENT = 4  # answers written at the same time
FILTERS = {"region": "地区", "status": "效力", "kind": "类型", "document": "文件"}
PRIVATE: dict[str, Any] = {"api_visibility": "private"}
THEME_VARIABLES = {
    "background_fill_primary": "--wc-surface",
    "background_fill_secondary": "--wc-sunken",
    "body_text_color_subdued": "--wc-muted",
    "block_background_fill": "--wc-surface",
    "block_border_color": "--wc-line",
    "block_label_text_color": "--wc-muted",
    "block_title_text_color": "--wc-muted",
    "border_color_primary": "--wc-line",
    "border_color_accent": "--wc-ink",
    "color_accent_soft": "--wc-ink-soft",
    "input_background_fill": "--wc-surface",
    "input_border_color": "--wc-line-strong",
    "input_border_color_focus": "--wc-ink",
    "input_placeholder_color": "--wc-muted",
    "button_primary_background_fill": "--wc-ink",
    "button_primary_background_fill_hover": "--wc-ink-strong",
    "button_primary_text_color": "--wc-on-ink",
    "button_secondary_background_fill": "--wc-surface",
    "button_secondary_background_fill_hover": "--wc-ink-soft",
    "button_secondary_border_color": "--wc-line-strong",
    "button_secondary_text_color": "--wc-text",
}
INTERNAL_ERROR = "程序出错，这一问没有答成，详情已记入日志。请稍后再试，或换个问法。"

log = logging.getLogger(__name__)


class Catalogue(Protocol):
    """What the page asks of a store: its list of documents."""

    def documents(self) -> Sequence[DocumentInfo]: ...


class ChatEngine(Protocol):
    """What the page asks of an engine; ``chat.engine.Engine`` is one."""

    @property
    def store(self) -> Catalogue: ...

    def stream(
        self, question: str, history: Sequence[Turn], filters: Filters
    ) -> Iterator[tuple[str, Any]]: ...


def progress(
    run: Run, conversation: Conversation, documents: Sequence[DocumentInfo]
) -> Iterator[tuple[Conversation, bool]]:
    """The conversation as the answer to its last question comes in; with whether the cards changed."""
    drawn = 0.0
    try:
        for name, value in run.events():
            if name == "documents":
                conversation = conversation.found(tuple(value))
                yield conversation, True
            elif name == "text":
                conversation = conversation.wrote(value)
                if time.monotonic() - drawn >= REFRESH:
                    drawn = time.monotonic()
                    yield conversation, False
            elif name == "answer":
                conversation = conversation.answered(value, follow_ups(value, documents))
    except WenceError as error:
        conversation = conversation.failed(error.chinese)
    except Exception:  # the one place where an unforeseen failure becomes words on the page
        log.exception("an answer failed")
        conversation = conversation.failed(INTERNAL_ERROR)
    yield _ended(run, conversation), True


def _ended(run: Run, conversation: Conversation) -> Conversation:
    """What is left when no more events come: done, stopped, thrown away or, without an answer, failed."""
    if run.cleared:
        return Conversation()
    if run.stopped:
        return conversation.stopped()
    if conversation.exchanges[-1].running:
        log.error("an engine ended without an answer")
        return conversation.failed(INTERNAL_ERROR)
    return conversation


SeenBy = Callable[[Any], ChatEngine]  # a gradio.Request → the engine as its sender sees it


def build(engine: ChatEngine, seen_by: SeenBy | None = None, *, private: bool = False) -> "gradio.Blocks":
    """The page as Gradio Blocks. Serve it with ``presentation()``, which carries its look.

    ``seen_by``: without it everybody sees ``engine``. ``private``: what it holds is not for everybody,
    so nothing of it stands in the page before it is known who looks.
    """
    gr = _gradio()
    with gr.Blocks(title="问策", fill_width=True, analytics_enabled=False) as blocks:
        parts = _layout(gr, [] if private else engine.store.documents())
        _wire(gr, seen_by or (lambda request: engine), blocks, parts)
    blocks.queue(default_concurrency_limit=CONCURRENT, max_size=QUEUE_SIZE, api_open=False)
    return blocks


def _layout(gr: Any, documents: Sequence[DocumentInfo]) -> dict[str, Any]:
    """The components by name."""
    parts: dict[str, Any] = {"conversation": gr.State(Conversation())}
    with gr.Row(elem_id="wence-header"):
        gr.HTML(_header(), elem_id="wence-brand", js_on_load=None, apply_default_css=False)
        parts["new"] = gr.Button("新对话", elem_id="wence-new", size="sm", scale=0, min_width=72)
    with gr.Row(elem_id="wence-main"):
        with gr.Column(elem_id="wence-left", scale=3, min_width=300):
            with gr.Column(elem_id="wence-talk"):
                parts["past"] = _drawing(gr, "", "wence-past")
                parts["current"] = _drawing(
                    gr, render.welcome_html(EXAMPLES, len(documents)), "wence-current"
                )
            with gr.Column(elem_id="wence-dock"):
                parts |= _filter_row(gr, documents)
                parts |= _composer(gr)
        with gr.Column(elem_id="wence-right", scale=2, min_width=300):
            parts["panel"] = _drawing(gr, panel_html(Conversation()), "wence-panel")
    return parts


def _header() -> str:
    return (
        '<header class="wc-header"><span class="wc-seal" aria-hidden="true">问<br>策</span>'
        f"<div><h1>问策</h1><p>{TAGLINE}</p></div>"
        '<button type="button" class="wc-theme" data-theme aria-label="切换浅色和深色" title="切换浅色和深色">'
        '<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="8"/>'
        '<path d="M12 4a8 8 0 0 1 0 16z" fill="currentColor"/></svg></button></header>'
    )


# A question offered in the page (“data-ask”) goes to the server as a “select” event.
ASK_ON_CLICK = """
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-ask]");
  if (button) trigger("select", { question: button.dataset.ask });
});
"""


def _drawing(gr: Any, value: str, elem_id: str) -> Any:
    return gr.HTML(value, elem_id=elem_id, js_on_load=ASK_ON_CLICK, apply_default_css=False)


def _filter_row(gr: Any, documents: Sequence[DocumentInfo]) -> dict[str, Any]:
    offered = choices(documents)
    parts = {}
    with gr.Accordion(ALL_DOCUMENTS, open=False, elem_id="wence-filters") as parts["filters"], gr.Row():
        for name, label in FILTERS.items():
            parts[name] = gr.Dropdown(
                offered[name], value=[], multiselect=True, label=label, elem_id=f"wence-{name}", min_width=130
            )
    return parts


def _composer(gr: Any) -> dict[str, Any]:
    with gr.Row(elem_id="wence-composer"):
        return {
            "box": gr.Textbox(
                placeholder=PLACEHOLDER, label="问题", show_label=False, container=False, autofocus=True,
                lines=1, max_lines=6, scale=1, elem_id="wence-box",
            ),
            "send": gr.Button("发送", variant="primary", scale=0, min_width=76, elem_id="wence-send"),
            "stop": gr.Button("停止", visible=False, scale=0, min_width=76, elem_id="wence-stop"),
        }  # fmt: skip


def _wire(gr: Any, seen_by: SeenBy, blocks: Any, parts: dict[str, Any]) -> None:
    """The events. A handler returns {component: new value}; what it leaves out stays as it is."""
    filter_boxes = [parts[name] for name in FILTERS]
    changing = [parts[name] for name in ("conversation", "past", "current", "panel", "box", "send", "stop")]
    ask, stop, clear = _conversing(gr, seen_by, parts)
    hidden = {"show_progress": "hidden", **PRIVATE}
    gr.on(
        [parts["box"].submit, parts["send"].click, parts["past"].select, parts["current"].select],
        ask,
        [parts["box"], parts["conversation"], *filter_boxes],
        changing,
        trigger_mode="once",
        **hidden,
    )
    parts["stop"].click(stop, None, None, queue=False, **hidden)
    parts["new"].click(clear, None, changing, **hidden)

    def count_filters(*chosen: list[str]) -> Any:
        used = sum(len(values or ()) for values in chosen)
        return gr.update(label=f"筛选范围：已选 {used} 项" if used else ALL_DOCUMENTS)

    def refresh(request: gr.Request) -> list[Any]:
        documents = seen_by(request).store.documents()
        offered = choices(documents)
        welcome = render.welcome_html(EXAMPLES, len(documents))
        return [*(gr.update(choices=offered[name]) for name in FILTERS), welcome]

    gr.on(
        [box.change for box in filter_boxes],
        count_filters,
        filter_boxes,
        parts["filters"],
        queue=False,
        **hidden,
    )
    blocks.load(refresh, None, [*filter_boxes, parts["current"]], queue=False, **hidden)


def _conversing(gr: Any, seen_by: SeenBy, parts: dict[str, Any]) -> tuple[Any, Any, Any]:
    """The handlers that ask, stop an answer, and begin a new conversation."""
    runs: dict[str, Run] = {}  # the answer each session is waiting for

    def ask(
        typed: str,
        conversation: Conversation,
        region: list[str],
        status: list[str],
        kind: list[str],
        document: list[str],
        event: gr.EventData,
        request: gr.Request,
    ) -> Iterator[dict[Any, Any]]:
        offered = _offered_question(event)
        question = (offered or typed or "").strip()
        if not question:
            gr.Info("请先输入问题。", title="提示")
            yield {parts["box"]: ""}
            return
        engine = seen_by(request)
        documents = engine.store.documents()
        filters = filters_from(region, status, kind, document)
        conversation = conversation.asked(question, scope_words(filters, documents))
        first = _view(gr, parts, conversation, documents) | {parts["past"]: render.past_html(conversation)}
        yield first if offered else first | {parts["box"]: ""}
        session = request.session_hash or ""
        run = runs[session] = Run(engine.stream(question, conversation.history(), filters))
        try:
            for grown, cards in progress(run, conversation, documents):
                yield _view(gr, parts, grown, documents, cards)
        finally:  # also where the reader has gone away
            run.stop()
            runs.pop(session, None)

    def stop(request: gr.Request) -> None:
        if run := runs.get(request.session_hash or ""):
            run.stop()

    def clear(request: gr.Request) -> dict[Any, Any]:
        if run := runs.get(request.session_hash or ""):
            run.stop(cleared=True)
        empty = _view(gr, parts, Conversation(), seen_by(request).store.documents())
        return empty | {parts["past"]: "", parts["box"]: ""}

    return ask, stop, clear


def _view(
    gr: Any,
    parts: dict[str, Any],
    conversation: Conversation,
    documents: Sequence[DocumentInfo],
    cards: bool = True,
) -> dict[Any, Any]:
    """What a change of the conversation changes on the page; ``cards``: the panel and the buttons too."""
    current = conversation.current
    if current is None:
        drawn = render.welcome_html(EXAMPLES, len(documents))
    else:
        drawn = render.exchange_html(current, latest=True)
    changes = {parts["conversation"]: conversation, parts["current"]: drawn}
    if cards:
        running = current is not None and current.running
        changes[parts["panel"]] = panel_html(conversation)
        changes[parts["send"]] = gr.update(visible=not running)
        changes[parts["stop"]] = gr.update(visible=running)
    return changes


def _offered_question(event: Any) -> str:
    """The question a click on an offered one carries; empty for every other event."""
    data = getattr(event, "_data", None)
    question = data.get("question") if isinstance(data, dict) else None
    return question if isinstance(question, str) else ""


def presentation() -> dict[str, Any]:
    """Theme, style and script, as ``Blocks.launch`` and ``mount_gradio_app`` take them."""
    gr = _gradio()
    return {
        "theme": _theme(gr),
        "head": head_html(),
        "favicon_path": STATIC / "favicon.svg",
        "footer_links": [],
    }


def head_html() -> str:
    """Our style and script, which Gradio puts into the page's head when it runs."""
    style = (STATIC / "page.css").read_text(encoding="utf-8")
    script = (STATIC / "page.js").read_text(encoding="utf-8")
    return f"<style>{style}</style><script>{script}</script>"


def _theme(gr: Any) -> Any:
    """Gradio's own parts in the colours of ``page.css``. Font names are strings: nothing is fetched."""
    fonts = ["PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "system-ui", "sans-serif"]
    theme = gr.themes.Base(font=fonts, font_mono=["ui-monospace", "Consolas", "monospace"])
    values = {
        # literal: needed before the style sheet is there
        "body_background_fill": ("#f7f5f0", "#10161f"),
        "body_text_color": ("#1b2431", "#e4e8ee"),
    }
    values |= {name: (f"var({variable})",) * 2 for name, variable in THEME_VARIABLES.items()}
    return theme.set(
        **{name: light for name, (light, _) in values.items()},
        **{f"{name}_dark": dark for name, (_, dark) in values.items()},
    )


def mount(app: Any, engine: ChatEngine, seen_by: SeenBy, *, private: bool = False) -> None:
    """Put the page at “/” of a FastAPI application, below all of its routes; see :func:`build`."""
    gr = _gradio()
    gr.mount_gradio_app(
        app,
        build(engine, seen_by, private=private),
        "/",
        ssr_mode=False,
        mcp_server=False,
        run_history=False,  # questions are not kept in the browser
        pwa=False,
        show_error=True,
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
        **presentation(),
    )


def _gradio() -> Any:
    """Gradio, told before its import to report to nobody."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    import gradio

    return gradio
