"""Expressions of questions that want a list, and of the words that lead one in."""

from __future__ import annotations

import re

# “哪些材料”, “要符合什么条件”, “怎么办理”, “带什么”: asked so, an item alone is no answer.
WANTS_LIST = re.compile(
    r"哪些|有什么|什么(?:条件|材料|情形|情况|内容|要求|资料|手续|证件|人|企业)|哪几|几种|几类|全部|所有|列出|包括|分别|"
    r"条件|材料|情形|流程|步骤|程序|手续|怎么(?:办|申|报|领|走)|如何(?:办|申|报|领)|(?:要|需|带|交|提供|准备|填)[^，,。？?]{0,3}(?:什么|哪)"
)

# “有下列情形之一的，不予补贴：”, “有下列行为之一的，处罚款：”: what says what follows from the items below it.
TURNS_ROUND = re.compile(
    r"不予|不得|不能|不可|不享受|不适用|不纳入|不受理|除外|禁止|取消|终止|停止|免[征收缴]|减[征免]|撤销|追回|下列情形之一|下列行为之一"
)

# “应当提交下列材料：”, “本阶段包括……等5个主要事项”: a sentence that leads in a list, or holds one and says of how many
LEADS_IN = re.compile(
    r"[:：]$|(?:包括|包含|分为|由|有).{4,}等[\d一二三四五六七八九十]{1,3}[个项类种大方]|下列|以下(?!简称|称)"
)

# “所需材料见下表：”, “标准如下：”, “见附表。”: a table follows
TABLE_FOLLOWS = re.compile(r"(?:[:：]|(?:见|如)[下附]表(?:所示)?[:：。；;]?)\s*$")
