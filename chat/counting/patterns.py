"""These expressions tell that a question wants a number, and what headings count."""

from __future__ import annotations

import re

# “共有几个重点项目”, “多少项任务”: how many, and of what
HOW_MANY_OF = re.compile(
    r"(?:多少|(?<![哪第])几)\s*(?P<unit>个|项|条|家|种|类|件|处|座|所|份|批|支|款|户|名|位|人)(?P<noun>[\u4e00-\u9fff]{2,8})?"
)

# “有几章几条”, “一共多少条措施”, “分几个部分”: what a document is divided into; “几条线路” is something else
DIVISIONS = re.compile(
    r"(?:(?<![第哪])几|多少)(?:"
    r"(?P<rung>[编篇章节])|(?P<article>条)(?=$|[,，、。；？?和与]|几|多少|措施|政策|规定|内容|条款|意见|举措|办法)"
    r"|(?P<measure>[项个条])(?:具体|政策)?(?=措施|举措|政策|条款)|(?P<part>个?(?:方面|部分)))"
)

# “第二十三条”, “第三章”: a label that says what it counts
RUNG_LABEL = re.compile(
    r"第[一二三四五六七八九十百零〇\d]+(?P<rung>[编篇章节条])(?:之[一二三四五六七八九十]+)?"
)

# “三、”, “31.”, “（二十三）”: labels that only number
PLAIN_LABELS = {
    "han": re.compile(r"[一二三四五六七八九十]+、"),
    "number": re.compile(r"\d{1,3}[.．、]"),
    "bracket": re.compile(r"[（(][一二三四五六七八九十]+[)）]"),
}

# 石家庄市, 丰台区: people leave the last character out
SUFFIX_OF_PLACE = re.compile(r"[省市区县州盟旗]$|自治区$")

# “谁更高”: says of two things how they are held against each other, and nothing of either
COMPARATIVE = re.compile(r"更[大多高长久贵重快强小少低短早晚]")

# “哪个项目投资最大”, “最早开工的项目”: what is greatest or least; “最高补多少” asks for a cap
SUPERLATIVE = re.compile(
    r"最(?P<how>大|多|高|长|久|贵|重|快|强|小|少|低|短|便宜|慢|轻|早|先|晚|迟|狠|猛|凶|厉害)(?=$|[的是为,，。？?、呢啊]|[\u4e00-\u9fff]{1,4}的)"
)

# “名录里”, “清单中”, “表里”: the table itself, which need not say so
NAMES_TABLE = re.compile(r"名录|名单|清单|目录|一览表|表格|对比表|表[里中]")

# “甲、乙和丙三个区分别实现863亿元、351亿元和188亿元”, “，分别增长10%、14%和9%”: figures given to names in their order
DISTRIBUTED = re.compile(
    r"(?P<names>[^，,；;。：:]*?)分[别別](?P<verb>[^\d，,；;。：:]{0,12})(?P<figures>\d[^，,；;。：:]*)"
)

# “、”, “和”: between such names and figures
AND_MARK = re.compile(r"[、和与與及]")

# “斗门三个行政区”: what sums the names up behind the last of them
SUM_OF_NAMES = re.compile(r"(?:[二两兩三四五六七八九十]|\d+)[个個大家项類类].*$|等.*$")
