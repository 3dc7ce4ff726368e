"""Lay out the components of the page by name. Gradio comes in as an argument; only ``chat.web.page`` imports it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chat.conversations import Conversation
from chat.web import tabs
from chat.web.views import conversation as render
from chat.web.views.cards import panel_html
from index.hits import DocumentInfo

TAGLINE = "问政府规划与政策，句句有出处"
WAITING = '<section class="wc-welcome"><h2>想了解哪一条政策？</h2></section>'
PLACEHOLDER = "输入问题，按回车发送"
VIEWS = {
    "chat": "对话", "measures": "适用政策", "indicators": "指标", "duties": "任务", "comparison": "比对",
    "find": "查条文", "files": "文件",
}  # fmt: skip

# A question offered in the page (“data-ask”) goes to the server as a “select” event.
ASK_ON_CLICK = """
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-ask]");
  if (button) trigger("select", { question: button.dataset.ask });
});
"""
# What the script of the page changes in the conversation goes to the server as an event of this component.
DESK_ON_LOAD = 'window.wenceTrigger = (values) => trigger("select", values);'


def layout(gr: Any, documents: Sequence[DocumentInfo]) -> dict[str, Any]:
    """Lay out everything on the page."""
    parts: dict[str, Any] = {"conversation": gr.State(Conversation())}
    with gr.Row(elem_id="wence-header"):
        _still(gr, _header(), "wence-brand")
        parts["new"] = gr.Button("新对话", elem_id="wence-new", size="sm", scale=0, min_width=72)
    with gr.Row(elem_id="wence-main"):
        _still(gr, SIDE, "wence-side")
        with gr.Column(elem_id="wence-left", scale=3, min_width=300):
            with gr.Column(elem_id="wence-talk"):
                parts["past"] = _drawing(gr, "", "wence-past")
                parts["current"] = _drawing(gr, _first_view(documents), "wence-current")
            with gr.Column(elem_id="wence-dock"):
                _still(gr, SCOPE, "wence-scope")
                parts |= _composer(gr)
        with gr.Column(elem_id="wence-right", scale=2, min_width=300):
            parts["panel"] = _drawing(gr, panel_html(Conversation()), "wence-panel")
    for view, drawn in (
        ("measures", tabs.MEASURES),
        ("indicators", tabs.INDICATORS),
        ("duties", tabs.DUTIES),
        ("comparison", tabs.COMPARISON),
    ):
        _still(gr, drawn, f"wence-{view}")
    _still(gr, FIND, "wence-find")
    _still(gr, FILES, "wence-files")
    _still(gr, PINNED + READER, "wence-reader")
    parts["desk"] = gr.HTML("", elem_id="wence-desk", js_on_load=DESK_ON_LOAD, apply_default_css=False)
    parts["owner"] = gr.Textbox(visible="hidden", elem_id="wence-owner", label="浏览器编号")
    parts["scope"] = gr.Textbox(visible="hidden", elem_id="wence-chosen", label="查找范围")
    return parts


def _first_view(documents: Sequence[DocumentInfo]) -> str:
    """What stands there until it is known who looks, marked so that the page's script waits for that."""
    drawn = render.welcome_html(None, documents, False) if documents else WAITING
    return drawn.replace("<section ", "<section data-first ", 1)


def _drawing(gr: Any, value: str, elem_id: str) -> Any:
    return gr.HTML(value, elem_id=elem_id, js_on_load=ASK_ON_CLICK, apply_default_css=False)


def _still(gr: Any, value: str, elem_id: str) -> Any:
    """A part that the page's script fills, and Gradio never draws again."""
    return gr.HTML(value, elem_id=elem_id, js_on_load=None, apply_default_css=False)


def _header() -> str:
    tabs = "".join(
        f'<button type="button" class="wc-tab" data-view="{view}">{words}</button>'
        for view, words in VIEWS.items()
    )
    return (
        '<header class="wc-header">'
        '<button type="button" class="wc-icon wc-side-open" data-side aria-label="对话记录" aria-expanded="false" title="对话记录">'
        '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 7h16M4 12h16M4 17h10"/></svg></button>'
        '<span class="wc-seal" aria-hidden="true">问<br>策</span>'
        f'<div class="wc-name"><h1>问策</h1><p>{TAGLINE}</p></div>'
        f'<nav class="wc-tabs" aria-label="页面">{tabs}</nav>'
        '<button type="button" class="wc-icon" data-model="open" hidden aria-label="语言模型设置" title="语言模型设置">'
        '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 8h10M18 8h2M4 16h2M10 16h10"/>'
        '<circle cx="16" cy="8" r="2"/><circle cx="8" cy="16" r="2"/></svg></button>'
        '<button type="button" class="wc-icon wc-theme" data-theme aria-label="切换浅色和深色" title="切换浅色和深色">'
        '<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="8"/>'
        '<path d="M12 4a8 8 0 0 1 0 16z" fill="currentColor"/></svg></button>'
        '<a class="wc-icon wc-leave" href="/logout" hidden><svg viewBox="0 0 24 24" aria-hidden="true">'
        '<path d="M14 4H5v16h9M10 12h10M17 8l4 4-4 4"/></svg></a></header>'
    )


SIDE = (
    '<aside class="wc-side" aria-label="对话记录"><header class="wc-side-head"><h2>对话记录</h2>'
    '<button type="button" class="wc-icon wc-side-close" data-side aria-label="收起对话记录">✕</button></header>'
    '<div class="wc-side-list"><p class="wc-empty">问过的内容会留在这里。</p></div>'
    '<section class="wc-shelf" aria-label="查哪些集合" hidden><h2>查哪些集合</h2><ul></ul></section></aside>'
)
SCOPE = (
    '<div class="wc-scope"><div class="wc-scope-panel" id="wc-scope-panel" hidden></div>'
    '<div class="wc-scope-line"><button type="button" class="wc-scope-open" data-scope-open aria-expanded="false" '
    'aria-controls="wc-scope-panel"><span class="wc-scope-name">查找范围</span><span class="wc-scope-words">全部文件</span></button>'
    '<button type="button" class="wc-action" data-scope-clear hidden>清除</button></div><div class="wc-scope-excluded"></div></div>'
)
FIND = (
    '<section class="wc-view" aria-label="查条文"><div class="wc-view-head"><h2>查条文</h2>'
    '<p class="wc-soft">按文号、条款、标题或原话查找，边输入边出结果；每个词都出现才算找到。</p>'
    '<input type="search" class="wc-find-box" aria-label="查条文" autocomplete="off" maxlength="200" '
    'placeholder="文号、第十二条、词，或“原话”">'
    '<p class="wc-soft wc-find-tips">例如 <button type="button" class="wc-action" data-try="第三章">第三章</button>'
    '<button type="button" class="wc-action" data-try="附件1">附件1</button>'
    '<button type="button" class="wc-action" data-try="“轨道交通”">“轨道交通”</button></p></div>'
    '<div class="wc-found" aria-live="polite"></div></section>'
)
FILES = (
    '<section class="wc-view" aria-label="文件"><div class="wc-view-head"><h2>文件</h2>'
    '<p class="wc-soft">收入后即可提问。支持 PDF、Word、网页、表格、文本和压缩包，按内容判断类型；解析在独立进程里进行。</p>'
    '<div class="wc-drop" hidden><p>把文件拖到这里，或</p>'
    '<button type="button" class="wc-button wc-primary" data-files="pick">上传文件</button>'
    '<input type="file" multiple hidden aria-label="选择要上传的文件"></div>'
    '<div class="wc-stale" hidden role="alert"><p>索引由另一个嵌入模型建立，检索前须重建。</p>'
    '<button type="button" class="wc-button" data-files="reindex">重建索引</button></div></div>'
    '<div class="wc-jobs" aria-live="polite"></div>'
    '<div class="wc-list-head"><h3>库中的文件</h3><select class="wc-narrow wc-shown-collection" aria-label="只列一个集合" hidden></select>'
    '<input type="search" class="wc-narrow" aria-label="在列表里筛选" '
    'placeholder="在列表里筛选" autocomplete="off"><button type="button" class="wc-action wc-again" data-files="again" hidden>重建索引</button>'
    '<button type="button" class="wc-action" data-files="votes">导出评价</button></div>'
    '<div class="wc-ticked" role="toolbar" aria-label="勾选的文件和集合" hidden><span class="wc-ticked-count" role="status"></span>'
    '<button type="button" class="wc-button" data-ticked="put">放入集合</button>'
    '<button type="button" class="wc-button" data-ticked="take">移出集合</button>'
    '<button type="button" class="wc-button" data-ticked="delete">删除</button>'
    '<button type="button" class="wc-button" data-ticked="rename">集合改名</button>'
    '<button type="button" class="wc-button" data-ticked="remove">删去集合</button></div>'
    '<div class="wc-list"><p class="wc-empty">正在读取</p></div></section>'
)
READER = '<aside class="wc-reader" role="dialog" aria-label="原文" aria-modal="false" hidden></aside>'
PINNED = '<aside class="wc-pinned" aria-label="并排的原文" hidden></aside>'


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
