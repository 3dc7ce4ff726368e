"""Write the card beside the weights: what they were trained on, how, and what they measure."""

from __future__ import annotations

from collections.abc import Mapping

_CARD = """---
language: zh
library_name: sentence-transformers
pipeline_tag: sentence-similarity
tags: [sentence-transformers, static-embedding]
---

# wence-static-zh

A static sentence embedding for Chinese policy text: {entries:,} entries × {dimension} dimensions, float16
({megabytes:.1f} MB). A text is the mean of the rows of its tokens, scaled to unit length; compare by cosine.
Trained for 问策 from random weights; no other model's weights went into it.

- Entries: {characters:,} single characters, {pairs:,} character pairs, {others:,} Latin words and numbers.
  Every Chinese character and every pair of neighbours is a token (overlapping); what is not an entry is
  `[UNK]`, a row of zeros, so it drops out of the mean's direction.
- Input: text that went through `ingest.text.normalise.fold` and `squeeze` (width, case, traditional characters, layout
  white space). Other text works, less well.
- Files: stock sentence-transformers layout, no code of ours. `tokenizer.json` needs only `tokenizers` (its
  normaliser triples each Chinese character so that regular expressions can cut overlapping pairs; built by
  `index/training/charsmap.py` and `vocabulary.py`).

```python
from sentence_transformers import SentenceTransformer

SentenceTransformer("index/models/wence-static-zh").encode(["企业复工复产有什么补贴?"])
```

## Training

`{command}`

{steps:,} steps of {batch:,} pairs, multiple negatives ranking loss (in-batch negatives, scale {scale:g}), Adam at
{learning_rate:g} falling by a cosine, {query_dropout:.0%} of the tokens of a query and {passage_dropout:.0%} of a passage left out at random,
seed {seed}, {minutes:.0f} minutes on one shared CPU thread. The same number of steps gives the same weights.

| pairs | from | number | share of a batch | licence of the data |
|---|---|---|---|---|
{table}

Of `bench/ncp` only documents and questions of the training half were seen (`index/training/split.py`), of the reading
sets all but the tenth of passages held out there, of `bench/statutes` the articles and the questions of the training
half. CMRC's trial set was not read.

## Figures

Dense alone, `python -m index.training.measure`: {questions} questions of `bench/ncp` whose documents are not in the
training half, 599 policy texts among 8,300 news texts in {pieces:,} pieces of 250 characters; a document ranks by
its best piece.

| recall@1 | recall@5 | recall@10 | MRR@10 |
|---|---|---|---|
| {recall1:.3f} | {recall5:.3f} | {recall10:.3f} | {mrr:.3f} |

What was tried on the way, the same measure (389 questions: differences under .02 are chance):

| entries × dimension | batch | tokens left out | steps | recall@1 | recall@10 |
|---|---|---|---|---|---|
| 40,000 × 192, random start | – | – | 0 | .465 | .722 |
| 40,000 × 192 | 1,024 | none | 1,000 | .604 | .877 |
| 40,000 × 192, scale 40 | 1,024 | none | 1,000 | .573 | .866 |
| 40,000 × 192, half / nine tenths of the batches from one source | 1,024 | none | 1,000 | .581 / .573 | .874 / .848 |
| 31,000 × 256 | 1,024 | none | 1,000 | .604 | .905 |
| 31,000 × 256 | 1,024 | none | 4,000 | .589 | .907 |
| 20,800 × 384 | 1,024 | none | 1,000 | .594 | .895 |
| 31,000 × 256 | 1,024 | 50 % / 70 % | 1,200 | .542 | .892 |
| 31,000 × 256 | 1,024 | 20 % / 40 % | 2,500 | .596 | .902 |
| 31,000 × 256 | 2,048 | 20 % / 40 % | 1,250 | .578 | .913 |
| 31,000 × 256, scale 12 | 2,048 | 20 % / 40 % | 800 | .540 | .879 |

Leaving tokens out costs a little of finding the very words again, which the lexical score does anyway, and brings
texts of one matter in other words together.

### A teacher's vectors and more questions as targets: tried on 2026-11-30

Teacher: multilingual-e5-small as `teacher/base.py` unpacks it (`query: ` / `passage: `, mean of the last states, 384
dimensions), over 22,000 to 48,000 of the pairs above (as many as were embedded when a row was trained; 192 pieces at most, 42
pairs a second on one thread in bfloat16; of policy, reading and other questions, spans and equal sentences alike). All rows: 31,000 × 256, the batch
and tokens left out as shipped, 800 steps, seed 0; what the teacher says is added to the contrast. Beside the measure
above, dense alone: 492 held-out questions of `bench/statutes` among 144,585 articles, and 1,500 of the held-out tenth
of the reading sets among 6,086 passages (chance: .02 to .03).

| | recall@1 | recall@10 | statutes hit@1 / @10 / @100 | reading @1 / @10 |
|---|---|---|---|---|
| shipped until then, CMRC's trial set among its pairs, 5,000 steps | .571 | .907 | .187 / .425 / .665 | .382 / .703 |
| the same, 800 steps | .571 | .910 | .185 / .429 / .661 | .381 / .701 |
| starts from the teacher's vectors of the entries, cut to 256 by principal components | .566 | .910 | .207 / .421 / .669 | .377 / .701 |
| the same, scaled to even spread, half random | .581 | .910 | .199 / .423 / .669 | .375 / .695 |
| each question's similarities to the batch's passages as the teacher's (22,000 pairs, KL, teacher's scale 50) | .578 | .905 | .191 / .431 / .640 | .383 / .703 |
| also each passage's to the other passages (30,000 pairs, scale 30) | .553 | .933 | .179 / .409 / .638 | .367 / .681 |
| the same KL over passages among the teacher's first 50 (48,000 pairs, scale 60) | .578 | .900 | .191 / .437 / .652 | .382 / .698 |
| the teacher's vector foretold by a linear layer (40,000 pairs, cosine, weight 3) | .576 | .915 | .203 / .443 / .675 | .381 / .693 |
| no teacher: training halves of the statute questions and newer reading sets as pairs | .566 | .897 | .234 / .488 / .726 | .378 / .695 |
| the same, and passages that only share the words as negatives | .573 | .900 | .238 / .484 / .720 | .376 / .711 |
| the statute and newer questions (more of the former), and the teacher's vector foretold (48,000 pairs) | .568 | .907 | .230 / .494 / .728 | .381 / .693 |

The teacher brings little that can be told from chance, and where it does (.933), as much is lost elsewhere. It knows
more: of the reading questions it finds .483 / .735 itself, which the sum of rows does not take over from it. Of the
pairs embedded, mostly spans, it puts a query's own passage first among 32,000 for .36 only. Questions on law do help
questions on law. With the store's words and the shipped order, held out, those of the ninth row come to .333 / .569 /
.752 where the shipped ones come to .325 / .555 / .734 (wanted: .40 / .66 / .82), and to .825 / .982 at 1 / 10 of
`bench/ncp` where the shipped ones come to .817 / .987. With the order fitted anew (twice the share of statute
questions; each half of the training questions judged by an embedding of the other) they come to .329 / .577 / .764 and
.820 / .979, the shipped ones under that order to .321 / .561 / .750 and .812 / .985.

What ships since 2026-12-01 is a ninth row without its planted questions: those on law and the newer reading sets join
the pairs, and CMRC's trial set, which the weights before had seen, leaves them. Dense alone it comes to .573 / .907,
.242 / .484 / .717 and .385 / .700 in the columns above. 800 steps, as 5,000 of the pairs before told no more (second
row); a question on law is seen a hundred times so. What it is worth in the store, and that answers stay as good:
`bench/README.md`.

## Limits

No sense of word order beyond two characters, none of negation; numbers and names weigh little. It is meant to be
weighed together with a lexical score, not to replace it. A text without one known token has no direction: a zero row
with numpy, NaN from sentence-transformers in float16. Years of policy language after 2023 are not in the data.

## Licence

The weights are part of 问策 (Apache-2.0). They are statistics of the data above, which stays under its own licences and
is not contained here. The CC BY-SA sets ask for attribution: CMRC 2018 (Cui et al. 2019), DRCD (Shao et al. 2018),
SQuAD 2.0 (Rajpurkar et al. 2018, machine-translated).
"""

# source -> (what the pairs are and whence, licence as its publishers state it)
SOURCES = {
    "news": (
        "spans, titles and neighbours → passages of 46,304 news texts, CRUD-RAG",
        "none stated with our copy; the texts are their publishers'",
    ),
    "articles": (
        "spans and law names → articles, adjacent articles; 144,585 articles, STARD / LeCoQA",
        "MIT; laws are not under copyright",
    ),
    "reports": (
        "spans, titles and neighbours → passages of central government reports 1954–2017",
        "official documents, not under copyright",
    ),
    "policies": (
        "the same of the training half of the policy texts, DataFountain 424 (2020)",
        "competition data, none stated with our copy; official notices",
    ),
    "policy questions": (
        "question → passage or answer, training half, DataFountain 424 (2020)",
        "competition data, none stated with our copy",
    ),
    "reading questions": (
        "question → passage: CMRC 2018 dev, DuReader robust and checklist dev, DRCD, CAIL 2019, SQuAD 2.0 "
        "(translated), WebQA, antiterror",
        "CC BY-SA 4.0 (CMRC, SQuAD), CC BY-SA 3.0 (DRCD); none stated with our copy for the others",
    ),
    "statute questions": (
        "laypeople's question → each article that answers it, training half, STARD / LeCoQA",
        "MIT",
    ),
    "equal sentences": (
        "sentences marked equal: LCQMC, ATEC, BQ, CCKS, STS-B, PAWS-X, epidemic; QBQTC query → title",
        "PAWS-X free for any purpose; none stated with our copy for the others",
    ),
}


def model_card(
    *,
    command: str,
    run: Mapping[str, float],
    vocabulary: Mapping[str, int],
    figures: Mapping[str, float],
    pairs: Mapping[str, int],
    shares: Mapping[str, int],
) -> str:
    """Write the README.md of a model folder; ``run`` holds the settings, ``figures`` what ``measure`` gave."""
    total = sum(shares.values())
    table = "\n".join(
        f"| {name} | {SOURCES[name][0]} | {count:,} | {shares[name] / total:.0%} | {SOURCES[name][1]} |"
        for name, count in pairs.items()
    )
    return _CARD.format(
        command=command,
        table=table,
        recall1=figures["recall@1"],
        recall5=figures["recall@5"],
        recall10=figures["recall@10"],
        mrr=figures["mrr@10"],
        questions=figures["questions"],
        pieces=figures["pieces"],
        **vocabulary,
        **run,
    )
