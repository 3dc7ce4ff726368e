"""A question that wants yes or no is answered 能, 不能, 需要 or 不需要 where a rule of the document settles it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chat.answers.stated_bounds import breaks, keeps
from chat.answers.verdicts import yes_or_no
from chat.engine import Engine
from chat.question.wording import Wording
from index.store import open_store
from ingest import parse_text
from ingest.text.normalise import flat_text

RULES = """云岭市创业扶持办法
第一条　申请创业租金补贴应当同时符合下列条件：
（一）年龄在45周岁以下；
（二）持有效的《居住证》；
（三）未享受过场地补贴、孵化补贴等同类扶持政策；
（四）企业注册登记满1年。
第二条　有下列情形之一的，不予创业租金补贴：
（一）被列入失信名单的；
（二）未办理就业登记的；
（三）提供虚假材料的。
第三条　创业带动就业补贴的对象为各类用人单位（劳务派遣企业、房地产企业除外）。
第四条　领取创业租金补贴的场地不得转租。
第五条　提交电子材料的，申请创业租金补贴无须提交纸质材料。
第六条　60周岁及以上的本市户籍老年人可享受助餐补贴，每餐3元。
第七条　注册地址在云岭市的，可申请场地改造补贴。
第八条　女性45周岁以下、男性50周岁以下的，可申请技能培训补贴。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_store(tmp_path_factory.mktemp("rules"), create=True) as store:
        store.add([parse_text(RULES, doc_id="rules")])
        yield Engine(store)


@pytest.mark.parametrize(
    ("question", "verdict", "held"),
    [
        ("我今年46岁，能申请创业租金补贴吗？", "不能", "年龄在45周岁以下"),
        ("我以前领过孵化补贴，还能申请创业租金补贴吗？", "不能", "未享受过场地补贴、孵化补贴"),
        ("我没有居住证，可以申请创业租金补贴吗？", "不能", "持有效的《居住证》"),
        ("被列入失信名单的能申请创业租金补贴吗？", "不能", "不予创业租金补贴"),
        ("我还没办理就业登记，能不能领创业租金补贴？", "不能", "未办理就业登记"),
        ("我们是劳务派遣公司，能申请创业带动就业补贴吗？", "不能", "劳务派遣企业"),
        ("领取创业租金补贴的场地可以转租吗？", "不能", "不得转租"),
        ("我爸70岁，外地户口，能享受助餐补贴吗？", "不能", "本市户籍老年人"),
        ("我的店开了八个月，够得上申请创业租金补贴的条件吗？", "不能", "企业注册登记满1年"),
    ],
)
def test_a_rule_settles_the_question(engine: Engine, question: str, verdict: str, held: str) -> None:
    answer = engine.answer(question)
    assert answer.text.startswith(f"{verdict}：")
    assert held in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "我今年44岁，能申请创业租金补贴吗？",  # other conditions are open
        "我办了就业登记，能领创业租金补贴吗？",
        "我有居住证，可以申请创业租金补贴吗？",
        "我们是软件公司，能申请创业带动就业补贴吗？",
        "我70岁，能享受助餐补贴吗？",
        "我今年47岁，能申请技能培训补贴吗？",  # one group yes, another no
        "创业租金补贴要符合什么条件？",
    ],
)
def test_no_verdict_where_no_rule_settles_it(engine: Engine, question: str) -> None:
    answer = engine.answer(question)
    assert not answer.text.startswith(("不能：", "能：", "需要：", "不需要："))
    assert not answer.refused


def test_a_verdict_stands_on_words_of_the_document(engine: Engine) -> None:
    answer = engine.answer("我今年46岁，能申请创业租金补贴吗？")
    assert [citation.quote for citation in answer.citations] == ["（一）年龄在45周岁以下"]


@pytest.mark.parametrize(
    ("text", "said", "wanted"),
    [
        ("我今年46岁，积分入户还能申请吗？", "我今年46岁,积分入户还", "申请"),
        ("外地人能不能买房", "外地人", "买房"),
        ("小微企业可以申请贷款贴息吗？最多多少？", "小微企业", "申请贷款贴息"),
    ],
)
def test_what_is_said_and_what_is_wanted(text: str, said: str, wanted: str) -> None:
    question = yes_or_no(flat_text(text), Wording((), ()))
    assert question is not None
    assert (question.said, question.wanted) == (said, wanted)


@pytest.mark.parametrize("text", ["补贴多少钱？", "第一次要填什么表、带什么？", "许可证怎么办"])
def test_other_questions_want_no_verdict(text: str) -> None:
    assert yes_or_no(flat_text(text), Wording((), ())) is None


@pytest.mark.parametrize(
    ("said", "rule", "breaking", "keeping"),
    [
        ("我今年46岁", "年龄在45周岁以下", True, False),
        ("我45岁", "年龄在45周岁以下", False, True),
        ("我17岁", "18至55周岁的公民", True, False),
        ("我56岁", "十八周岁至五十五周岁", True, False),
        ("人均面积12平方米", "人均建筑面积低于15平方米", False, True),
        ("人均面积20平方米", "人均建筑面积低于15平方米", True, False),
        ("年收入20万元", "注册资本不低于50万元", False, False),  # of another thing
        ("我的店才开了八个月", "正常运营1年以上，并连续缴纳社保1年以上", True, False),
        ("离开三年后", "离开后两年内来工作的", True, False),
        ("我们2024年能不能申请", "在收到资金30个工作日内报送", False, False),  # a year is no length of time
        ("营业额300万美元", "对营业额在500万美元（含）以上的企业", True, False),
        ("一年内就建好了", "在12个月内全面建成", False, True),
        ("百来人的厂", "裁员率不高于5.5%，30人以下的不高于20%", False, False),  # a group of its own
        ("开了两年", "运营1年以上，缴纳社保3年以上", False, False),  # which of the two is meant is open
    ],
)
def test_bounds(said: str, rule: str, breaking: bool, keeping: bool) -> None:
    assert breaks(said, rule) is breaking
    assert keeps(said, rule) is keeping
