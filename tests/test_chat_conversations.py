"""Conversations kept, exported and voted on: whose they are, what outlives what, what stays text."""

from __future__ import annotations

import base64
import io
import json
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_stand_in import HOSTILE_QUOTE, HOSTILE_TITLE, StandInEngine, cite

from chat.answer import AnswerCell, AnswerTable
from chat.conversations.conversation import STOPPED, Conversation, Exchange
from chat.conversations.exchange_json import exchange_json, exchange_of
from chat.conversations.export import as_json, exported, literal, markdown, source_words
from chat.conversations.export_docx import docx_bytes
from chat.conversations.feedback import question_lines
from chat.conversations.store import DOWN, REASONS, UP, Conversations
from chat.service.service import Service
from chat.web.actions import PageActions, owner_of
from chat.web.views.cards import panel_html
from eval.gold import load_questions
from ingest.errors import StoreDamaged

WHEN = datetime(2026, 11, 20, 9, 30)


def exchange(question: str, number: int = 1) -> Exchange:
    reply = replace(StandInEngine().reply(question, ()), question=question)
    conversation = Conversation(tuple(Exchange(n, "前") for n in range(1, number)))
    current = conversation.asked(question).answered(reply).current
    assert current is not None
    return current


def test_an_exchange_comes_back_as_it_was() -> None:
    for question in ("1233战略", "哪些基金", "那株洲呢？", "脚本"):
        kept = exchange(question)
        assert exchange_of(json.loads(json.dumps(exchange_json(kept)))) == kept
        table = AnswerTable(("项目",), ((AnswerCell("甲", 1),), (AnswerCell("乙"),)), "共2项：", 1, 2)
        tabled = replace(kept, answer=replace(kept.answer, table=table)) if kept.answer else kept
        assert exchange_of(json.loads(json.dumps(exchange_json(tabled)))) == tabled


def test_cards_are_drawn_when_the_document_is_gone() -> None:
    kept = exchange_of(json.loads(json.dumps(exchange_json(exchange("2025年丰台")))))
    assert "丰政发〔2022〕7号" in panel_html(Conversation((kept,)))


def test_fields_of_other_versions_do_no_harm() -> None:
    values = json.loads(json.dumps(exchange_json(exchange("哪些基金"))))
    values["later"] = 1
    values["answer"]["later"] = [1]
    info = values["citations"][0]["document"]
    info["later"] = {}
    del info["chunks"], info["metadata"]["aliases"]
    found = exchange_of(values)
    assert found.citations[0].document.chunks == 0
    assert found.citations[0].document.metadata.aliases == ()


def test_a_running_exchange_is_kept_as_stopped() -> None:
    running = Conversation().asked("问").wrote("半句").current
    assert running is not None
    assert exchange_of(exchange_json(running)).state == STOPPED


def test_conversations_survive_a_restart_and_belong_to_their_owner(tmp_path: Path) -> None:
    path = tmp_path / "conversations.sqlite3"
    first = Conversations(path)
    key = first.save("a", "", exchange("1233战略"))
    assert first.save("a", key, exchange("哪些基金", 2)) == key
    first.close()
    again = Conversations(path)
    assert [one.question for one in again.load("a", key) or ()] == ["1233战略", "哪些基金"]
    assert [(one.id, one.title, one.exchanges) for one in again.held("a")] == [(key, "1233战略", 2)]
    assert again.held("b") == [] and again.load("b", key) is None
    assert not again.rename("b", key, "别人的") and not again.delete("b", key)
    assert not again.vote("b", key, 1, UP)
    assert again.save("b", key, exchange("1233战略")) != key  # and not into it
    assert again.rename("a", key, " 新 名 ") and again.title("a", key) == "新 名"
    assert not again.rename("a", key, "  ")
    assert again.delete("a", key) and again.load("a", key) is None
    again.close()


def test_threads_may_share_it() -> None:
    kept = Conversations()

    def work(owner: str) -> None:
        key = ""
        for number in range(1, 11):
            key = kept.save(owner, key, exchange("哪些基金", number))

    threads = [threading.Thread(target=work, args=(f"o{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [kept.held(f"o{n}")[0].exchanges for n in range(8)] == [10] * 8


def test_half_a_surrogate_pair_can_be_kept() -> None:
    kept = Conversations()
    key = kept.save("a", "", Exchange(1, "半个\ud83d"))
    assert (kept.load("a", key) or ())[0].question


def test_a_file_of_a_later_version_or_a_damaged_one_is_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "later.sqlite3"
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreDamaged, match="更新版本"):
        Conversations(path)
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"no database at all" * 300)
    with pytest.raises(StoreDamaged, match="已损坏"):
        Conversations(broken)


def test_votes_are_kept_changed_and_taken_back() -> None:
    kept = Conversations()
    key = kept.save("a", "", exchange("1233战略"))
    assert kept.vote("a", key, 1, DOWN, REASONS[0], "第二条引错了")
    assert (kept.load("a", key) or ())[0].vote == DOWN
    assert kept.vote("a", key, 1, UP)
    assert [vote.vote for vote in kept.votes()] == [UP]
    assert kept.vote("a", key, 1, "") and kept.votes() == []
    assert not kept.vote("a", key, 7, UP) and not kept.vote("a", key, 1, "sideways")


def test_votes_become_a_question_file(tmp_path: Path) -> None:
    kept = Conversations()
    key = kept.save("a", "", exchange("2025年丰台轨道交通产业总体收入目标是多少？"))
    kept.save("a", key, exchange("1233战略是什么意思", 2))
    kept.save("a", key, exchange("丰台有几个机场？", 3))
    kept.vote("a", key, 1, UP)
    kept.vote("a", key, 2, DOWN, "不完整", "少了三项工程")
    kept.vote("a", key, 3, UP)
    kept.delete("a", key)
    path = tmp_path / "votes.jsonl"
    path.write_text("\n".join(question_lines(kept.votes())), encoding="utf-8")
    good, bad, refused = load_questions(path)
    assert ("3500亿元",) in good.must and good.docs == ("rail",) and good.evidence
    assert good.history == () and bad.history == ("2025年丰台轨道交通产业总体收入目标是多少？",)
    assert bad.must == () and "少了三项工程" in bad.note and "当时的回答" in bad.note
    assert refused.unanswerable and refused.must == ()


def sample() -> tuple[Exchange, ...]:
    return exchange("2025年丰台"), exchange("哪些基金", 2), exchange("脚本", 3), exchange("2025年丰台", 4)


def test_sources_are_numbered_through_and_each_once() -> None:
    whole = exported("对话", sample(), WHEN)
    assert [source.number for source in whole.sources] == [1, 2, 3, 4, 5]
    assert whole.answers[0] == whole.answers[3] and "[1]" in whole.answers[0]
    assert "[3]" in whole.answers[1] and "[7]" in whole.answers[1]  # the forged one stays what it is
    assert "[5]" in whole.answers[2]


def test_markdown_has_an_annex_and_nothing_acts_as_markup() -> None:
    text = markdown(exported("对话", sample(), WHEN))
    assert "## 附：出处" in text and "**[5]**" in text
    assert "![" not in text.replace("\\!\\[", "") and "<b" not in text.replace("\\<b", "")
    assert literal(HOSTILE_TITLE).replace("\\", "").replace("&amp;", "&") == HOSTILE_TITLE


@given(st.text(alphabet="#*_[]()!<>&|`~-+.:$@/w0123456789 甲乙\n\r", max_size=60))
def test_literal_markdown_loses_no_character_and_stays_one_line(text: str) -> None:
    shown = " ".join(text.replace("\r", "\n").splitlines())
    assert literal(text).replace("\\", "").replace("&amp;", "&") == shown


def test_json_holds_quotes_with_their_offsets() -> None:
    values = json.loads(as_json(exported("对话", sample(), WHEN)))
    assert [source["n"] for source in values["sources"]] == [1, 2, 3, 4, 5]
    assert values["sources"][4]["quote"] == HOSTILE_QUOTE
    assert values["exchanges"][1]["question"] == "哪些基金"


def test_word_file_opens_and_holds_the_annex() -> None:
    docx = pytest.importorskip("docx")
    strange = replace(sample()[0], question="控制\x00字符\ud83d")
    document = docx.Document(io.BytesIO(docx_bytes(exported("对话", (strange, *sample()[1:]), WHEN))))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "附：出处" in words and HOSTILE_QUOTE in words
    raised = [run.text for paragraph in document.paragraphs for run in paragraph.runs if run.font.superscript]
    assert "[1]" in raised and "[5]" in raised


def test_word_file_is_a4_with_numbered_pages_a_title_and_an_author() -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document(io.BytesIO(docx_bytes(exported("甲的对话", sample(), WHEN))))
    (section,) = document.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    foot = section.footer.paragraphs[0]._p.xml
    assert 'w:instr="PAGE"' in foot and 'w:instr="NUMPAGES"' in foot
    about = document.core_properties
    assert (about.title, about.author, about.comments) == ("甲的对话", "问策", "")


def test_a_source_ends_with_one_pair_of_brackets() -> None:
    brief, numbered, plain = (
        cite(1, "rail", "3500亿元"),
        cite(1, "fund", "市自然科学基金"),
        cite(1, "news", "150余家"),
    )
    assert source_words(brief).endswith("（要点，非官方原文；已届满）")
    assert source_words(numbered).endswith("第3页（现行）")
    assert source_words(replace(numbered, clause="", page=None)).endswith("》（示科发〔2026〕3号；现行）")
    assert source_words(plain).endswith("》（新闻报道）")
    assert "）（" not in markdown(exported("对话", sample(), WHEN)).replace("（征求意见稿）（", "")


def test_one_answer_is_exported_alone() -> None:
    with closing(PageActions(Service(StandInEngine()))) as desk:
        visit, owner = desk.service.visit(), "0123456789abcdef0123"
        key = ""
        for one in sample():
            key = desk.conversations.save(owner_of(visit, owner), key, one)
        values = {"action": "export", "owner": owner, "id": key, "format": "md"}
        alone = desk.call({**values, "number": 2}, visit)
        words = base64.b64decode(alone["data"]).decode()
        assert (
            alone["name"].startswith("哪些基金") and words.count("\n## ") == 2
        )  # the question and the annex
        assert "没有可导出" in desk.call({**values, "number": 99}, visit)["error"]
