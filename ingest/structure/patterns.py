"""Define the expressions of headings, tables of contents and closing lines."""

from __future__ import annotations

import re

from ingest.text.patterns import CHINESE_DIGITS, HAN

# A line with words, from its first word to its end: white space before it costs one look only.
WORDED_LINE = re.compile(r"\S[^\n]*")

# “1 范围”, “2 规范性引用文件”: the clauses of a standard, a number without a mark; only beside 1.1, 1.2.
BARE_NUMBER = re.compile(r"(?P<number>\d{1,2})[ \u3000]{1,4}(?P<words>[\u4e00-\u9fffA-Z][^\n。；，]{0,30})$")

# “第三章规定的……”, “第一部分是……”: the words behind a label show that it is spoken of, not opened.
SPOKEN_OF = re.compile(r"\s?(?:[的是为中所至到和与及、，,或以]|规定|另有|第)")

# “第十二条第一款规定的……”, “第三条、第五条”: an article that is cited, at the head of a line broken hard.
CITED_ARTICLE = re.compile(
    r"(?:第[〇零一二三四五六七八九十百千两\d]{1,6}[款项]|的?规定|所[列称]|[、和或及至与]\s?第)"
)

# 【适用范围】 alone on a line heads the words below it.
BRACKET_HEAD = re.compile(r"【[^】\n]{2,20}】[ \t\u3000]*$")

# Steps that mean a label opens a line or a statement, not a reference: “。（二）……”, “　　一、……”;
# “按照（一）、（二）项” and “第（三）款” have another character in front.
BEFORE_INLINE_LABEL = frozenset("。！？；：…”）)!?;:\t \u3000\xa0")

# 一、二、三产业; 1、2、3号线: an enumeration of numbers, not a heading.
NUMBER_LIST = re.compile(rf"(?:{HAN}|\d{{1,3}})[、.．和至与]")

# 前言 and its like carry no number and stand alone on a line (“前　　言”).
UNNUMBERED = re.compile(
    r"(?:前\s*言|引\s*言|序\s*言|导\s*言|绪\s*论|总\s*则|附\s*则|结\s*语|结\s*束\s*语|编制说明|名词解释|名词注释|术语解释|注\s*释)$"
)

# ## 一、总体要求
MARKDOWN_HEADING = re.compile(r"^(?P<marks>#{1,6})[ \t]+(?P<words>[^\n]*?)[ \t]*#*[ \t]*$", re.MULTILINE)

# 第三条【定义】 / 第三条（适用范围）: the article's own title.
ARTICLE_TITLE = re.compile(r"[ \u3000]*(?:【[^】\n]{1,30}】|（[^）\n]{2,16}）(?=[ \u3000]))")

# Words that show a statement where a title could stand: “（一）考评以日常监测等方式进行。”
STATEMENT = re.compile(
    r"应当|应该|不得|必须|(?<![重主需必紧])要(?![求点素闻件])|是指|所称|负责|进行|予以|给予|为准|之一$|以[上下内]|每[年月半]|的[，,]|可以|有下列|"
    r"\d(?:\.\d+)?[%％万亿元家个人名项]"
)

# “按以下规定办理：”, “符合下列条件之一：”: what a colon ends here introduces a list and is no title.
LEADS_IN = re.compile(r"[以如]下|下[列述]|之一|应当?|规定|符合以|须符合|至少|包括|[:：].*[:：]")

# “1.两业融合：……”, “（一）临床标准：……”: words before a colon, no statement.
COLON_TITLE = re.compile(r"[ \t\u3000]*(?P<words>[^，。；：:,;！？\n|]{2,30})[:：]")

# 目录 alone or at the end of a line (“……发展建设规划目录”), or run into its first entry (“目录前言第一章”).
CONTENTS_TITLE = re.compile(r"目[ \t\u3000]*[录錄]|目[ \t\u3000]*次(?=\s)")

# “第一章 总则……………… 12” / “总则 ⇥ 3”: what parts a contents entry from its page number.
LEADERS = " \t\r\n\u3000\xa0.．…·•-—_⋯"

# Two blank lines: what follows them in the contents is no more of the entry before.
BLANK_LINES = re.compile(r"\n\s*?\n\s*?\n")

# 目录 ⏎ 前言 ⏎ 第一章 ……: a preface in the contents has no number.
PREFACE = re.compile(r"[\s.．…·]*(?P<words>前\s*言|引\s*言|序\s*言|导\s*言)")

# 附件：1.……清单 ⏎ 　　2.……清单: the list of annexes under a text, not the annexes themselves.
ANNEX_LIST = re.compile(r"附件?[ \t\u3000]*[:：][ \t\u3000]*\S")

# “　　2.乙清单” below “附件：1.甲清单”: a further annex of the list, no heading of the text.
ANNEX_LIST_ITEM = re.compile(r"[ \t\u3000\xa0]*\d{1,2}[.．、]")

# 2022年2月21日 / 二〇二二年二月二十一日 alone on a line closes a text.
DATE_LINE = re.compile(
    r"[ \t\u3000\xa0]*(?:\d{4}年\d{1,2}月\d{1,2}日|二[〇○零Ｏ0一二三四五六七八九]{3}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日)[ \t\u3000\xa0]*$"
)

# 第五条之一, as a path shows it.
ARTICLE_NUMBER = re.compile(
    rf"第(?P<number>[{CHINESE_DIGITS}\d]{{1,8}})条(?:之(?P<inserted>[{CHINESE_DIGITS}\d]{{1,4}}))?"
)

# 抄送：……, 主题词：……, （此件公开发布）, 公开方式：主动公开, ……办公室　2022年2月21日印发: lines behind the signature.
DISTRIBUTION = re.compile(
    r"[ \t\u3000\xa0]*(?:(?:抄\s?[送报]|分\s?送|主题词|校\s?对|打\s?字|印发份数|公开方式|公开属性|信息公开选项|信息公开形式)[ \u3000]?[:：]"
    r"|[（(](?:此件|本件)[^）)\n]{0,20}(?:公开|发布|删减|登报)[^）)\n]{0,10}[）)]|[（(]?共印\s?\d{1,6}\s?份"
    r"|[^\n。；]{2,40}\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日\s?印发[。 \t\u3000]*$)"
)

# 某市人民政府办公室　　2023年5月1日, 某市医保局（某中心）2023年5月1日: issuer and date that close a text, on one line.
SIGNED_LINE = re.compile(
    r"[ \t\u3000\xa0]*[^\n。，；：:]{2,36}(?:人民政府|政府|办公厅|办公室|委员会|局|厅|部|委|院|会|公司|中心|小组|指挥部)(?:[（(][^（）()\n]{2,20}[）)])?[ \t\u3000\xa0]*"
    r"(?:\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日|二[〇○零Ｏ0一二三四五六七八九]{3}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日)[ \t\u3000\xa0]*$"
)

# 【法宝引证码】…, 原文链接：…, 抄送…, 第 3 页: furniture of a page or a site, no words of the document.
FURNITURE = re.compile(
    r"[ \t\u3000\xa0]*(?:【法宝引证码】|原文链接[:：]|【打印】|打印本页|关闭窗口|分享到[:：]|字号[:：]|扫一扫|浏览次数|"
    r"第\s?\d+\s?页|[-—－]\s?\d{1,4}\s?[-—－]$)"
)

# Word leaves its anchors in converted text: [bookmark: _GoBack]三是……
ANCHOR = re.compile(r"\[(?:bookmark|anchor):[^\]\n]{0,60}\]")

# What a section is likely to say, by a word of its heading: used only where its heading is lost
# and the words around it leave several sections open.
SECTION_CUES = (
    ("目标", re.compile(r"到20\d{2}年|期末|突破|达到|超过")),
    ("成就", re.compile(r"[“]?十[一二三四五]五|年均|累计")),
    ("考核", re.compile(r"考核|评估|督查")),
    ("任务分解", re.compile(r"考核|分解|评估|年度")),
    ("组织", re.compile(r"专班|领导小组|统筹协调|工作机制")),
    ("宣传", re.compile(r"宣传|媒体|网站")),
)

# “应当具备下列条件：”, “包括以下内容”, “有下列情形之一的，不予受理：”: words that lead in a list.
LIST_LEAD = re.compile(r"[：:]\s*$|下列|以下|如下|之一|包括|分别|应当?(?:同时)?(?:符合|具备|满足|提交|提供)")

# “一是加强领导；二是……”: items that count themselves inside a sentence.
COUNTED_CLAUSE = re.compile(r"(?<![\u4e00-\u9fff])([一二三四五六七八九十]{1,2})是(?=[\u4e00-\u9fff“])")
