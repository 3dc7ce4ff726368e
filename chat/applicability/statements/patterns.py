"""Define the expressions that tell what rules in words ask nothing of, and what leads their parts in."""

from __future__ import annotations

import re

# “符合法律、行政法规和国家规定的其他条件”, “其他按规定应满足的条件”: what no enterprise can be held against
CATCH_ALL = re.compile(
    r"^(?:[^，。；]{0,30}(?:提出|规定|要求)的)?其他[^，。；]{0,24}(?:条件|要求|规定)[。；]?$|^符合[^，。；]{0,30}的其他(?:条件|要求|规定)[。；]?$"
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
