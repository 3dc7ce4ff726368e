"""Choose for each question set a reader that has not learned from it: signals seen in training promise too much."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import cache
from pathlib import Path

from index.models.pretrained_reader import DEFAULT_FOLDER, PretrainedReader

_load = cache(PretrainedReader)


def add_readers(parser: argparse.ArgumentParser) -> None:
    """Add the options that name the readers."""
    parser.add_argument("--reader", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument(
        "--reader-of",
        nargs="*",
        default=(),
        metavar="SET=FOLDER",
        help="another reader for a set that the first has learned from",
    )


def readers_of(options: argparse.Namespace) -> Callable[[str], PretrainedReader]:
    """Give what finds the reader of a set by its name. Raises ``ValueError`` for a pair without “=”."""
    pairs = [pair.partition("=") for pair in options.reader_of]
    if not all(sign for _, sign, _ in pairs):
        raise ValueError(f"SET=FOLDER is wanted: {options.reader_of}")
    folders = {name: Path(folder) for name, _, folder in pairs}
    return lambda name: _load(folders.get(name, options.reader))
