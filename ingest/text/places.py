"""Know the provinces, prefectures and counties of China, and find the places a text is about.

``PREFECTURES`` maps a province-level name to the short names of its
prefecture-level places (without 市; 州, 盟 and 地区 keep their official ending).
Counties, districts and banners come from ``data/divisions.txt``; a name that several
places share (鼓楼区) is settled by the other places named, or left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import compress, count
from operator import add
from pathlib import Path

MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")
PREFECTURES = {
    "河北省": "石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 雄安新区",
    "山西省": "太原 大同市 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁",
    "内蒙古自治区": "呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 兴安盟 锡林郭勒盟 阿拉善盟",
    "辽宁省": "沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳市 葫芦岛",
    "吉林省": "长春 吉林市 四平市 辽源 通化 白山 松原 白城 延边朝鲜族自治州",
    "黑龙江省": "哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 大兴安岭地区",
    "江苏省": "南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁",
    "浙江省": "杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水",
    "安徽省": "合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山市 滁州 阜阳 宿州 六安 亳州 池州 宣城",
    "福建省": "福州 厦门 莆田 三明市 泉州 漳州 南平 龙岩 宁德",
    "江西省": "南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶",
    "山东省": "济南 青岛 淄博 枣庄 东营市 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽",
    "河南省": "郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 济源",
    "湖北省": "武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施土家族苗族自治州 仙桃 潜江 天门 神农架林区",
    "湖南省": "长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西土家族苗族自治州",
    "广东省": "广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山市 潮州 揭阳 云浮",
    "广西壮族自治区": "南宁 柳州 桂林 梧州 北海市 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾市 崇左",
    "海南省": "海口 三亚 三沙 儋州",
    "四川省": "成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 阿坝藏族羌族自治州 甘孜藏族自治州 凉山彝族自治州",
    "贵州省": "贵阳 六盘水 遵义 安顺 毕节 铜仁 黔西南布依族苗族自治州 黔东南苗族侗族自治州 黔南布依族苗族自治州",
    "云南省": "昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄彝族自治州 红河哈尼族彝族自治州 文山壮族苗族自治州 西双版纳傣族自治州 大理白族自治州 德宏傣族景颇族自治州 怒江傈僳族自治州 迪庆藏族自治州",
    "西藏自治区": "拉萨 日喀则 昌都 林芝 山南市 那曲 阿里地区",
    "陕西省": "西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康市 商洛",
    "甘肃省": "兰州 嘉峪关 金昌 白银市 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 临夏回族自治州 甘南藏族自治州",
    "青海省": "西宁 海东市 海北藏族自治州 黄南藏族自治州 海南藏族自治州 果洛藏族自治州 玉树藏族自治州 海西蒙古族藏族自治州",
    "宁夏回族自治区": "银川 石嘴山 吴忠 固原 中卫",
    "新疆维吾尔自治区": "乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉回族自治州 博尔塔拉蒙古自治州 巴音郭楞蒙古自治州 阿克苏地区 克孜勒苏柯尔克孜自治州 喀什地区 和田地区 伊犁哈萨克自治州 塔城地区 阿勒泰地区 石河子",
    "台湾省": "台北 高雄 台中 台南 新北 桃园市",
    "香港特别行政区": "",
    "澳门特别行政区": "",
}  # fmt: skip
# Zones and parks that are no divisions, and the division that they lie in or stand for.
ZONES = {
    "两江新区": "重庆市", "南沙新区": "广东省广州市南沙区", "西咸新区": "陕西省西安市", "贵安新区": "贵州省贵阳市",
    "西海岸新区": "山东省青岛市黄岛区", "金普新区": "辽宁省大连市金州区", "天府新区": "四川省成都市",
    "湘江新区": "湖南省长沙市", "江北新区": "江苏省南京市", "滇中新区": "云南省昆明市", "赣江新区": "江西省南昌市",
    "兰州新区": "甘肃省兰州市", "舟山群岛新区": "浙江省舟山市", "临港新片区": "上海市浦东新区",
    "张江": "上海市浦东新区", "苏州工业园区": "江苏省苏州市", "天津经济技术开发区": "天津市滨海新区",
    "天津开发区": "天津市滨海新区", "泰达": "天津市滨海新区", "北京经济技术开发区": "北京市大兴区",
    "东湖高新": "湖北省武汉市", "前海": "广东省深圳市南山区", "横琴": "广东省珠海市", "深汕特别合作区": "广东省深圳市",
}  # fmt: skip
# Names that are also words: read as names only right behind the place they belong to.
_WORDS = frozenset(
    ("新城区", "老城区", "市中区", "城中区", "城东区", "城西区", "城北区", "城关区", "河东区", "河西区", "东风区",
     "前进区", "工农区", "红旗区", "向阳区", "和平区", "江北区", "东方市", "文山市", "新市区", "友好区", "安定区",
     "平安区", "中原区", "中山区", "文昌市", "大同区", "永安市", "海港区", "江海区", "郊区")
)  # fmt: skip
# 土家族苗族 in 恩施土家族苗族自治州: people leave it out and say 恩施州.
_PEOPLES = re.compile(
    r"(?:朝鲜|土家|苗|藏|羌|彝|布依|侗|哈尼|壮|傣|白|景颇|傈僳|回|蒙古|柯尔克孜|哈萨克|维吾尔)族?(?=.*自治州)"
)
# 区域, 区间, 县级, 市场: the ending belongs to another word.
_OTHER_WORD = re.compile(r"(?<=区)[域间块划别]|(?<=[县市])级|(?<=市)场")
# 中关村科技园区丰台园, 中关村丰台园: a park named after its district.
_PARK = re.compile(r"(?:科技园区?|中关村(?:科技园区)?)(?P<district>[\u4e00-\u9fff]{2,3}?)园")
_PARK_KEYS = ("中关", "科技")
_DIVISIONS = Path(__file__).with_name("data") / "divisions.txt"


@dataclass(frozen=True, slots=True)
class Place:
    """A place is named by ``text[start:end]``; ``region`` is its full name (“湖南省株洲市荷塘区”)."""

    region: str
    start: int
    end: int


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """First two characters -> official names, provinces first, each ``name|full region``."""
    table: dict[str, list[str]] = {}

    def add(written: str, region: str) -> None:
        table.setdefault(written[:2], []).append(f"{written}|{region}")

    for municipality in MUNICIPALITIES:
        add(municipality[:-1], municipality)
    for province, cities in PREFECTURES.items():
        add(_short_province(province), province)
        for city in cities.split():
            official = (
                city
                if city.endswith(("市", "州", "盟", "地区", "新区", "林区")) and len(city) > 2
                else city + "市"
            )
            add(city, province + official)
            if city.endswith("自治州"):
                add(_short_prefecture(city), province + official)
    return {key: tuple(sorted(values, key=lambda v: -len(v.split("|")[0]))) for key, values in table.items()}


def _short_province(province: str) -> str:
    for ending in ("壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区", "省"):
        if province.endswith(ending):
            return province.removesuffix(ending)
    return province


def _short_prefecture(prefecture: str) -> str:
    """“阿坝藏族羌族自治州” -> “阿坝州”."""
    return _PEOPLES.sub("", prefecture).replace("自治州", "州").replace("族", "")


def places_in(text: str) -> list[str]:
    """Give full names of the provinces and prefectures that a text names, in order, with repeats."""
    table, found, position = _names(), [], 0
    while position < len(text) - 1:
        for entry in table.get(text[position : position + 2], ()):
            written, region = entry.split("|")
            if text.startswith(written, position):
                found.append(region)
                position += len(written) - 1
                break
        position += 1
    return found


@cache
def _counties() -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """First two characters -> (county, its full regions), longer names first."""
    regions: dict[str, list[str]] = {name: [region] for name, region in ZONES.items()}
    for line in _DIVISIONS.read_text(encoding="utf-8").splitlines():
        province, prefecture, counties = line.split("\t")
        for county in counties.split():
            regions.setdefault(county, []).append(province + prefecture + county)
    table: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for name, full in regions.items():
        table.setdefault(name[:2], []).append((name, tuple(full)))
    return {key: tuple(sorted(names, key=lambda entry: -len(entry[0]))) for key, names in table.items()}


def regions_in(text: str, near: Iterable[str] = ()) -> list[Place]:
    """Give the provinces, prefectures and counties that a text names, in order, with repeats.

    A name that several places share is settled by a place right before it, else by the places that
    the text, then those that ``near``, name most; left open, it is not reported.
    """
    found = _mentions(text)
    context = Counter(full[0] for _, _, full in found if len(full) == 1)
    settled: list[Place] = []
    for start, end, full in found:
        before = settled[-1] if settled and settled[-1].end == start else None
        joined = [region for region in full if before and region.startswith(before.region)]
        name = text[start:end]
        # “凤县第十八届人民代表大会”: at the beginning a county, elsewhere 和县 may be two words
        opens = start == 0 and name[-1] in "县旗"
        if ((len(name) == 2 and name[-1] in "区县市旗" and not opens) or name in _WORDS) and not joined:
            continue
        region = _likeliest(joined or list(full), context, near)
        if region:
            settled.append(Place(region, start, end))
    return settled


@lru_cache(maxsize=32)
def _mentions(text: str) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    """(start, end, regions it may be) of every name, longest first at each place."""
    places, counties, keys = _names(), _counties(), _keys()
    found: list[tuple[int, int, tuple[str, ...]]] = []
    done = 0
    for position in compress(count(), map(keys.__contains__, map(add, text, text[1:]))):
        if position < done:
            continue
        key = text[position : position + 2]
        end = position
        full: tuple[str, ...] = ()
        for entry in places.get(key, ()):
            written, region = entry.split("|")
            if text.startswith(written, position):
                end, full = _with_ending(text, position + len(written), region), (region,)
                break
        for name, regions in counties.get(key, ()):
            if text.startswith(name, position) and position + len(name) >= end:
                if not _OTHER_WORD.match(text, position + len(name)):
                    end, full = position + len(name), regions
                break
        park = _PARK.match(text, position) if key in _PARK_KEYS else None
        if park and (district := _district(park["district"])):
            end, full = park.end(), district
        if full:
            found.append((position, end, full))
            done = end
    return tuple(found)


@cache
def _keys() -> frozenset[str]:
    return frozenset((*_names(), *_counties(), *_PARK_KEYS))


def _with_ending(text: str, end: int, region: str) -> int:
    """The end of a place's name with its ending: 株洲 -> 株洲市, 阿坝州 -> 阿坝州."""
    for ending in ("维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "特别行政区", "市", "省"):
        if text.startswith(ending, end) and (region.endswith(ending) or ending == "自治区"):
            return end + len(ending)
    return end


def _district(short: str) -> tuple[str, ...]:
    for name, regions in _counties().get(short[:2], ()):
        if name == short + "区":
            return regions
    return ()


def _likeliest(regions: list[str], context: Counter[str], near: Iterable[str]) -> str | None:
    if len(regions) == 1:
        return regions[0]
    for places in (context, Counter(near)):
        scores = {
            region: sum(places[place] for place in places if region.startswith(place)) for region in regions
        }
        best = max(scores.values())
        if best and list(scores.values()).count(best) == 1:
            return max(scores, key=lambda region: scores[region])
    return None
