"""What a transformer of a given shape costs on this machine: processor seconds for one passage, memory.

    python bench/model_cost.py 4x512 12x768 24x1024

Builds a cross-encoder of the shape with random weights and a small vocabulary, loads it as the product
does and scores passages of 250 tokens. An embedding model of the shape costs the same for each passage.
Needs no model and no network; says nothing of quality.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
TOKENS = 250
CHARACTERS = [chr(code) for code in range(0x4E00, 0x9FA6)]


def build(folder: Path, layers: int, width: int) -> None:
    """A sequence classifier as bge-reranker: XLM-RoBERTa with one output, one token a character."""
    from tokenizers import Regex, Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Split
    from transformers import (
        PreTrainedTokenizerFast,
        XLMRobertaConfig,
        XLMRobertaForSequenceClassification,
    )

    special = ["<s>", "<pad>", "</s>", "<unk>"]
    words = {word: number for number, word in enumerate([*special, *CHARACTERS])}
    tokenizer = Tokenizer(WordLevel(words, unk_token="<unk>"))
    tokenizer.pre_tokenizer = Split(Regex("."), "isolated")
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="<pad>", unk_token="<unk>", model_max_length=512
    ).save_pretrained(folder)
    config = XLMRobertaConfig(
        vocab_size=len(words),
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=width // 64,
        intermediate_size=4 * width,
        max_position_embeddings=514,
        type_vocab_size=1,
        pad_token_id=1,
        num_labels=1,
    )
    XLMRobertaForSequenceClassification(config).save_pretrained(folder)


def measure(layers: int, width: int, passages: int = 10) -> None:
    from index.search.reranking import load_reranker

    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), layers, width)
        reranker = load_reranker(folder)
        assert reranker is not None
        reranker.scores("预热", ["预热"])
        text = "".join(CHARACTERS[:TOKENS])
        wall, processor = time.perf_counter(), time.process_time()
        reranker.scores("北京市轨道交通产业发展目标", [text] * passages)
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{layers}x{width}: {processor / passages:.2f} s of processor time a passage, "
        f"{wall / passages:.2f} s by the clock, {memory:.0f} MB"
    )


def main(shapes: list[str]) -> None:
    """Each shape in a process of its own, for its memory."""
    if len(shapes) == 1:
        layers, _, width = shapes[0].partition("x")
        measure(int(layers), int(width))
    for shape in shapes if len(shapes) > 1 else ():
        subprocess.run([sys.executable, __file__, shape], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
