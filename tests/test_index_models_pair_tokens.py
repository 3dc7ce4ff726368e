"""The tokens that are looked up are those of the tokenizer, whatever stands in a text."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_model import build_tiny_model
from tokenizers import Tokenizer

from index.models.embedding import DEFAULT_MODEL, load_model
from index.models.pair_tokens import PairTokens, cuts_pairs

TOKENIZER = Tokenizer.from_file(str(DEFAULT_MODEL / "tokenizer.json"))
PAIRS = PairTokens(TOKENIZER)
LIKELY = st.sampled_from(
    [
        *"专精特新企业补贴〇一ab1.5-'，。（）“”%㎡⑴ \n\t",
        "wi-fi",
        "3.5",
        "\u3400",
        "\ufa11",
        "𠮷",
        "é",
        "\u0301",
        "\u200d",
        "\U0001f3fb",
        "가",
        "ᄀ",
        "\ufe00",
    ]
)


def cut(text: str) -> list[int]:
    return TOKENIZER.encode(text, add_special_tokens=False).ids


def looked_up(*texts: str) -> list[list[int] | None]:
    return [None if ids is None else ids.tolist() for ids in PAIRS.ids(texts)]


@settings(deadline=None, max_examples=300)
@given(
    st.one_of(
        st.text(st.characters(exclude_categories=("Cs",)), max_size=20),
        st.lists(LIKELY, max_size=12).map("".join),
    )
)
def test_looked_up_tokens_are_those_of_the_tokenizer(text):
    assert looked_up(text)[0] in (None, cut(text))


@settings(deadline=None, max_examples=100)
@given(st.lists(st.lists(LIKELY, max_size=8).map("".join), max_size=5))
def test_texts_looked_up_together_are_cut_as_each_is_alone(texts):
    assert looked_up(*texts) == [looked_up(text)[0] for text in texts]


@pytest.mark.parametrize(
    "text",
    [
        "人民币", "丰", "", "关于支持AI产业的通知".lower(), "第3.5条：wi-fi don't 50%", "《办法》（2025年）第一条　企业。\n补贴",
        "生僻字龘靐", "〇八年",
    ],
)  # fmt: skip
def test_what_policies_are_written_in_needs_no_tokenizer(text):
    assert looked_up(text) == [cut(text)]


def test_a_character_that_does_something_else_is_left_to_the_tokenizer():
    assert looked_up("甲\u0301乙", "甲乙") == [None, cut("甲乙")]


def test_the_shipped_tokenizer_is_known_and_others_are_not(tmp_path):
    assert cuts_pairs(TOKENIZER)
    folder = build_tiny_model(tmp_path / "tiny-zh", dimension=8)
    other = Tokenizer.from_file(str(next(folder.rglob("tokenizer.json"))))
    said = json.loads(TOKENIZER.to_str())
    said["pre_tokenizer"]["pretokenizers"].pop()
    assert not cuts_pairs(Tokenizer.from_str(json.dumps(said)))
    assert cuts_pairs(other) in (True, False)


def test_vectors_are_the_same_as_by_the_tokenizer():
    texts = ["支持专精特新企业，给予50万元奖励。", "甲\u0301乙", "", "wi-fi 3.5"]
    model, slow = load_model(), load_model()
    slow._pairs = None
    assert np.array_equal(model.encode_passages(texts), slow.encode_passages(texts))
