"""The character map and the tokenizer built on it, read back by the stock library."""

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models

from index.training.charsmap import compile_charsmap
from index.training.vocabulary import build_tokenizer, choose_entries, han_characters


def _normaliser(mapping):
    plain = json.loads(Tokenizer(models.WordLevel({"[UNK]": 0}, unk_token="[UNK]")).to_str())
    charsmap = base64.b64encode(compile_charsmap(mapping)).decode()
    plain["normalizer"] = {"type": "Precompiled", "precompiled_charsmap": charsmap}
    return Tokenizer.from_str(json.dumps(plain)).normalizer


def test_every_chinese_character_is_mapped_and_nothing_else():
    normaliser = _normaliser({character: character * 3 for character in han_characters()})
    characters = han_characters()
    assert normaliser.normalize_str("".join(characters)) == "".join(character * 3 for character in characters)
    assert normaliser.normalize_str("abc 12,。가𠀀😀é") == "abc 12,。가𠀀😀é"


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.characters(min_codepoint=1, exclude_categories=("Cs", "M")),
        st.text(st.characters(min_codepoint=1, exclude_categories=("Cs",)), max_size=4),
        min_size=1,
        max_size=40,
    )
)
def test_any_map_of_single_characters_reads_back(mapping):
    normaliser = _normaliser(mapping)
    for key, value in mapping.items():
        assert normaliser.normalize_str(key) == value


@pytest.mark.parametrize("mapping", [{}, {"": "x"}, {"\0": "x"}, {"a": "x\0y"}])
def test_maps_that_the_format_cannot_hold_are_refused(mapping):
    with pytest.raises(ValueError, match="NUL"):
        compile_charsmap(mapping)


def _tokens(tokenizer, text):
    return tokenizer.encode(text, add_special_tokens=False).tokens


def test_singles_and_overlapping_pairs_come_out_in_order():
    tokenizer = build_tokenizer(["人", "民", "币", "人民", "民币", "2023", "3.5", "traffic", "年"])
    assert _tokens(tokenizer, "人民币,2023年 traffic3.5%") == [
        "人", "人民", "民", "民币", "币", "2023", "年", "traffic", "3.5",
    ]  # fmt: skip


_HAN = "人民币共和国〇㐀"
_ALL_PAIRS = build_tokenizer([*_HAN, *(first + second for first in _HAN for second in _HAN)])


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from(_HAN + "a1. ,。😀\n")))
def test_tokens_are_those_of_the_definition(text):
    expected = []
    for position, character in enumerate(text):
        if character in _HAN:
            expected.append(character)
            if position + 1 < len(text) and text[position + 1] in _HAN:
                expected.append(text[position : position + 2])
    assert [token for token in _tokens(_ALL_PAIRS, text) if token != "[UNK]"] == expected


def test_unknown_characters_do_not_shift_the_pairs_after_them():
    tokenizer = build_tokenizer(["人", "民", "人民"])
    assert _tokens(tokenizer, "龘人民龘") == ["[UNK]", "[UNK]", "人", "人民", "民", "[UNK]", "[UNK]"]


def test_entries_are_chosen_by_count_within_the_size():
    texts = ["产业规划"] * 20 + ["产业政策"] * 12 + ["5g 2022"] * 10 + ["罕"]
    entries = choose_entries(texts, size=20)
    assert len(entries) <= 19
    assert set(entries[:2]) == {"产", "业"}
    assert "罕" not in entries
    assert "2022" in entries
    assert entries[-5] == "产业"
    assert set(entries[-4:]) == {"业规", "规划", "业政", "政策"}


def test_pairs_do_not_run_over_the_end_of_a_text():
    assert "业规" not in choose_entries(["产业", "规划"] * 20, size=20)
