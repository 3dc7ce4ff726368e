"""Read boosted regression trees from one plain file and evaluate them with numpy.

What is fitted elsewhere (scikit-learn) ships as arrays; nothing in the file can run code.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_ARRAYS = ("feature", "threshold", "left", "right", "value", "roots")


@dataclass(frozen=True, slots=True)
class Trees:
    """The trees form a sum over named features.

    Node i of any tree: ``feature[i]`` (int32, -1 for a leaf), ``threshold[i]`` and ``value[i]``
    (float32), children ``left[i]`` (feature ≤ threshold) and ``right[i]`` (int32). ``roots``: the
    first node of each tree. ``about``: what it was fitted on, for people.
    """

    names: tuple[str, ...]
    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    value: np.ndarray
    roots: np.ndarray
    base: float
    depth: int
    about: Mapping[str, object]

    def predict(self, rows: np.ndarray) -> np.ndarray:
        """Give float32 (n,) for features float32 (n, len(names)), columns in the order of ``names``."""
        nodes = np.broadcast_to(self.roots, (len(rows), len(self.roots))).copy()
        every = np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            feature = self.feature[nodes]
            lower = rows[every, np.maximum(feature, 0)] <= self.threshold[nodes]
            below = np.where(lower, self.left[nodes], self.right[nodes])
            nodes = np.where(feature < 0, nodes, below)
        return self.base + self.value[nodes].sum(axis=1)

    def columns(self, named: Mapping[str, np.ndarray | float], count: int) -> np.ndarray:
        """Give the named features of ``count`` rows, float32 (count, len(names)). Raises ``KeyError`` for a missing one."""
        found = np.empty((count, len(self.names)), np.float32)
        for column, name in enumerate(self.names):
            found[:, column] = named[name]
        return found


def read(path: Path) -> Trees:
    """Read trees. Raises ``OSError`` or ``ValueError`` where the file is missing, damaged or not of this form."""
    try:
        with np.load(path, allow_pickle=False) as held:
            arrays = {name: held[name] for name in _ARRAYS}
            about = json.loads(str(held["about"]))
    except (KeyError, EOFError) as error:
        raise ValueError(f"{path.name}: {error}") from error
    except Exception as error:  # zipfile and numpy raise their own kinds for a damaged file
        if isinstance(error, OSError | ValueError):
            raise
        raise ValueError(f"{path.name}: {error}") from error
    names, base, depth = tuple(about.pop("names")), float(about.pop("base")), int(about.pop("depth"))
    size = len(arrays["feature"])
    inside = all(
        arrays[name].min(initial=0) >= 0 and arrays[name].max(initial=0) < size
        for name in ("left", "right", "roots")
    )
    if not inside or arrays["feature"].max(initial=-1) >= len(names):
        raise ValueError(f"{path.name}: nodes point outside the file")
    return Trees(names=names, base=base, depth=depth, about=about, **arrays)


def write(path: Path, trees: Trees) -> None:
    """Write one compressed ``.npz``; the same trees give the same bytes."""
    about = {**trees.about, "names": trees.names, "base": trees.base, "depth": trees.depth}
    np.savez_compressed(
        path,
        about=np.array(json.dumps(about, ensure_ascii=False, sort_keys=True)),
        **{name: getattr(trees, name) for name in _ARRAYS},
    )


def from_histogram_boosting(model: object, names: Sequence[str], about: Mapping[str, object]) -> Trees:
    """Convert a fitted scikit-learn ``HistGradientBoostingRegressor`` (numbers only, none missing)."""
    nodes = [predictors[0].nodes for predictors in model._predictors]  # type: ignore[attr-defined]
    starts = np.cumsum([0, *(len(tree) for tree in nodes)])
    tables = np.concatenate(nodes)
    shift = np.repeat(starts[:-1], [len(tree) for tree in nodes])
    leaf = tables["is_leaf"].astype(bool)
    return Trees(
        tuple(names),
        np.where(leaf, -1, tables["feature_idx"]).astype(np.int32),
        _below(tables["num_threshold"]),
        (np.where(leaf, 0, tables["left"]) + shift).astype(np.int32),
        (np.where(leaf, 0, tables["right"]) + shift).astype(np.int32),
        tables["value"].astype(np.float32),
        starts[:-1].astype(np.int32),
        float(np.ravel(model._baseline_prediction)[0]),  # type: ignore[attr-defined]
        int(tables["depth"].max()),
        dict(about),
    )


def _below(thresholds: np.ndarray) -> np.ndarray:
    """Thresholds as float32, rounded down: a float32 feature then falls on the same side as before."""
    rounded = thresholds.astype(np.float32)
    return np.where(rounded > thresholds, np.nextafter(rounded, np.float32(-np.inf)), rounded)
