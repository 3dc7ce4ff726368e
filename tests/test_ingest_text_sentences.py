"""Sentence spans: table of cases and the properties that hold for any text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.text.sentences import split_sentences

PIECES = st.sampled_from(
    [
        *"。！？；，、：“”《》（）\n\r 　丰台轨道交通abc12.%",
        "一、",
        "（一）",
        "1.",
        "第一章",
        "一是",
        "\n\n",
        "……",
    ]
)
TEXTS = st.lists(PIECES, max_size=120).map("".join)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "到2025年收入达到3000亿元。企业增至300家；专利翻番。",
            ["到2025年收入达到3000亿元。", "企业增至300家；", "专利翻番。"],
        ),
        (
            "他说“合作才能办成大事。办成长久之事。”随后签约。",
            ["他说“合作才能办成大事。办成长久之事。”随后签约。"],
        ),
        (
            "覆盖全部企业。（牵头单位：甲局；责任单位：乙局）",
            ["覆盖全部企业。", "（牵头单位：甲局；责任单位：乙局）"],
        ),
        ("依据《管理办法。试行》执行。完。", ["依据《管理办法。试行》执行。", "完。"]),
        ("总则\n第一条内容。\n附则", ["总则", "第一条内容。", "附则"]),
        ("增速为3.5%。No. 5 line", ["增速为3.5%。", "No. 5 line"]),
        ("涵盖从研发到运维的全产业链条，参与制修订\n标准300余项，竞争力增强。", None),
        ("这是一场轨道交通领域企业\n\n的“融通”交流会。", None),
    ],
)
def test_sentence_table(text, expected):
    assert sentences(text) == (expected or [text])


@given(TEXTS)
def test_every_letter_lies_in_exactly_one_sentence(text):
    spans = split_sentences(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    inside = "".join(text[start:end] for start, end in spans)
    assert "".join(inside.split()) == "".join(text.split())


@given(st.text(max_size=300))
def test_any_text_is_survived(text):
    assert all(text[start:end].strip() for start, end in split_sentences(text))


FLAT = "智能化信息排查系统正式上线 可自动进行数据汇总、统计、上报 由市大数据发展局研发的系统于13日上线。"


def test_blanks_of_a_crawl_stand_for_its_line_breaks() -> None:
    assert [FLAT[start:end] for start, end in split_sentences(FLAT)] == FLAT.split(" ")


@pytest.mark.parametrize(
    "text",
    [
        "新华社宁波2月16日电（记者 顾小立）宁波市委、市政府联合印发《若干意见》。",
        "财政部 税务总局关于支持疫情防控有关税收政策的公告",
        "企业达到 26842 个 企业，其中规模以上 18 家。",
        "发挥政府引导基金的牵引作用，支持自然科学基金 —轨道交通联合基金扩大规模，提升能力。",
        FLAT + "\n下一行另起，这里的空格 不是换行的意思，只是排版留下来的空格。",
    ],
)
def test_other_blanks_part_nothing(text: str) -> None:
    first_line = text.split("\n")[0]
    spans = [text[start:end] for start, end in split_sentences(text)]
    assert spans[0] == first_line
