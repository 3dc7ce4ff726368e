"""What an enterprise wants, held against what a measure gives: the same kind of thing, a kindred one, or another."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.text.normalise import flat_text

DIRECT, KINDRED, NONE = 2, 1, 0
ANY_MONEY = "资金"
# Kinds of support, each with the words that mean it, those of people and those of documents.
KINDS: dict[str, re.Pattern[str]] = {
    kind: re.compile(words)
    for kind, words in (
        # 贷款贴息: “利息补贴”, “贴息”
        ("贷款贴息", r"贴息|利息|贷款成本"),
        # 融资: “贷款”, “担保”, “股权投资”, “融资租赁”
        (
            "融资",
            r"融资|贷款(?!贴息)|信贷|担保|股权|投资机构|风险投资|天使投资|创业投资|创投|基金投|债券|保理|质押|租赁补贴|外债|并购|资本市场|投贷|授信|风险补偿",
        ),
        # 场地: “孵化场地”, “厂房”, “房租”, “工业用地”
        (
            "场地",
            r"场地|孵化(?!器认定)|厂房|办公|房租|租金|用地|土地|空间|园区|入驻|楼宇|房屋|载体|落地(?!应用)|房租通",
        ),
        # 人才: “招人”, “落户”, “培训”
        ("人才", r"人才|招人|招聘|落户|户口|培训|技能|工作居住证|引才|大师|子女|职称|博士后"),
        # 研发: “攻关”, “揭榜挂帅”, “技术创新”
        (
            "研发",
            r"研发|攻关|揭榜|技术创新|关键技术|科研|试验|中试|颠覆性|筑基|成果转化|科技创新|创新券|概念验证|首创",
        ),
        # 上市: “挂牌”, “北交所”
        ("上市", r"上市|挂牌|北交所|科创板|新三板|证券交易所|股改"),
        # 市场: “订单”, “应用场景”, “首台套”, “展会”
        (
            "市场",
            r"市场(?!监管|监督|主体|准入)|订单|应用场景|场景|首台|首套|首试首用|政府采购|采购|推广|展会|参展|客户|销路|销售|首店|消费|供需对接|首发",
        ),
        # 国际化: “出海”, “境外”, “出口”
        ("国际化", r"出海|境外|海外|全球|国际(?!领先|一流)|出口|外贸|进出口|跨境|走出去|国外|对外投资"),
        # 数据: “算力”, “数据开放”
        ("数据", r"数据|算力|云服务|语料"),
        # 数字化: “智能化改造”, “上云”
        (
            "技术改造",
            r"技术改造|技改|数字化|智能化|绿色化|智能工厂|设备购置|设备更新|更新改造|扩产|产线|节能|升级改造|购置设备|买设备",
        ),
        # 知识产权: “专利”, “商标”, “标准”
        ("知识产权", r"知识产权|专利|商标"),
        ("标准", r"标准(?!厂房|化厂房)"),
        # 资质: “认定”, “试点示范”, “评选”
        ("资质", r"资质|认定|示范(?!区)|试点|评选|称号|荣誉|评奖|奖项|品牌|授牌"),
        # 税费: “减税”, “免征”, “收费减免”
        (
            "税费",
            r"减税|税费|少交|交多少税|税收|免税|免征|增值税|所得税|关税|收费减免|减免|社保补贴|降费|税率",
        ),
        # 登记服务: “设立”, “许可”, “准入”
        (
            "登记服务",
            r"登记|许可|准入|审批|告知承诺|设立(?!研发|境外)|备案|执照|开办|注册公司|分支机构|总部认定",
        ),
        # 平台: “公共平台”, “创新中心”
        ("平台", r"平台|创新中心|技术中心|实验室|孵化器|众创|研究院"),
        # 升规: “小升规”, “规上”
        ("升规", r"升规|规上|纳统|小升规|稳规|规模以上"),
        # 项目建设: “固定资产投资”, “产业化项目”
        (
            "项目建设",
            r"固定资产|产业化|项目建设|建设投资|投资补助|标杆工厂|重大项目|建厂|建设项目|基础设施|加氢站",
        ),
        # 创作: “影片”, “剧目”, “演出”
        (
            "创作",
            r"创作|影片|剧目|演出|电影|电视剧|出版|动漫|作品|拍摄|拍片|译制|展演|巡演|节目|艺术基金|网络剧|纪录片",
        ),
        # 保险: “保费”
        ("保险", r"保险(?!公司)|保费|投保"),
        # 服务: “辅导”, “对接”
        ("服务", r"辅导|咨询服务|对接|服务包|诊断|法律服务|中介"),
    )
}
# Money of whatever kind: “资金补助”, “奖励”, “补贴”.
MONEY = re.compile(r"资金|补助|补贴|奖励|资助|奖补|经费|钱|专项资金|财政|扶持|现金")
# Kinds that an enterprise of any industry may want, though there are industries of their names.
SUPPORTING = frozenset(("融资", "保险", "知识产权", "标准", "人才", "平台", "场地"))
# “资金扶持，房租补贴”, “样品检测、租研发设备”: the parts of a need
PARTS = re.compile(r"[，,、；;/和及]")
# Words of needs that any title may hold.
_ANY_HELP = frozenset(
    (
        "公司",
        "设立",
        "支持",
        "政策",
        "项目",
        "建设",
        "发展",
        "服务",
        "申请",
        "企业",
        "认定",
        "资质",
        "研发",
        "市场",
    )
)
# Kinds that are money, or lead to it.
_MONEY_KINDS = frozenset(("贷款贴息", "融资"))
# Kinds that measures meet with money for the most part.
_PAID = frozenset(("研发", "技术改造", "项目建设", "创作"))
_KIN = (
    frozenset(("贷款贴息", "融资")),
    frozenset(("融资", "上市")),
    frozenset(("市场", "国际化")),
    frozenset(("研发", "平台")),
    frozenset(("技术改造", "项目建设")),
    frozenset(("知识产权", "标准")),
)


@lru_cache(maxsize=50_000)
def kinds_in(words: str) -> frozenset[str]:
    """Give the kinds of support that words name; “资金” where they name money."""
    flat = flat_text(words)
    found = {kind for kind, pattern in KINDS.items() if pattern.search(flat)}
    if MONEY.search(flat):
        found.add(ANY_MONEY)
    return frozenset(found)


def is_money(word: str) -> bool:
    """Whether a word only says that money is wanted, or help of any kind."""
    return bool(MONEY.search(word)) or word in _ANY_HELP


@lru_cache(maxsize=50_000)
def fit(needs: tuple[str, ...], gifts: tuple[str, ...]) -> int:
    """Tell how what is wanted meets what is given: ``DIRECT``, ``KINDRED`` or ``NONE``; kindred where nothing is wanted.

    A need in words may name several things, each of which counts.
    """
    wanted = [kinds_in(part) for need in needs for part in PARTS.split(need)]
    if not any(wanted):
        return KINDRED
    given = frozenset().union(*(kinds_in(gift) for gift in gifts))
    if not given:
        return KINDRED
    return max((_fit(one, given) for one in wanted if one), default=NONE)


@lru_cache(maxsize=10_000)
def special_fit(needs: tuple[str, ...], gift: str) -> bool:
    """Whether a gift's kind is one that is wanted by its name, not money of any kind; also where nothing is wanted."""
    wanted = [kinds_in(part) for need in needs for part in PARTS.split(need)]
    return not any(wanted) or any((one - {ANY_MONEY}) & kinds_in(gift) for one in wanted)


def _fit(wanted: frozenset[str], given: frozenset[str]) -> int:
    special = wanted - {ANY_MONEY}
    if special & given:
        return DIRECT
    paid = bool(given & {ANY_MONEY, *_MONEY_KINDS})
    if not special:
        return DIRECT if paid else NONE
    if any(special & kin and given & kin for kin in _KIN):
        return KINDRED
    return KINDRED if paid and (ANY_MONEY in wanted or special & _PAID) else NONE
