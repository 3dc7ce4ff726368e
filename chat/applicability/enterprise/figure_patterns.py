"""The expressions that tell of what a figure or a size in an enterprise's words is."""

from __future__ import annotations

import re

# “2022年8200万元”, “前年约6000万”: an amount that goes on from a clause about revenue, with nothing else to it
BARE_AMOUNT = re.compile(
    r"^(?:20\d{2}年?|去年|前年|上年|今年)?(?:大?约|差不多|大概|为|是|有|达到?|近|接近|不到|不足|超过?|突破)*\s?\d[\d.,]*\s?[万亿]?元?(?:左右|多|以上|以下)?$"
)
# “公司2016年注册”, “我们2019年成立”, not “工作室2021年成立运作”: the founding is that of the enterprise
OF_THE_FIRM = re.compile(r"注册|公司|企业|工商|我们|本[公厂店院]|[一1]家")
# “许可给3家中小微企业”, “服务了大型企业”: a size that is another's
OF_OTHERS = re.compile(
    r"(?:给|为|向|帮助?|服务|面向|孵化|带动|对接|[2-9]家|\d\d+家|[二两三四五六七八九十几多]家)[^，。；,]{0,8}$"
)
# “也不打算”, “没想”: a wish that is denied
UNWANTED = re.compile(r"[不没未]$")
