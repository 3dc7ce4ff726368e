"""Tiny models of public architectures for tests: random weights, real tokenizers, saved as the originals are.

Each builder writes a folder and gives its path. A vocabulary holds one token a character (or byte),
so that every word of a text reaches the model.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

CHARACTERS = [chr(code) for code in (*range(0x20, 0x7F), *range(0x4E00, 0x9FA6))] + list(
    "，。：；、“”《》？\n"
)
WIDTH = 16
_OLD = "sentence_transformers.models."  # how the originals of 2023 name their modules
_CONFIG = "config_sentence_transformers.json"


def _sizes(**more: int) -> dict[str, object]:
    sizes = {"hidden_size": WIDTH, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
    return {**sizes, "initializer_range": 0.3, **more}


def _save_modules(folder: Path, *modules: tuple[str, dict[str, object] | None], **config: object) -> Path:
    """Write ``modules.json`` with a Transformer and the modules given, each with its own folder and settings."""
    entries = [{"idx": 0, "name": "0", "path": "", "type": f"{_OLD}Transformer"}]
    for number, (name, settings) in enumerate(modules, 1):
        part = folder / f"{number}_{name}"
        part.mkdir()
        if settings is not None:
            (part / "config.json").write_text(json.dumps(settings), encoding="utf-8")
        entries.append({"idx": number, "name": str(number), "path": part.name, "type": _OLD + name})
    (folder / "modules.json").write_text(json.dumps(entries), encoding="utf-8")
    versions = {"__version__": {"sentence_transformers": "2.2.2"}}
    (folder / _CONFIG).write_text(json.dumps(versions | config, ensure_ascii=False), encoding="utf-8")
    return folder


def _pooling(mode: str) -> tuple[str, dict[str, object]]:
    modes = ("cls_token", "mean_tokens", "lasttoken")
    return "Pooling", {
        "word_embedding_dimension": WIDTH,
        **{f"pooling_mode_{each}": each == mode for each in modes},
    }


def _roberta_tokenizer(folder: Path) -> None:
    """XLM-RoBERTa's: a Unigram model, <s> text </s>, <s> query </s></s> text </s>."""
    from tokenizers import Tokenizer
    from tokenizers.models import Unigram
    from tokenizers.processors import TemplateProcessing
    from transformers import PreTrainedTokenizerFast

    special = ["<s>", "<pad>", "</s>", "<unk>"]
    vocabulary = [(token, 0.0) for token in special] + [(character, -10.0) for character in CHARACTERS]
    tokenizer = Tokenizer(Unigram(vocabulary, unk_id=3))
    tokenizer.post_processor = TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<s>",
        eos_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        cls_token="<s>",
        sep_token="</s>",
        model_max_length=128,
        model_input_names=["input_ids", "attention_mask"],
    ).save_pretrained(folder)


def _roberta_config(**more: object):
    from transformers import XLMRobertaConfig

    ids = {"pad_token_id": 1, "bos_token_id": 0, "eos_token_id": 2}
    sizes = _sizes(vocab_size=len(CHARACTERS) + 4, max_position_embeddings=130, type_vocab_size=1)
    return XLMRobertaConfig(**sizes, **ids, **more)


def build_bge_m3(folder: Path, seed: int = 1) -> Path:
    """As BAAI/bge-m3: XLM-RoBERTa, first token, length 1."""
    import torch
    from transformers import XLMRobertaModel

    torch.manual_seed(seed)
    XLMRobertaModel(_roberta_config()).save_pretrained(folder)
    _roberta_tokenizer(folder)
    return _save_modules(folder, _pooling("cls_token"), ("Normalize", None))


def build_bge_reranker(folder: Path, labels: int = 1, seed: int = 2) -> Path:
    """As BAAI/bge-reranker-v2-m3: an XLM-RoBERTa sequence classifier without any file of sentence-transformers."""
    import torch
    from transformers import XLMRobertaForSequenceClassification

    torch.manual_seed(seed)
    XLMRobertaForSequenceClassification(_roberta_config(num_labels=labels)).save_pretrained(folder)
    _roberta_tokenizer(folder)
    return folder


def build_bge_zh(folder: Path, seed: int = 3, **config: object) -> Path:
    """As BAAI/bge-small-zh-v1.5: BERT, first token; ``config`` goes into sentence-transformers' settings."""
    import torch
    from transformers import BertConfig, BertModel, BertTokenizerFast

    torch.manual_seed(seed)
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    vocabulary = {token: number for number, token in enumerate([*special, *CHARACTERS])}
    settings = _sizes(vocab_size=len(vocabulary), max_position_embeddings=96)
    BertModel(BertConfig(**settings)).save_pretrained(folder)
    BertTokenizerFast(vocab=vocabulary, do_lower_case=True).save_pretrained(folder)
    return _save_modules(folder, _pooling("cls_token"), **config)


def build_qwen3_embedding(folder: Path, seed: int = 4, **config: object) -> Path:
    """As Qwen/Qwen3-Embedding: a decoder in bfloat16, padded on the left, last token, length 1."""
    import torch
    from tokenizers.pre_tokenizers import ByteLevel
    from transformers import Qwen2TokenizerFast, Qwen3Config, Qwen3ForCausalLM

    torch.manual_seed(seed)
    vocabulary = {byte: number for number, byte in enumerate(sorted(ByteLevel.alphabet()))}
    end = "<|endoftext|>"
    settings = _sizes(vocab_size=len(vocabulary) + 1, max_position_embeddings=4096, num_key_value_heads=1)
    model = Qwen3ForCausalLM(Qwen3Config(**settings, head_dim=8, tie_word_embeddings=True))
    model.to(torch.bfloat16).save_pretrained(folder)
    tokenizer = Qwen2TokenizerFast(
        vocab=vocabulary, merges=[], unk_token=None, pad_token=end, eos_token=end, padding_side="left"
    )
    tokenizer.save_pretrained(folder)
    return _save_modules(folder, _pooling("lasttoken"), ("Normalize", None), **config)


def into_hub_cache(home: Path, name: str, folder: Path, commit: str = "c0ffee" + "0" * 34) -> Path:
    """Lay a folder out as the hub's cache under ``HF_HOME`` does; gives the folder of the snapshot."""
    repository = home / "hub" / f"models--{name.replace('/', '--')}"
    snapshot = repository / "snapshots" / commit
    for path in folder.rglob("*"):
        if path.is_file():
            blob = repository / "blobs" / str(len(list(repository.glob("blobs/*"))))
            blob.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, blob)
            link = snapshot / path.relative_to(folder)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(blob)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(commit)
    return snapshot
