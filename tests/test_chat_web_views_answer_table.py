"""An answer's table and its certainty as they are drawn and exported: every cell text, its marks those of the answer."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from html import unescape

import docx
from page_stand_in import StandInEngine

from chat.answer import AnswerCell, AnswerTable
from chat.conversations import Conversation, Exchange
from chat.conversations.export import as_json, exported, markdown
from chat.conversations.export_docx import docx_bytes
from chat.web.views.answer_table import as_lines, certainty_html, table_html
from chat.web.views.conversation import exchange_html

TABLE = AnswerTable(
    ("项目", "投资|亿元"),
    ((AnswerCell("甲<b>", 1), AnswerCell("5[2]", 1)), (AnswerCell("乙"), AnswerCell("*6*", 2))),
    "共2项：",
    0,
    2,
)


def tabled() -> Exchange:
    """An exchange whose answer is a table of two rows with a note behind it."""
    reply = StandInEngine().reply("哪些基金支持轨道交通前沿研究", ())
    text = "共2项：甲：5。[1]\n乙：6。[2]\n（注：引文为要点。）"
    answer = replace(
        reply, text=text, table=TABLE, certainty="低", certainty_reason="条文与问题的说法相差较远"
    )
    current = Conversation().asked(answer.question).answered(answer).current
    assert current is not None
    return current


def test_a_table_takes_the_place_of_its_lines() -> None:
    drawn = exchange_html(tabled())
    assert "<p>共2项：</p>" in drawn and "甲：5" not in drawn.split('data-copy="')[0]
    assert drawn.index("共2项：") < drawn.index("<table") < drawn.index("引文为要点")
    assert drawn.count('class="wc-mark"') == 2
    assert "甲&lt;b&gt;" in drawn and "5［2" in drawn and "5[2]" not in drawn.split("</table>")[0]
    assert '<th scope="col">项目</th>' in drawn and 'role="region" tabindex="0"' in drawn


def test_a_table_is_copied_with_tabs() -> None:
    assert as_lines(TABLE) == "项目\t投资|亿元\n甲<b>\t5[2]\n乙\t*6*"
    assert as_lines(TABLE) in unescape(table_html(TABLE, str))


def test_certainty_is_told_by_word_and_reason_not_by_colour_alone() -> None:
    answer = tabled().answer
    drawn = certainty_html(answer)
    assert "把握 低" in drawn and "●○○" in drawn and drawn.count("条文与问题的说法相差较远") == 2
    assert "<details" in drawn and " open>" in drawn
    assert answer is not None and certainty_html(replace(answer, certainty="")) == certainty_html(None) == ""


def test_exports_hold_the_table_as_one() -> None:
    written = exported("对话", [tabled()], datetime(2026, 11, 30, 9, 30))
    text = markdown(written)
    assert (
        "| 项目 | 投资\\|亿元 |\n| --- | --- |\n| 甲\\<b\\> | 5［2］\\[1\\] |\n| 乙 | \\*6\\*\\[2\\] |"
        in text
    )
    assert "把握 低" in text and "甲：5" not in text and "引文为要点" in text
    document = docx.Document(io.BytesIO(docx_bytes(written)))
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["项目", "投资|亿元"],
        ["甲<b>", "5［2］[1]"],
        ["乙", "*6*[2]"],
    ]
    assert '"table"' in as_json(written)
