"""The doors for programs: REST, OpenAI's protocol, MCP, and LangChain from Python.

A Python program takes :func:`as_retriever` and :func:`as_runnable` from here. They are imported when first asked
for, and nothing of the web server with them; the modules are named for the parts that serve them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chat.api.langchain_bridge import as_retriever, as_runnable

__all__ = [
    "admin",
    "as_retriever",
    "as_runnable",
    "comparison",
    "documents",
    "duties",
    "indicators",
    "mcp_tools",
    "openapi_file",
    "originals",
    "profiles",
    "replies",
    "rest",
    "schemas",
    "uploads",
]


def __getattr__(name: str) -> object:
    if name not in ("as_retriever", "as_runnable"):
        raise AttributeError(f"module 'chat.api' has no attribute {name!r}")
    from chat.api import langchain_bridge

    return getattr(langchain_bridge, name)
