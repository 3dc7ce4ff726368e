"""Write the card beside the ranker's weights: what they were fitted on, how, and what they bring."""

from __future__ import annotations

from collections.abc import Mapping

_CARD = """# wence-ranker-zh

The order of a search's candidates: one weight for each feature of `index/search/features.py`, in `weights.json` (1 kB, plain
text). Read by `index/search/ranker.py`; used only with the embedding whose fingerprint the file names.

## Training

`python -m index.training.static_embedding --shared ../shared --texts-only --steps 1000 --entries-of index/models/wence-static-zh --out FIRST`

`python -m index.training.ranker --shared ../shared --first FIRST --model index/models/wence-static-zh --out index/models/wence-ranker-zh`

A listwise softmax loss over the candidates of {total:,} questions ({questions}), the weights held near those of plain
fusion (`fit` there). Training halves only (`index/training/split.py`). The cosines are those of an embedding that has
seen no question: with those of the shipped one, which knows the training questions by heart, the weights trust the
cosine far too much (boosted trees fitted so: recall@1 .622 on unseen questions of `bench/ncp`, where plain fusion has
.805).

Figures with and without it, and what else was tried: `bench/README.md`.

## Weights

| feature | weight |
|---|---|
{weights}

## Licence

Part of 问策 (Apache-2.0); statistics of DataFountain 424 (2020), STARD / LeCoQA (MIT) and the reading sets named in the card of
`wence-static-zh`.
"""


def card(questions: Mapping[str, int], weights: Mapping[str, float]) -> str:
    """Write the README.md of the ranker's folder."""
    named = ", ".join(f"{count:,} of {name}" for name, count in questions.items())
    rows = "\n".join(f"| {name} | {weight:+.3f} |" for name, weight in weights.items())
    return _CARD.format(total=sum(questions.values()), questions=named, weights=rows)
