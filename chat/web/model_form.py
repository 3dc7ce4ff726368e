"""Set the language model from the page: in the server's memory only, and the key never goes back.

An address that changes takes no key along: a key is only ever sent where it was given for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chat.service.doctor import GOOD, check_language_model
from chat.writing.language_model import KEY, MODEL, SECONDS, URL, ModelSettings, OpenAIChat, settings_from
from ingest.text.safe_display import escape

_NAMES = {KEY: "密钥", URL: "地址", MODEL: "模型名", SECONDS: "等待时限"}


class ModelChoice:
    """Hold the settings in force, at first those of the environment."""

    def __init__(self, settings: ModelSettings | None = None) -> None:
        self._settings = settings

    def form_html(self) -> str:
        """Draw the settings as a form; the key's field is empty and says whether there is one."""
        settings = self._settings
        held = "已保存，不再显示" if settings and settings.key else "没有可不填"
        model, url = (settings.model, settings.url) if settings else ("", "")
        state = f"正在用 {escape(model)} 写回答" if settings else "未使用语言模型，回答直接引用条文"
        fields = "".join(
            f'<div class="wc-field"><label for="wc-model-{name}">{label}</label>'
            f'<input id="wc-model-{name}" name="{name}" type="{kind}" value="{escape(value)}" '
            f'placeholder="{hint}" autocomplete="off" spellcheck="false"></div>'
            for name, label, kind, value, hint in (
                ("url", "地址", "url", url, "如 http://127.0.0.1:11434/v1"),
                ("model", "模型名", "text", model, "如 qwen3:8b"),
                ("key", "密钥", "password", "", held),
            )
        )
        return (
            f'<form class="wc-form" data-model-form><h2 tabindex="-1">语言模型</h2><p class="wc-soft">{state}。</p>'
            '<p class="wc-soft">模型按找到的条文写回答，每一句都由程序对照条文核对，核对不上的删去。'
            "问题和条文会发给这个地址；设置只留在服务器内存里，重启后以环境变量为准。</p>"
            f'{fields}<p class="wc-form-status" role="status"></p><div class="wc-form-actions">'
            '<button type="submit" class="wc-button wc-primary">保存并使用</button>'
            '<button type="button" class="wc-button" data-model="test">测试</button>'
            '<button type="button" class="wc-button" data-model="off">不用模型</button>'
            '<button type="button" class="wc-button" data-dialog="close">关闭</button></div></form>'
        )

    def settings_of(self, values: Mapping[str, Any]) -> ModelSettings | None:
        """Read the settings that a form holds. Raises ``UsageError`` where it says only half."""
        model, url, key = (str(values.get(name) or "").strip() for name in ("model", "url", "key"))
        settings = settings_from({MODEL: model, URL: url, KEY: key})
        earlier = self._settings
        if settings and not settings.key and earlier and earlier.url == settings.url:
            settings = replace(settings, key=earlier.key)
        return settings

    def test(self, values: Mapping[str, Any]) -> tuple[bool, str]:
        """Ask the model for a word; give whether it answers, and in words what is wrong where it does not."""
        settings = self.settings_of(values)
        if settings is None:
            return False, "请先填写地址和模型名"
        check = check_language_model({MODEL: settings.model, URL: settings.url, KEY: settings.key})
        words = check.words
        for name, label in _NAMES.items():
            words = words.replace(name, label)
        return check.state == GOOD, words

    def use(self, settings: ModelSettings | None) -> OpenAIChat | None:
        """Put settings in force; give the model for the engine."""
        self._settings = settings
        return OpenAIChat(settings) if settings else None
