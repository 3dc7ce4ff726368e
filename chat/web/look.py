"""Give theme, style and script of the page, as Gradio takes them. Gradio comes in as an argument."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

STATIC = Path(__file__).parent / "static"
STYLES = ("page.css", "answer.css", "reader.css", "views.css", "tabs.css", "scope.css")
SCRIPTS = (
    "page.js",
    "desk.js",
    "ahead.js",
    "reader.js",
    "sheet.js",
    "views.js",
    "tabs.js",
    "library.js",
    "scope.js",
)
# “/* ---- header ---- */”: a comment of a style sheet or script
_COMMENT = re.compile(r"/\*(?: .*? )\*/", re.S)
# “color: red; }”, “a, b { ”: white space that a style sheet can do without
_SPACES = re.compile(r"\s*([{};,])\s*|(?<=:)\s+")
# “let number = 0; // of the sending”: what stands behind a line of a script
_REMARK = re.compile(r"(?<=[;{},)]) // .*$")
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


def look(gr: Any) -> dict[str, Any]:
    """Give what ``Blocks.launch`` and ``mount_gradio_app`` take."""
    return {
        "theme": _theme(gr),
        "head": head_html(),
        "favicon_path": STATIC / "favicon.svg",
        "footer_links": [],
    }


def head_html() -> str:
    """Give our style and script, which Gradio puts into the page's head when it runs."""
    style = _SPACES.sub(
        r"\1", "\n".join(_slim((STATIC / name).read_text(encoding="utf-8")) for name in STYLES)
    )
    script = "\n".join(_slim((STATIC / name).read_text(encoding="utf-8")) for name in SCRIPTS)
    style = style.replace(";}", "}")
    return f"<style>{style}</style><script>{script}</script>"


def _slim(text: str) -> str:
    """A style sheet or script without comments and indents, which only who writes them needs."""
    lines = (_REMARK.sub("", line.strip()) for line in _COMMENT.sub("", text).split("\n"))
    return "\n".join(line for line in lines if line and not line.startswith("// "))


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
