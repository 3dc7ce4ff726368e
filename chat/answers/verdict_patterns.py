"""Expressions of questions that want yes or no, and of rules that settle them."""

from __future__ import annotations

import re

# “能不能申请”, “可以领补贴吗”, “有没有资格”: asks what one may do or get
MAY = re.compile(
    r"能不能|可不可以|能否|可否|是否(?:还)?(?:可以|能够?|有资格|符合)|有没有(?:资格|可能)|行不行"
    r"|够得?上|够不够|达不达到|达到(?=[^，,。;；？?]{0,20}(?:线|标准|门槛|条件|要求)(?:了)?吗)"
    r"|(?:能够?|可以|有资格|符合|(?<![许认])可)(?=[^，,。;；？?]{1,40}(?:吗|(?<![什怎多那这])么)(?:$|[，,。;；？?（(]))"
)
# “要不要备案”, “还需要交材料吗”: asks what one must do
MUST = re.compile(
    r"要不要|需不需要|用不用|是否(?:还)?(?:需要|要|须|必须)"
    r"|(?:需要|必须|(?<![重主需])要|(?<!够)得|用)(?=[^，,。;；？?]{1,40}(?:吗|(?<![什怎多那这])么)(?:$|[，,。;；？?（(]))"
)
# “，”: ends one thing that the asker says
SAID_END = re.compile(r"[，,。;；？?]")
# “没有学历”, “还没办”, “不是”: the asker denies
DENIED = re.compile(r"没有?|未(?!来)|无(?!锡)|非|不(?!动产)|外[地省市区县]")
# “外地户口”, “外省人”: the asker is of another place
FROM_ELSEWHERE = re.compile(r"外[地省市区县](?:户口|户籍|人|的)|(?:户口|户籍)(?:在|是)外")
# “本市户籍”, “60周岁以上的户籍老人”: the rule is for those registered here; “非本市户籍” is not
REGISTERED_HERE = re.compile(r"(?<![非外不])(?:本[市省区县地])?(?<!非本[市省区县地])户[籍口](?![不非])")
# “非本市户籍的……也可”, “户籍不限”: it is for others too
REGISTERED_ANYWHERE = re.compile(
    r"非本[市省区县地].{0,2}户[籍口]|外[地省市].{0,2}户[籍口]|户[籍口]不限|居住证|不限户[籍口]"
)
# “公司注册在三亚”, “经营地址在海口市辖区”: where an enterprise is registered
REGISTERED_IN = re.compile(r"(?:注册|登记|纳税|税务|经营)[^，,。；;]{0,6}?在(?P<place>[\u4e00-\u9fff]{2,12})")
# “不予补贴”, “不得申请”, “除外”: what it is said of is shut out
SHUTS_OUT = re.compile(
    r"不予|不得|不能|不可|不享受|不适用|不纳入|不受理|不支持|不再|不属于|除外|禁止|取消.{0,4}资格|不列入|不具备"
)
# “劳务派遣企业除外”, “夫妻除外”: the exception from what is granted
EXCEPTED = re.compile(r"([^，,。；;：:（(]{2,40}?)的?除外")
# “已领取营业执照的，不予补贴”: a case and what is not done in it
NOT_GRANTED = re.compile(
    r"([^。；;：:]{2,80}?)[，,]?(?:不予|不得(?:申请|申报|享受|参加|领取)|不能(?:申请|申报|享受|参加|领取)|不可(?:申请|申报|享受)|不享受|不适用|不受理|不纳入|不支持)"
)
# “应同时符合下列条件”, “须具备”: what follows must all hold
REQUIRES = re.compile(r"条件|应当?|须|必须|要求|符合|具备|需(?!求)")
# “下列条件之一”, “任一”: one of them is enough
ONE_OF = re.compile(r"之一|任[一何]|其中一")
# “，或者”: another way is open
OR_ELSE = re.compile(r"[，,；;]或者?|或者")
# “未享受经济适用住房”, “无自有产权住房”: a requirement that something be not so
NEGATIVE_STATE = re.compile(r"(?:未(?!来)|没有|(?<!有)无(?!锡)|非|不存在)([^，,。；;]{2,120})")
# “甲、乙和丙”: joins things of one kind
JOINED = re.compile(r"、|以及|和|或|与|等")
# “提倡”, “优先”: a wish, no requirement
WISH = re.compile(r"提倡|鼓励|优先|原则上|一般|倡导")
# “企业”, “人员”, “的情形”: what kind of thing a case is of, which askers put in other words
CLASS_NOUN = re.compile(r"(?:企业|公司|单位|机构|人员|个人|家庭|申请人|情形|对象|行为|人|者)?的?$")
# “，未经批准”, “……的，”, “符合”: the rule holds in some case only
CONDITIONAL = re.compile(
    r"的[，,]|未经|如[果有]?|若|除非|除外|但|符合|条件|经.{1,12}(?:批准|同意)|情形|期满|之前|以后"
)
# “不得转租”, “禁止”, with what it forbids behind it
FORBIDS = re.compile(r"(?:不得|不能|不可以?|禁止|严禁|不准|不允许|不予)([^，,。；;]{1,20})")
# “可以续租”, “允许”, with what it permits behind it
PERMITS = re.compile(r"(?<![不得])(?:可以|可(?!行|研|靠|持续)|允许|准予|准许)([^，,。；;]{1,20})")
# “无须选点就医”, with what is not needed behind it
NEEDLESS = re.compile(r"(?:无须|无需|毋需|不需要?|不必|不用|免于|免予)([^，,。；;]{1,20})")
# “应当登记”, “须备案”, with what is needed behind it
NEEDED = re.compile(r"(?:应当|必须|需要|(?<![无毋])须|(?<![无毋不])需(?!求))([^，,。；;]{1,20})")
# “；”, “。”, “（二）”: between two conditions of one passage
BETWEEN = re.compile(r"[；;。]\s*|\n+|(?=[（(][一二三四五六七八九十\d]{1,3}[)）])")
# “具有”, “持有”: what must be had follows
HAS = r"(?:具有|具备|持有|取得|拥有|办理|领取|缴纳|签订|获得|通过|已|有)[^，,。；;、]{0,6}"
# “没有本科学历”: what the asker has not
HAS_NOT = re.compile(
    r"(?:没有|没(?!有)|还没有?|未|无(?!锡))(?:办理?|领取?|取得|交|缴|签|获得|通过|拿到|过)?([\u4e00-\u9fff]{2,8}?)(?=[，,。;；？?的]|$)"
)
# “45周岁以下”, “（含）以内”: an upper bound behind its figure
UPPER_BEHIND = re.compile(
    r"^(?:[（(]?含[)）]?|及|[（(]含[^（()）]{0,6}[)）])?(?:以下|以内|之内)|^内(?!容|部|设|科)"
)
# “60周岁及以上”: a lower bound behind its figure
LOWER_BEHIND = re.compile(r"^(?:[（(]?含[)）]?|及|[（(]含[^（()）]{0,6}[)）])?以上|^(?:[（(]含[)）])")
# “不超过”, “低于”, “未满”: an upper bound before its figure
UPPER_BEFORE = re.compile(r"(?:不(?:得)?(?:超过|高于|大于)|低于|小于|少于|未满|不满|不足)$")
# “不低于”, “年满”, “至少”: a lower bound before its figure
LOWER_BEFORE = re.compile(
    r"(?:不(?:得)?(?:低于|少于|小于)|(?<!不)超过|(?<!不)高于|(?<!不)大于|(?<![未不])满|达到|达|至少)$"
)
# “18至60周岁”: between the ends of a range
RANGE_MARK = re.compile(r"^(?:[-—–~～至到]|至)+$")
