"""Cleaning, splits and pairs of the training data."""

import json
import lzma
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.training import corpora
from index.training.cleaning import clean, passages, sentences, without_news_header
from index.training.corpora import Article, Question, Text
from index.training.pairs import article_pairs, document_pairs, question_pairs, span_of, statute_pairs
from index.training.split import reading_held_out, training_half
from ingest.text.normalise import flat_text

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.mark.parametrize(
    "line",
    [
        "2023-07-25 15:14，正文：原标题：街道办起啤酒节",
        "2023-08-16 18:24:57，正文：街道办起啤酒节",
        "8-10 11:20，正文：       街道办起啤酒节",
        "，正文：街道办起啤酒节",
        "街道办起啤酒节",
    ],
)
def test_crawl_headers_go(line):
    assert without_news_header(line) == "街道办起啤酒节"


def test_the_word_in_the_middle_of_a_text_stays():
    assert without_news_header("公文由标题，正文：附件组成") == "公文由标题，正文：附件组成"


def test_clean_folds_and_drops_addresses_credits_and_runs_of_marks():
    dirty = "補貼 ５０ 萬元！！！！详见 https://example.com/a?b=1 （责任编辑：某某）……………"
    assert clean(dirty) == "补贴50万元!详见…"


def test_repeated_sentences_of_a_dirty_crawl_are_kept_once():
    assert sentences("一是减税。二是降费！一是减税。尾句") == ["一是减税。", "二是降费！", "尾句"]


@given(st.lists(st.text("产业规划。", min_size=1, max_size=700), max_size=8), st.integers(1, 300))
def test_passages_hold_every_character_in_order_within_the_limit(parts, limit):
    groups = passages(parts, limit)
    assert "".join("".join(group) for group in groups) == "".join(parts)
    assert all(0 < len("".join(group)) <= limit for group in groups)


@given(st.text(min_size=1, max_size=80), st.integers(0, 999))
def test_a_span_is_part_of_its_text(text, seed):
    span = span_of(text, random.Random(seed))
    assert span in text
    assert min(8, len(text)) <= len(span) <= 32


def test_the_split_is_by_the_hash_and_about_half():
    ids = [f"document-{number}" for number in range(2000)]
    assert 900 < sum(map(training_half, ids)) < 1100
    # sha256("a") ends in ...bb (odd), sha256("b") in ...9d (odd), sha256("c") in ...a6 (even)
    assert [training_half(name) for name in "abc"] == [False, False, True]
    assert 130 < sum(map(reading_held_out, ids)) < 270


def test_document_pairs_belong_together_and_repeat_with_the_seed():
    text = "".join(f"第{number}项措施是支持第{number}类企业扩大投资和稳定就业。" for number in range(60))
    made = list(document_pairs([Text("某市若干措施", text)], random.Random(3)))
    assert made == list(document_pairs([Text("某市若干措施", text)], random.Random(3)))
    assert all(len(passage) <= 250 + 41 for _, passage in made)
    assert any(query in passage for query, passage in made)


def test_articles_of_two_laws_are_not_neighbours():
    articles = [Article("甲法", "第一条甲的内容" * 3), Article("乙法", "第一条乙的内容" * 3)] * 30
    for query, passage in article_pairs(articles, random.Random(0)):
        assert ("甲" in query) == ("甲" in passage) or "甲" not in query + passage


def test_question_passages_hold_the_start_of_the_answer():
    passage = "前" * 400 + "答案在此" + "后" * 400
    asked = [Question("在哪?", passage, 400)] * 40
    assert all("答" in found for _, found in question_pairs(asked, random.Random(0)))
    assert list(question_pairs([Question("问?", "答案本身")], random.Random(0))) == [("问?", "答案本身")]


def test_no_question_or_text_of_the_measured_half_is_trained_on():
    if not SHARED.is_dir():
        pytest.skip("../shared is not here: no data to check the split on")
    folder = SHARED / "bench/ncp"
    measured = {
        flat_text(record["question"])
        for record in map(json.loads, (folder / "questions-dev.jsonl").open(encoding="utf-8"))
        if not training_half(record["docid"])
    }
    trained = {asked.question for asked in corpora.policy_questions(SHARED)}
    # A few questions are asked of two documents, one in each half; the wording is then known, the answer is not.
    assert len(measured & trained) <= len(measured) * 0.02
    assert len(trained) > 1000


def test_a_place_that_a_set_does_not_give_is_found_by_the_words_of_the_answer(tmp_path):
    given = {
        "q": [{"text": "五十元", "answer_start": -1}],
        "none": [{"text": "六十元", "answer_start": -1}],
        "no": [],
    }
    asked = [{"question": name, "answers": answers} for name, answers in given.items()]
    asked.append({"question": "not", "answers": given["q"], "is_impossible": True})
    context = next(
        f"第{n}档补贴为五十元。" for n in range(100) if not reading_held_out(f"第{n}档补贴为五十元。")
    )
    record = {"data": [{"paragraphs": [{"context": context, "qas": asked}]}]}
    (tmp_path / "train/reading").mkdir(parents=True)
    for name in corpora._READING:
        filled = record if name == "dureader_robust_dev" else {"data": []}
        with lzma.open(tmp_path / f"train/reading/{name}.json.xz", "wt", encoding="utf-8") as stream:
            json.dump(filled, stream)
    with lzma.open(tmp_path / "train/reading/webqa.json.xz", "wt", encoding="utf-8") as stream:
        json.dump({}, stream)
    assert list(corpora.reading_questions(tmp_path)) == [Question("q", context, context.index("五十元"))]


def test_nothing_of_the_trial_set_is_trained_on():
    if not SHARED.is_dir():
        pytest.skip("../shared is not here: no data to check the sets on")
    record = json.loads("".join(corpora.lines(SHARED / "train/reading/cmrc2018_trial.json.xz")))
    kept = [paragraph for article in record["data"] for paragraph in article["paragraphs"]]
    contexts = {paragraph["context"] for paragraph in kept}
    questions = {flat_text(asked["question"]) for paragraph in kept for asked in paragraph["qas"]}
    read = list(corpora.reading_questions(SHARED))
    assert len(read) > 20_000
    assert not contexts & {one.passage for one in read}
    assert len(questions & {one.question for one in read}) <= 5


def test_statute_pairs_are_of_the_training_half():
    if not SHARED.is_dir():
        pytest.skip("../shared is not here: no data to pair")
    texts = corpora.statute_texts(SHARED)
    asked = corpora.statute_questions(SHARED, texts)
    training = {flat_text(one.question) for one in asked if one.training}
    made = list(statute_pairs(SHARED))
    assert {question for question, _ in made} == training
    assert len(made) == len(set(made)) and all(len(passage) <= 350 for _, passage in made)
