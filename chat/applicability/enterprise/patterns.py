"""The expressions that read an enterprise's words about itself, each with what it is to find."""

from __future__ import annotations

import re

# --- clauses and denial ----------------------------------------------------------------------

# “……，……；……”: what is denied in one clause is not denied in the next; “但”, “而是” begin one too
CLAUSE = re.compile(r"(?:[，。；;！!？?\n|]|(?<!\d),|,(?!\d{3}(?!\d)))+|(?=(?:但是?|而是|不过)(?!不))")
# “没有高新技术企业资质”, “不是专精特新”, “尚未上市”, “没贷过款”, “不反映历史”; no “无人机”, “未来”, “不限”, “不超过”
DENIAL = re.compile(
    r"没有|没能|并非|不是|不属于|不具备|不含|尚未|还未|还没|从未|暂无|均无|并无|都没|不在|不做|不种|不办|还不|没参加"
    r"|无(?=严重|不良|违法|违规|违纪|失信|重大|行政|侵权|任何|其他|处罚|争议)"
    r"|(?<![淹沉吞埋出])没(?=[一-龥])(?!准|收|落|问题|关系|多久|几|[^，,。；;]{1,6}就)"
    r"|未(?=被|获|能|取得|认定|上市|挂牌|入|曾|拿|申|评|进入|通过|享受|纳入|列入|发生|融|升|建)"
    r"|(?:^|(?<=[，,。；;：:、也都己从并本内且们司]))不(?!到|仅|断|同|只|错|限|足|论|管|但|过|久|得|小|少|超|低|高|多|良|锈|可|太|知|清|想|能|会|愿|要|间|动|外|大|等|包括|再|用说|受|打算|算(?:力|法|上))[一-龥](?!到|仅|得不)"
    r"|(?:^|(?<=[，,。；;：:、]))无(?!人|线|菌|损|纺|机|锡|源|障|形|论|创|轨)"
)

# --- figures ---------------------------------------------------------------------------------

# “95人”, “员工约300名”, “职工85”, “从业人员 40”: how many work there
PEOPLE = re.compile(
    r"(?:员工|职工|从业人员|人员规模|团队|人数|雇员|在职|全员|总人数|社保(?:人数)?)[^\d一二两三四五六七八九十百千，,。；;]{0,8}"
    r"(?P<labelled>\d[\d,]*(?:\.\d+)?\s?[万千]?|[一二两三四五六七八九十百千]+)\s?(?P<more>[余多来])?\s?(?:人|名|位)?"
    r"|(?P<counted>\d[\d,]*|[一二两三四五六七八九十百千]+)\s?(?P<counted_more>[余多来])?\s?(?:个|名|位)?(?:全职)?(?:员工|职工|人(?=的?(?:团队|公司|企业|规模|小))|从业人员|号人)"
    r"|(?:^|[有共，,。；;、\s（(约在前]|大概|差不多)(?P<bare>\d[\d,]*|[一二两三四五六七八九十百千]+)\s?(?P<bare_more>[余多来])?\s?(?:个)?人(?![工才民次均份])"
)
# “营收8000万元”, “2023年产值1.1亿元”, “年收入不到2000万”, “销售额3亿”
REVENUE = re.compile(r"营业?收入?|营业额|产值|销售(?:收入|额)|年收入|收入|流水|年销售|主营业务收入|营收")
# “去年没有营收”, “还没有什么收入”: nothing was earned yet
NO_REVENUE = re.compile(r"(?:没有|没|无|尚无|还无)(?:什么|任何|产生)?(?:营业)?(?:营收|收入)")
# “净利润500万”, “研发投入800万”, “融资5000万”: money that is no revenue
OTHER_MONEY = re.compile(
    r"利润|税|研发|融资|贷款|投资|注册资[本金]|估值|补贴|奖励|资产|合同|订单|出口额|进出口"
)
# “研发投入占营收12%”, “研发费用占比百分之八”, “研发强度15%”
RD = re.compile(r"研发|研究开发|R&D", re.I)
# “其中海外收入”, “技术收入占”: a part of the revenue, not all of it
PART_OF_REVENUE = re.compile(r"其中|海外|出口|技术(?:性)?收入|服务收入|占比|占总?(?:营业)?收入")
# “不到”, “低于”, “不足”: before a number that is not reached
BELOW = re.compile(r"(?:不到|不足|低于|少于|小于|未满|不满|不超过|以内|未达)\s?$")
# “超过”, “以上”, “突破”: before a number that is passed
ABOVE = re.compile(r"(?:超过|超|高于|多于|大于|突破|逾|不低于|不少于|至少|达到?)\s?$")
# “2000万元以上”, “300人以下”, “100多人”: behind a number
BEHIND_ABOVE = re.compile(r"^\s?(?:元|人|名)?(?:及|含)?以上|^\s?[多余]|^\s?[万亿][多余]")
# “2000万元以下”, “20人以内”: behind a number
BEHIND_BELOW = re.compile(r"^\s?(?:元|人|名)?(?:及|含)?(?:以下|以内)")

# “新增员工”, “研发人员”, “其中博士”, “专职技术经理人团队”: people that are not all who work there
SOME_PEOPLE = re.compile(r"新增|招聘|研发人员|博士|其中|专职|经理人|教师|老师")
# “研发人员占20%”, “研发投入同比增长30%”: a share that is not the one of revenue
OTHER_SHARE = re.compile(r"人员|增长|同比|技术人")

# --- founding --------------------------------------------------------------------------------

# “成立于2017年3月”, “2019年注册”, “2020-05-01创立”, “注册时间：2018”
FOUNDED = re.compile(
    r"(?:成立|创立|创办|注册|设立|开业|创建|建厂|开办)(?:于|时间|日期|在|是)*[:：为]?\s?(?P<behind>(?:19|20)\d{2}(?:\s?[年./-]\s?\d{1,2}(?:\s?[月./-]\s?\d{1,2})?)?)"
    r"|(?P<before>(?:19|20)\d{2}\s?年?(?:\s?\d{1,2}\s?月)?(?:\s?\d{1,2}\s?日)?)\s?(?:在[^，,。；;]{1,8})?(?:刚)?(?:正式)?(?:成立|创立|创办|注册|设立|开业|创建|建厂|开办|(?:开始|起)(?:正式)?(?:运营|经营|营业))"
)
# “成立5年”, “成立不满一年”, “创办三年多”, “刚成立”, “成立不到两年”
AGE = re.compile(
    r"(?:成立|创立|创办|注册|设立|开业|经营|运营)(?:了|已|至今|刚|才|快|有|满)*(?P<limit>不满|不到|未满|不足|超过|近|约)?(?:了|已)?\s?"
    r"(?P<number>\d{1,3}|[一二两三四五六七八九十半]{1,3})\s?(?P<half>年半)?(?:个)?(?P<unit>年|月)(?P<more>多)?"
)
# “刚成立”, “新注册”: founded within a year
JUST_FOUNDED = re.compile(r"(?:新|刚刚?)(?:成立|注册|创办|设立|创立)")
# “2017年”, “2017年3月”, “2017-03-01”, “2017”: a day as it is given for a field
DAY_SAID = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})(?!\d)(?:\s?[年./-]\s?(?P<month>1[0-2]|0?[1-9])(?!\d)(?:\s?[月./-]\s?(?P<day>3[01]|[12]\d|0?[1-9])(?!\d))?)?"
)
# “在2023年1月1日至11月30日期间”, “2022年1月至2023年12月”: the days between which something is to happen
WINDOW = re.compile(
    r"(?P<first_year>(?:19|20)\d{2})年(?P<first_month>\d{1,2})月(?:(?P<first_day>\d{1,2})日)?(?:起)?[至到—–-]+"
    r"(?:(?P<last_year>(?:19|20)\d{2})年)?(?P<last_month>\d{1,2})月(?:(?P<last_day>\d{1,2})日)?"
)

# “不低于”, “以上”, “达到”: a limit from which on; it stands before the figure or behind it
AT_LEAST = re.compile(
    r"不低于|不少于|不小于|超过(?<!不超过)|大于|高于|多于|达到|至少|(?:[（(]含[）)]|及)?以上|起$"
)
# “不超过”, “以下”, “以内”: a limit up to which
AT_MOST = re.compile(
    r"不超过|不高于|不大于|不多于|低于(?<!不低于)|少于(?<!不少于)|小于(?<!不小于)|(?:[（(]含[）)]|及)?(?:以下|以内)|至多"
)
# “上一年度1月1日（含）以后”, “上一年度开始”: a year that is told from the day of applying
LAST_YEAR = re.compile(r"上一?年度?(?=\d{1,2}月|开始)")
# “去年3月”, “今年”: a year that people tell from the day on which they speak, by how many years it lies back
YEARS_BACK = (
    (re.compile(r"去年|上年(?!度)"), 1),
    (re.compile(r"前年"), 2),
    (re.compile(r"今年|本年(?!度)"), 0),
)
# “2023年9月1日及以后签订”, “2022年1月1日(含)以后”, “2020年1月后启动”: the day from which on something is to happen
SINCE = re.compile(
    r"(?:19|20)\d{2}年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:开始|\(含\)|及|起)*(?:以后|之后|后(?=启动|开|签|新|建|获)|以来|起)"
)
# “近三年无失信记录”, “不得重复申报”, “未获得其他财政资金”, “列入黑名单的”: what is not to be the case
BAD_THING = re.compile(
    r"失信|违法|违规|违纪|处罚|不良|黑名单|禁止|限制类|重复申报|未获得|没有获得|未受|未享受|未得到|已获得|已享受|无[^，。；]{0,8}(?:记录|行为|纠纷|争议|问题|情形|现象)|不得|不予|争议|侵犯|侵权|撂荒|查封|破产"
)

# “促进服务业发展”: the industry that one of several aims names
PROMOTES = re.compile(r"^促进(?P<what>[^，。；、]{1,12}业)发展[。；]?$")

# What a rule says of how it is done or counted, which asks nothing of the enterprise: “按计划实施”, “可连续计算”, “详见附件”
PROCEDURE = re.compile(
    r"按计划实施|连续计算|不做限制|不受[^，。]{0,10}限制|详见|以[^，。]{2,20}为准|参照[^，。]{0,30}执行|按[^，。]{2,12}要求(?:配套|执行)|加盖公章|申报表|申报材料|申请材料|提交|出具|予以申明|预先声明"
    r"|原则上(?:只能|每年|不重复)|只能申报一个|经审议|经评审|为资助金申请人|资助金申请人|退出申请|暂停对|由市[^，。]{2,12}(?:统筹|组织)|材料不实|弄虚作假|真实性|从其要求|(?:银行|担保机构|金融机构|主管部门|管委会|区政府|合作机构)[^，。,]{0,10}(?:应|须|需|负责)|均?可(?:申请|享受)|做好[^，。]{2,30}工作|等同[^，。]{2,20}享受|符合以上条件|符合上述条件|相关约定协议"
)
# “……的，对贷款利率上浮幅度不做限制”, “可不受注册地限制”: what takes a limit back asks nothing
WAIVES = re.compile(r"(?:不做|不作|不设|不受)[^，。；]{0,20}限制[。；]?$")
# “其他省、自治区、直辖市的公司在本市设立分支机构，适用本条”: the measure is not for the place alone
ELSEWHERE_TOO = re.compile(r"其他(?:省|地区|城市|区域)[^。；]{0,60}(?:适用|参照|设立分支机构)|^适用本条")
# “2019年1月1日后新设立的养老机构，应……”: a rule for those founded before or after a day
FOUNDED_CASE = re.compile(
    r"^(?P<day>(?:19|20)\d{2}年(?:\d{1,2}月)?(?:\d{1,2}日)?)(?:[(（]含[)）])?(?:之|以)?(?P<side>前|后)[^，。；,]{0,4}(?:成立|设立|注册|登记|开办|开业|建成)的[^，。；,]{2,20}[，,]"
)
# “为在孵企业提供……培训和指导”, “能向社会提供……”: what a thing named before is for
ELABORATES = re.compile(r"^(?:用于|用以|为|向|能够?向|能够?为)[^，。；,]{2,}")
# “营业面积”: what a figure in square metres counts
AREA = re.compile(r"面积")
# “店面600平方米”: what an area is of
PREMISES = re.compile(r"面积|店|场|房|楼|园|馆|厅|仓")
# “中国创新创业大赛北京赛区一等奖”, “没参加过创新大赛”: prizes of contests
CONTEST = re.compile(r"大赛|赛事|挑战赛|竞赛|创赛")
# “纳税人及其配偶”, “子女教育”: what only natural persons have
OF_PERSONS = re.compile(r"配偶|赡养|子女教育|纳税人本人|遗产")
# “房租（不超过12个月）之和”: what is said beside
ASIDE = re.compile(r"[（(][^（）()]*[)）]")
# “年均涨幅应”, “投资额在”: what stands between the name of a figure and its limit
FIGURE_FILLING = re.compile(
    r"(?:人民币|应|须|需|在|为|达|比例|占比|不|的|均|一般|原则上|合计|之和|[(（]含[)）])+$"
)
# “不低于企业当年总收入的”: of what whole a share is, between the limit and its figure
OF_WHOLE = re.compile(r"(?:不低于|不少于|超过|高于|达到)[^，。；,\d]{2,14}的$")
# “有效专利数量”, “采购金额”: what names no thing at the end of a figure's name
HEAD_OF_FIGURE = re.compile(r"(?:拥有量|总?数量|总?金额|总?额|规模|总量|人数|总数|情况)$")
# “营业面积”, “门店面积”: the area of a place of business
OF_BUSINESS = re.compile(r"营业|经营|店")
# “260平方米”: an area of nothing else than the enterprise's own place
ONLY_AREA = re.compile(r"^(?:大?约|共|有)?\d[\d.,]*万?(?:多|余)?平(?:方?米|方)?(?:左右)?$")
# “国内发明专利” and “国外”, “PCT途径”: what one says, the other does not mean
OPPOSITES = (
    (re.compile(r"国内|境内"), re.compile(r"国外|境外|海外|PCT|pct")),
    (re.compile(r"国外|境外|海外"), re.compile(r"国内|境内")),
)
# What must be said in so many words where a condition says it: “获得国外发明专利”, “首次制定”, “重点标准”
MUST_BE_SAID = (
    (
        re.compile(r"国外|境外|海外"),
        re.compile(
            r"国外|境外|海外|出海|PCT|pct|[美英德法日韩]国|日本|欧洲|中东|拉美|[南北]美|非洲|东南亚|中亚|澳洲|俄罗斯"
        ),
    ),
    (
        re.compile(r"首次|首台|首套|首家|首发|首店|旗舰店"),
        re.compile(r"首次|首台|首套|首家|首发|首店|旗舰|概念店"),
    ),
    # “已入库且纳统”: an office has done it
    (re.compile(r"入库|纳统"), re.compile(r"库|纳统")),
    # “重点国家标准”, “重大项目”: an office says which those are
    (
        re.compile(r"重[点大](?=[一-龥]{0,4}(?:标准|项目|产品|工程|专利|平台|任务))"),
        re.compile(r"重[点大]"),
    ),
)
# “第一次”, “过亿”: what people say for 首次, 突破1亿元
SAID_OTHERWISE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"第一次|头一回|首回"), "首次"),
    (re.compile(r"拿过?(?P<whose>[^，。；]{0,8}?)的钱"), r"获得\g<whose>资金"),
    (re.compile(r"过亿(?!元)"), "突破1亿元"),
    (re.compile(r"(?:没有?|未)贷过?款"), "没有贷款"),
    (re.compile(r"抛荒|弃耕"), "撂荒"),
    (re.compile(r"手续(?:已经?)?(?:全部|都)?(?:履行完|办完|办好|办齐|齐全)"), "手续齐全，已批准、登记、备案"),
    (re.compile(r"花了(?=\d)"), "投资"),
    (re.compile(r"(?P<n>\d[\d.]*)(?P<unit>[万亿])(?=[做买投建改装，。；,;]|$)"), r"\g<n>\g<unit>元"),
    (re.compile(r"过(?P<n>\d+)(?P<unit>[万亿])元?"), r"突破\g<n>\g<unit>元"),
)
# “同比增量”, “比2022年增加”, “多320万元”: a figure of growth, not of a whole
GROWS = re.compile(r"增|多(?=\d)|涨")
# “购物中心、百货店应大于”, “专业专卖店在”: of whom a part of a condition speaks
SUBJECT = re.compile(r"^(?:[^：:]{2,20}[：:])?(?P<who>[^，。；应须需在]{2,30}?)(?:应|须|需|在|的?年|申报)")
# “应”, “须”, “不得”, “以上”, “未获得”: a part of a condition that asks something
ASKING = re.compile(r"应|须|需|必须|不得|以上|以下|不超过|不低于|未|无(?!需)|具有|具备|拥有|符合")
# “核心技术或自主知识产权”: either suffices
OR = re.compile(r"[，,]?或者?(?!者)")
# “生鲜超市、便利店(社区超市)、药店”: things that are listed
LISTED = re.compile(r"[、,，()（）及和或/]")
# “给予2.5个百分点的贴息”, “每件资助不超过1000元”: a gift's words that name no more than what is given
NAMES_THING = re.compile(
    r"(?:对|对于|支持|鼓励|用于|面向|根据|围绕|聚焦)(?!单[家个笔项]|每[家个笔项]|同一|符合|满足|项目实际|审定|上述|以上|企业实际)[^，。；]{4,}"
    r"|^[^，。；,]{6,}(?:的|后|时)[，,]|(?:企业|机构|单位)[，,]"
)
# “支持银行、担保、保险机构等单独或组合为企业提供”: the trades that a gift goes to, which serve others with it
FOR_TRADES = re.compile(
    r"^(?:支持|鼓励|引导)(?P<whom>[^，。；,]{4,40}?)(?:等)?(?:单独|组合|或)*(?:为|向|给)[^，。；,]{0,12}提供"
)
# “节能改造项目综合节能率”, “门店面积”: what a project or a shop must come to
OF_PROJECT = re.compile(r"项目|改造|建设|门店|体验店|投资额|投资：")
# “项目建设地应位于……”, “项目实施时间应在……”: what a project itself must be
OF_OWN_PROJECT = re.compile(r"^(?:申报)?项目(?:建设|实施|改造|运营|应当?由|由|位于)")
# “对获得国内发明专利的申请人予以资助”, “对新建体验店给予支持”: a title that names what must have been done
TITLE_THING = re.compile(r"对(?:获得|取得|新建|参加|开展|在)[^，。]{3,}")
# “申请贷款贴息支持资金的，”, “由多家单位合作完成的项目，”, “申报创建智慧商圈项目的单位”: a case that a rule speaks of
CASE = re.compile(
    r"^(?:对|对于|其中，?|如|若)?(?P<case>(?:申请|申报|正在|由|因|涉及|属于|通过|采取|组织|为|有)[^，。；]{3,40}?的(?:[^，。；,]{0,8}?(?:项目|企业|单位|机构|主体|专利|商标))?)(?=[，,、]|应|须|需|可|符合|$)"
    r"|^当(?P<when>[^，。；]{3,40}?时)(?=[，,])"
    r"|^(?P<project>(?:申请|申报)[^，。；,]{4,40}?项目)(?=[，,])"
    r"|^(?P<named>[^，。；]{2,40}?(?:项目|企业|类))[：:]"
    r"|^(?P<kinds>[^，。；]{2,40}?(?:项目|类|业))(?:的)?(?:申报单位|申报主体|申报企业|申请单位)"
)
# “节能改造项目综合节能率不小于15%”, “申报对外译制传播奖励扶持的项目，”, “申请创建智慧商圈项目，”: one of several kinds of projects, before what is asked of it
PROJECT_CASE = re.compile(
    r"^\s*(?:申请|申报)[^，。；,]{4,60}?项目(?=[，,])|^\s*(?:应用|[^，。；,应须]){2,24}?项目(?=[^，。；,]{0,30}?(?:不小于|不低于|不少于|达|符合[^，。；,]{0,12}标准))"
)
# “戏曲、话剧项目不超过250万元”: an item of a list of amounts, each for some kinds of things
AMOUNT_OF_KINDS = re.compile(
    r"^\s*(?:[^：:。；;]{2,30}[：:])?(?!单|每|同一|累计|年度|申请|申报|对|按|该|其|各)(?P<kinds>[^，,。；;：:\d]{2,40}?)(?:项目|作品|剧目|类)(?:最高|一般)?不超过"
)
# “国际性展会展位费：”, “管理体系认证：”: the name of what a gift pays for
GIFT_LABEL = re.compile(r"^\s*(?P<label>[^，。；：:\d]{3,24})[：:]")
# “已经被征占用的”, “闲置撂荒连续两年以上的”: an item of what is left out, which says no more than the case
LEFT_OUT_ITEM = re.compile(r"^(?![^。；]*(?:应|须|需|可以|符合|具有|具备|满足|达到))[^。；]{2,80}的[。；;]?$")
# Kinds of bad things, by the words for each: who denies one of a kind speaks of the kind
BAD_KINDS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(words)
    for words in (
        r"失信|黑名单|不良信用|信用惩戒|联合惩戒|诚信|不良记录|信用记录|严重不良",  # credit
        r"违法|违规|违纪|处罚|立案|犯罪|经济纠纷",  # law
        r"财政资金|财政性资金|财政经费|市级资金|重复申报|同类补贴|获得过[^，。]{0,12}资金|科委资金|资金支持",  # other public money
        r"禁限目录|禁止和限制|禁止类|限制类",  # the list of what is not wanted
        r"侵权|侵犯|知识产权争议|权属争议|产权争议|使用权无争议|争议",  # rights of others
        r"安全事故|安全生产",  # safety
    )
)

# --- industry --------------------------------------------------------------------------------

# “一家做轨道交通信号的”, “从事生物医药研发”, “主营工业机器人减速器”, “专注于AI大模型”: X behind a verb
DOES = re.compile(
    r"(?:主要从事|从事|专注于?|主营业务(?:是|为)?|主营|主要做|主要生产|主打|专门做|专做|致力于|深耕|经营|运营|研制|研发生产|生产销售|生产|研发|制造|提供|做|开|搞)"
    r"(?:的是|了|着)?(?P<what>[^，,。；;！!？?：:（()）]{2,40})"
)
# “……的专精特新小企业”, “……的公司”: what follows the industry of “做X的Y企业”
OF_ENTERPRISE = re.compile(
    r"的[^的，,。；;]{0,16}(?:企业|公司|厂商|厂家|工厂|集团|机构|工作室|团队|单位|厂|店|社|户)$|的$"
)
# “行业：高端装备”, “属于医药健康领域”, “所属行业是软件”
FIELD_SAID = re.compile(
    r"(?:所属|所在|所处)?(?:行业|领域|产业)(?:是|为|属于|[:：])\s?(?P<named>[^，,。；;！!？?]{2,30})"
    r"|(?:属于|来自|处于)(?P<of>[^，,。；;！!？?]{2,20}?)(?:行业|领域|产业)"
)
# “一家机器人公司”, “生物医药企业”, “我们是养老机构”, “一家小餐饮店”: X before what the enterprise is
IS_A = re.compile(
    r"(?:是|有|开了?|办了?|^|[一1]家|[一1]个|[一1]所|作为|[，,。；;])(?P<what>[^，,。；;！!？?是]{2,30}?)"
    r"(?:类)?(?:企业|公司|厂商|厂家|工厂|集团|机构|工作室|研究院|合作社|平台|门店|店铺|专营店|店|厂|院|社|馆|所(?!在|属|处)|剧团|律所|事务所|影院|书店|农场|孵化器|团队)"
)
# “一家驾校”, “一所幼儿园”: what the enterprise is, in one word
ONE_OF_THEM = re.compile(r"[一1][家所间个名](?P<what>[\u4e00-\u9fff]{2,8})(?=[，,。；;]|$)")
# What stands before or behind an industry's name in a description and is no part of it: 国家级, 初创, 小型, 一家, 北京的
DESCRIBING = re.compile(
    r"^(?:我们|我司|本公司|我公司|公司|我|咱们?|在|位于|注册在|注册于|地处|的|是|一家|一个|家|个|了|主要|专门|目前|现有|国内|国际|领先|知名|民营|国有|外资|港资|合资|内资|私营|上市"
    r"|中小微|小微|中小|小型|微型|中型|大型|小|大|初创期?|创业|成长期?|成长型|成熟期?|新成立的?|刚成立的?|传统|独立|普通|规模以上|规上|科技型?|高成长|创新型|创新(?=企业|公司|的)|年轻|老牌)+的?"
    r"|(?:的|类|(?<!模)型|相关|方面|等|中小|小微|小型|微型|中型|大型|小|初创|创业|民营|科技|上市|外资|国有|股份|有限|行业|领域|产业)+$"
)
# “本市机器人产业相关企业”, “氢能领域”, “养老服务机构”: what dresses an industry's name
INDUSTRY_DRESSING = re.compile(
    r"^(?:符合条件的|从事|经营|以|属于|本市|全市|全国|国家|重点|相关|其他|各类|涉及|我市|在京|北京市?|[\u4e00-\u9fff]{2}市)"
    r"|(?:相关主体|相关业务|相关|产业链|产业|行业|领域|企业|公司|单位|主体|业务|主营|项目|类|等|的|机构|方向|活动|服务业|业)$"
)

# --- qualifications, size, stage, form -----------------------------------------------------------

# Each qualification by the words that mean it: “小巨人”, “国高新”, “专精特新‘小巨人’企业”; the surer ones first
QUALIFICATIONS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(words), name)
    for words, name in (
        (r"(?:专精特新)?(?:中小企业)?(?:重点)?[“\"'‘]?小巨人[”\"'’]?(?:企业)?", "专精特新“小巨人”企业"),
        (r"[“\"'‘]?专精特新[”\"'’]?(?:中小企业|企业|小企业)?", "专精特新中小企业"),
        (r"创新型中小(?:微)?企业", "创新型中小企业"),
        (r"中关村(?:示范区)?高新(?:技术企业)?|村高新", "中关村高新技术企业"),
        (
            r"(?:国家级?)?高新技术企业|国高新|高企(?!业)|国家高新(?!技术产业|区|技术开发)|高新企业",
            "高新技术企业",
        ),
        (r"高新(?!区|技术产业|技术开发|园|技术领域|技术产品)", "高新技术企业"),
        (r"国家级?(?:的)?[和及、](?=中关村(?:的)?高新)", "高新技术企业"),
        (r"(?:评价入库的)?科技型中小(?:微)?企业|科小", "科技型中小企业"),
        (r"技术先进型服务企业", "技术先进型服务企业"),
        (r"(?:制造业)?单项冠军(?:企业|产品)?", "制造业单项冠军企业"),
        (r"(?:潜在|准)独角兽(?:企业)?", "潜在独角兽企业"),
        (r"独角兽(?:企业)?", "独角兽企业"),
        (r"瞪羚(?:企业)?", "瞪羚企业"),
        (r"(?:国家|市级|北京市|省级)?企业技术中心", "企业技术中心"),
        (r"中华老字号(?:企业)?", "中华老字号"),
        (r"北京老字号(?:企业)?", "北京老字号"),
        (r"(?:国家)?知识产权示范(?:和优势)?企业", "国家知识产权示范企业"),
        (r"(?:国家)?知识产权优势企业", "国家知识产权优势企业"),
        (r"知识产权试点(?:单位|企业)", "知识产权试点单位"),
        (r"规模以上(?:工业|服务业|文化)?企业|规上企业|规上工业企业", "规模以上企业"),
        (r"首台[（(]?套[）)]?(?:重大技术装备)?(?:认定|证书|目录)", "首台（套）认定"),
    )
)
# “高新技术企业还没拿到”, “小巨人尚未认定”: denied behind the name
DENIED_BEHIND = re.compile(r"(?:还没|尚未|没有|未|没)(?:拿|认定|获|申|评|有|通)")
# “想申请高新技术企业”, “争取评上小巨人”: the qualification is wanted
APPLIES_FOR = re.compile(r"申请|申报|认定|争取|评|拿")
# “国家级”, “北京市”, “（有效期内）”, “称号”: what dresses a qualification's name
QUALIFICATION_DRESSING = re.compile(
    r"国家级?|市级|省级|区级|北京市|认定的?|资质|资格|称号|证书|[“”\"'‘’「」（）()]"
)
# “小微企业”, “中小企业”, “中型企业”, “规模：小型”, “小企业”: sizes said outright
SIZE = re.compile(
    r"(?P<all>中小微(?:型)?(?:企业|公司)?)|(?P<small>小微(?:型)?(?:企业|公司)?|小型微型|小型和微型|小型、微型)|(?<!技型)(?<!新型)(?<!特新)(?P<medium_small>中小(?:型)?(?:企业|公司))"
    r"|(?P<micro>微型|微企)|(?P<middle>中型)|(?P<large>大型(?:企业|公司|国企|集团)|龙头企业)|(?P<little>(?<!中)小型(?:企业|公司)?|(?<!中)小(?:企业|公司|厂)(?!孵化))"
)
# “初创”, “成长期”, “种子期”, “成熟期”, “拟上市”: how far it has come
STAGE = re.compile(r"初创|创业(?=团队|企业|公司|期|阶段|初期)|种子期?|天使轮|成长[期型]|扩张期|成熟期|拟上市")
# “个体户”, “民办非企业”, “事业单位”: what is not an enterprise by law
LEGAL_FORM = re.compile(
    r"个体(?:工商)?户|事业单位|(?:[市区县]属|公立|三甲|三级)医院|医疗卫生机构|社会组织|社会团体|民办非企业(?:单位)?|高等?学?院?校(?!合作)|科研(?:院所|组织|机构|单位)|研究院(?!合作)|农民专业合作社|家庭农场|创业团队|自然人"
)
# “我是一名个体工商户”, “作为事业单位”: the applicant says what it is
IS_OF_FORM = re.compile(
    rf"(?:是|作为|一[家所个名])[^，,。；;]{{0,12}}?(?P<form>{LEGAL_FORM.pattern})"
    rf"|(?:^|[，,。；;])(?P<alone>{LEGAL_FORM.pattern})(?=$|[，,。；;])"
)
# “企业”, “独立法人”, “市场主体”, “单位”: forms that every enterprise has
ENTERPRISE_FORM = re.compile(r"企业|企事业|法人|公司|市场主体|经济组织|经营主体|^(?:单位|机构|主体)$")

# --- events and needs ----------------------------------------------------------------------------

# “首次升规”, “已上市”, “新三板挂牌”, “签了贷款”, “首台套”, “完成A轮融资”: what has happened
EVENT = re.compile(
    r"升规|纳统|入规|上规|上市|挂牌|并购|收购|重组|[A-DＡ-Ｄ]轮|天使轮|融资(?=\d|完成|了|过)|完成[^，,。；;]{0,8}融资|贷款|借款|首台|首套|首次|首创|首批|中标|迁入|落户|迁到|立项"
    r"|投产|扩产|技改|技术改造|购置|采购|购买|签订|签了|签约|投保|参加|参与|承担|获批|获得|取得|授权|突破|备案|建成|建设|改造|租赁|租了|租用|出口|设立|认定|上映|首演|开业|新开"
)
# “拟上市”, “计划明年投产”, “还没开工”: what has not happened yet
YET_TO_COME = re.compile(
    r"拟(?=上市|挂牌|申|建|设|投|购|开)|(?:计划|准备|打算|即将|预计|争取|筹备|正在申请)[^，,。；;]{0,8}$"
)
# “想找”, “需要”, “缺”, “希望申请”: what is wanted stands behind
WANTS = re.compile(
    r"想(?:要|找|申请|获得|拿|了解|知道|问|租|建|做|解决|争取|办|参加|开|把|在|用|买|上|贷|融|招)?|希望|需要|需求|急需|寻求|打算|准备|计划|有意|求助|诉求|缺|申请|申报|争取|找|要(?=[^求])|能(?:不能)?(?:申请|享受|拿|获得|得到|报)|可以(?:申请|享受|申报)|有(?:什么|哪些|啥|没有)|更好$"
)
# “的”, “了”, “对”, “企业”, “2023年”: what fills the words of an event
EVENT_FILLING = re.compile(
    r"\d{4}年|\d{1,2}月|\d{1,2}日|企业|实际|已经?|并|的|了|过|对|年度|在|期间|情况|项目"
)

# “融资租赁公司设立”, “家政服务企业”, “养老机构”: a title that names a kind of firm
OF_TRADE = re.compile(r"公司|行业|产业|服务企业|服务机构|(?:养老|投资|担保|金融)机构|典当行|孵化器")
# “符合规划所支持的人工智能产业发展方向”, “属于高精尖产业、……领域”: the industry that a condition in words wants
OF_FIELD = re.compile(
    r"[^。；;，,]{0,12}(?:属于|符合)(?P<what>[^。；;，,]{2,160}(?:领域|产业|发展方向))[^。；;，,]{0,12}"
)
# “，其中生物医药领域企业”: for whom another limit holds than the one before
EXCEPTION = re.compile(r"[，,]?其中[，,]?(?P<whom>[^，。；,;]{2,20})")
# “从事商贸流通业经营、服务、管理的企业”: a rule's words for the industry that it is for
WORKS_IN = re.compile(r"从事(?P<what>[^，。；,;]{2,30}?)(?:经营|业务|等|相关|活动|的|研发|生产|服务)")

# --- places --------------------------------------------------------------------------------------

# “全国”, “中华人民共和国境内”, “国内”: no place is left out
WHOLE_COUNTRY = re.compile(r"全国|中国|中华人民共和国|^境内$|^国内$|内地")
# “本市”, “全市范围”, “我市”, “本区”: the place of the document
HERE = re.compile(r"[本全我在]市|[本全我]省|[本我]区|本行政区|在京|本地|辖区")
# “中关村国家自主创新示范区”, “北京经济技术开发区”, “中关村科学城海淀园”, “商圈”: a part of a place with a name of its own
ZONE = re.compile(
    r"(?P<name>中关村|自贸(?:试验)?区|自由贸易试验区|综合保税区|保税区|经济技术开发区|经开区|亦庄|高新(?:技术产业开发)?区|开发区|示范区|科学城|产业园|园区|示范基地|集聚区|试验区|先导区|核心区|产业基地|商圈|[\u4e00-\u9fff]{2}园)"
)
# “不在中关村示范区内”: a zone that a place is not in
OUTSIDE = re.compile(r"不(?:在|属于)[^，。；,]{2,20}")
# “丰台区”+“丽泽金融商务区”, “北京”+“亦庄”: the name of a zone right behind a place
ZONE_BEHIND = re.compile(
    r"的?(?:中关村|亦庄|经开区|[\u4e00-\u9fff]{0,10}?(?:自贸(?:试验)?区|自由贸易试验区|保税区|开发区|高新区|示范区|科学城|产业园|园区|商务区|科技园|商圈|街道|镇))"
)
# “我们是……”, “初创企业”, “作为一家”: the question tells of who asks; “规划对人才有什么支持” tells of nobody
TELLS_OF_ASKER = re.compile(
    r"我们|我司|我公司|我单位|我厂|本公司|本企业|本厂|咱|我(?:是|在|家|想|开|有)|作为|一家|企业|公司|工厂|个体(?:户|工商户)|合作社|机构"
)
# “支持”, “政策”, “补贴”: the question asks for measures of any kind
ASKS_SUPPORT = re.compile(
    r"(?:有|能|可以|可|享受|申请|申报|拿|得到|获得|适用|符合|适合|对应|匹配|给)[^，,。；;？?]{0,12}(?:什么|哪些|啥|哪[几种类项])[^，,。；;？?]{0,14}"
    r"(?:支持|扶持|政策|补贴|补助|奖励|优惠|措施|帮助|好处|资金|项目|贴息|扶助|服务)"
    r"|(?:什么|哪些|啥|哪[几种类项])(?:样的)?[^，,。；;？?]{0,10}(?:支持|扶持|政策|补贴|补助|奖励|优惠|措施|好处|资金|贴息)[^，,。；;？?]{0,10}(?:适合|适用|能|可以|申请|享受|给|符合|吗|$|[？?])"
    r"|(?:能|可以)(?:申请|申报|享受|拿|得到)(?:到)?(?:什么|哪些|啥)|(?:有|能|给)(?:什么|哪些|啥)(?:支持|扶持|政策|补贴|优惠|帮助|好处)"
)
# “能申请……吗”, “符合……的条件吗”: the question asks of one measure whether it applies
ASKS_WHETHER = re.compile(
    r"(?:能不能|能否|可否|是否|可不可以|符不符合)|(?:能|可以|符合|够)[^。？?]{0,60}(?:吗|么|不)(?:[？?]|$)"
)
# “北京市……”, “关于……的通知”, “《……》”: what a measure's name is said without
TITLE_DRESSING = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,3}[省市区])?(?:关于)?(?:开展|组织|做好|支持|推动|加快|促进)?|[《》“”]|(?:的)?(?:通知|若干措施|办法|工作)$"
)
