"""The words of a question, their weights, and what else they may stand for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.engine import Engine
from chat.question.alternatives import Alternatives
from chat.question.wording import Setting, Vocabulary, Word, Wording, wording_of
from index.store import Store
from index.words.synonyms import phrases
from ingest.text.normalise import flat_text

PLACES = {"丰台", "丰台区", "株洲", "株洲市", "北京", "北京市"}


@pytest.fixture(scope="module")
def alternatives(briefs_store: Store) -> Alternatives:
    return Alternatives(briefs_store)


def words(text: str, store: Store, **more) -> dict[str, Word]:
    vocabulary = Vocabulary(store.idf, store.document_frequency, phrases=phrases)
    found = wording_of(flat_text(text), vocabulary, Setting(**more))
    return {word.text: word for word in found.words}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("株州有几支基金", "株洲有几支基金"),
        ("朱洲有几支基金", "株洲有几支基金"),
        ("马蹄形盾够机是谁研制的", "马蹄形盾构机是谁研制的"),
        ("丰抬园总收入是多少", "丰台园总收入是多少"),
        ("fengtai有多少家企业", "丰台有多少家企业"),
        ("zhuzhou有多少家企业", "株洲有多少家企业"),
    ],
)
def test_a_slip_of_the_input_method_is_mended(alternatives: Alternatives, typed: str, meant: str) -> None:
    assert alternatives.mend(typed, PLACES) == meant


@pytest.mark.parametrize(
    "text",
    [
        "丰台有多少家轨道交通企业",
        "郑州有多少家轨道交通企业",
        "株洲的联合体各是什么",
        "数字赋能和数智赋能有什么区别",
        "盾构机里用了哪些材料",
        "什么时候举办博览会",
        "怎么做红烧肉",
        "今天天气怎么样",
        "abs和reits是什么",
        "",
        "？？",
    ],
)
def test_real_words_are_left_alone(alternatives: Alternatives, text: str) -> None:
    assert alternatives.mend(text, PLACES) == text


def test_other_wordings_have_a_credit(alternatives: Alternatives) -> None:
    found = alternatives("轨交")
    assert found["轨道交通"] > 0
    assert all(0 < credit <= 1 for credit in found.values())
    assert "株洲" in alternatives("株州")
    assert "丰台" not in alternatives("株洲")  # the store holds the word: nothing sounds like it
    assert not alternatives("")


def test_the_words_that_name_a_thing_weigh_most(briefs_store: Store) -> None:
    found = words(
        "请问株洲的“灯塔工厂”具体要求是什么？", briefs_store, low=frozenset(["株洲"]), quoted=["灯塔工厂"]
    )
    heaviest = max(found.values(), key=lambda word: word.weight)
    assert heaviest.text in ("灯塔工厂", "灯塔", "工厂")
    assert found["灯塔工厂"].noun
    for light in ("株洲", "具体", "要求"):
        assert light not in found or found[light].weight < 0.3 * heaviest.weight
    assert "什么" not in found and "的" not in found


def test_interrogatives_do_not_become_words(briefs_store: Store) -> None:
    found = words("投资额有多大规模，由哪家单位在什么时候完成？", briefs_store)
    assert "大规模" not in found
    assert not {"多大", "哪家", "什么", "时候"} & set(found)


def test_the_enterprise_about_itself_weighs_less(briefs_store: Store) -> None:
    text = "我们生产装备,人才有哪些支持"
    alone = words(text, briefs_store)["装备"].weight
    assert words(text, briefs_store, aside="我们生产装备,")["装备"].weight < alone


def test_a_word_is_credited_whole_in_part_or_by_another_wording() -> None:
    word = Word("轨道交通", 1.0, (("轨交", 0.8),), pairs=("轨道", "道交", "交通"))
    assert word.credit("发展轨道交通产业") == 1.0
    assert word.credit("发展轨交产业") == 0.8
    assert 0 < word.credit("交通产业") < 0.5
    assert word.credit("航空航天") == 0.0


def test_pairs_are_covered_by_any_of_several_texts() -> None:
    wording = Wording((), (("轨道", 1.0), ("交通", 3.0)))
    assert wording.pair_coverage("轨道") == 0.25
    assert wording.pair_coverage("轨道", "交通") == 1.0
    assert wording.pair_coverage("") == 0.0
    assert Wording((), ()).pair_coverage("轨道") == 0.0
    assert Wording((), ()).total == 1.0


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(max_size=40) | st.text(alphabet="株州洲丰抬台园盾够构机的是哪家多少fengtai ", max_size=20)
)
def test_any_text_has_wordings(briefs: Engine, alternatives: Alternatives, text: str) -> None:
    flat = flat_text(text)
    store = briefs.store
    found = wording_of(flat, Vocabulary(store.idf, store.document_frequency, alternatives, phrases))
    assert all(word.weight > 0 for word in found.words)
    assert len({word.text for word in found.words}) == len(found.words)
    assert all(0 < credit <= 1 for word in found.words for _, credit in word.alternatives)
    assert 0 <= found.pair_coverage(flat) <= 1.0000001
    assert isinstance(alternatives.mend(flat, PLACES), str)


def test_what_the_tagger_guessed_is_cut_as_the_documents_have_it() -> None:
    known = {"网约", "约车", "网约车", "司机", "约的"}
    vocabulary = Vocabulary(lambda word: 3.0, lambda word: int(word in known))
    found = {word.text for word in wording_of(flat_text("哪些人不能当网约车司机"), vocabulary).words}
    assert {"网约车", "司机"} <= found and not {"当网", "约", "车"} & found


def test_what_no_document_holds_stays_as_it_was_cut() -> None:
    vocabulary = Vocabulary(lambda word: 3.0, lambda word: int(word == "司机"))
    found = {word.text: word.weight for word in wording_of(flat_text("当网约车司机"), vocabulary).words}
    assert "网约车" not in found and found["司机"] > 5 * found.get("当网", 0.0)
