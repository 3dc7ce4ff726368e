"""Order candidates by learned weights, one for each feature, read from a plain file.

The weights are fitted (``training/ranker.py``) to cosines of one embedding model and say nothing of
another's, so a ranker is used with the model it names and with no other (``fusion`` orders then).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.search.features import NAMES
from ingest.errors import ModelUnavailable

DEFAULT_RANKER = Path(__file__).parents[1] / "models" / "wence-ranker-zh" / "weights.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Ranker:
    """A ranker's ``weights`` are float32 (len(NAMES),); ``model`` is the fingerprint of the embedding it was fitted with."""

    weights: np.ndarray
    model: str

    def judge(self, rows: np.ndarray) -> np.ndarray:
        """Rate how well each candidate fits, float64, any sign; for ``rows`` see ``features.features``."""
        # Column by column: a sum over rows of a matrix may differ in its last bit with their number.
        total = np.zeros(len(rows), np.float64)
        for weight, column in zip(self.weights.tolist(), rows.T, strict=True):
            total += weight * column
        return total


def load_ranker(path: Path = DEFAULT_RANKER) -> Ranker:
    """Load the weights. Raises ``ModelUnavailable`` where the file is missing, damaged or of other features."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        weights = np.array([value["weights"][name] for name in NAMES], np.float32)
        known = value["format"] == FORMAT and len(value["weights"]) == len(NAMES)
        if known and weights.shape == (len(NAMES),) and np.isfinite(weights).all():
            return Ranker(weights, str(value["model"]))
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise ModelUnavailable(
        f"排序模型“{path.parent.name}”缺失或损坏，请重新安装",
        f"ranker '{path.parent.name}' is missing or damaged",
    )


def write_ranker(path: Path, ranker: Ranker) -> None:
    """Write the weights, one line a feature."""
    weights = {name: round(float(weight), 6) for name, weight in zip(NAMES, ranker.weights, strict=True)}
    body = {"format": FORMAT, "model": ranker.model, "weights": weights}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
