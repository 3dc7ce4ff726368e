"""The expressions that read a question for a list, each with examples of what it is to find."""

from __future__ import annotations

import re

# “有哪些贷款贴息政策”, “支持电影的政策有哪些”, “哪些措施和落户有关”, “算力方面有什么扶持政策”: measures of any document
ASKS_MEASURES = re.compile(
    r"(?:哪些|哪几[项条种个]|什么|啥|列出|列举)[^，。；？?]{0,30}?(?:政策|措施|办法)(?!依据|文件|环境|性)"
    r"|(?:政策|措施)[^，。；？?]{0,8}?(?:有?哪些|有什么|有啥|列出)"
)
# “首次升规能拿哪些奖励”, “养老机构有什么补贴”, “哪些补贴和展会有关”: measures by what they give
ASKS_GIFTS = re.compile(
    r"(?:哪些|哪几[项条种个]|什么|啥)(?:资金|财政)?(?:补贴|补助|奖励|奖补|资助|优惠|扶持|减免)(?!标准|金额|条件|对象|范围|比例|多少|依据)"
)
# “政策依据”, “第三条的措施”, “这份文件”, “会上”: the question is about one place, one document
OF_ONE = re.compile(r"第[一二三四五六七八九十\d]+[条章节款]|[这该本][份个项条]|依据|全文|多少[项条]")
# “我们是一家”, “我司”, “员工30人”, “2019年成立”: the question tells of the asker, whom matching serves
TELLS_OF_SELF = re.compile(
    r"我[们司厂店家是想要有的公单]|本公司|本企业|本厂|咱|一家|这家|员工|营收|成立|注册"
)
# “哪些文件规定可以用保函”, “哪些地方实行容缺受理”, “哪几个省支持个转企”: the documents that say something
ASKS_DOCUMENTS = re.compile(
    r"(?:(?:都)?有?哪些|哪几[个份部])(?P<what>政策文件|文件|法律法规|法律|法规|条例|规划|文|地方|地区|省份|省市|省|城市|市县|市|区县|县|区)(?:的(?:政策|文件|规划))?(?:里|中|都|也|明确)*"
)
# “哪些地方可以抽烟”, “哪些地方不得停车”: places of another kind, and what may be done there
OF_SITES = re.compile(
    r"(?:地方|地区|区)(?:都|也)?(?:可以|可|能|不能|不得|不可以?|禁止|允许|严禁|需要|应当|要|有|是|属于)"
)
# “没提到”, “未写”, “最高”, “多少”: what no list of statements answers
OF_ABSENCE = re.compile(
    r"没有?(?:提|写|说|规定|明确)|未(?:提|写|说|规定|明确)|最[高低多少大小早晚]|多少|几[个项](?:省|市)|第几|相比|区别|不同"
)
# “各地”, “全国各省”: any place
ANYWHERE = re.compile(r"(?:全国)?各(?:地区?|省市?|市|区县?|县)(?:的|都)?|全国(?:都)?")
# “规定”, “提到”, “明确”: how a document says something
SAYS = re.compile(r"规定了?|提到了?|提出了?|写到了?|写明了?|说到了?|明确了?|要求|涉及|讲到了?")
# “能拿到”, “可以享受”, “能帮企业”: how one comes by what a measure gives
COMES_BY = re.compile(
    r"(?:能够?|可以|可|会)?(?:拿到?|领取?到?|享受到?|申请到?|申领|申报|获得|得到|拿得到)(?:了)?|能(?=有?$)|(?:能够?|可以)?帮(?:助|忙|扶|着)?(?:企业)?|(?:能够?|可以)(?=用)"
)
# “补贴”, “奖补”: words of a question that ask for money, which measures say in one of these ways
MONEY_ASKED = re.compile(r"补贴|补助|奖励|奖补|资助|奖金")
# “给予补助”, “奖励50万元”, “资金支持”: a measure gives money
MONEY = re.compile(
    r"补贴|补助|奖励|奖补|资助|奖金|奖[^学项状杯品章牌]|资金支持|经费支持|补偿|配套支持|给予[^，。；]{0,20}(?:万元|元|资金|支持)"
)
# “减免”, “优惠”: words of a question that ask for something taken off what is paid
RELIEF_ASKED = re.compile(r"减免|免除|免收|优惠|减征|减收|免征|降低|减负")
# “减半收取”, “免征”, “下浮10%”, “缓缴”, “欠费不停供”: a measure takes something off what is paid
RELIEF = re.compile(
    r"减免|减半|免收|免征|免除|免费|免缴|免交|减征|减收|减按|减缴|减少(?=[^，。；]{0,8}费)|下浮|下调|降低|优惠|缓缴|缓交|不停供|让利|不分摊|不承担|返还|扣减|减租|打折|[5-9五六七八九]折|同价"
)
# “，”, “；”: the parts of a sentence, in each of which words stand together
PART_END = re.compile(r"[，,。；;：:！!？?]")
# “优惠” may be either
EITHER = re.compile(f"{RELIEF.pattern}|{MONEY.pattern}")
# “支持”, “鼓励”, “推进”, “提供”, “优先”: what a document does for a thing that it does not merely name
SUPPORTS = re.compile(
    rf"{MONEY.pattern}|{RELIEF.pattern}|支持|鼓励|推[动进广行]|提供|给予|允许|保障|优先|享受|落实|加[快大强]|扩大|引导|扶持|设立|建[设立]|开展|实施|完善|培育|探索|深化|提[高升供]|优化|压缩|简化|帮助|协助|解决|纳入|贴息|用于|打造|可以?申"
)
# “| 条件要求 |”, “| 服务流程 |”: the field of a card that a line begins
FIELD = re.compile(r"^\|\s*(?P<label>[^|\n]{2,8}?)\s*\|", re.M)
# “条件要求”, “服务流程”, “依据文件”: fields that say nothing of what is given
FIELD_ASIDE = re.compile(r"条件|流程|程序|材料|依据|文号|机构|时间|日期|频度|联络|咨询|电话|方式|对象|分类")
# “有哪些支持方向”, “服务内容包括什么”, “有哪几项措施”: the parts of one measure
ASKS_MEMBERS = re.compile(
    r"(?:都|主要|具体|一共|共)*(?:有|包括|分为|分|是)?(?:哪些|哪几[个项种类]|什么)(?:具体|主要)?(?:支持|服务|资助|扶持|奖励|补助|重点)?(?:方向|内容|措施|举措|事项)"
    r"|(?:支持|服务|资助|扶持|奖励|补助|重点)?(?:方向|内容|措施|举措|事项)(?:都|主要|具体|一共|共|分别)*(?:有|包括|是)(?:哪些|什么|哪几[个项种类])"
)
# “方向12升规稳规创新奖励”: the label of a direction at the head of a line or behind a sentence
DIRECTION = re.compile(r"(?:^|(?<=[\n。；|])|(?<=\| ))(?P<label>方向\s?(?P<number>\d{1,2}))(?![、和至，,\d])")
# “。”, “：”, “\n”: where the opening words of a part end
HEAD_END = re.compile(r"[。；：;:\n]")
# “规划有哪些重点工程”, “八大行动是哪些”: the numbered things of a document are asked for, by what they are called
ASKS_NUMBERED = re.compile(
    r"(?:有|包括|分为|部署了?|提出了?|安排了?|实施)?(?:哪些|哪几[项个大类]|什么)(?P<noun>(?:重点|重大|主要|专项)?(?:工程|任务|行动|举措|计划|项目|专项))(?=[？?。]|$)"
)
