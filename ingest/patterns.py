"""Every regular expression of the parser, each with an example and its reason.

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
SENTENCE_TOKEN = re.compile(
    rf"(?P<keep>{PROTECTED})|(?P<end>{SENTENCE_END})|(?P<line>[\r\n]\s*)"
    rf"|(?P<blank>(?<=[^\x00-\x7f])[ \u3000\xa0]+(?=[^\x00-\x7f])(?!{JOINING_DASH}))"
)
# From the blank that may stand for a line break to the end of what follows: “……系统上线 可自动进行汇总、上报 由……”
NEXT_LINE = re.compile(r"[^。！？!?；;\s]*")

# A line with words, from its first word to its end: white space before it costs one look only.
WORDED_LINE = re.compile(r"\S[^\n]*")
# A line that opens like this goes on from the line before: “……轨道交通领域企业 ⏎ 的“融通”交流会”.
CONTINUES = re.compile(r"[的地得，、。；：,;）)》”％%]")
# What a finished line ends with. “主导和参与制修订 ⏎ 标准300余项” ends with none of these.
FINISHED = re.compile(r"[。！？!?；;：:…”’」』）)】》\]|>]$")

# --- headings --------------------------------------------------------------------------------

_HAN = f"[{CHINESE_DIGITS}]{{1,6}}"
_ROMAN = "[IVX]{1,5}"
# The whole ladder at one place. Order matters: the longer form first.
#   part     第一编 / 第二篇 / 第三部分 / Part 1        chapter  第三章 / Chapter 3    section  第二节 / Section 2
#   article  第十二条、第五条之一、第１２条 / Article 12  han      一、 / 一．              han_b    （一） (一) 〔一〕
#   decimal  1.2 主要性能 / 3.4.1 试验                  arabic   1. 1． 1、 1﹒           arabic_b （1） (1) 1） 1)
#   circle   ① ⑴ ⒈                                     roman    Ⅱ. II、                  letter   A. b) （a）
#   box      专栏3                                     annex    附件2 / Annex 2
LABEL = re.compile(
    rf"(?=[第（(〔{CHINESE_DIGITS}\d\u2160-\u217b\u2460-\u249bA-Za-z专附])(?:"
    rf"(?P<part>第(?:{_HAN}|\d{{1,3}})\s?(?:[编篇]|部分)|(?:Part|PART)\s(?:\d{{1,2}}|{_ROMAN}|[A-H])\b)"
    rf"|(?P<chapter>第\s?(?:{_HAN}|\d{{1,3}})\s?章|(?:Chapter|CHAPTER)\s(?:\d{{1,3}}|{_ROMAN})\b)"
    rf"|(?P<section>第\s?(?:{_HAN}|\d{{1,3}})\s?节|(?:Section|SECTION)\s(?:\d{{1,3}}|{_ROMAN})\b)"
    rf"|(?P<article>第\s?(?:{_HAN}|\d{{1,4}})\s?条(?:之[{CHINESE_DIGITS}]{{1,3}})?|(?:Article|ARTICLE)\s\d{{1,4}}\b)"
    rf"|(?P<han_b>[（(〔]\s?{_HAN}\s?[）)〕][、.．]?)"
    rf"|(?P<han>{_HAN}(?:、|[.．﹒](?=[\u4e00-\u9fff])))"
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
NUMBER_LIST = re.compile(rf"(?:{_HAN}|\d{{1,3}})[、.．和至与]")
# “是……一是……二是……”: a list inside a clause; the words before the first introduce all of them.
FIRST_OF_LIST = re.compile(
    r"一是|(?<![\u4e00-\u9fff])1(?:[)、）]|\.(?!\d))|（一）|\(一\)|①|第一[，,]|首先[，,]"
)
NEXT_OF_LIST = re.compile(r"[二三四五六七八九十]{1,2}是|其[二三四五六]|第[二三四五六七八九]，")
# “主要任务包括：” opens an enumeration.
INTRODUCES = re.compile(r"[：:]\s*$")
# 前言 and its like carry no number and stand alone on a line (“前　　言”).
UNNUMBERED = re.compile(
    r"(?:前\s*言|引\s*言|序\s*言|导\s*言|绪\s*论|总\s*则|附\s*则|结\s*语|结\s*束\s*语|编制说明|名词解释|名词注释|术语解释|注\s*释)$"
)
# A heading without a number holds no comma and ends with no mark: “轨道交通产业收入年均增幅超10%”.
NO_SUBHEADING = re.compile(r"[，,。；;|]|[:：？！…、(（]$")
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
BLANK_LINES = re.compile(r"\n\s*?\n\s*?\n")
# 目录 ⏎ 前言 ⏎ 第一章 ……: a preface in the contents has no number.
PREFACE = re.compile(r"[\s.．…·]*(?P<words>前\s*言|引\s*言|序\s*言|导\s*言)")
# 附件：1.……清单 ⏎ 　　2.……清单: the list of annexes under a text, not the annexes themselves.
ANNEX_LIST = re.compile(r"附件?[ \t\u3000]*[:：][ \t\u3000]*\S")
ANNEX_LIST_ITEM = re.compile(r"[ \t\u3000\xa0]*\d{1,2}[.．、]")
# 附件2 above the title of a text that is itself an annex.
BARE_ANNEX = re.compile(r"\s*附件\s?(?:\d{1,3}|[一二三四五六七八九十]{1,3})?\s*[:：]?\s*$")
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
# 某市人民政府办公室　　2023年5月1日: issuer and date that close a text, on one line.
SIGNED_LINE = re.compile(
    r"[ \t\u3000\xa0]*[^\n。，；：:]{2,36}(?:人民政府|政府|办公厅|办公室|委员会|局|厅|部|委|院|会|公司|中心|小组|指挥部)[ \t\u3000\xa0]+"
    r"(?:\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日|二[〇○零Ｏ0一二三四五六七八九]{3}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日)[ \t\u3000\xa0]*$"
)
# 【法宝引证码】…, 原文链接：…, 抄送…, 第 3 页: furniture of a page or a site, no words of the document.
FURNITURE = re.compile(
    r"[ \t\u3000\xa0]*(?:【法宝引证码】|原文链接[:：]|【打印】|打印本页|关闭窗口|分享到[:：]|字号[:：]|扫一扫|浏览次数|"
    r"第\s?\d+\s?页|[-—－]\s?\d{1,4}\s?[-—－]$)"
)
# Word leaves its anchors in converted text: [bookmark: _GoBack]三是……
ANCHOR = re.compile(r"\[(?:bookmark|anchor):[^\]\n]{0,60}\]")

# --- metadata --------------------------------------------------------------------------------

# --- \n title: … \n ---
FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(?P<yaml>.*?)\r?\n---[ \t]*(?:\r?\n|$)", re.DOTALL)
# “……的通知”, “……办法（试行）”, “……计划（2023-2025年）”: what a title of an official document ends with.
KINDS = [
    "起草说明",
    "倡议书",
    "公开信",
    "应急预案",
    "编制说明",
    "政府工作报告",
    "工作报告",
    "行动计划",
    "行动方案",
    "实施方案",
    "工作方案",
    "试点方案",
    "实施意见",
    "指导意见",
    "实施细则",
    "暂行办法",
    "管理办法",
    "若干措施",
    "若干政策",
    "若干规定",
    "发展规划",
    "规划纲要",
    "政策解读",
    "规划",
    "纲要",
    "计划",
    "方案",
    "意见",
    "办法",
    "细则",
    "规定",
    "条例",
    "规则",
    "规程",
    "章程",
    "措施",
    "政策",
    "清单",
    "目录",
    "指南",
    "指引",
    "标准",
    "决定",
    "决议",
    "公告",
    "通告",
    "通报",
    "通知",
    "批复",
    "复函",
    "函",
    "命令",
    "公约",
    "公示",
    "启事",
    "须知",
    "提示",
    "提醒",
    "预案",
    "导则",
    "规范",
    "纪要",
    "名单",
    "报告",
    "说明",
    "解读",
    "要点",
    "法",
]
_KIND = "|".join(KINDS)
_TITLE_TAIL = r"(?:[（(〔\[【][^（）()\n]{1,30}[）)〕\]】])*》?(?:的)?"
TITLE_END = re.compile(rf"(?:{_KIND})[》”]?{_TITLE_TAIL}$")
# The kind alone: the last such word of a title, its brackets dropped.
KIND_AT_END = re.compile(rf"(?P<kind>{_KIND})[》”]?{_TITLE_TAIL}$")
# 甲市人民政府令 over “《乙规定》已经……会议通过，现予公布”: an order and what it makes public.
ORDER_TITLE = re.compile(r"令(?:（?第.{1,8}号）?)?$")
ORDER_ISSUES = re.compile(
    r"《(?P<name>[^《》\n]{2,80})》[^《》。\n]{0,80}?(?:已经?|业经|经)[^《》。\n]{0,100}?(?:公布|发布|颁布|施行)"
)
# “……有关事项通知如下”: the notice says itself what it has to say.
SAYS_ITSELF = re.compile(r"(?:通知|公告|通告|函告)如下")
# What a title goes on with behind an issuer's name.
TITLE_BEGINS = re.compile(r"关于|印发|发布|公布|转发|批转|公告|通告|《")
# 索引号：…, 来源：…, 发布机构：… : a field of a government page above the text.
FIELD_LINE = re.compile(
    r"(?:来\s*源|索\s*引\s*号|主题(?:分类|词)|发[文布](?:机构|机关|单位|日期|时间|字号)|成文日期|公开(?:日期|方式)|发布日期|文\s*号|有效性|作\s*者|编\s*辑|时\s*间|分\s*类|体\s*裁|信息公开|生效日期|关键词|附加码|公文种类|当前位置|您现在的位置)\s*[:：]|首页\s?>"
)
# 名  称：某局关于……的通知 文  号：…: the title among such fields.
NAME_FIELD = re.compile(
    r"(?:名\s{0,6}称|标\s{0,6}题)\s?[:：]\s{0,4}(?P<name>[^\n:：]{6,160}?)(?=\s{0,10}(?:文\s{0,6}号|发文|发布|主题|索引|成文|有效|公开|体裁|分类|关键词|效力|信息)|\s*\n|$)"
)
# “某市人民政府关于印发《……》的通知发布日期:……”: a title that runs into the text.
TITLE_RUN_IN = re.compile(
    r"[^\s。！？；]{0,60}(?:关于|印发)[^。！？；\n]{2,120}?的(?:通知|意见|公告|通告|决定|批复|函|通报|命令|报告|说明|实施意见|指导意见)"
    r"(?=\s|发布|各|[\u4e00-\u9fff]{1,12}[〔\[]|$)"
)
# “北京市丰台区人民政府关于印发《……》的通知”: issuer, and what is issued.
ISSUES = re.compile(
    r"^(?P<issuer>[^《》]{2,80}?)(?:关于)?(?:印发|发布|公布|下发|转发|批转|公开征求|征求)(?P<issued>.+?)(?:的)?(?:通知|公告|通告|函|意见的公告|意见)$"
)
# 印发甲政策和乙计划的通知: between two texts of one notice.
JOINS = re.compile(r"[和及与、]")
# 转发甲局关于……的通知: what is passed on begins with 关于.
FORWARDS = re.compile(r"(?:转发|批转)$")
ABOUT = re.compile(r"^(?P<issuer>[^《》“”]{3,80}?)关于")
ORGANISATION = re.compile(
    r"(?:人民政府|政府|办公厅|办公室|委员会|管委会|人民代表大会|常务委员会|国务院|局|厅|部|委|院|会|处|署|总公司|公司|中心|小组|指挥部|法院|检察院|银行|工委|党组|总局|开发区|(?<![承举主协经督创开兴督])办)(?:[（(][^（）()]{2,20}[）)])?$"
)
# A line that is an organisation's name alone: “甲市人民政府办公室”. “各有关单位”, “经市政府同意” and the like are none.
ORGANISATION_LINE = re.compile(
    r"(?!各|本|请|由|报|按|经|据|根|现|对|向|为|在|与|和|并|以|将|附|抄|来源|责任|牵头|联系)[\u4e00-\u9fff“”（）()·]{3,40}$"
)
# The second line of a long name: “甲市应对某事 ⏎ 工作领导小组”.
CONTINUES_NAME = re.compile(
    r"工作|防控|疫情|防治|领导|联席|应对|建设|推进|专项|办公|指挥|委员会|管理|服务|改革|协调|试点|组织"
)
# 甲市人民政府文件: the red header above a document.
RED_HEADER = re.compile(
    r"^[ \t\u3000]*(?P<issuer>[\u4e00-\u9fff]{4,30}?)文[ \t\u3000]*件[ \t\u3000]*$", re.MULTILINE
)
# “现在，我代表市人民政府，向大会报告工作”: who gives a 政府工作报告.
SPEAKS_FOR = re.compile(r"我(?:受|代表)(?P<issuer>[\u4e00-\u9fff]{0,16}?(?:人民政府|政府))")
# Authorities of the whole country; with a place in front (甲市财政局) they are local.
NATIONAL = re.compile(
    r"^(?:国务院|国家|中共中央|中央|全国|中华人民共和国|最高人民(?:法院|检察院)|中国(?!共产党.{2,9}[省市区县])|教育部|科(?:学)?技(?:术)?部|工业和信息化部"
    r"|工信部|公安部|民政部|司法部|财政部|人力资源(?:和)?社会保障部|人社部|自然资源部|生态环境部|住房(?:和)?城乡建设部|交通运输部"
    r"|水利部|农业农村部|商务部|文化和旅游部|退役军人(?:事务)?部|应急(?:管理)?部|外交部|审计署|人民银行|国资委|海关总署|税务总局"
    r"|市场监管总局|金融监管总局|证监会|银保监会|体育总局|广电总局|国开行)"
)
# 《…》 in a title or a text.
BOOK_TITLE = re.compile(r"《([^《》]{2,120}(?:《[^《》]{1,80}》[^《》]{0,80})?)》")
_NUMERAL = rf"(?:\d{{1,5}}|[{CHINESE_DIGITS}]{{1,6}})"
_YEAR = r"(?:[1１][9９]|[2２][0０])\d{2}"
# 丰政发〔2022〕7号, 国务院令第746号, 第12号令, 甲部 乙局公告2020年第8号, 2022年第4号
DOCUMENT_NUMBER = re.compile(
    rf"(?P<bracketed>[\u4e00-\u9fff]{{1,14}}\s?[〔\[【（(［]\s?{_YEAR}\s?年?\s?[〕\]】）)］]\s?第?\s?{_NUMERAL}\s?号)"
    rf"|(?P<order>[\u4e00-\u9fff]{{2,14}}令\s?[（(]?\s?第?\s?{_NUMERAL}\s?号)"
    rf"|(?P<notice>[\u4e00-\u9fff]{{2,16}}[公通]告\s?[（(]?{_YEAR}\s?年\s?第\s?{_NUMERAL}\s?号)"
    rf"|(?P<bare>第\s?{_NUMERAL}\s?号令|(?<!\d){_YEAR}\s?年\s?第\s?{_NUMERAL}\s?号)"
)
# 文号：丰政发〔2022〕7号: the field of a government page.
NUMBER_FIELD = re.compile(r"(?:发文字号|文件编号|文\s{0,4}号)\s?[:：]\s{0,4}$")
# What runs into a number in front of it: “……7月27日中华人民共和国国务院令第746号”, “……的通知某发〔2020〕1号”.
BEFORE_NUMBER = re.compile(r"^.*(?:日|根据|按照|依据|文号|字号|的通知|的意见|的公告|的决定|的批复|的函)")
# “根据……办法》（包府办发〔2022〕10号）”: a number in brackets behind a name is another document's.
CITED_NUMBER = re.compile(r"》\s?[（(]\s?$")
_CHINESE_DATE = r"二\s?[〇○零Ｏ0一二三四五六七八九]\s?[〇○零Ｏ0一二三四五六七八九]\s?[〇○零Ｏ0一二三四五六七八九]\s?年\s?[一二三四五六七八九十]{1,3}\s?月\s?[一二三四五六七八九十]{1,3}\s?日"
_DATE = rf"(?:(?<!\d){_YEAR}\s?[年./-]\s?\d{{1,2}}\s?[月./-]\s?\d{{1,2}}(?!\d)\s?日?|{_CHINESE_DATE})"
DATE = re.compile(_DATE)
# 2022年2月21日 with its 年月日, as a text is signed.
SIGNED_DATE = re.compile(rf"(?<!\d){_YEAR}\s?年\s?\d{{1,2}}\s?月\s?\d{{1,2}}\s?日|{_CHINESE_DATE}")
# “2022年2月21日起”, “……日印发”, “……日，”: a date that goes on in a sentence and signs nothing; 第一条 behind it opens a text.
DATE_GOES_ON = re.compile(
    r"[ \t\u3000]{0,4}(?:起|印发)|(?:前|以|至|止|之|后|内|召开|审议|通过|发布|公布|发行|第(?![一二三四五六七八九十\d]{1,4}[条章节编部])|在|举|下午|上午|晚|凌晨|电|讯|摄|的|[，,、。；;:：—\-~～])"
)
# 发布日期:2022-02-22 / 成文日期：2022年2月21日
PUBLISHED = re.compile(rf"(?:发布|公开|上网|公布)(?:日期|时间)\s{{0,4}}[:：]?\s{{0,4}}(?P<date>{_DATE})")
ISSUED = re.compile(rf"(?:成文|印发|签发|制定|发文)(?:日期|时间)\s{{0,4}}[:：]?\s{{0,4}}(?P<date>{_DATE})")
# （2021年7月27日中华人民共和国国务院令第746号公布）
ADOPTED = re.compile(rf"[（(]\s?(?P<date>{_DATE})(?P<by>[^（）()\n]{{0,80}}?)(?:公布|发布|通过|印发)")
# 2025年1月20日在某省第十四届人民代表大会第三次会议上
DELIVERED = re.compile(rf"(?P<date>{_DATE})\s?在[^。\n]{{4,50}}(?:会议|大会)[^。\n]{{0,4}}上")
# 实施日期：2019年07月01日 / 失效日期：… / 发布机关：甲局,乙局: the fields of a government page.
EFFECTIVE_FIELD = re.compile(rf"(?:实施|施行|生效)(?:日期|时间)\s{{0,4}}[:：]\s{{0,4}}(?P<date>{_DATE})")
EXPIRES_FIELD = re.compile(
    rf"(?:失效|废止|有效期至|截止有效)(?:日期|时间)?\s{{0,4}}[:：]\s{{0,4}}(?P<date>{_DATE})"
)
ISSUER_FIELD = re.compile(
    r"(?:发布|发文|制定|印发)(?:机关|机构|单位|部门)\s{0,4}[:：]\s{0,4}(?P<issuers>[\u4e00-\u9fff]{2,40}(?:[,，、 ][\u4e00-\u9fff]{2,40}){0,9})"
)
# The next field of such a page, flattened behind a value: “……开发区 发文日期：”.
FIELD_NAME = re.compile(
    r"(?:发文|发布|成文|生成|公开|实施|失效|印发)(?:日期|时间|字号|机构|机关|方式)|索引号|主题(?:分类|词)|名\s*称|文\s*号|标\s*题|有效性|时\s*效|体裁|分\s*类|公文种类"
)
# 有效性：失效 / 效力状态：已废止 / 时效性:现行有效
VALIDITY_FIELD = re.compile(
    r"(?:有效性|效力状态|时效(?:性|状态)?|文件状态|是否有效|效力)\s{0,4}[:：]\s{0,4}(?P<state>[\u4e00-\u9fff]{1,6})"
)
# 失效, 已废止, 无效 as a state; “尚未失效” is none.
VOID = re.compile(r"(?<!未)(?:废止|失效|无效|作废)")
# 甲省教育厅官网: the site of an organisation, for the organisation.
SITE_OF = re.compile(r"(?:官方)?(?:门户)?(?:官网|网站|网)$")
# （已废止）, 【失效】 behind or before a title
VOID_MARK = re.compile(
    r"[（(【\[]\s?(?:此件|本文)?(?:已经?)?(?:废止|失效|作废)\s?[）)】\]]|(?:本|此|该)(?:文件?|件|办法|规定)已(?:经)?(?:被)?(?:废止|失效)"
)
# 自2023年1月1日起施行, 于2020年3月1日起施行, 2022年2月21日起执行
EFFECTIVE = re.compile(
    rf"(?P<date>{_DATE})\s?(?:零时)?起(?:正式|开始)?(?:施行|实施|执行|生效|试行|启用)|(?:自|从|于)\s?(?P<on>{_DATE})\s?(?:正式|开始)?(?:施行|实施|生效)"
)
# 自印发之日起施行, 自公布之日起30日后施行, 自发布之日起一个月后施行
EFFECTIVE_AT_ISSUE = re.compile(
    rf"(?:印发|发布|公布|颁布|下发|发文|签发|通过)之日起?(?:满)?\s?(?:(?P<number>{_NUMERAL})\s?(?P<unit>日|天|个工作日|个月|年)(?:后|之后)?)?(?:正式|开始)?起?(?:施行|实施|执行|生效|试行)"
)
VALID_UNTIL = re.compile(
    rf"(?:有效期(?:限|间)?[^。；\n]{{0,24}}?[至到为]|(?:施行|实施|执行|试行|延长|延续)(?:期限|期|时间|日期)?(?:截?至|到|截止到)|止于|截止(?:日期|时间)?[为至])\s?(?P<date>{_DATE})"
)
VALID_YEARS = re.compile(
    rf"(?:有效期(?:限)?|试行期?(?:限)?|施行期限|实施期限|执行期限?|期限|暂定|试行)(?:暂定)?(?:为|是)?\s?(?P<number>{_NUMERAL})\s?(?P<unit>年|个月)(?!度|以|内|[一-龥]{{0,2}}行动)"
)
# What else has a term: “许可证有效期5年”.
OTHER_TERM = re.compile(r"证书?|资格|资质|合同|协议|贷款|补贴|补助|承诺|名单|称号|资助|许可|奖励|聘|租|保险")
# 本办法, 本通知: a sentence about the document itself.
ITSELF = re.compile(
    r"本(?:办法|规定|细则|意见|通知|方案|措施|政策|条例|规则|法|公告|通告|决定|规划|计划|实施|行动|文件|清单|标准|规程|若干|暂行|试行|指引|指南)|以上(?:政策|措施)|上述(?:政策|措施)"
)
# （2023-2025年）, (2020—2022年), 2021-2035年
PERIOD = re.compile(r"(?<!\d)(?P<first>20\d{2})\s?年?\s?[-－—–─~～至到]{1,2}\s?(?P<last>20\d{2})(?!\d)\s?年?")
PLAN_PERIOD = re.compile(
    r"(?:规划期|实施期|计划期|行动期|执行期|规划期限|实施期限)(?:限)?(?:为|是|：|:)?\s?(?P<first>20\d{2})\s?年?\s?[-－—–─~～至到]{1,2}\s?(?P<last>20\d{2})"
)
FIVE_YEARS = re.compile(r"[“\"']?(?P<which>十[一二三四五六])五[”\"']?(?:时期|规划|期间)?")
# （征求意见稿）, （草案）, 送审稿: no act in force. “……计划草案的报告” is a report.
DRAFT_MARK = re.compile(
    r"[（(【\[]?\s?(?:公开)?(?:征求意见稿|讨论稿|送审稿|审议稿|公示稿|意见征集稿)[^（）()]{0,8}[）)】\]]?|[（(【\[]\s?[^（）()]{0,6}草\s?案[^（）()]{0,12}[）)】\]]|(?:修订|修正)?草案$"
)
SEEKS_OPINIONS = re.compile(
    r"(?:公开)?(?:征求|征集|听取).{0,80}意见(?:建议)?(?:的?(?:公告|通知|函|通告|公示|启事))?$|公开征求.{0,80}意见"
)
# The head of a notice that asks the public for opinions: “现向社会公开征求意见”.
ASKS_PUBLIC = re.compile(r"(?:现|拟)[^。\n]{0,40}(?:征求|征集|听取)[^。\n]{0,20}意见")
# “……《甲办法》（某发〔2018〕3号）同时废止。”, “原《乙规定》停止执行”, “……自行失效”: what stands behind the last name.
REPEALED_BEHIND = re.compile(
    r"(?:等[^《》。；\n]{0,16})?[，,]?\s?(?:自[^《》。；\n]{2,24}起)?[，,]?\s?(?:[一-龥]{0,6}(?:文件|规定|办法|政策))?(?:均|一并|也|即|已|亦|届时)?"
    r"(?:同时|自行|即行|予以|相应|一并|同步|随之|现予|全文)?(?:废止|停止(?:执行|施行|使用)|不再(?:执行|施行|适用)|失效|作废)"
)
# 根据《上位法》: a document that is only cited.
CITES = re.compile(r"(?:根据|依据|按照|依照|遵照|落实|违反)[^《》。，；]{0,8}$")
# “《甲规定》已经……通过，现予公布，自……起施行”: speaks of what it makes public.
MADE_PUBLIC = re.compile(r"(?:现予|予以|现将|现)(?:公布|发布|印发)|印发给?你们")
# 废止《甲条例》: what stands before a name that is repealed.
REPEALED_BEFORE = re.compile(r"(?:废止|停止执行)(?![的和、或])[^《》。；\n]{0,12}$")
# Between two names of one list: “《甲》（某发〔2018〕3号）、《乙》”.
BETWEEN_NAMES = re.compile(
    r"(?:[（(〔\[][^《》。；\n]{1,60}[）)〕\]])?\s?(?:[、，,和及与]|以及)?\s?(?:原)?(?:[\u4e00-\u9fff]{2,24}(?:印发|发布|制定)的)?\s?"
)
# “下列文件予以废止：1.《甲》……”, “关于废止《甲》的决定”: a list that follows.
REPEAL_LIST = re.compile(
    r"(?:下列|以下)[^。；\n]{0,40}(?:同时|予以|一并|现予)?(?:废止|停止执行|失效)[^。；\n]{0,10}[:：]"
)
REPEAL_TITLE = re.compile(r"关于(?:公布)?(?:废止|宣布失效)")
# 本报讯 (记者 …), 新华社北京2月10日电: a news report.
NEWS = re.compile(
    r"本报讯|新华社[^。\n]{0,20}电|[（(]\s?(?:本报)?(?:实习)?记者|记者从.{2,30}获悉|[^。\n]{0,10}通讯员|讯\s?[（(]记者|新华社记者"
)
# The voice of a report: it tells what others said or decreed.
NEWS_VOICE = re.compile(
    r"记者|据(?:悉|了解|介绍|统计)|昨[天日]|日前[，,]|近日[，,]|(?:通知|意见|会议|公告|方案|王?[\u4e00-\u9fff]{2,3})(?:要求|强调|指出|提出)[，：,]|(?:介绍|表示|告诉|认为|评论员)[，：,“说]|责任编辑"
)
# 各地农村抢抓农时: a report of no place.
EVERYWHERE = re.compile(r"各地|全国|多地|各省|我国")
# 新华社武汉2月9日电, （记者 王晨）: where a report was written, not what it is about.
DATELINE = re.compile(
    r"(?:新华(?:社|网)|本报|中新[社网]|人民网)[^。\s，]{0,12}?\d{1,2}月\d{1,2}日?[电讯]?|[（(][^（）()\n]{0,16}(?:记者|通讯员)[^（）()\n]{0,40}[）)]|来源\s?[:：]\s?\S{1,20}"
)
# Where the headline of a report ends: its dateline, source or first item.
AFTER_HEADLINE = re.compile(
    r"[\u4e00-\u9fff]{2,6}[网报社台]讯|新华(?:社|网)|本报|中新[社网]|记者|来源|时间|发布|索引号|[■●◆▲\d【]|作者|编辑|浏览|字体"
)
# “各区人民政府，市政府各部门：”: whom a notice addresses.
OPENS_TO_ADDRESSEE = re.compile(r"(?:^|[\s。])各[\u4e00-\u9fff（）()、，,·\s]{2,160}[:：]")
# 一图读懂……, 部门解读｜……, ……政策解读: explains a document.
EXPLAINS = re.compile(
    r"^(?:一图|图解|图说|解读|\S{0,6}解读\s?[｜|:：])|(?:一图(?:读懂|看懂)|政策问答|答记者问|解读)$"
)
# 政策解读, 通知公告: the section of a site that stands above a text.
SITE_SECTION = re.compile(
    r"(?:政策解读|政策文件|政策法规|通知公告|公告公示|公示公告|政务公开|信息公开|政府文件|规范性文件|工作动态|新闻动态|要闻动态|政务动态|文件下载|附件下载|解读|首页)$"
)

# --- tables ----------------------------------------------------------------------------------

# 序号 alone in its cell opens the header of an official table.
FIRST_COLUMN = re.compile(r"(?:序\s*号|编\s*号|项目编号)$")
# 1 / 1. / （1） alone in its cell: the running number of a record.
RUNNING_NUMBER = re.compile(r"[（(]?(\d{1,3})[）)]?[.．、]?$")
# 2023.04, 2023年4月, 2023年底前, 长期: what stands in a column of deadlines.
DEADLINE = re.compile(r"(?:19|20)\d{2}\s?(?:[.年/-].{0,8})?$|长期|持续|每年.{0,4}$|常年")
# Words that head columns; a header broken over two lines (“牵头 ⏎ 单位”) is put together with them.
HEADER_WORD = re.compile(
    r"(?:序号|编号|重点|具体|主要|工作|任务|事项|内容|措施|项目|名称|文件|政策|支持|方向|牵头|责任|配合|主管|承办|实施|建设|"
    r"单位|部门|领导|完成|出台|办理|时限|时间|期限|年限|目标|指标|单位|数值|属性|备注|依据|类别|类型|规模|投资|地点|序|号)+$"
)
# | 序号 | 事项 | and |---|:--:|
PIPE_ROW = re.compile(r"[ \t\u3000]*\|.*\|[ \t\r]*$")
PIPE_RULE = re.compile(r"[ \t\u3000]*\|(?:\s*:?-{2,}:?\s*\|)+[ \t\r]*$")
PIPE_CELL = re.compile(r"(?<!\\)\|")
# 表1 工会委员介绍表: a caption stands on the line above its table.
CAPTION = re.compile(
    r"(?:附?表\s?\d{1,3}(?:[-.—]\d{1,2})?|表[一二三四五六七八九十]{1,3})[\s　:：.、]?\S.{0,60}$"
)
# Units that a cell lists one below the other are parted by 、; “相关企事业 ⏎ 单位” is one name.
ENDS_UNIT = re.compile(
    r"(?:局|委|办|政府|部|厅|院|校|大学|会|处|集团|公司|银行|中心|所|社|站|队|街道|乡|镇|区|县|市|等|单位|部门|企业|协会|联盟|管委会)$"
)
UNIT_TAIL = re.compile(r"(?:单位|部门|公司|中心|集团|委员会|管委会|办公室|政府)$")

# --- hostile text ------------------------------------------------------------------------------

# Characters that show nothing but are read by machines: zero width, bidi controls, tag characters
# (U+E0000…), variation selectors.
INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f\U000e0000-\U000e01ef]")
# What a name must not hold: control and bidi characters, separators of paths.
UNFIT_FOR_NAME = re.compile(
    r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff/\\\U000e0000-\U000e01ef]"
)

# --- pages ------------------------------------------------------------------------------------

# 3 / - 3 - / — 3 — / 第 3 页 共 5 页 / 2 / 4 alone in its line at the edge of a page.
PAGE_NUMBER = re.compile(
    r"[-—–－~·•\s]*(?:第\s*)?(?:\d{1,4}|[ivxlcⅠ-Ⅻ]{1,6})(?:\s*页)?"
    r"\s*(?:[/／,，|]?\s*共?\s*(?:\d{1,4}|[ivxlcⅠ-Ⅻ]{1,6})\s*页?)?[-—–－~·•\s]*$",
    re.IGNORECASE,
)
# 1.4.2 功能标志的含义: the space behind such a number is no layout.
DECIMAL_LABEL = re.compile(r"\s*(\d{1,2}(?:\.\d{1,2}){1,3})\s+(?=\S)")
# “第 一 章 总则”, “附件 2 清单”, “表1 指标”: so is the one behind these.
SPACED_LABEL = re.compile(
    rf"(第\s?(?:{_HAN}|\d{{1,4}})\s?[编篇章节条]|(?:附?表|图|附件|附录|专栏)\s?\d{{1,3}}(?:[-.—]\d{{1,3}}){{0,2}})\s+(?=[^\s\d])"
)
# “第一章 总则…………3”, “总则 ...... 12”: a line of contents.
CONTENTS_LINE = re.compile(
    r"(?:\.{4,}|[．…·]{2,}|(?:\. ){4,})\s*(?:\d{1,4}|[ivxlcⅠ-Ⅻ]{1,6})?$", re.IGNORECASE
)
# “… is 9.8±0.3 A.”: a Latin sentence ends; “No.” and “Fig.” do not.
LATIN_STOP = re.compile(r"(?<!No)(?<!Fig)(?<!Tab)[A-Za-z0-9)]{2}\.$")
# “的,如”: a Latin mark behind a Chinese character, before another or at the end.
LATIN_MARK = re.compile(r"(?<=[\u4e00-\u9fff”）》])[,:;?!](?=[\u4e00-\u9fff“（《]|$)")
# The dots that lead to the page number.
DOT_LEADER = re.compile(r"[.．…·]{7,}|(?:\. ?){7,}")
# 1,234.5 / 35% / (0.3) / — : what a column of figures holds.
FIGURE_CELL = re.compile(r"[-+(（]?[\d.,]+[%％)）]?$|[-—－/]$")
# • or － alone in the first column: a list, no table.
BULLET = re.compile(r"[\W_]{1,3}$")
# ① / [1] / 注： / * opens a note below the text.
NOTE_MARK = re.compile(
    r"[\u2460-\u2473*†]|[\[［〔]\d{1,3}[\]］〕]|[（(]\d{1,3}[）)]|注(?:释)?[:：]|\d{1,2}\s"
)
# 表 1.4.4 at the end of a line: the number of the table below.
TABLE_NUMBER = re.compile(r"(?:附?表\s*\d{1,3}(?:[.\-—]\d{1,3}){0,3}|Table\s*\d{1,3})$")

# --- repair ----------------------------------------------------------------------------------

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

# --- office files and pages ----------------------------------------------------------------------

# “第%1章”, “%1.%2”: where the numbers of a list's levels stand in the label of one of them.
LEVEL_IN_LABEL = re.compile(r"%([1-9])")
# EQ \o\ac(○,12): a character in a ring, made by a field; EQ \f(1,2): a fraction.
OVERSTRUCK = re.compile(r"\\o[^(]{0,12}\(([^,，;()]{0,4})[,，;]\s*([^,，;()]{1,8})\)")
FRACTION = re.compile(r"\\f\s*\(([^,，;()]{1,20})[,，;]([^,，;()]{1,20})\)")
# “heading 2”, “标题 2”: names of styles for headings.
HEADING_STYLE = re.compile(r"(?:heading|标题)\s?([1-9])")
# Letters of symbol fonts (bullets, check marks) in running text: nothing without their font.
SYMBOL_FONT_LETTERS = re.compile(r"[\uf000-\uf0ff\xad]")
# A line in bold type is a title only with three Chinese characters in a row, and not where it tells a date or a name's field.
UNSTATED_TITLE = re.compile(
    r"^(?!.*(?:\d{4}年\d|年[一二三四五六七八九十]+月|电话|邮编|联系人)).*[\u4e00-\u9fff]{3}"
)
# “附件.docx”, “list.zip”: files that a page or a document hands out.
FILE_NAME = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|dps|rtf|odt|ods|ofd|csv|txt|zip|rar|7z)(?=$|[?#&\s])", re.I
)
# “- 3 -”, “第 3 页 共 12 页”, “3 / 12”: a running footer that only counts.
PAGE_NUMBER_LINE = re.compile(r"[\s\-—－–·]*第?\s*\d{0,5}\s*页?[\s/，,共]*\d{0,5}\s*页?[\s\-—－–·]*$")
# <meta charset="gb2312">, <meta … content="text/html; charset=gbk">
HTML_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.I)
# Where a tag or a comment opens; its end behind the name, > in quoted values passed over; its attributes.
HTML_TAG_OPENS = re.compile(r"<(?:(?P<comment>!--)|(?P<slash>/?)(?P<name>[A-Za-z][^\s/>\"'<]{0,40})|[!?])")
HTML_TAG_END = re.compile(r"(?:=\s*+(?:\"[^\"]*+\"|'[^']*+')|[^>])*+>")
HTML_RAW_END = re.compile(r"</(?:script|style)", re.I)
HTML_ATTRIBUTE = re.compile(r"[A-Za-z][\w:-]{0,40}(?:=(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'>]++))?")
HTML_TAG = re.compile(r"<[A-Za-z/][^>]*>")
HTML_BLOCK_TAG = re.compile(r"</?(?:p|div|br|tr|li|h[1-6]|table|section|article|dd|dt|ul|ol)\b[^>]*>", re.I)
# .note{display:none}: what a style sheet keeps from the reader's eyes; white letters count only in an element's own style.
HTML_HIDING = re.compile(
    r"display:none|visibility:hidden|(?<![\w-])font-size:0(?:px|pt|em|%)?(?:;|!|$)|(?<![\w-])opacity:0(?:\.0+)?(?:;|!|$)"
    r"|text-indent:-\d{3,}|(?:left|top):-\d{4,}px"
)
HTML_WHITE = re.compile(r"(?<![\w-])color:(?:#fff(?:fff)?|white|rgba?\(255,255,255[,)\d.]*)(?![\w-])")
HTML_GROUND = re.compile(
    r"background(?:-color|-image)?:(?!(?:#fff(?:fff)?|white|transparent|none|inherit|initial)(?:;|!|$))"
)
HTML_CENTRED = re.compile(r"text-align:center")
HTML_BOLD = re.compile(r"font-weight:(?:bold|[6-9]00)")
HTML_NOT_BOLD = re.compile(r"font-weight:(?:normal|[1-4]00)")
HTML_SELECTOR = re.compile(r"^([.#])([\w-]+)$")
# White space of a page: blanks of all widths are layout.
HTML_SPACE = re.compile(r"[\s\u3000\xa0]+")
# 索引号, 发文机关, 成文日期 …: the fields that a government page states beside its article, each with its value.
_PAGE_FIELD = (
    r"(?P<name>索\s*引\s*号|主题分类|分\s*类|主题词|发文机关|发布机构|发布机关|制定机关|公开主体|成文日期|发文日期|制发日期|签发日期|发布日期|公开日期|"
    r"生成日期|发布时间|公布日期|施行日期|实施日期|生效日期|失效日期|废止日期|有效期至|文\s*号|发文字号|公文种类|标\s*题|名\s*称|信息名称|"
    r"有\s*效\s*性|效力状态|时\s*效\s*性|时效状态|有效状态|文件状态|来\s*源|信息来源)"
)
PAGE_FIELD_NAME = re.compile(rf"[\[【]?{_PAGE_FIELD}\s*[:：]?\s*[\]】]?$")
PAGE_FIELD = re.compile(
    rf"[\[【]?{_PAGE_FIELD}\s*[\]】]?\s*[:：]\s*[\]】]?(?P<value>[^:：]{{1,80}}?)(?=\s+[\u4e00-\u9fff]{{2,4}}[:：]|$)"
)
# The site behind a page's title: “关于……的通知_某市人民政府门户网站”.
SITE_IN_TITLE = re.compile(
    r"\s*[-_|—–]+\s*[^-_|—–]*(?:门户|网站?|政府|人民政府|首页|局|厅|委|中心|平台)[^-_|—–]*$"
)
# 甲局、乙局；丙委: names in one field.
LIST_OF_NAMES = re.compile(r"[,，、;；\s]+")
# What ends or parts a statement; the entries of a menu hold none.
SENTENCE_MARK = re.compile(r"[。；！？，]|[.!?](?:\s|$)")
# Number formats of spreadsheets: words in quotes, colours and conditions, escaped or padding characters; what makes
# a date of a number; the run of digits; what is shown as it stands (0"万元", ￥#,##0, 0%).
FORMAT_QUOTED = re.compile(r"\"[^\"]*\"|\[[^\]]*\]|\\.|_.|\*.")
FORMAT_DATE = re.compile(r"[ydhs]|(?<![a-z])m", re.I)
FORMAT_DIGITS = re.compile(r"[0#?][0#?,]*(?:\.[0#?]+)?,*")
FORMAT_LITERAL = re.compile(r"\[[^\]]*\]|_.|\*.|\"([^\"]*)\"|([%¥￥$€£()+-])")
# A cell's address: AB12.
CELL_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
# Names of the column that names a record.
RECORD_NAME = re.compile(
    r"^(?:政策|文件|项目|事项|标准|法规|通知|单位|企业)?\s*(?:标题|题目|名称|全称)$|title$|^(?:policy\s*)?(?:title|name)$",
    re.I,
)
# Sheet1, 工作表 2: names that say nothing.
UNNAMED_SHEET = re.compile(r"^(?:sheet|工作表|表)\s*\d*$", re.I)
# 注：……, 备注：…… below a table.
TABLE_NOTE = re.compile(r"^\s*(?:注|备注|说明|填表说明)\s*\d{0,2}\s*[:：.]")
