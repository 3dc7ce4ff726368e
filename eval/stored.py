"""Read and write runs and reports as files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eval.figures import OVERALL
from ingest.errors import UnreadableFile, UsageError


def read_run(path: Path) -> Mapping[str, Any]:
    """Read a run saved earlier; raises :class:`UsageError` where the file holds something else."""
    try:
        run = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"读不了“{path.name}”。", f"The file {path.name!r} cannot be read.") from error
    if not isinstance(run, dict) or OVERALL not in run.get("figures", ()) or "questions" not in run:
        raise UsageError(f"“{path.name}”不是存下的评测结果。", f"The file {path.name!r} is no saved run.")
    return run
