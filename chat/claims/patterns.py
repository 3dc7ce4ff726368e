"""These expressions tell what a sentence says of its facts: duty, choice, bound, time, negation."""

from __future__ import annotations

import re

# Each pair turns a statement round: one in the sentence, only the other in the words it rests on.
OPPOSITES = (
    (
        r"增长|上升|提高|提升|增加|扩大|上调|上涨|增至|升至",
        r"下降|降低|减少|缩小|下调|回落|压减|降至|减至|压缩",
    ),
    (r"(?<!不)(?:高于|大于|高出)|(?<![提最较更])高(?=\d)", r"(?<!不)(?:低于|小于|不足|少于|低了)|低(?=\d)"),
    (r"之前|以前|年前|月前|日前", r"之后|以后|起"),
    (r"鼓励|支持|允许|优先", r"禁止|限制|不得|严禁|取消"),
    (r"免征|免收|免费|免除|减免", r"征收|收取|缴纳|收费"),
    (r"牵头|主办", r"配合|协办|协助"),
    (r"(?<![不无非])公开", r"不公开|保密"),
    (r"新增|新建|增设", r"撤销|取消|关闭|退出"),
    (r"国内", r"国外|境外|国际"),
    (r"事前|事先", r"事后"),
    (r"首次", r"再次|连续"),
)

# “不得收费”, “未纳入”; not “不断完善”, “不仅”, “未来”, which deny nothing
NEGATION = re.compile(
    r"不得|不予|不能|不可(?!或缺)|不再|不需|不必|不含|不包括|不纳入|不享受|不属于|无需|无须|没有|未(?!来)|禁止|严禁|停止|取消|暂停|除外|拒绝|拒不|免于"
    r"|不(?!断|仅|同|但|只|超过|低于|高于|少于|小于|大于|等|足|锈|动产|限于|少|过|良|利|均|平衡|充分|确定|可抗|可或|变|法|正当|久|论|管|如)"
)

# “不得超过”, “不低于” set a bound and deny nothing.
BOUND_NEGATION = re.compile(r"不(?:得|能|可|应)?(?:超过|低于|高于|少于|多于|小于|大于)")

# “不得超过30万元”: an upper bound written as a denial
NOT_OVER = re.compile(r"不(?:得|能|可|应)?(?:超过|高于|多于|大于|长于|晚于)")

# “不低于5%”: a lower bound written as a denial
NOT_UNDER = re.compile(r"不(?:得|能|可|应)?(?:低于|少于|小于|短于|早于)")

# “最高30万元”, “控制在5%”: an upper bound before its figure
UPPER = re.compile(r"最高|最多|至多|上限|低于|小于|少于|不足|控制在|最长|最迟")

# “至少3家”, “过百亿元”: a lower bound before its figure; “超高层” bounds nothing
LOWER = re.compile(r"最低|至少|下限|突破|超过|大于|高于|多于|逾|超(?![长高低大])|最短|过(?=[十百千万\d])")

# “30万元以内”: an upper bound behind its figure; “3家内蒙古企业” has none
UPPER_BEHIND = re.compile(r"^[^，。；、]{0,2}?(?:以内|以下|之内|封顶|为限|为上限|内(?!容|部|在|蒙|地|外))")

# “40家以上”, “100余家”: a lower bound behind its figure; “10多个” is only about
LOWER_BEHIND = re.compile(r"^[^，。；、]{0,2}?(?:以上|余|多(?!个|种|项)|及以上)")

# “必须备案”, “否则退回”: strict words, which a passage must have too
MUST = re.compile(r"必须|一律|强制|务必|只能|仅限|否则|问责|不得不|方可|才能")

# “应当公示”, “须报批”: a duty, also in weak words; “应用”, “要求”, “需求” are nouns
DUTY = re.compile(
    r"应当|必须|不得|应(?!用|急|对|届|链|变|力|收)|须|一律|强制|要(?!求|点|素|件|闻|务|么|紧)|需(?!求)|只能|仅限|方可|才能|责令|处"
)

# “应当公示”, “不得转包”: a duty that cannot be read as a mere plan, as “要加强” can
FIRM_DUTY = re.compile(r"应当|必须|不得|须|应(?!用|急|对|届|链|变|力|收)|一律|只能|仅限|方可|才能|责令")

# “自愿参加”, “视情况”: it is left to somebody's choice
CHOICE = re.compile(r"自愿|自行决定|可以不|可不|酌情|视情况|是否")

# “全国首个”: claims more than the place that the passage speaks of
WIDE = re.compile(r"全国|全球|世界|亚洲|国内|国际")

# “严禁占用”: a prohibition, which a permission would turn round
FORBIDDEN = re.compile(r"不得|不能|不可|不准|不许|禁止|严禁")

# “鼓励企业”, “力争达到”: encouraged or aimed at, not required
LOOSE = re.compile(r"可以|自愿|鼓励|支持|力争|争取|引导|倡导|推荐|探索|优先")

# “一律取消”: required, which “鼓励” is not
FIRM = re.compile(r"应当|必须|须|一律|强制|务必")

# “已经建成”, “实现了”: told as accomplished; “已届”, “已知” are set phrases
DONE = re.compile(r"已经|已(?!届|废|知|有|婚|购)|实现了|完成了|达到了|建成了|取得了")

# “到2025年底”, “推动建设”: what the passage sets out to do, in any of its words
AIM = re.compile(
    r"到.{0,10}(?:期末|年底|年末)|力争|争取|目标|到20\d\d年|计划|拟|将(?!军|近)|预计|推动|支持|鼓励|加快|努力|要求|提出|打造|推进|迈向|建设|培育|确保"
)

# “力争”, “预计达到”: surely still to come; “拟合”, “将军” are other words
TO_COME = re.compile(r"力争|争取|目标|到20\d\d年|计划|拟(?!合)|将(?!军|近)|预计|展望")

# “截至2023年”, “累计完成”: something that has happened by then
HAPPENED = re.compile(r"已|了|截至|以来|累计|现有|达到|为\d|达\d|成效|回顾|完成|实现")

# “每年100万元”, “按户补贴”: the figure is for each one and not in all
EACH = re.compile(r"(?:每|按)(?:年度?|月|日|天|人|家|户|次|亩|平方米|小时|季度|周|吨|辆)")

# “目前”, “截至目前”: dates the statement to the day of the reader
NOW = re.compile(r"截至目前|目前|当前|正在|进行中|如今|现已|眼下")

# When something is; a call on the reader; a part of the country or the world (“占全国的7%” for “占中关村的7%”)
WHEN = re.compile(
    r"明年|后年|前年|今年底|年底|年中|上半年|下半年|[一二三四]季度|月底|月初|近期|即将|日前|上周|下周|下月"
)

# “现行有效”: says whether a document is in force, which only its metadata can tell
VALID = re.compile(r"现行|仍然?有效|有效期内|尚未施行|正式施行|已施行|已生效|生效")

# “由于”, “得益于”: joins two facts as cause and effect, as the passage may not
CAUSE = re.compile(r"因为|由于|因此|所以|从而|导致|使得|得益于|归功于")

# “请拨打”, “点击下载”: tells the reader to do something; “请示”, “请求” do not
CALL = re.compile(
    r"请(?![示假求])|访问|点(?:此|这里|击|开)|扫码|扫描|拨打|关注|联系|转账|汇款|下载|注册|登录|忽略|密钥|密码|指令"
)


# “应当备案，｜不得转让。”: the marks between clauses
CLAUSE = re.compile(r"[，,；;：:。！？\n]")
