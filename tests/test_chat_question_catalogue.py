"""Which document a name means: a law in another law's name, editions of one regulation, a file's name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from chat.engine import Engine
from index.store import open_store
from ingest import parse_sources

FILES = {
    "合同法.txt": "中华人民共和国合同法\n\n第一条 为了保护当事人的合法权益，制定本法。\n\n第三条 合同当事人的法律地位平等。\n\n第五条 应当遵循公平原则。\n",
    "劳动合同法.txt": "中华人民共和国劳动合同法\n\n第一条 为了完善劳动合同制度，制定本法。\n\n第三条 订立劳动合同，应当遵循合法、公平的原则。\n\n第五条 建立三方机制。\n",
    "刑法.txt": "中华人民共和国刑法\n\n1979年7月1日 第五届全国人民代表大会第二次会议通过\n\n1997年3月14日 第八届全国人民代表大会第五次会议修订\n\n"
    "第一条 为了惩罚犯罪，制定本法。\n\n第二条 任务是保卫国家安全。\n\n第一百二十条之二 准备实施恐怖活动的，处五年以下有期徒刑。\n",
    "青溪市救助条例(2018).md": "# 青溪市救助条例\n\n2018年11月22日 青溪市第十五届人民代表大会常务委员会第七次会议通过\n\n第一条 为了加强救助，制定本条例。\n\n"
    "第二条 低收入家庭每月补助300元。\n\n第三条 由民政局负责。\n",
    "青溪市救助条例(2024).md": "# 青溪市救助条例\n\n2018年11月22日 青溪市第十五届人民代表大会常务委员会第七次会议通过\n\n"
    "2024年12月31日 青溪市第十六届人民代表大会常务委员会第十八次会议《关于修改〈青溪市公路条例〉等10件地方性法规的决定》修正\n\n"
    "第一条 为了加强救助，制定本条例。\n\n第二条 最低生活保障边缘家庭每月补助500元。\n\n第三条 由民政局负责。\n",
    "关于印发《望江县人才公寓管理办法》的通知（2024年）.txt": "第一条 人才公寓租金按照市场价的百分之五十收取。\n第二条 租期最长不超过三年。\n",
    "青山县民政局2021年度部门决算.txt": "青山县民政局部门决算\n\n一、收支情况\n本年度一般公共预算财政拨款支出3,215.40万元。\n",
    "青山县民政局2022年度部门决算.txt": "青山县民政局部门决算\n\n一、收支情况\n本年度一般公共预算财政拨款支出2,987.10万元。\n",
    "白银市逾期落户办理.txt": "逾期落户登记\n\n对经审核符合本市政策的，向派出所申报，收费20元。\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder: Path = tmp_path_factory.mktemp("files")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with open_store(tmp_path_factory.mktemp("store"), create=True) as store:
        store.add([parsed.document for parsed in parse_sources([folder]) if parsed.document])
        yield Engine(store)


@pytest.mark.parametrize(
    ("question", "held", "absent"),
    [
        ("合同法第三条是什么？", "法律地位平等", "订立劳动合同"),
        ("劳动合同法第三条是什么？", "订立劳动合同", "法律地位平等"),
        ("刑法第一百二十条之二规定了什么？", "恐怖活动", ""),
        # the newer edition, unless the older one's year is asked for
        ("青溪市救助条例第二条是什么？", "500元", "300元"),
        ("2018年的青溪市救助条例第二条是什么？", "300元", "500元"),
        ("青溪市救助条例的成文日期是什么时候？", "2024年12月31日", "2018年"),
        # the year stands in the file's name alone
        ("青山县民政局2022年一般公共预算财政拨款支出是多少？", "2,987.10万元", "3,215.40"),
        ("人才公寓管理办法的租期最长几年？", "三年", ""),
    ],
)
def test_the_document_meant_answers(engine: Engine, question: str, held: str, absent: str) -> None:
    answer = engine.answer(question)
    assert not answer.refused and held in answer.text, answer.text
    assert not absent or absent not in answer.text, answer.text


def test_a_file_names_what_its_text_does_not(engine: Engine) -> None:
    titles = {info.metadata.title for info in engine.store.documents()}
    assert "望江县人才公寓管理办法" in titles and not any(title.startswith("第一条") for title in titles)


def test_the_place_of_a_document_that_names_none_is_that_of_its_file(engine: Engine) -> None:
    answer = engine.answer("白银市逾期落户收费多少元？")
    assert not answer.refused
    assert "20元" in answer.text
