"""Questions on laws and notices whose answer is a rule with all that belongs to it, and the law that is named."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chat.answer import Answer
from chat.engine import Engine
from index.hits import Filters
from index.store import open_store
from ingest import parse_text

FORESTS = """中华人民共和国湿苇保护法
第一章 总则
第一条 本法所称湿苇，是指在水陆交界处自然生长、具有固滩作用的芦苇群落。
第二章 管理
第五条 湿苇保护机构的设立，由省级主管部门批准；设立满三年的，由批准机关评估一次；评估不合格的，撤销该机构。
第六条 湿苇保护机构不得有下列行为：
（一）出租苇滩；
（二）向采苇人收取押金。
第七条 采苇许可自申请受理之日起二十日内作出决定。申请采苇许可，不收取费用。
第三章 罚则
第九条 违反本法规定，未经许可采苇的，由主管部门责令停止；有违法所得的，没收违法所得，并处三万元以上八万元以下的罚款。
第十条 有下列行为之一的，处二千元以上一万元以下的罚款：
（一）在苇滩上倾倒垃圾的；
（二）夜间在苇滩上用火的。
"""
DISPUTES = """中华人民共和国湿苇纠纷调处法
第一条 湿苇纠纷调处机构的设立，由县级主管部门批准。
第二条 违反本法规定，未经许可采苇引起纠纷的，由调处机构调处，可以处五百元以下的罚款。
第三条 采苇纠纷自申请受理之日起五十日内调处完毕。
"""
CARDS = """云浦市公交乘车优惠办法
一、优惠卡种
（一）晨星卡。任何乘车人均可办理，每次优惠一成。
（二）青禾卡。在校学生凭证办理，每次优惠五成。
（三）暮云卡。年满六十五周岁的居民办理，免费乘车。
二、办理要求
（一）办理条件。申请人应当在云浦市居住。
（二）办理地点。云浦市公交集团各营业厅。
"""
HOMES = """云浦市安家补助细则
一、补助对象
甲类人才，是指全职引进、在云浦市连续工作满六年的博士；乙类人才，是指在云浦市连续工作满四年的硕士。
二、补助标准
甲类人才补助20万元，乙类人才补助8万元。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_store(tmp_path_factory.mktemp("laws"), create=True) as store:
        texts = {"forests": FORESTS, "disputes": DISPUTES, "cards": CARDS, "homes": HOMES}
        store.add([parse_text(text, doc_id=name) for name, text in texts.items()])
        yield Engine(store)


def ask(engine: Engine, question: str) -> Answer:
    answer = engine.answer(question)
    assert not answer.refused
    return answer


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("湿苇保护法对未经许可采苇怎么罚，是哪条？", ("第九条", "三万元以上八万元以下")),
        ("按湿苇保护法，夜间在苇滩用火罚多少，在第几条？", ("第十条第（二）项", "二千元以上一万元以下")),
    ],
)
def test_an_address_comes_with_the_whole_rule(engine: Engine, question: str, held: tuple[str, ...]) -> None:
    text = ask(engine, question).text
    assert all(words in text for words in held)


def test_a_filter_may_shut_out_the_law_that_is_named(engine: Engine) -> None:
    answer = engine.answer("湿苇保护法对未经许可采苇怎么罚，是哪条？", filters=Filters(doc_ids=("disputes",)))
    assert {citation.document.doc_id for citation in answer.citations} <= {"disputes"}


def test_a_rule_is_not_cut_at_its_semicolons(engine: Engine) -> None:
    assert "评估不合格的，撤销该机构" in ask(engine, "湿苇保护法规定，湿苇保护机构设立后要评估吗？").text


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("按湿苇保护法，未经许可采苇罚多少钱？", "forests"),
        ("湿苇纠纷调处法对未经许可采苇罚多少钱？", "disputes"),
    ],
)
def test_a_law_that_is_named_answers_alone(engine: Engine, question: str, named: str) -> None:
    assert {citation.document.doc_id for citation in ask(engine, question).citations} == {named}


def test_a_word_may_stand_before_how_it_is_defined(engine: Engine) -> None:
    assert ask(engine, "湿苇在法律上怎么定义？").text.startswith("本法所称湿苇，是指在水陆交界处")


def test_whether_something_is_so_is_a_part_of_its_own(engine: Engine) -> None:
    text = ask(engine, "湿苇保护法里，采苇许可多久作出决定，收不收费？").text
    assert "二十日内" in text and "不收取费用" in text


def test_the_parts_of_a_section_are_its_list(engine: Engine) -> None:
    text = ask(engine, "云浦市公交的优惠卡有哪几种？").text
    assert all(name in text for name in ("晨星卡", "青禾卡", "暮云卡")) and "营业厅" not in text


def test_a_part_that_is_asked_for_is_not_the_list_of_its_section(engine: Engine) -> None:
    text = ask(engine, "云浦市公交优惠卡的办理条件有哪些？").text
    assert "在云浦市居住" in text and "晨星卡" not in text


def test_how_many_years_asks_for_a_length_of_time(engine: Engine) -> None:
    assert "满六年" in ask(engine, "云浦市的甲类人才要连续工作多少年？").text
