"""Boosted trees from a plain file: the same numbers as scikit-learn, and no harm from a broken file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor

from index.models import trees


@pytest.fixture(scope="module")
def fitted() -> tuple[HistGradientBoostingRegressor, np.ndarray]:
    numbers = np.random.default_rng(0)
    rows = np.round(numbers.normal(size=(800, 5)), 2).astype(np.float32)
    target = np.where(rows[:, 1] > 0.3, rows[:, 0] * rows[:, 2], rows[:, 4]) + 0.1 * numbers.normal(size=800)
    model = HistGradientBoostingRegressor(max_iter=30, max_leaf_nodes=12, random_state=0).fit(rows, target)
    return model, rows


def shipped(model: HistGradientBoostingRegressor) -> trees.Trees:
    return trees.from_histogram_boosting(model, list("abcde"), {"seed": 0})


def test_numbers_are_those_of_scikit_learn(fitted: tuple, tmp_path: Path) -> None:
    model, rows = fitted
    trees.write(tmp_path / "t.npz", shipped(model))
    read = trees.read(tmp_path / "t.npz")
    assert read.names == tuple("abcde")
    assert read.about == {"seed": 0}
    np.testing.assert_allclose(read.predict(rows), model.predict(rows), atol=1e-5)


def test_rows_at_a_threshold_fall_on_the_same_side(fitted: tuple) -> None:
    model, _ = fitted
    read = shipped(model)
    cuts = np.unique(read.threshold[read.feature >= 0])
    edge = np.repeat(cuts[:, None], 5, axis=1).astype(np.float32)
    np.testing.assert_allclose(read.predict(edge), model.predict(edge), atol=1e-5)


def test_columns_follow_the_names(fitted: tuple) -> None:
    read = shipped(fitted[0])
    rows = read.columns({"e": 5.0, "d": 4.0, "c": np.array([3.0, 33.0]), "b": 2.0, "a": 1.0}, 2)
    assert rows.tolist() == [[1, 2, 3, 4, 5], [1, 2, 33, 4, 5]]
    with pytest.raises(KeyError):
        read.columns({"a": 1.0}, 1)


def test_the_same_trees_give_the_same_bytes(fitted: tuple, tmp_path: Path) -> None:
    for name in ("one.npz", "two.npz"):
        trees.write(tmp_path / name, shipped(fitted[0]))
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


@pytest.mark.parametrize("damage", ["cut", "empty", "text", "missing array", "node outside"])
def test_a_broken_file_is_an_error_of_one_kind(fitted: tuple, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "t.npz"
    whole = shipped(fitted[0])
    trees.write(path, whole)
    data = path.read_bytes()
    if damage == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "text":
        path.write_text("不是模型", encoding="utf-8")
    elif damage == "missing array":
        np.savez(path, feature=whole.feature)
    else:
        left = whole.left.copy()
        left[0] = 10**6
        np.savez(
            path,
            about=np.array('{"names": ["a", "b", "c", "d", "e"], "base": 0, "depth": 3}'),
            feature=whole.feature, threshold=whole.threshold, left=left, right=whole.right, value=whole.value,
            roots=whole.roots,
        )  # fmt: skip
    with pytest.raises(ValueError):
        trees.read(path)


def test_a_missing_file_is_an_operating_system_error(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        trees.read(tmp_path / "none.npz")
