"""These expressions tell what a question asks for, of whom and how much, and which words carry no content."""

from __future__ import annotations

import re

# “‘丰泽计划’”, 「链长制」: a name in quotation marks of any kind
QUOTED = re.compile(r"[“\"「『‘']([^”\"」』’']{1,40})[”\"」』’']")

# “1+6+N”, “1233战略”, “232工作体系”: names even without quotation marks
CODE = re.compile(
    r"(?<![\da-zA-Z+.])(?:[\da-zA-Z]{1,3}(?:\+[\da-zA-Z]{1,3})+|(?!(?:19|20)\d\d)\d{3,6}(?=[\u4e00-\u9fff]))(?![\da-zA-Z+.%]"
    r"|\s*(?:万|亿|元|家|个|项|人|名|年|月|日|号|支|件|公里|平方|米|亩|吨|次|条|所|台|套|辆|倍|余|多))"
)

# 《北京市“十四五”规划》: the title of a document
TITLE = re.compile(r"《([^》]{2,80})》")

HOW_MANY = r"(?:多少|(?<![哪第期周])几(?![类种档大方级点]|个方面)|多大|多高|多长|多久)"

# Each pattern with the kind of fact it asks for; the first group, where there is one, is the unit's word.
# “多少家”, “几支”, “多少亿元”, “几成”; “多少亿斤”, “多少亿立方米” are no money
ASK_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"邮箱|电子邮件|e-?mail", re.I)),
    (
        "phone",
        re.compile(
            r"(?:电话|热线|联系方式|手机号)(?:号码)?(?:是|为|分别)*(?:多少|什么|几|哪)|(?:什么|哪个|多少)(?:联系)?电话|电话号码|联系方式"
        ),
    ),
    ("url", re.compile(r"网址|链接|官网")),
    (
        "person",
        re.compile(
            r"联系人|谁(?:作|做|主持|宣布|讲|致辞|表示)的?|(?:负责人|主任|书记|局长|总经理|区长|市长)(?:是谁|叫什么|姓名)"
        ),
    ),
    ("day", re.compile(r"哪一?[天日](?!数)|几月几[日号]|几号")),
    ("month", re.compile(r"哪一?个?月|几月(?!几)")),
    (
        "date",
        re.compile(
            r"什么时候|啥时候|何时|几时|几点(?!意见|建议|要求|措施)|星期几|周几|哪一?年|截止(?:日期|时间)|完成时限|时间节点"
            r"|(?:时限|期限|日期|时间)(?:是|为|到|有|分别|各)|(?<!多)\bwhen\b|deadline",
            re.I,
        ),
    ),
    (
        "duration",
        re.compile(
            r"多长时间|多久|(?:期|时间|时限)[^，,。？?]{0,4}多长|(?:几|多少)年(?!来|间|内|前|后)|(?:几|多少)(?:个(?:月|星期|小时|工作日)|天|周|小时|工作日)|how long",
            re.I,
        ),
    ),
    (
        "percent",
        re.compile(
            r"几成|百分之(?:几|多少)|几个(?:百分)?点|多[大高少]的?(?:比例|占比|比重)|百分比|(?:占比|比例|比重|增速|增长率|增幅|增长速度|强度|参与率|覆盖率|配套率|满意度)[^，,。？?]{0,8}(?:多少|几|多大|多高)"
            r"|(?:增长|提高|提升|上涨|涨|增加|下降|下跌|跌)了?(?:多少|几)(?=$|[,，。?？]|个?百分|个点)|what (?:share|percentage|proportion)|growth rate",
            re.I,
        ),
    ),
    (
        "money",
        re.compile(
            r"(?:多少|几)(?:个?[百千万]?亿|万)?(?:元|钱|块|经费|资金|[\u4e00-\u9fff]{0,2}(?:费|租金|奖金|补贴|罚款|房租|价钱|薪水))|(?:多少|几)(?:个|百|千)?亿(?![公千]?[斤克吨瓦]|[立平]方|[株头只人户件亩])|(?:规模|金额|额度|收入|产值|租金|房租|费用|税收|利润|投资额?|标准)[^，,。？?]{0,6}(?:多少(?![家个项人件支名])|怎么收)|how much",
            re.I,
        ),
    ),
)

# “收费标准降低多少”, “设备投资补多少”, “租金怎么收”, “合同金额的多少”: answered by a sum or by a share
SHARE = re.compile(
    r"[额价款资费租金]的(?:多少|几)|怎么(?:收|算|交|缴)|(?:降低?|减免?|补助?|贴息?|奖励?|免|返还?|报销|优惠)了?(?:多少|几)(?!亿|万|元|钱|块|家|个|项|人|名)"
)

# “哪几类技术”, “分成几档” ask for names, not for a figure
COUNT = re.compile(
    r"(?:多少|(?<!哪)几)\s*([万亿]?)\s*(家|个(?!点|百分点)|项|件|支|只|名|人|位|条|次|处|座|辆|台|套|所|种|类|期|届|批|户|门|款|张|栋|场|部|份|海里|公里|平方公里|平方千米|平方米|立方米|倍|米|亩|公斤|千克|斤|吨|千瓦时|千瓦|兆瓦|分(?!别|成|为))(?!月|小时|工作日)"
)

# “线路多长”, “面积有多大”, each with the measure of the figures that answer it
MEASURES = (
    (re.compile(r"多长(?!时间)|长度|里程"), "length"),
    (re.compile(r"面积[^，,。？?]{0,6}(?:多大|多少)"), "area"),
)

# “数量”, “how many”: asks for a figure of whatever unit
ANY_QUANTITY = re.compile(rf"{HOW_MANY}|数量|how many|how large|什么规模", re.I)

# “哪个单位负责”, “挑头”: asks for an office, whatever it does
ORGANISATION = re.compile(
    r"(?:谁|哪些?个?(?:单位|部门|局|委|机构|地区|区县)|哪家|什么(?:单位|部门))[^，,。？?]{0,6}(?:牵头|负责|主管|承担|落实|实施|组织|管)?"
    r"|(?:牵头|责任|主管|配合)(?:单位|部门|的)?(?:是|为|有|包括)?(?:谁|哪|什么)|挑头|who (?:leads?|is responsible)|responsible",
    re.I,
)

# “谁来管”, “归哪个部门”, “由谁”: asks who answers for a thing; “负责人是谁” asks for a person
RESPONSIBLE = re.compile(
    r"牵头|挑头|领头|主管|责任单位|责任部门|负责(?!人)|谁来?(?:管|抓|办|落实|主抓)|归(?:谁|哪)|由(?:谁|哪(?:个|些|几个|家)?(?:单位|部门|机构|局|委|办))|归口|主抓|who leads|responsible",
    re.I,
)

# “由谁建立”, “责任由谁承担” ask for a name; only these ask for who answers for a task.
LEADS = re.compile(
    r"牵头|挑头|领头|主管|责任单位|责任部门|负责(?!人)|谁来?(?:管|抓|办|落实|主抓)|归(?:谁|哪)|归口|主抓|由谁$|由谁[？?]"
    r"|who leads|responsible",
    re.I,
)

# “‘1233’是什么意思”, “全称”, “怎么定义中小企业”, “怎样才算”, “what does X mean”: asks for a meaning
DEFINITION = re.compile(
    r"(?:怎么|如何|怎样)(?:定义|界定)|才(?:能)?算|什么意思|是什么|指什么|指的是|是指|含义|何谓|什么叫|什么是|啥意思|是啥|全称|怎么理解|内涵|代表什么|的定义|what (?:is|does|are).{0,40}(?:mean|stand for)|meaning",
    re.I,
)

# “怎么定义中小企业”, “什么条件才算困难家庭”, “什么是零散工业废水”, “驾驶员是指什么”: what is to be defined
DEFINED = re.compile(
    r"(?:(?:怎么|如何|怎样)(?:定义|界定)|才(?:能)?算(?:是|作)?|什么(?:是|叫)|何谓|所谓)(?P<behind>[\u4e00-\u9fff]{2,12})"
    r"|(?P<before>[\u4e00-\u9fff]{2,12}?)(?:的定义|(?:是)?指(?:的是)?什么|是什么意思"
    r"|(?:在[\u4e00-\u9fff]{1,8}?[上中里])?(?:怎么|如何|怎样)(?:定义|界定)的?(?=$|[，,。？?]))"
)

# “有哪些措施”, “分别是”, “几大”: asks for several things
LIST = re.compile(
    r"哪些|有什么|有啥|哪几|哪[两二三四五六七八九十]|分别(?:是|叫|为|有)|各(?:叫|是|有)|包括(?:什么|啥|哪)|几(?:类|方面|大)|由什么|列举|都有谁|which|list",
    re.I,
)

# “丰台和株洲各有多少”, “有何不同”: asks for two sides
COMPARISON = re.compile(
    r"(?:和|与|跟|、).{1,30}(?:各|分别)(?:自|是|有|写|拿|要|为|达|多|定|建|叫|指|由)|不一样|有何不同|有什么不同|有什么区别|有啥不同|有啥区别|差别|差异|区别|相比|对比|比较|相差|差(?:了)?(?:多少|几|多大)|一致|矛盾|一样吗|相同吗|是(?:不是)?同一|(?:谁|哪[个边])(?:的?[^，,。？?]{0,8}?更|多|高|大)|compare|difference|versus|\bvs\b",
    re.I,
)

# “我们公司能申请吗”, “有什么补贴”: asks what the asker gets
APPLICABILITY = re.compile(
    r"^(?:我们|我司|本公司|我公司|我是|我家|咱们|我们公司|本企业|作为)|能(?:不能)?(?:申请|申报|享受|拿|得到)|可以(?:申请|申报|享受|对接)|有(?:什么|哪些|啥)(?:支持|扶持|优惠|补贴|政策|帮助|好处)|适用|for (?:our|my) company",
    re.I,
)

# “第三章”, “附件2”, “专栏1”: the question names an address
LOOKUP = re.compile(
    r"第[（(]?[一二三四五六七八九十百零\d]+[）)]?(?:[编篇章节条款项目]|部分)|附件\s*[一二三四五\d]|专栏\s*[一二三四五\d]"
)

# “讲了什么”, “怎么规定”, “第三条？”: the question wants the words at the address, and no fact in them
LOOKUP_VERB = re.compile(
    r"(?:哪|几)[几些]?[章节条款项]|讲(?:了|的|什么|啥)|写(?:了|的|什么|啥)|内容|原文|规定(?:了)?(?:什么|啥)|(?:怎么|如何|怎样|怎么样)规定|[编篇章节条款项目][?？。]?$|说(?:了)?(?:什么|啥)|是(?:什么|啥)|有哪些|主要"
)

# “什么”, “多少”, “吗”, “how”: the clause that has one is what is asked
INTERROGATIVE = re.compile(
    r"什么|哪|多少|几|谁|何|啥|怎么|怎样|如何|多大|多长|多久|多高|吗|么|what|which|who|when|how", re.I
)

# “新动能基金的管理人是谁”: something (whose) and what of it (what) is asked for
ATTRIBUTE = re.compile(
    r"(?P<whose>[^,，。;；?？]*)的(?P<what>[^的,，。?？《》]{2,12}?)(?:大概|一共|总共|究竟|到底|分别|各)?(?:是|有|为|达到|叫|需要|怎么)*(?:多少|什么|啥|谁|哪|多大|几|如何|怎样|怎么)"
)

# What makes the words behind 的 a clause: “每年平均涨多少”, “公司到2025年超过多少家”
NO_NOUN = re.compile(r"[\d“”\"]|指|涨|增|降|超过|达到|[要能会让将]|提出|规定|每|平均|百分")

# “哪些措施”, “哪五大行动”: the noun of the things that a list is to name
MEMBERS = re.compile(
    r"(?:哪些|哪几(?:个|种|类|项|大|条|家|方面)?|哪[两二三四五六七八九十](?:个|种|类|项|大|条|家|方面)?)(?:主要|重点)?([\u4e00-\u9fff]{2})"
)

# “在哪家酒店”, “哪所学校”: the noun of the one thing that is looked for
SOUGHT = re.compile(r"哪(?:一)?(?:家|个|所|位|座|款|条|间|栋|本|部)([\u4e00-\u9fff]{2})")

# “作为一家小微企业，能享受……”: who asks, not what is asked
ASIDE = re.compile(r"(?:我们|我司|本公司|我公司|我是|我家|咱们?|本企业|作为)[^,，。;；]*[,，]")

# “到2025年”, “力争”, “by 2030”: asks for a goal and not for what was reached; “要求” is none
AIM = re.compile(
    r"目标|计划|打算|要(?!求)|将|力争|争取|预期|预计|希望|想|到\s*(?:19|20)\d{2}\s*年|期末|年底前|target|goal|by (?:19|20)\d{2}",
    re.I,
)
