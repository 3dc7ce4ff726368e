"""What people ask of a guide of services, and the labels under which such a guide says it. Pure functions of text."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldQuestion:
    """How a field is asked for, and the labels that answer."""

    asks: re.Pattern[str]
    label: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class WantedField:
    """The words with which a question asks for a field, and the labels that answer."""

    said: str
    label: re.Pattern[str]


# “几天能办完” asks for “承诺时限”, “去哪里办” for “办理地点”
FIELDS: tuple[FieldQuestion, ...] = (
    # “多久能办完”, “几天”; “有效期是多久” asks for something else | “承诺时限”
    FieldQuestion(
        re.compile(
            r"(?<!有效期是)(?<!有效期)(?:多久|多长时间|几天|多少天|几个?工作日|多少个?工作日|时限|何时办结)"
        ),
        re.compile(r"时限|期限|办结"),
    ),
    # “去哪里办”, “在哪”, “寄到哪里” | “办理地点”
    FieldQuestion(
        re.compile(r"[去到在往]哪(?![几些种个类份年天月])|哪里|哪儿|什么地方|地点|地址|哪个窗口"),
        re.compile(r"(?:地点|地址|窗口|场所)$"),
    ),
    # “几点上班”, “什么时候能去”, “最晚哪天”; “从哪天起施行” asks of the document | “办理时间”, “征集时间”
    FieldQuestion(
        re.compile(r"几点|什么时候|何时|什么时间|办理时间|上班|哪天(?!起)|截止"),
        re.compile(r"(?:时间|日期)$"),
    ),
    # “带什么”, “要哪些材料” | “申请材料”
    FieldQuestion(
        re.compile(r"材料|资料|证件|(?:带|交|提交|准备|提供)(?:些|上)?(?:什么|啥|哪些)"),
        re.compile(r"材料|资料|证件"),
    ),
    # “谁能办”, “什么条件” | “申请条件”
    FieldQuestion(
        re.compile(r"条件|(?:谁|哪些人|什么人|哪些企业|什么企业)(?:能|可以|可)|资格|符合什么"),
        re.compile(r"条件|对象|范围|资格"),
    ),
    # “要钱吗”, “收不收钱” | “收费标准”
    FieldQuestion(
        re.compile(r"要钱|收钱|花钱|收费|费用|免费|多少钱|要不要交钱"), re.compile(r"收费|费用|费$")
    ),
    # “打什么电话”, “怎么联系” | “咨询电话”
    FieldQuestion(re.compile(r"电话|怎么联系|联系方式|咨询谁|热线"), re.compile(r"电话|联系|咨询|热线")),
    # “发到哪个邮箱” | “电子邮箱”
    FieldQuestion(re.compile(r"邮箱|邮件"), re.compile(r"邮箱|邮件")),
    # “怎么办”, “走哪几步”, “流程” | “办理流程”, “申报方式”
    FieldQuestion(
        re.compile(r"流程|步骤|程序|几步|(?:怎么|如何|怎样)(?:补?办|申|报|领)|网上能办"),
        re.compile(r"流程|步骤|程序|方式|渠道|途径"),
    ),
    # “依据是什么” | “政策依据”
    FieldQuestion(re.compile(r"依据"), re.compile(r"依据")),
    # “哪个部门管” | “责任单位”
    FieldQuestion(
        re.compile(r"(?:哪个|什么|哪些)(?:部门|单位|机构)|谁负责|归谁管"),
        re.compile(r"单位|部门|机构|机关"),
    ),
)


def wanted_fields(text: str) -> list[WantedField]:
    """Give what a question asks of a card, in its order: its words, and the labels that answer."""
    found = [
        (match.start(), WantedField(match.group(), field.label))
        for field in FIELDS
        if (match := field.asks.search(text))
    ]
    return [wanted for _, wanted in sorted(found, key=lambda one: one[0])]
