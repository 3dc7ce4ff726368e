"""The HTML of answers and cards: everything a document or a person wrote stays text."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_stand_in import HOSTILE_QUOTE, HOSTILE_TITLE, StandInEngine, answer, cite

from chat.answer import Citation
from chat.citations import reference
from chat.conversations.conversation import Conversation, Exchange
from chat.web.views.cards import card_html, panel_html, passage_html, split_passage, status_badge
from chat.web.views.conversation import answer_body, copied_answer, exchange_html, past_html, welcome_html

OURS = {"article", "h1", "h2", "h3", "div", "span", "p", "ul", "ol", "li", "button", "section", "header"}
OURS |= {"blockquote", "mark", "svg", "g", "path"}  # the last three: the thumbs


class Outline(HTMLParser):
    """The elements, attributes and text of a piece of HTML."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.marked = ""
        self._stack: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self._stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._stack.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        self.words += data
        if "mark" in self._stack:
            self.marked += data

    def values(self, name: str) -> list[str | None]:
        return [value for key, value in self.attributes if key == name]


def done(question: str) -> Exchange:
    """The exchange a question comes to."""
    conversation = Conversation().asked(question).answered(StandInEngine().reply(question, ()))
    assert conversation.current is not None
    return conversation.current


def test_marks_with_a_citation_become_buttons_and_others_stay_text() -> None:
    exchange = done("哪些基金支持轨道交通前沿研究")
    outline = Outline(answer_body(exchange))
    assert outline.values("data-n") == ["1", "2"]
    assert "见[7]。" in outline.words
    labels = outline.values("aria-label")
    assert labels[0] == "查看依据1：《轨道交通前沿研究支持办法》（示科发〔2026〕3号），第三章第九条，第3页"


def test_lines_become_paragraphs_and_lists() -> None:
    assert Outline(answer_body(done("1233战略"))).tags.count("li") == 4
    exchange = Exchange(1, "问", text="共两项：\n2. 甲\n3. 乙\n2025年的目标是3.5亿元。\n（注：引文为要点）")
    assert answer_body(exchange) == (
        '<p>共两项：</p><ol><li value="2">甲</li><li value="3">乙</li></ol>'
        '<p>2025年的目标是3.5亿元。</p><p class="wc-note">（注：引文为要点）</p>'
    )


def test_a_quotation_that_begins_like_a_note_is_not_drawn_as_ours() -> None:
    exchange = Exchange(1, "问", text="（注：本回答已由国务院核定。）[1]\n（注：引文为要点）")
    assert answer_body(exchange).count("wc-note") == 1


def test_a_mark_cut_in_half_is_not_shown_while_text_comes_in() -> None:
    coming = Conversation().asked("问").wrote("目标为3500亿元[1").current
    assert coming is not None
    assert answer_body(coming) == "<p>目标为3500亿元</p>"


def test_hostile_document_stays_text_everywhere() -> None:
    exchange = done("脚本")
    outline = Outline(exchange_html(exchange) + panel_html(Conversation((exchange,))))
    assert set(outline.tags) <= OURS
    assert not [
        name for name, _ in outline.attributes if name.startswith("on") or name in ("src", "href", "style")
    ]
    assert HOSTILE_TITLE in outline.words
    assert outline.marked == HOSTILE_QUOTE


@given(st.text(), st.text(), st.text())
def test_any_question_answer_and_title_stay_text(question: str, text: str, title: str) -> None:
    citation = replace(cite(1, "news", "重点企业150余家"), title=title)
    exchange = Exchange(
        1, question, "done", text + "[1]", (citation,), answer(question, text + "[1]", citation)
    )
    outline = Outline(exchange_html(exchange) + card_html(citation, exchange))
    assert set(outline.tags) <= OURS
    # control characters and surrogates are the parser's affair, everything else comes back as written
    if title.isprintable():
        assert title in outline.words


def test_half_a_surrogate_pair_can_be_sent() -> None:
    exchange = Exchange(1, "半个字符\ud83d在这里")
    exchange_html(exchange).encode("utf-8")


def of_an_original(citation: Citation) -> Citation:
    """The same of a document that is no brief."""
    metadata = replace(citation.document.metadata, brief=False)
    return replace(citation, document=replace(citation.document, metadata=metadata))


def test_a_note_of_the_editors_of_a_brief_is_never_marked() -> None:
    citation = cite(2, "rail", "3000亿元")
    shown = card_html(citation, Exchange(1, "问"))
    assert "<mark>" not in shown and ">编者注</span>" in shown and "3000亿元" in Outline(shown).words
    other = card_html(cite(1, "rail", "3500亿元"), Exchange(1, "问"))
    assert Outline(other).marked == "3500亿元" and ">编者注</span>" not in other
    assert "打开要点" in other and "打开原文" in card_html(of_an_original(citation), Exchange(1, "问"))


def test_a_card_of_a_document_that_is_gone_opens_nothing_and_says_so() -> None:
    exchange = Exchange(1, "问", state="done", citations=(cite(1, "rail", "3500亿元"),))
    shown = Outline(panel_html(Conversation((exchange,)), {"rail"}))
    assert "文件已从库中删除" in shown.words and shown.values("data-open") == []


def test_quote_is_marked_at_its_offsets() -> None:
    citation = of_an_original(cite(2, "rail", "3000亿元"))
    before, quote, after = split_passage(citation)
    assert quote == citation.quote
    assert before + quote + after == citation.text
    assert Outline(passage_html(citation)).marked == "3000亿元"


def test_the_sentence_around_a_quote_is_tinted_and_nothing_is_lost() -> None:
    citation = of_an_original(cite(2, "rail", "3000亿元"))
    text = citation.text
    sentence = text.index("同一规划"), text.index("。", citation.end) + 1
    shown = passage_html(replace(citation, sentence=sentence))
    lead, tail = text[sentence[0] : citation.start], text[citation.end : sentence[1]]
    assert (
        f'<span class="wc-said">{lead}</span><mark>3000亿元</mark><span class="wc-said">{tail}</span>'
        in shown
    )
    assert Outline(shown).words.replace("展开全文", "").replace("……", "") == text


def test_a_passage_shown_in_the_card_above_is_folded_to_the_words_cited() -> None:
    first, second = cite(1, "rail", "“1233”发展战略指一个目标"), of_an_original(cite(2, "rail", "3000亿元"))
    first = of_an_original(first)
    exchange = Exchange(1, "问", state="done", citations=(first, second))
    above, below = panel_html(Conversation((exchange,))).split("</article>")[:2]
    assert 'class="wc-fold" data-side="before"' not in above.split("<mark>")[0]
    head, tail = below.split("<blockquote")[1].split("<mark>3000亿元</mark>")
    assert "同一规划的重点任务一章写作" in head.split('class="wc-fold"')[1]
    assert tail.count('class="wc-fold"') == 1 and "data-unfold" in tail
    assert Outline(below).marked == "3000亿元"


def test_second_occurrence_is_marked_when_it_is_the_one_quoted() -> None:
    base = cite(1, "news", "轨道交通")
    second = base.text.index("轨道交通", base.end)
    citation = replace(base, start=second, end=second + 4)
    assert split_passage(citation)[0] == base.text[:second]


def test_a_quote_that_is_not_in_its_passage_marks_nothing() -> None:
    citation = replace(cite(1, "news", "需求清单"), quote="没有这句话")
    outline = Outline(passage_html(citation))
    assert outline.marked == ""
    assert citation.text in outline.words


@given(st.text(min_size=1, max_size=900), st.data())
def test_passage_shows_every_character_whatever_is_quoted(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    citation = replace(cite(1, "news", "需求清单"), text=text, quote=text[start:end], start=start, end=end)
    outline = Outline(passage_html(citation).replace("……", ""))
    wanted = [c for c in text if c.isprintable() and not c.isspace() and c != "…"]
    shown = [
        c for c in outline.words.removesuffix("展开全文") if c.isprintable() and not c.isspace() and c != "…"
    ]
    assert shown == wanted


def test_long_context_is_folded_away() -> None:
    citation = replace(
        cite(1, "news", "需求清单"), text="前" * 400 + "原话" + "后" * 400, quote="原话", start=400, end=402
    )
    outline = Outline(passage_html(citation))
    assert outline.values("data-side") == ["before", "after"]
    assert "展开全文" in outline.words


def test_card_says_where_its_words_stand() -> None:
    exchange = done("2025年丰台")
    words = Outline(card_html(exchange.citations[0], exchange)).words
    for expected in ("丰政发〔2022〕7号", "北京市丰台区人民政府", "二、发展目标", "已届满", "要点"):
        assert expected in words


@pytest.mark.parametrize(
    ("status", "colour"),
    [
        ("现行", "force"),
        ("征求意见稿", "draft"),
        ("已届满", "expired"),
        ("新闻报道", "news"),
        ("没见过", "other"),
    ],
)
def test_status_has_its_colour(status: str, colour: str) -> None:
    assert f"wc-badge-{colour}" in status_badge(status)


def test_refusal_looks_different_and_labels_its_cards() -> None:
    exchange = done("那株洲呢？")
    shown = exchange_html(exchange)
    assert 'class="wc-answer wc-answer-refused"' in shown
    panel = Outline(panel_html(Conversation((exchange,)))).words
    assert panel.count("最接近的条文") == 2  # the panel's heading and the card's label


def test_reference_in_standard_form() -> None:
    assert reference(cite(1, "rail", "3500亿元")) == (
        "《“十四五”时期丰台区轨道交通产业发展规划》（丰政发〔2022〕7号），"
        "第二章 发展方略和发展目标 / 二、发展目标（要点，非官方原文）"
    )
    assert reference(cite(1, "news", "需求清单")) == "《丰台园发布一批轨道交通需求清单》"


def test_copied_answer_carries_its_sources() -> None:
    lines = copied_answer(done("联手开拓")).split("\n")
    assert lines[-2] == "依据："
    assert lines[-1].startswith("[1] 《株洲市轨道交通产业供应链提升行动方案（征求意见稿）》")


def test_each_exchange_keeps_its_own_cards_and_the_latest_is_shown() -> None:
    conversation = Conversation()
    for question in ("联手开拓", "哪些基金"):
        conversation = conversation.asked(question).answered(StandInEngine().reply(question, ()))
    panel = panel_html(conversation)
    assert 'id="wc-1-1"' in panel and 'id="wc-2-1"' in panel and 'id="wc-2-2"' in panel
    first, second = panel.split("<section")[1:]
    assert " hidden>" in first.split(">")[0] + ">"
    assert " hidden>" not in second.split(">")[0] + ">"
    assert "哪些基金" not in past_html(conversation)


def test_resolved_follow_up_and_scope_are_told() -> None:
    found = StandInEngine().reply("那株洲呢？", (None,))  # type: ignore[arg-type]
    current = (
        Conversation().asked("那株洲呢？", "现行").answered(replace(found, question="那株洲呢？")).current
    )
    assert current is not None
    words = Outline(exchange_html(current)).words
    assert "理解为：2025年株洲轨道交通产业总体收入目标是多少？" in words
    assert "只查：现行" in words


def test_welcome_and_empty_panel() -> None:
    documents = StandInEngine().store.documents()
    drawn = Outline(welcome_html(["问<题>"], documents, True))
    assert drawn.values("data-ask") == ["问<题>"] and drawn.values("data-files") == ["pick"]
    assert drawn.values("data-open") == ["rail", "draft", "fund"] and "等 5 份文件" in drawn.words
    assert "data-examples" in welcome_html(None, documents, False)
    assert "上传第一份文件" in welcome_html((), [], True)
    assert "上传" not in welcome_html((), [], False) and "请有权限的人" in welcome_html((), [], False)
    assert "征求意见稿" in panel_html(Conversation())
