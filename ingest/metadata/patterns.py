"""Define the expressions of document heads, dates, validity and repeal, each with an example."""

from __future__ import annotations

import re

from ingest.text.patterns import CHINESE_DATE, DATE_WORDS, NUMERAL, YEAR
from ingest.text.years import FIVE_YEAR_PLAN

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
    "公报",
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
    "法典",
]

_KIND = "|".join(KINDS)

_TITLE_TAIL = r"(?:[（(〔\[【][^（）()\n]{1,30}[）)〕\]】])*》?(?:的)?"

# “……的通知》”, “……办法（试行）”: a title stops at its kind and a remark in brackets, so the next line is none of it.
TITLE_END = re.compile(rf"(?:{_KIND})[》”]?{_TITLE_TAIL}$")

# The kind alone: the last such word of a title, its brackets dropped.
KIND_AT_END = re.compile(rf"(?P<kind>{_KIND})[》”]?{_TITLE_TAIL}$")

# 甲市人民政府令, ……令（第12号）: an order, which stands over the document that it makes public.
ORDER_TITLE = re.compile(r"令(?:（?第.{1,8}号）?)?$")

# “《乙规定》已经2022年1月5日市政府常务会议通过，现予公布”: what such an order makes public; its name is the title.
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

# “甲市人民政府关于加快……”: the issuer that a title begins with; a name in 《》 or quotes is what is spoken of.
ABOUT = re.compile(r"^(?P<issuer>[^《》“”]{3,80}?)关于")

# 甲市财政局, 乙公司（集团）, 丙市府办: what the name of an organisation ends with; 承办 and 主办 are no offices.
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

# 文号：丰政发〔2022〕7号: the field of a government page.
NUMBER_FIELD = re.compile(r"(?:发文字号|文件编号|文\s{0,4}号)\s?[:：]\s{0,4}$")

# What runs into a number in front of it: “……7月27日中华人民共和国国务院令第746号”, “……的通知某发〔2020〕1号”.
BEFORE_NUMBER = re.compile(r"^.*(?:日|根据|按照|依据|文号|字号|的通知|的意见|的公告|的决定|的批复|的函)")

# “根据……办法》（包府办发〔2022〕10号）”: a number in brackets behind a name is another document's.
CITED_NUMBER = re.compile(r"》\s?[（(]\s?$")

# 2022年2月21日 with its 年月日, as a text is signed.
SIGNED_DATE = re.compile(rf"(?<!\d){YEAR}\s?年\s?\d{{1,2}}\s?月\s?\d{{1,2}}\s?日|{CHINESE_DATE}")

# “2022年2月21日起”, “……日印发”, “……日，”: a date that goes on in a sentence and signs nothing; 第一条 behind it opens a text.
DATE_GOES_ON = re.compile(
    r"[ \t\u3000]{0,4}(?:起|印发)|(?:前|以|至|止|之|后|内|召开|审议|通过|发布|公布|发行|第(?![一二三四五六七八九十\d]{1,4}[条章节编部])|在|举|下午|上午|晚|凌晨|电|讯|摄|的|[，,、。；;:：—\-~～])"
)

# 发布日期:2022-02-22 / 成文日期：2022年2月21日
PUBLISHED = re.compile(rf"(?:发布|公开|上网|公布)(?:日期|时间)\s{{0,4}}[:：]?\s{{0,4}}(?P<date>{DATE_WORDS})")

# 成文日期：2022年2月21日 / 印发时间 2022-02-21: the day of writing; on a page it counts more than the signature.
ISSUED = re.compile(
    rf"(?:成文|印发|签发|制定|发文)(?:日期|时间)\s{{0,4}}[:：]?\s{{0,4}}(?P<date>{DATE_WORDS})"
)

# （2021年7月27日中华人民共和国国务院令第746号公布）
ADOPTED = re.compile(rf"[（(]\s?(?P<date>{DATE_WORDS})(?P<by>[^（）()\n]{{0,80}}?)(?:公布|发布|通过|印发)")

# “2020年6月29日印发，有效期5年”, “2022年9月13日印发施行”: a line of the head that says when the document came out
ISSUE_LINE = re.compile(
    rf"^[ \t\u3000（(]*(?P<date>{DATE_WORDS})\s?(?:印发|发布|公布|颁布)(?P<effective>(?:并)?(?:施行|实施))?(?=[，,。；）)\s]|$)",
    re.MULTILINE,
)

# “2024年12月31日……《关于修改……的决定》修正”, “1997年3月14日……修订”, “……通过的《……修正案（二）》”: the edition of a law.
AMENDED = re.compile(
    rf"(?P<date>{DATE_WORDS})(?:(?!{DATE_WORDS})[^\n。；]){{0,160}}?(?:修正|修订|修改|通过的《[^《》\n]{{0,60}}(?:修正案|决定)[^《》\n]{{0,20}}》)"
    r"(?=[）)\s。，,；根]|$|第)"
)

# “中华人民共和国国务院令”, “北京市人民政府令 第12号”: the head of an order, which names nothing.
ORDER_HEAD = re.compile(r"^[\u4e00-\u9fff]{2,20}令\s?(?:（?第.{1,8}号）?)?$")

# 2025年1月20日在某省第十四届人民代表大会第三次会议上
DELIVERED = re.compile(rf"(?P<date>{DATE_WORDS})\s?在[^。\n]{{4,50}}(?:会议|大会)[^。\n]{{0,4}}上")

# 实施日期：2019年07月01日: the day from which a document holds, a field of a government page.
EFFECTIVE_FIELD = re.compile(rf"(?:实施|施行|生效)(?:日期|时间)\s{{0,4}}[:：]\s{{0,4}}(?P<date>{DATE_WORDS})")

# “2021年1月1日 施行”, “（自2021年1月1日起施行）”: a line of a law's head.
EFFECTIVE_LINE = re.compile(
    rf"^[ \t\u3000]{{0,8}}[（(]?自?(?P<date>{DATE_WORDS})[ \t\u3000]{{0,4}}起?(?:施行|实施|生效)[)）]?[ \t\u3000]{{0,8}}$",
    re.M,
)

# 失效日期：2025年12月31日 / 有效期至：…: the last day, as a page states it beside the text.
EXPIRES_FIELD = re.compile(
    rf"(?:失效|废止|有效期至|截止有效)(?:日期|时间)?\s{{0,4}}[:：]\s{{0,4}}(?P<date>{DATE_WORDS})"
)

# 发布机关：甲局,乙局 / 发文单位：甲市人民政府办公室: the issuers as a page states them, ten at most.
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
    rf"(?P<date>{DATE_WORDS})\s?(?:零时)?起(?:正式|开始)?(?:施行|实施|执行|生效|试行|启用)|(?:自|从|于)\s?(?P<on>{DATE_WORDS})\s?(?:正式|开始)?(?:施行|实施|生效)"
)

# 自印发之日起施行, 自公布之日起30日后施行, 自发布之日起一个月后施行
EFFECTIVE_AT_ISSUE = re.compile(
    rf"(?:印发|发布|公布|颁布|下发|发文|签发|通过)之日起?(?:满)?\s?(?:(?P<number>{NUMERAL})\s?(?P<unit>日|天|个工作日|个月|年)(?:后|之后)?)?(?:正式|开始)?起?(?:施行|实施|执行|生效|试行)"
)

# “有效期至2025年12月31日”, “试行期到2024年6月30日”, “施行时间截至……”: the last day, in a sentence.
VALID_UNTIL = re.compile(
    rf"(?:有效期(?:限|间)?[^。；\n]{{0,24}}?[至到为]|(?:施行|实施|执行|试行|延长|延续)(?:期限|期|时间|日期)?(?:截?至|到|截止到)|止于|截止(?:日期|时间)?[为至])\s?(?P<date>{DATE_WORDS})"
)

# “有效期5年”, “暂定为三年”, “试行2年”: a term; “三年行动” and “一年以内” are none.
VALID_YEARS = re.compile(
    rf"(?:有效期(?:限)?|试行期?(?:限)?|施行期限|实施期限|执行期限?|期限|暂定|试行)(?:暂定)?(?:为|是)?\s?(?P<number>{NUMERAL})\s?(?P<unit>年|个月)(?!度|以|内|[一-龥]{{0,2}}行动)"
)

# What else has a term: “许可证有效期5年”.
OTHER_TERM = re.compile(r"证书?|资格|资质|合同|协议|贷款|补贴|补助|承诺|名单|称号|资助|许可|奖励|聘|租|保险")

# 本办法, 本通知: a sentence about the document itself.
ITSELF = re.compile(
    r"本(?:办法|规定|细则|意见|通知|方案|措施|政策|条例|规则|法|公告|通告|决定|规划|计划|实施|行动|文件|清单|标准|规程|若干|暂行|试行|指引|指南)|以上(?:政策|措施)|上述(?:政策|措施)"
)

# （2023-2025年）, (2020—2022年), 2021-2035年
PERIOD = re.compile(r"(?<!\d)(?P<first>20\d{2})\s?年?\s?[-－—–─~～至到]{1,2}\s?(?P<last>20\d{2})(?!\d)\s?年?")

# “规划期为2021-2035年”, “实施期限：2023年至2025年”: the years of a plan stated in its head, where the title has none.
PLAN_PERIOD = re.compile(
    r"(?:规划期|实施期|计划期|行动期|执行期|规划期限|实施期限)(?:限)?(?:为|是|：|:)?\s?(?P<first>20\d{2})\s?年?\s?[-－—–─~～至到]{1,2}\s?(?P<last>20\d{2})"
)

FIVE_YEARS = re.compile(rf"{FIVE_YEAR_PLAN.pattern}(?:时期|规划|计划|期间)?")

# （征求意见稿）, （草案）, 送审稿: no act in force. “……计划草案的报告” is a report.
DRAFT_MARK = re.compile(
    r"[（(【\[]?\s?(?:公开)?(?:征求意见稿|讨论稿|送审稿|审议稿|公示稿|意见征集稿)[^（）()]{0,8}[）)】\]]?|[（(【\[]\s?[^（）()]{0,6}草\s?案[^（）()]{0,12}[）)】\]]|(?:修订|修正)?草案$"
)

# “关于公开征求《甲办法》意见的公告”, “……听取意见建议的通知”: the title of a notice that carries a draft.
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

# “关于废止部分规范性文件的决定”, “关于宣布失效……”: the names in such a document are those it ends.
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

# 政策解读, 通知公告, 正文: the section of a site or of a file that stands above a text.
SITE_SECTION = re.compile(
    r"(?:政策解读|政策文件|政策法规|通知公告|公告公示|公示公告|政务公开|信息公开|政府文件|规范性文件|工作动态|新闻动态|要闻动态|政务动态|文件下载|附件下载|解读|首页|正文)$"
)

# 第三条, 第四百六十三条 opening a line: an article of an act.
ARTICLE_OPENS = re.compile(r"^[#* \t\u3000]*第[一二三四五六七八九十百零〇\d]{1,7}条", re.MULTILINE)

# 第一条, 第一章 at the beginning of a line: where the text of a law begins, its history above.
ARTICLE_LINE = re.compile(r"^[# \t\u3000]*第[一1][条章编]", re.MULTILINE)

# 终稿, 2010-12-20, 1: what a file's name adds in brackets at its end.
FILE_NAME_NOTE = re.compile(
    r"\s*[（(](?:[^（）()]{0,4}(?:终稿|定稿|最终|版本)[^（）()]{0,4}|\d{4}[-.]\d{1,2}[-.]\d{1,2}|\d{4}年?|\d{1,2})[）)]$"
)

# “05_”, “附件1：”, “3.”: what it adds in front; “_政府信息公开专栏” what a site adds behind.
FILE_NAME_MARK = re.compile(
    r"^(?:\d{1,3}\s?[_.、\s-]+|附件\s?\d{0,2}\s?[:：])|_[^_]{2,20}(?:专栏|网|门户|网站|公开)$"
)

# 新建文本文档, 扫描件: the name of a file that names no document.
NO_NAME = re.compile(r"新建|未命名|无标题|扫描|微信|图片|文档\d*$|下载|副本")
