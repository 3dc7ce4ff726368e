"""Describe the REST interface on a page of our own: no script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>接口说明 · 问策</title><link rel="icon" href="data:,">
<style>
body {{ margin: 0 auto; padding: 2rem 1rem; max-width: 56rem; background: #f7f5f0; color: #1b2431;
  font: 15px/1.7 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", system-ui, sans-serif; }}
section {{ margin: 1rem 0; padding: 1rem 1.25rem; background: #fffefb; border: 1px solid #d9d4c7; border-radius: 10px; }}
h2 {{ margin: 0; font-size: 1rem; }} code {{ font-family: ui-monospace, Consolas, monospace; }}
table {{ border-collapse: collapse; width: 100%; }} td {{ padding: .2rem .6rem .2rem 0; vertical-align: top;
  border-top: 1px solid #ece8dd; }} td:first-child {{ white-space: nowrap; }}
@media (prefers-color-scheme: dark) {{ body {{ background: #10161f; color: #e4e8ee; }}
  section {{ background: #18212d; border-color: #33404f; }} td {{ border-color: #33404f; }} a {{ color: #8ab8e6; }} }}
</style></head><body>
<h1>问策接口</h1>
<p>机器可读的说明：<a href="/api/openapi.json">/api/openapi.json</a>。启用账户时在请求头写
<code>Authorization: Bearer 令牌</code>。出错时返回
<code>{{"error": {{"code", "chinese", "english"}}}}</code> 和相应的状态码。</p>
{operations}
</body></html>
"""


def description_page(openapi: Mapping[str, Any]) -> str:
    """Draw an OpenAPI description as HTML: each operation with its parameters and replies."""
    sections = [
        _section(method, path, operation, openapi)
        for path, methods in openapi["paths"].items()
        for method, operation in methods.items()
    ]
    return _PAGE.format(operations="\n".join(sections))


def _section(method: str, path: str, operation: Mapping[str, Any], openapi: Mapping[str, Any]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td>{escape(words)}</td></tr>"
        for name, words in (*_parameters(operation, openapi), *_replies(operation))
    )
    about = operation.get("description", "")
    return (
        f"<section><h2><code>{method.upper()} {escape(path)}</code>　{escape(operation.get('summary', ''))}</h2>"
        f"<p>{escape(about)}</p><table>{rows}</table></section>"
    )


def _parameters(operation: Mapping[str, Any], openapi: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for parameter in operation.get("parameters", ()):
        yield parameter["name"], parameter.get("description", "网址参数")
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema = _resolved(content.get("schema", {}), openapi)
        for name, value in schema.get("properties", {}).items():
            yield name, value.get("description", "")


def _resolved(schema: Mapping[str, Any], openapi: Mapping[str, Any]) -> Mapping[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return openapi.get("components", {}).get("schemas", {}).get(name, schema) if name else schema


def _replies(operation: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for status, reply in operation.get("responses", {}).items():
        words = reply.get("description", "")
        yield status, {"Successful Response": "成功", "Validation Error": "请求不合格式"}.get(words, words)
