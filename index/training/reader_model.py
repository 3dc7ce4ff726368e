"""Define the reader model, a small transformer over a question, a title and a passage. PyTorch, training only.

Inputs are those of ``index.models.reader_inputs``. Pre-norm blocks (Xiong et al. 2020), each with a convolution before
its attention as in QANet (Yu et al. 2018): what stands beside a word decides where an answer begins, and
from few examples attention alone learns to look there late (measured: see the model's README).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import torch
from torch import Tensor, nn
from torch.nn import functional

from index.models.reader_inputs import FEATURES, MOST_TOKENS, SHAPES

OUTPUTS = ("start", "end", "inside", "pair")


@dataclass(frozen=True)
class Shape:
    """These are the sizes of a reader; ``word`` is the dimension of the word vectors."""

    word: int = 256
    width: int = 192
    heads: int = 4
    layers: int = 4
    inner: int = 576
    reach: int = 2  # words to either side that a convolution sees
    dropout: float = 0.1


class Block(nn.Module):
    """A block is convolution, self-attention and a feed-forward part, each behind a norm and added to its input."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads, self.dropout, self.reach = shape.heads, shape.dropout, shape.reach
        self.before_beside = nn.LayerNorm(shape.width)
        self.beside = nn.Linear((2 * shape.reach + 1) * shape.width, shape.width)
        self.before_attention = nn.LayerNorm(shape.width)
        self.projections = nn.Linear(shape.width, 3 * shape.width)
        self.attended = nn.Linear(shape.width, shape.width)
        self.before_inner = nn.LayerNorm(shape.width)
        self.inner = nn.Linear(shape.width, shape.inner)
        self.outer = nn.Linear(shape.inner, shape.width)

    def forward(self, hidden: Tensor, present: Tensor, bias: Tensor) -> Tensor:
        """Give the hidden states behind the block, shaped as those that came in.

        ``hidden`` (batch, n, width); ``present`` (batch, n, 1): 1 for a word, 0 for padding; ``bias``
        (batch, 1, 1, n): 0 for a word, very low for padding."""
        batch, length, width = hidden.shape
        # A convolution as one product of neighbouring words: fast on a CPU, and its weights become 8-bit like the rest.
        padded = functional.pad(self.before_beside(hidden) * present, (0, 0, self.reach, self.reach))
        around = [padded[:, place : place + length] for place in range(2 * self.reach + 1)]
        hidden = hidden + self._dropped(functional.gelu(self.beside(torch.cat(around, dim=-1))))
        parts = self.projections(self.before_attention(hidden))
        parts = parts.view(batch, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        # Written out: torch's fused attention took three times as long on a CPU (bfloat16, 200 words).
        scores = parts[0] @ parts[1].transpose(-1, -2) * (width // self.heads) ** -0.5
        mixed = torch.softmax(scores + bias, dim=-1).to(parts.dtype) @ parts[2]
        hidden = hidden + self._dropped(self.attended(mixed.transpose(1, 2).reshape(batch, length, width)))
        inner = self.outer(functional.gelu(self.inner(self.before_inner(hidden))))
        return hidden + self._dropped(inner)

    def _dropped(self, hidden: Tensor) -> Tensor:
        """Dropout of the same numbers of every word of an input: as good, and far fewer random numbers."""
        if not self.training or not self.dropout:
            return hidden
        return functional.dropout(torch.ones_like(hidden[:, :1]), self.dropout) * hidden


class Reader(nn.Module):
    """The model scores each word as first, last and inside word of the answer, and the pair as a whole."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.words = nn.Linear(shape.word, shape.width)
        self.shapes = nn.Embedding(SHAPES, shape.width)
        self.segments = nn.Embedding(3, shape.width)
        self.positions = nn.Embedding(MOST_TOKENS, shape.width)
        self.features = nn.Linear(FEATURES, shape.width)
        self.first_norm = nn.LayerNorm(shape.width)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.last_norm = nn.LayerNorm(shape.width)
        self.spans = nn.Linear(shape.width, 3)
        self.pair = nn.Sequential(nn.Linear(shape.width, shape.width), nn.GELU(), nn.Linear(shape.width, 2))
        self.guess = nn.Linear(shape.width, shape.word)  # of a hidden word's vector; not exported
        self.guess_scale = nn.Parameter(torch.tensor(20.0))
        for table in (self.shapes, self.segments, self.positions):
            nn.init.normal_(table.weight, std=0.1)

    def hidden(
        self, vectors: Tensor, shapes: Tensor, segments: Tensor, features: Tensor, present: Tensor
    ) -> Tensor:
        """Give the hidden states (batch, n, width); ``present`` float (batch, n): 1 for a word, 0 for padding."""
        # Unit vectors of 256 numbers are small beside the learned tables.
        places = torch.arange(vectors.shape[1], device=vectors.device)
        hidden = (
            self.words(vectors * 8.0) + self.shapes(shapes) + self.segments(segments)
            + self.features(features) + self.positions(places)
        )  # fmt: skip
        hidden = self.first_norm(hidden)
        bias = (1.0 - present)[:, None, None, :] * -1e4
        for block in self.blocks:
            hidden = block(hidden, present[:, :, None], bias)
        return self.last_norm(hidden)

    def forward(
        self, vectors: Tensor, shapes: Tensor, segments: Tensor, features: Tensor, present: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Give start, end, inside: logits (batch, n); pair: logits (batch, 2) of “answers it” and “belongs to it”."""
        return self.heads(self.hidden(vectors, shapes, segments, features, present))

    def heads(self, hidden: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Give the logits of :meth:`forward` from hidden states (batch, n, width)."""
        start, end, inside = self.spans(hidden).unbind(-1)
        return start, end, inside, self.pair(hidden[:, 0])


@dataclass(frozen=True)
class Batch:
    """A batch holds inputs and labels as tensors; see ``Reader`` and ``reading_examples.Example``.

    ``passage`` float (batch, n) marks the passage's words; ``start``/``end`` are positions in the
    input or -1; ``hidden_at`` (m, 2) places of words left out, ``hidden_rows`` (m,) their rows.
    """

    vectors: Tensor
    shapes: Tensor
    segments: Tensor
    features: Tensor
    present: Tensor
    passage: Tensor
    start: Tensor
    end: Tensor
    pair: Tensor
    hidden_at: Tensor
    hidden_rows: Tensor

    def to(self, device: str) -> Batch:
        """Give the same batch on a device."""
        return Batch(**{part.name: getattr(self, part.name).to(device) for part in fields(self)})


def losses(model: Reader, batch: Batch, word_vectors: Tensor, sample: Tensor) -> dict[str, Tensor]:
    """Give the named losses of a batch.

    ``word_vectors`` (words, d): unit vectors; the words left out are told from each other and
    from the ``sample`` (rows) by the cosine with the guess.
    """
    hidden = model.hidden(batch.vectors, batch.shapes, batch.segments, batch.features, batch.present)
    start, end, inside, pair = (part.float() for part in model.heads(hidden))
    found: dict[str, Tensor] = {}
    has_span = batch.start >= 0
    if has_span.any():
        blocked = (1.0 - batch.passage[has_span]) * -1e4
        found["start"] = functional.cross_entropy(start[has_span] + blocked, batch.start[has_span])
        found["end"] = functional.cross_entropy(end[has_span] + blocked, batch.end[has_span])
    found["inside"] = _inside_loss(inside, batch)
    known = batch.pair >= 0
    if known.any():
        found["pair"] = functional.binary_cross_entropy_with_logits(pair[known], batch.pair[known])
    if len(batch.hidden_rows):
        found["guess"] = _guess_loss(model, hidden, batch, word_vectors, sample)
    return found


def _inside_loss(inside: Tensor, batch: Batch) -> Tensor:
    """Of each passage word, where the answer is known or known to be missing."""
    known = ((batch.start >= 0) | (batch.pair[:, 0] == 0)).float()[:, None] * batch.passage
    places = torch.arange(inside.shape[1], device=inside.device)[None, :]
    target = ((places >= batch.start[:, None]) & (places <= batch.end[:, None])).float()
    loss = functional.binary_cross_entropy_with_logits(inside, target, reduction="none")
    return (loss * known).sum() / known.sum().clamp(min=1.0)


def _guess_loss(model: Reader, hidden: Tensor, batch: Batch, word_vectors: Tensor, sample: Tensor) -> Tensor:
    candidates, target = torch.unique(torch.cat((batch.hidden_rows, sample)), return_inverse=True)
    guess = functional.normalize(
        model.guess(hidden[batch.hidden_at[:, 0], batch.hidden_at[:, 1]]).float(), dim=-1
    )
    scores = model.guess_scale * guess @ word_vectors[candidates].float().T
    return functional.cross_entropy(scores, target[: len(batch.hidden_rows)])
