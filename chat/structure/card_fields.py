"""Fields of one card: “去哪里办、带什么、几天能办完？” asks for 办理地点, 申请材料, 承诺时限 of the same card.

A card is a heading with fields right below it, each a short label with its value: a row of a guide of services. Each part of
a question is answered by the field it asks for, in the order asked, or named as missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from chat.answers import Draft, compose
from chat.evidence import Passages, ScoredUnit, whole_unit
from chat.question import Asked
from index.hits import DocumentInfo
from index.words import bigrams
from ingest.document import Chunk
from ingest.text.normalise import flat_text

LOOKED_AT = 12  # best units whose cards may be the one asked about
LEAST_FIELDS = 3  # fields that make a card
LONGEST_LABEL = 10  # characters of a field's label
LONGEST_VALUE = 300  # characters of a field that is quoted whole
LEAST_NAMED = 0.5  # of the character pairs of a card's name, which the question holds
# What people ask for, with the labels under which a card says it; in each pair first how it is asked.
_FIELDS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    # “多久能办完”, “几天” | “承诺时限”
    (
        re.compile(r"多久|多长时间|几天|多少天|几个?工作日|多少个?工作日|时限|何时办结"),
        re.compile(r"时限|期限|办结"),
    ),
    # “去哪里办”, “在哪” | “办理地点”
    (re.compile(r"去哪|到哪|在哪|哪里|哪儿|什么地方|地点|地址|哪个窗口"), re.compile(r"地点|地址|窗口|场所")),
    # “几点上班”, “什么时候能去” | “办理时间”
    (
        re.compile(r"几点|什么时候|何时|什么时间|办理时间|上班"),
        re.compile(r"(?:办理|受理|办公|服务|申报|申请|工作)?时间$"),
    ),
    # “带什么”, “要哪些材料” | “申请材料”
    (
        re.compile(r"材料|资料|证件|(?:带|交|提交|准备|提供)(?:些|上)?(?:什么|啥|哪些)"),
        re.compile(r"材料|资料|证件"),
    ),
    # “谁能办”, “什么条件” | “申请条件”
    (
        re.compile(r"条件|(?:谁|哪些人|什么人|哪些企业|什么企业)(?:能|可以|可)|资格|符合什么"),
        re.compile(r"条件|对象|范围|资格"),
    ),
    # “要钱吗”, “收费” | “收费标准”
    (re.compile(r"要钱|收钱|花钱|收费|费用|免费|多少钱|要不要交钱"), re.compile(r"收费|费用|费$")),
    # “打什么电话”, “怎么联系” | “咨询电话”
    (re.compile(r"电话|怎么联系|联系方式|咨询谁|热线"), re.compile(r"电话|联系|咨询|热线")),
    # “怎么办”, “流程” | “办理流程”, “申报方式”
    (
        re.compile(r"流程|步骤|程序|(?:怎么|如何|怎样)(?:办|申|报|领)|网上能办"),
        re.compile(r"流程|步骤|程序|方式|渠道|途径"),
    ),
    # “依据是什么” | “政策依据”
    (re.compile(r"依据"), re.compile(r"依据")),
    # “哪个部门管” | “责任单位”
    (re.compile(r"(?:哪个|什么|哪些)(?:部门|单位|机构)|谁负责|归谁管"), re.compile(r"单位|部门|机构|机关")),
)


def fields_of_card(asked: Asked, ranked: Sequence[ScoredUnit], passages: Passages) -> Draft | None:
    """Give the fields that a question asks of one card, in the order asked; ``None`` where it asks of none."""
    wanted = _wanted(asked.text)
    card = _card_meant(asked, ranked, passages) if wanted else None
    if card is None:
        return None
    info, path = card
    chunks = passages.chunks(info)
    picks: list[ScoredUnit] = []
    words: list[str | None] = []
    missing: list[str] = []
    for said, label in wanted:
        held = [chunk for chunk in chunks if chunk.path[:-1] == path and label.search(chunk.path[-1])]
        if not held:
            missing.append(said)
        elif len(flat_text(held[0].text)) > LONGEST_VALUE:
            return None
        elif all(pick.unit.chunk.chunk_id != held[0].chunk_id for pick in picks):
            picks.append(whole_unit(held[0], info))
            words.append(f"{held[0].path[-1]}：{compose.squeeze_display(held[0].text).rstrip('。')}。")
    if not picks:
        return None
    note = (
        f"（《{compose.short_title(info)}》的“{path[-1]}”没有写明：{'、'.join(missing)}。）"
        if missing
        else ""
    )
    return Draft(asked.question.kind, picks, tuple(words), note=note)


def _wanted(text: str) -> list[tuple[str, re.Pattern[str]]]:
    """What a question asks of a card, in its order: its words, and the labels that answer."""
    found = [(match.start(), match.group(), label) for asks, label in _FIELDS if (match := asks.search(text))]
    return [(said, label) for _, said, label in sorted(found, key=lambda one: one[0])]


def _card_meant(
    asked: Asked, ranked: Sequence[ScoredUnit], passages: Passages
) -> tuple[DocumentInfo, tuple[str, ...]] | None:
    """The card that a question names best among those of the best evidence; ``None`` where none or several are named."""
    pairs = set(bigrams(asked.text))
    named: dict[tuple[str, tuple[str, ...]], float] = {}
    infos: dict[str, DocumentInfo] = {}
    for evidence in ranked[:LOOKED_AT]:
        info, own = evidence.document, evidence.unit.chunk.path
        for path in (own[:-1], own):
            key = (info.doc_id, path)
            if path and key not in named and _is_card(path, passages.chunks(info)):
                name = set(bigrams(flat_text(path[-1])))
                named[key] = len(name & pairs) / len(name) if name else 0.0
                infos[info.doc_id] = info
    if not named:
        return None
    best = max(named, key=lambda key: named[key])
    rivals = [key for key in named if key != best and named[key] >= named[best]]
    return (infos[best[0]], best[1]) if named[best] >= LEAST_NAMED and not rivals else None


def _is_card(path: tuple[str, ...], chunks: Sequence[Chunk]) -> bool:
    """Whether fields stand right below a heading: several short labels that are no numbered headings, with values."""
    labels = {chunk.path[-1] for chunk in chunks if chunk.path[:-1] == path}
    fields = [
        label for label in labels if len(label) <= LONGEST_LABEL and any(f.search(label) for _, f in _FIELDS)
    ]
    return len(fields) >= LEAST_FIELDS
