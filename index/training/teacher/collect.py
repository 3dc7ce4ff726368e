"""Collect all training examples: reading sets, policies, statutes, titles and made-up questions, in one order.

python -m index.training.teacher.collect --shared ../shared --out EXAMPLES
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from index.training.teacher import made_up, ranking, twins
from index.training.teacher.examples import Examples, Group, add_neighbours, add_reading


def make_examples(shared: Path, seed: int = 1) -> Examples:
    """All examples, in an order that depends on nothing but the seed."""
    examples = Examples()
    add_reading(examples, shared)
    add_neighbours(examples)
    ranking.add_policies(examples, shared, random.Random(seed))
    ranking.add_statutes(examples, shared)
    ranking.add_query_titles(examples, shared)
    made_up.add_made_up(examples, shared, random.Random(seed + 1))
    twins.add_twins(examples, random.Random(seed + 2))
    return examples


def summary(groups: Iterable[Group]) -> str:
    """How many groups of each source there are, answered, refused, for ranking."""
    counts = Counter((group.source, group.answers) for group in groups)
    return "\n".join(
        f"{source}\tanswers {answers}\t{count}" for (source, answers), count in sorted(counts.items())
    )


def main() -> None:
    """Write the training examples."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    examples = make_examples(options.shared, options.seed)
    examples.save(options.out)
    print(summary(examples.groups))


if __name__ == "__main__":
    main()
