"""Provinces and prefecture-level places of China, and the places a text is about.

``PREFECTURES`` maps a province-level name to the short names of its
prefecture-level places (without 市; 州, 盟 and 地区 keep their official ending).
Districts and counties are recognised by their shape only.
"""

from __future__ import annotations

import re
from functools import cache

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
_PEOPLES = re.compile(
    r"(?:朝鲜|土家|苗|藏|羌|彝|布依|侗|哈尼|壮|傣|白|景颇|傈僳|回|蒙古|柯尔克孜|哈萨克|维吾尔)族?(?=.*自治州)"
)
# A district, county or banner by its shape: 丰台区, 常宁市, 土默特右旗.
_COUNTY = re.compile(r"[\u4e00-\u9fff]{2}(?:[区县旗]|(?<!城)市(?![场民区属级委内]))")
# 北京市石景山区: behind a place's ending the county's name is whole.
_JOINED_COUNTY = re.compile(r"(?<=[市省州])[\u4e00-\u9fff]{2,4}?(?:区|县|自治县|旗)(?![域划级])")
# 园区, 地区, 示范区 …: kinds of area, not names of places.
_NO_COUNTY = re.compile(
    r"(?:园|地|社|城|山|新|专|东|西|南|北|片|特|库|范|发|务|能|验|作|聚|济|贸|心|行|辖|老|景|牧|业|域|游|集|全|各|该|本|此|我|护|港|灾|小|街|住|高新|保税)区"
    r"|(?:全|各|本|该|我|外|跨|超|和|州|强|贫困|郡)[县旗市]|.(?:城|上|股|都|省|地|级|属)市$|县市$|市区$"
)
# In longer names 山区 and the like are part of the name: 石景山区.
_NO_LONG_COUNTY = re.compile(
    r"(?:园|开发|示范|试验|高新|保税|合作|聚集|集聚|功能|服务|新|城|地|社|片|校|景|库|行政|管辖|专|各)区$"
)


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
    """Full names of the provinces and prefectures that a text names, in order, with repeats."""
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


def counties_in(text: str) -> list[str]:
    """Names shaped like a district or county, in order, with repeats (“丰台区”, “石景山区”).

    Behind a city's or province's ending the whole name is known; elsewhere the
    two characters before 区 or 县 are taken for it.
    """
    table, found = _names(), []
    for match in _JOINED_COUNTY.finditer(text):
        refused = _NO_COUNTY if len(match.group()) <= 3 else _NO_LONG_COUNTY
        if not refused.search(match.group()):
            found.append(match.group())
    exact = set(found)
    for match in _COUNTY.finditer(text):
        name = match.group()
        whole = next((longer for longer in exact if longer.endswith(name)), name)
        is_prefecture = name.endswith("市") and name[:2] in table
        if not _NO_COUNTY.search(name) and not is_prefecture:
            found.append(whole)
    return found
