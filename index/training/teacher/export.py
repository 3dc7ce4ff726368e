"""Write a network as ONNX with 8-bit weights, its words in the four bits they came in, beside tokenizer and facts.

    python -m index.training.teacher.export NETWORK --out index/models/wence-reader-e5-zh

A product in 8 bits takes one scale for all it is given, which a few large numbers spoil; here it takes one for every
block of every piece. ``--blocks narrow`` leaves that to the most uneven products: a third faster, and less exact.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import copyfile

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from index.models.pretrained_inputs import MOST_PIECES
from index.models.pretrained_reader import ABOUT_FILE, INPUTS, MODEL_FILE, OUTPUTS, TOKENIZER_FILE
from index.training.teacher.network import Network, load_network

BLOCK = 32  # numbers of a word's vector that share a scale
_LOWEST, _HIGHEST = -8, 7
_NEAR = 2e-3  # of a step of the scale: what float16 scales leave
_WORDS = "network.words.weight"
_COLUMNS = 128  # of a product's numbers that share a scale
# Which products take scales by blocks. Start logits of 32 questions, mean distance from 32 bits, and time a row:
# none .177 and 39 ms, narrow .092 and 43 ms, all .031 and 61 ms (one busy core). F1 on 200 held-out questions of
# CMRC: .723 in 16 bits, narrow .706, all .721.
BLOCKS: Mapping[str, tuple[str, ...]] = {
    "none": (),
    "narrow": ("narrow",),
    "all": ("attention", "mixed", "widen", "narrow"),
}


class Exported(nn.Module):
    """The network with positions cut to those a row has and its outputs as a tuple."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network
        positions = nn.Embedding(MOST_PIECES, network.sizes.hidden)
        positions.weight = nn.Parameter(network.positions.weight[:MOST_PIECES].detach().clone())
        network.positions = positions

    def forward(self, numbers: Tensor, present: Tensor, first: Tensor, last: Tensor) -> tuple[Tensor, ...]:
        """Run the network on rows whose passages begin and end at given pieces."""
        output = self.network(numbers, present, first, last)
        return output.starts, output.ends, output.evidence, output.answers, output.fits


def blocks_of(words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give (numbers 0 to 15, uint8, in the shape of the words; scales float32 (words, blocks)) that give them back exactly.

    Raises ``ValueError`` where the words are not of four bits: they have been trained.
    """
    values = words.reshape(-1, BLOCK)
    highest = np.abs(values).max(axis=1)
    found = np.zeros(values.shape, np.int8)
    scales = np.zeros(len(values), np.float32)
    left = highest > 0
    # The largest number of a block is some count of steps; the coarsest steps that meet all numbers are the right ones.
    for count in range(1, 9):
        step = highest / count
        steps = values / np.where(step > 0, step, 1)[:, None]
        whole = np.rint(steps)
        # The scale may be below nought: then eight steps up are as good as eight steps down.
        turned = np.where(whole.max(axis=1) > _HIGHEST, -1, 1).astype(np.float32)
        steps, whole, step = steps * turned[:, None], whole * turned[:, None], step * turned
        fits = (np.abs(steps - whole) < _NEAR * 8).all(axis=1) & (whole >= _LOWEST).all(axis=1)
        fits &= (whole <= _HIGHEST).all(axis=1) & left
        found[fits], scales[fits] = whole[fits], step[fits]
        left &= ~fits
    if left.any():
        raise ValueError(f"{int(left.sum())} blocks are not of four bits")
    return (found - _LOWEST).astype(np.uint8).reshape(words.shape), scales.reshape(len(words), -1)


def _pack_words(model: onnx.ModelProto, words: np.ndarray) -> None:
    """Put the words' look-up in four bits; each byte holds two numbers, the lower half first."""
    numbers, scales = blocks_of(words)
    packed = (numbers[:, 0::2] | (numbers[:, 1::2] << 4)).astype(np.uint8)
    graph = model.graph
    place, look_up = next(
        (place, node)
        for place, node in enumerate(graph.node)
        if node.op_type == "Gather" and node.input[0] == _WORDS
    )
    graph.initializer.remove(next(one for one in graph.initializer if one.name == _WORDS))
    graph.initializer.append(numpy_helper.from_array(packed, "words.packed"))
    graph.initializer.append(numpy_helper.from_array(scales.astype(np.float16), "words.scales"))
    nodes = [
        helper.make_node(
            "GatherBlockQuantized", ["words.packed", look_up.input[1], "words.scales"], ["words.half"],
            domain="com.microsoft", bits=4, block_size=BLOCK, gather_axis=0, quantize_axis=1,
        ),
        helper.make_node("Cast", ["words.half"], [look_up.output[0]], to=TensorProto.FLOAT),
    ]  # fmt: skip
    graph.node.remove(look_up)
    for node in reversed(nodes):
        graph.node.insert(place, node)
    _with_microsoft(model)


def _into_blocks(model: onnx.ModelProto, parts: Sequence[str]) -> None:
    """Put the products of these parts of a layer into 8 bits with a scale for each block of a column."""
    graph = model.graph
    held = {one.name: one for one in graph.initializer}
    for place, node in enumerate(list(graph.node)):
        if node.op_type != "MatMul" or node.input[1] not in held:
            continue
        if not any(f"/{one}/" in node.name for one in parts):
            continue
        name = node.input[1]
        weights = numpy_helper.to_array(held[name])
        rows, columns = weights.shape
        blocks = weights.T.reshape(columns, rows // _COLUMNS, _COLUMNS)
        scales = np.maximum(np.abs(blocks).max(axis=-1) / 127, 1e-12).astype(np.float32)
        numbers = (np.rint(blocks / scales[..., None]) + 128).astype(np.uint8)
        graph.initializer.remove(held[name])
        graph.initializer.append(numpy_helper.from_array(numbers, f"{name}.packed"))
        graph.initializer.append(numpy_helper.from_array(scales.reshape(-1), f"{name}.scales"))
        graph.node.remove(node)
        graph.node.insert(
            place,
            helper.make_node(
                "MatMulNBits", [node.input[0], f"{name}.packed", f"{name}.scales"], list(node.output), name=node.name,
                domain="com.microsoft", K=rows, N=columns, bits=8, block_size=_COLUMNS, accuracy_level=4,
            ),
        )  # fmt: skip
    _with_microsoft(model)


def _with_microsoft(model: onnx.ModelProto) -> None:
    """Name the operators of onnxruntime's own among those that the model uses."""
    if not any(one.domain == "com.microsoft" for one in model.opset_import):
        model.opset_import.append(helper.make_opsetid("com.microsoft", 1))


def export(
    network: Network, folder: Path, tokenizer: Path, about: Mapping[str, object], blocks: str = "all"
) -> None:
    """Write model, tokenizer and facts."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    words = network.words.weight.detach().float().numpy()
    module = Exported(network.float().eval())
    rows, length = 2, 24
    example = (
        torch.ones(rows, length, dtype=torch.long), torch.ones(rows, length),
        torch.full((rows,), 6), torch.full((rows,), length - 1),
    )  # fmt: skip
    axes = {name: {0: "rows", 1: "pieces"} for name in (*INPUTS[:2], *OUTPUTS[:3])}
    axes |= {name: {0: "rows"} for name in (*INPUTS[2:], *OUTPUTS[3:])}
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        whole, halved = Path(work) / "whole.onnx", Path(work) / "halved.onnx"
        # The exporter by tracing: the newer one needs a package more and gives the same graph.
        torch.onnx.export(
            module, example, str(whole), input_names=list(INPUTS), output_names=list(OUTPUTS), dynamic_axes=axes,
            opset_version=17, dynamo=False,
        )  # fmt: skip
        model = onnx.load(whole)
        _into_blocks(model, BLOCKS[blocks])
        onnx.save(model, whole)
        quantize_dynamic(
            whole,
            halved,
            op_types_to_quantize=["MatMul", "Gemm"],
            weight_type=QuantType.QInt8,
            per_channel=True,
        )
        model = onnx.load(halved)
        _pack_words(model, words)
        onnx.save(model, folder / MODEL_FILE)
    copyfile(tokenizer, folder / TOKENIZER_FILE)
    facts = {**vars(network.sizes), "positions": MOST_PIECES, **about}
    (folder / ABOUT_FILE).write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def megabytes(folder: Path) -> float:
    """The size of what ships."""
    return sum((folder / name).stat().st_size for name in (MODEL_FILE, TOKENIZER_FILE, ABOUT_FILE)) / 1e6


def main() -> None:
    """Write a network as ONNX."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("network", type=Path, help="folder that the training wrote")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--blocks", choices=tuple(BLOCKS), default="all", help="products with scales by blocks"
    )
    options = parser.parse_args()
    network = load_network(options.network)
    facts = json.loads((options.network / ABOUT_FILE).read_text(encoding="utf-8"))
    about = {name: value for name, value in facts.items() if name not in vars(network.sizes)}
    export(network, options.out, options.network / TOKENIZER_FILE, about, options.blocks)
    print(f"{megabytes(options.out):.1f} MB")


if __name__ == "__main__":
    main()
