"""The network: a BERT encoder, and heads for where an answer stands, what words say it, whether any do, and the fit.

Written out rather than taken from a library: three hundred lines less to trace for ONNX, and one matrix for
query, key and value.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional

from index.training.teacher.base import CONFIG_FILE, WEIGHTS_FILE

HIDDEN_FROM = -1e4  # a logit that stands for “never”, small enough for bfloat16


@dataclass(frozen=True)
class Sizes:
    """What a network is built from."""

    pieces: int
    hidden: int = 384
    layers: int = 12
    heads: int = 12
    inner: int = 1536
    positions: int = 512
    epsilon: float = 1e-12
    pad: int = 1

    @classmethod
    def of(cls, folder: Path) -> Sizes:
        """The sizes that a folder names."""
        facts = json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8"))
        return cls(**{name: facts[name] for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Output:
    """What the network says of rows, all logits.

    ``starts``/``ends`` (rows, pieces), where place 0 stands for “not here”; ``evidence`` (rows, pieces): that a piece
    is of a sentence, item or row that answers; ``answers`` and ``fits`` (rows,); all logits."""

    starts: Tensor
    ends: Tensor
    evidence: Tensor
    answers: Tensor
    fits: Tensor


class Layer(nn.Module):
    """Attends, then transforms each position; the norm follows each (Devlin et al. 2018)."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.heads = sizes.heads
        self.attention = nn.Linear(sizes.hidden, 3 * sizes.hidden)
        self.mixed = nn.Linear(sizes.hidden, sizes.hidden)
        self.first_norm = nn.LayerNorm(sizes.hidden, sizes.epsilon)
        self.widen = nn.Linear(sizes.hidden, sizes.inner)
        self.narrow = nn.Linear(sizes.inner, sizes.hidden)
        self.second_norm = nn.LayerNorm(sizes.hidden, sizes.epsilon)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """``mask`` is added to the attention's logits."""
        rows, length, width = hidden.shape
        joined = self.attention(hidden).view(rows, length, 3, self.heads, width // self.heads)
        query, key, value = joined.permute(2, 0, 3, 1, 4).unbind(0)
        if torch.onnx.is_in_onnx_export():
            weights = query @ key.transpose(-1, -2) * (width // self.heads) ** -0.5 + mask
            seen = weights.softmax(-1) @ value
        else:
            seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask.to(query.dtype))
        seen = seen.transpose(1, 2).reshape(rows, length, width)
        hidden = self.first_norm(hidden + self.mixed(seen))
        return self.second_norm(hidden + self.narrow(functional.gelu(self.widen(hidden))))


class Network(nn.Module):
    """Reads rows ``<s> question </s> title </s> passage </s>``."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.words = nn.Embedding(sizes.pieces, sizes.hidden)
        self.positions = nn.Embedding(sizes.positions, sizes.hidden)
        self.kind = nn.Parameter(torch.zeros(sizes.hidden))
        self.norm = nn.LayerNorm(sizes.hidden, sizes.epsilon)
        self.layers = nn.ModuleList(Layer(sizes) for _ in range(sizes.layers))
        self.span = nn.Linear(sizes.hidden, 2)
        self.gather = nn.Linear(2 * sizes.hidden, sizes.hidden)
        self.judge = nn.Linear(sizes.hidden, 2)
        self.mark = nn.Linear(sizes.hidden, 1)
        for head in (self.span, self.gather, self.judge, self.mark):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)
        # The base was quantised to four bits: trained, the words would need eight and three times as long.
        self.words.weight.requires_grad_(False)

    def encode(self, numbers: Tensor, present: Tensor, every: bool = False) -> list[Tensor]:
        """The hidden states of the last layer; ``every``: of the embedding and of each layer."""
        places = torch.arange(numbers.shape[1], device=numbers.device)
        hidden = self.norm(self.words(numbers) + self.positions(places) + self.kind)
        mask = ((1.0 - present) * HIDDEN_FROM)[:, None, None, :]
        states = [hidden]
        for layer in self.layers:
            states.append(layer(states[-1], mask))
        return states if every else states[-1:]

    def forward(self, numbers: Tensor, present: Tensor, first: Tensor, last: Tensor) -> Output:
        """``first``, ``last`` (rows,): where the passage's pieces begin and end."""
        return self.heads(self.encode(numbers, present)[-1], present, first, last)

    def heads(self, hidden: Tensor, present: Tensor, first: Tensor, last: Tensor) -> Output:
        """What the heads make of the last hidden states."""
        places = torch.arange(hidden.shape[1], device=hidden.device)[None]
        inside = (places >= first[:, None]) & (places < last[:, None])
        allowed = (inside | (places == 0)).unsqueeze(-1)
        spans = self.span(hidden).float().masked_fill(~allowed, HIDDEN_FROM)
        weights = present.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weights).sum(1) / weights.sum(1)
        gathered = functional.gelu(self.gather(torch.cat((hidden[:, 0], mean), dim=-1)))
        judged = self.judge(gathered).float()
        marked = self.mark(hidden).float().squeeze(-1)
        return Output(spans[..., 0], spans[..., 1], marked, judged[:, 0], judged[:, 1])


def from_base(folder: Path, seed: int = 1) -> Network:
    """A network on a base folder, its heads fresh as far as the folder holds none."""
    torch.manual_seed(seed)
    network = Network(Sizes.of(folder))
    missing, unexpected = network.load_state_dict(load_file(folder / WEIGHTS_FILE), strict=False)
    heads = {"span", "gather", "judge", "mark"}
    if unexpected or {name.partition(".")[0] for name in missing} - heads:
        raise ValueError(f"{folder.name} holds other tensors: {missing} {unexpected}")
    return network


def shortened(network: Network, layers: int) -> Network:
    """A network of fewer layers that starts from those of another, spread evenly, the last one kept."""
    depth = network.sizes.layers
    kept = [round((place + 1) * depth / layers) - 1 for place in range(layers)]
    sizes = Sizes(**{**vars(network.sizes), "layers": layers})
    state = {name: values for name, values in network.state_dict().items() if not name.startswith("layers.")}
    for place, layer in enumerate(kept):
        for name, values in network.layers[layer].state_dict().items():
            state[f"layers.{place}.{name}"] = values
    student = Network(sizes)
    student.load_state_dict(state)
    return student


def save_network(network: Network, folder: Path, about: Mapping[str, object]) -> None:
    """Write weights and sizes; the tokenizer is copied by whoever knows where it lies."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file(
        {name: values.contiguous() for name, values in network.state_dict().items()}, folder / WEIGHTS_FILE
    )
    facts = {**vars(network.sizes), **about}
    (folder / CONFIG_FILE).write_text(
        json.dumps(facts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )


def load_network(folder: Path) -> Network:
    """A network that was written whole."""
    network = Network(Sizes.of(folder))
    network.load_state_dict(load_file(folder / WEIGHTS_FILE))
    return network
