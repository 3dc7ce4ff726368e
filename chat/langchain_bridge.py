"""The former place of the LangChain functions: it hands on those of ``chat.api`` and warns that they moved."""

from __future__ import annotations

import warnings

from chat.api import as_retriever, as_runnable

__all__ = ["as_retriever", "as_runnable"]

warnings.warn(
    "chat.langchain_bridge has moved: write “from chat.api import as_retriever, as_runnable”",
    DeprecationWarning,
    stacklevel=2,
)
