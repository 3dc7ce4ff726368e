"""Hold the expressions that several rooms of the parser share, each with an example and its reason.

A pattern only *finds*; what a find means is decided in the module that uses it.
No pattern nests unbounded repeats, so none can run away on hostile input.
"""

from __future__ import annotations

import re

CHINESE_DIGITS = "〇零一二三四五六七八九十百千两"

# --- sentences -------------------------------------------------------------------------------

# Words in marks that must not be cut inside: “办成大事。办成长久之事。”区委书记说 stays with its
# quotation, （牵头单位：市发改委；责任单位：市科技局） stays one statement. Bounded, so a mark
# that is never closed protects nothing.
PROTECTED = (
    r"《[^《》\n]{1,80}》|“[^“”\n]{1,40}”|「[^「」\n]{1,40}」"
    r"|（(?:[^（）\n]|（[^（）\n]{0,60}）){1,120}）|\([^()\n]{1,120}\)"
)
# “完成。”） keeps its closing marks; ；ends an item of a list; a Latin full stop ends a sentence only
# between a small letter and a capital (“No. 5”, “3.5”, “e.g. 5G” do not end one).
SENTENCE_END = r"[。！？!?；;]+[”’」』）)】》\]]*|(?<=[a-z])\.(?=\s+[A-Z])"
# The dash of a name in two parts, “自然科学基金 —丰台联合基金”; “——” opens a line of its own.
JOINING_DASH = r"[—–―－](?![—–―－\s])"
# What cuts a text into sentences, or must not, in one pass: words in marks, the end of a sentence, a line break, and
# a blank between Chinese words, “……上线 可自动……”, where a line may have been broken.
SENTENCE_TOKEN = re.compile(
    rf"(?P<keep>{PROTECTED})|(?P<end>{SENTENCE_END})|(?P<line>[\r\n\u2028]\s*)"
    rf"|(?P<blank>(?<=[^\x00-\x7f])[ \u3000\xa0]+(?=[^\x00-\x7f])(?!{JOINING_DASH}))"
)
# From the blank that may stand for a line break to the end of what follows: “……系统上线 可自动进行汇总、上报 由……”
NEXT_LINE = re.compile(r"[^。！？!?；;\s]*")

# A line that opens like this goes on from the line before: “……轨道交通领域企业 ⏎ 的“融通”交流会”.
CONTINUES = re.compile(r"[的地得，、。；：,;）)》”％%]")
# What a finished line ends with. “主导和参与制修订 ⏎ 标准300余项” ends with none of these.
FINISHED = re.compile(r"[。！？!?；;：:…”’」』）)】》\]|>]$")

# --- headings --------------------------------------------------------------------------------

# 十二, 一百零五: the number of a label.
HAN = f"[{CHINESE_DIGITS}]{{1,6}}"
# IV, XII: the same in Roman letters.
_ROMAN = "[IVX]{1,5}"
# The whole ladder at one place. Order matters: the longer form first.
#   part     第一编 / 第二篇 / 第三部分 / Part 1        chapter  第三章 / Chapter 3    section  第二节 / Section 2
#   article  第十二条、第五条之一、第１２条 / Article 12  han      一、 / 一．              han_b    （一） (一) 〔一〕
#   decimal  1.2 主要性能 / 3.4.1 试验                  arabic   1. 1． 1、 1﹒           arabic_b （1） (1) 1） 1)
#   circle   ① ⑴ ⒈                                     roman    Ⅱ. II、                  letter   A. b) （a）
#   box      专栏3                                     annex    附件2 / Annex 2
LABEL = re.compile(
    rf"(?=[第（(〔{CHINESE_DIGITS}\d\u2160-\u217b\u2460-\u249bA-Za-z专附])(?:"
    rf"(?P<part>第(?:{HAN}|\d{{1,3}})\s?(?:[编篇]|部分)|(?:Part|PART)\s(?:\d{{1,2}}|{_ROMAN}|[A-H])\b)"
    rf"|(?P<chapter>第\s?(?:{HAN}|\d{{1,3}})\s?章|(?:Chapter|CHAPTER)\s(?:\d{{1,3}}|{_ROMAN})\b)"
    rf"|(?P<section>第\s?(?:{HAN}|\d{{1,3}})\s?节|(?:Section|SECTION)\s(?:\d{{1,3}}|{_ROMAN})\b)"
    rf"|(?P<article>第\s?(?:{HAN}|\d{{1,4}})\s?条(?:之[{CHINESE_DIGITS}]{{1,3}})?|(?:Article|ARTICLE)\s\d{{1,4}}\b)"
    rf"|(?P<han_b>[（(〔]\s?{HAN}\s?[）)〕][、.．]?)"
    rf"|(?P<han>{HAN}(?:、|[.．﹒](?=[\u4e00-\u9fff])))"
    r"|(?P<decimal>\d{1,2}(?:[.．]\d{1,2}){1,3}(?=[ \u3000]+[\u4e00-\u9fffA-Z]))"
    r"|(?P<arabic>\d{1,3}(?:[、．﹒]|\.(?!\d)))"
    r"|(?P<arabic_b>[（(]\s?\d{1,3}\s?[）)]|\d{1,3}[）)])"
    r"|(?P<circle>[\u2460-\u249b])"
    rf"|(?P<roman>(?:[\u2160-\u217b]|{_ROMAN})[、.．])"
    r"|(?P<letter>[（(][A-Za-z][）)]|[A-Za-z][、.．)）](?=[ \u3000]?[\u4e00-\u9fff“《]|[ ]+[A-Z]))"
    r"|(?P<box>专栏\s?(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?![\u4e00-\u9fff]{0,4}[。，；]))"
    r"|(?P<annex>附(?:件|表|录)\s?(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[A-Z])?(?=\s|[:：]|$|\d|[\u4e00-\u9fff])"
    r"|(?:Annex|ANNEX|Appendix|APPENDIX)\s(?:\d{1,2}|[A-H])\b))"
)
# A heading without a number holds no comma and ends with no mark: “轨道交通产业收入年均增幅超10%”.
NO_SUBHEADING = re.compile(r"[，,。；;|]|[:：？！…、(（]$")
# 附件2 above the title of a text that is itself an annex.
BARE_ANNEX = re.compile(r"\s*附件\s?(?:\d{1,3}|[一二三四五六七八九十]{1,3})?\s*[:：]?\s*$")

# --- metadata --------------------------------------------------------------------------------

# 7, 246, 十二: the number in “〔2022〕7号”.
NUMERAL = rf"(?:\d{{1,5}}|[{CHINESE_DIGITS}]{{1,6}})"
# 2022, １９９８: digits of full width stand in old headers.
YEAR = r"(?:[1１][9９]|[2２][0０])\d{2}"
# 丰政发〔2022〕7号, 国务院令第746号, 第12号令, 甲部 乙局公告2020年第8号, 2022年第4号
DOCUMENT_NUMBER = re.compile(
    rf"(?P<bracketed>[\u4e00-\u9fff]{{1,14}}\s?[〔\[【（(［]\s?{YEAR}\s?年?\s?[〕\]】）)］]\s?第?\s?{NUMERAL}\s?号)"
    rf"|(?P<order>[\u4e00-\u9fff]{{2,14}}令\s?[（(]?\s?第?\s?{NUMERAL}\s?号)"
    rf"|(?P<notice>[\u4e00-\u9fff]{{2,16}}[公通]告\s?[（(]?{YEAR}\s?年\s?第\s?{NUMERAL}\s?号)"
    rf"|(?P<bare>第\s?{NUMERAL}\s?号令|(?<!\d){YEAR}\s?年\s?第\s?{NUMERAL}\s?号)"
)
# 二〇二二年二月二十一日, blanks between the characters and every form of zero allowed: dates under a text.
CHINESE_DATE = r"二\s?[〇○零Ｏ0一二三四五六七八九]\s?[〇○零Ｏ0一二三四五六七八九]\s?[〇○零Ｏ0一二三四五六七八九]\s?年\s?[一二三四五六七八九十]{1,3}\s?月\s?[一二三四五六七八九十]{1,3}\s?日"
# 2022年2月21日, 2022-02-21, 2022.2.21, 二〇二二年二月二十一日: to be built into the expressions of fields.
DATE_WORDS = rf"(?:(?<!\d){YEAR}\s?[年./-]\s?\d{{1,2}}\s?[月./-]\s?\d{{1,2}}(?!\d)\s?日?|{CHINESE_DATE})"
# The same wherever it stands.
DATE = re.compile(DATE_WORDS)

# --- hostile text ------------------------------------------------------------------------------

# Characters that show nothing but are read by machines: zero width, bidi controls, tag characters
# (U+E0000…), variation selectors.
INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f\U000e0000-\U000e01ef]")
# What a name must not hold: control and bidi characters, separators of paths.
UNFIT_FOR_NAME = re.compile(
    r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff/\\\U000e0000-\U000e01ef]"
)

# --- office files and pages ----------------------------------------------------------------------

# A line in bold type is a title only with three Chinese characters in a row, and not where it tells a date or a name's field.
UNSTATED_TITLE = re.compile(
    r"^(?!.*(?:\d{4}年\d|年[一二三四五六七八九十]+月|电话|邮编|联系人)).*[\u4e00-\u9fff]{3}"
)
# “附件.docx”, “list.zip”: files that a page or a document hands out.
FILE_NAME = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|dps|rtf|odt|ods|ofd|csv|txt|zip|rar|7z)(?=$|[?#&\s])", re.I
)
# What ends or parts a statement; the entries of a menu hold none.
SENTENCE_MARK = re.compile(r"[。；！？，]|[.!?](?:\s|$)")
# 注：……, 备注：…… below a table.
TABLE_NOTE = re.compile(r"^\s*(?:注|备注|说明|填表说明)\s*\d{0,2}\s*[:：.]")
