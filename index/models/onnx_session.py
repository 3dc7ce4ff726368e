"""Sessions of onnxruntime, which only this module imports, as the readers run their networks."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any


def open_session(path: Path) -> Any:
    """Open a network on the processor, with ``WENCE_THREADS`` threads (1 where unset).

    Raises ``ValueError`` for a missing or damaged file.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = int(os.environ.get("WENCE_THREADS", "1"))
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises kinds of its own for a missing or damaged file
        raise ValueError(f"{path.name}: {error}") from error
