"""Define the expressions that tell what rules in words ask nothing of, and what leads their parts in."""

from __future__ import annotations

import re

# “符合法律、行政法规和国家规定的其他条件”, “其他按规定应满足的条件”: what no enterprise can be held against
CATCH_ALL = re.compile(
    r"^(?:[^，。；]{0,30}(?:提出|规定|要求)的)?其他[^，。；]{0,24}(?:条件|要求|规定)[。；]?$|^符合[^，。；]{0,30}的其他(?:条件|要求|规定)[。；]?$|等其他(?:理由|情形|原因)的?[。；]?$"
)
# “同一企业只能申请一类资金支持”, “同一集团最多两个企业可获得”: how often it is given, which nobody must meet beforehand
TAKEN_ONCE = re.compile(
    r"如已?获[^，。；,]{2,30}(?:资助|支持|奖励)[，,]不得|^(?=同一(?:企业|单位|集团|机构|法人|申报))(?:[^，。；,]*(?:只能|最多|不超过|选择)[^，。；,]*(?:[，。；,]|$))+$"
)
# “培育一批……的机构”: what a measure aims at
AIMS = re.compile(r"^(?:培育|打造|建设|形成|遴选|发展)(?:一批|若干|\d+[家个])")
# “生物医药领域企业累计发明专利申请量不低于10件”: a rule for the firms of one trade
RULE_FOR_FIRMS = re.compile(
    r"^(?:其中)?(?P<trade>[^，。；、]{2,12}?)(?:领域|行业|产业)(?:的)?企业(?=[^，。；]{0,20}(?:不低于|不少于|不超过|达到|应当?|须))"
)
# “申报主体的营业面积：”: what leads in the parts of a condition
HEAD = re.compile(r"^[^，。；：:,]{4,18}[：:]")
# “按照新产品、新场景、新业态四个领域”: the kinds of things that a gift is for, listed and counted
KINDS_LISTED = re.compile(
    r"(?:按照?|对|分为|包括)?(?P<kinds>[^，。；、]{2,8}(?:、[^，。；、]{2,8}){1,8}?)等?[二两三四五六七八九\d]{1,2}[个类大种](?:领域|方向|类型|类别)"
)
# “达到一定规模”: a limit that no figure tells
UNTOLD_LIMIT = re.compile(r"一定(?:的)?(?:规模|标准|数量|额度|比例|水平)")
# “支持期间，每年……”: what happens afterwards
AFTERWARDS = re.compile(r"^支持期间")
# “第三方评估机构应属于”, “4．残疾人服务机构享受……，须”: for whom a rule is, by the kind of body
BODY = re.compile(
    r"^(?:\d+[.．、])?(?:因[^，。；,]{0,8}对)?(?P<who>[一-龥]{2,10}?(?:机构|组织|学校|院所|园区|基地|团体|协会))(?:在[^，。；,]{2,12}中)?(?=应|须|需|享受|暂不|开展|由|负责|近\d)"
)
# “高等学校、科研机构、医疗卫生机构在……方面须”: a rule for bodies that it lists
BODIES = re.compile(
    r"^(?P<who>[一-龥]{2,8}(?:[、和及或][一-龥]{2,8})+?)(?:在[^，。；,]{2,16}(?:方面|中))?(?=应|须|需|应当)"
)
# “跨国公司地区总部是指境外母公司总资产2亿美元以上的外商投资企业”: what a name means in this measure
DEFINED = re.compile(r"(?P<name>[一-龥]{2,14}?)是指(?P<what>[^。；]{8,120})")
# “且至补贴起始日”: a day beside a figure, which is all that is left of it
TO_A_DAY = re.compile(r"^且?(?:至|截至|截止)[^，。；,]{2,14}(?:日|时|止|期)$")
# “批准、登记或备案”: acts in a list, of which one is enough
OR_LIST = re.compile(r"(?P<stem>[一-龥]*?)(?P<list>[一-龥]{2}(?:、[一-龥]{2})+)或(?P<last>[一-龥]{2})")
# “新建门店数量应大于闭店数量”: more is opened than closed
NET_GROWTH = re.compile(
    r"新[建开设增][^，。；,]{0,12}?数量应?(?:大于|多于|超过)[^，。；,]*?(?:闭|关|撤|减)[^，。；,]{0,6}数量"
)
# “新开了3家”, “新增网点6个”: how many were opened
OPENED = re.compile(r"新[开建设增]了?[^，。；,\d]{0,14}?(?P<n>\d+)\s?[家个处]")
# “关了1家”, “闭店2家”: how many were closed
CLOSED = re.compile(r"(?:关|闭|撤)(?:店|闭|了|停)*[^，。；,\d]{0,8}?(?P<n>\d+)\s?[家个处]")
# “没有关店”, “一家没关”: none was closed
NONE_CLOSED = re.compile(r"没(?:有)?[^，。；,]{0,6}[关闭]|未[关闭]|无[关闭]店")
