"""“有哪些贷款贴息政策”: every measure of the documents meant that speaks of the matter, with its words and how many."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.engine import Engine
from chat.measure_lists.matters import Term, abbreviates
from chat.measure_lists.patterns import ASKS_MEASURES
from chat.measure_lists.reading import DOCUMENTS, list_question
from chat.question import QuestionReader
from index.hits import Filters
from index.store import Store, VisibleStore, open_store
from ingest import parse_text

TEXTS = {
    "baishui": """白水市促进机器人产业发展若干措施

一、贷款贴息
对获得银行贷款的机器人企业，给予贷款贴息，最高500万元。

二、融资租赁补贴
对通过融资租赁购置设备的企业，给予不超过5%的费用补贴，最高300万元。

三、孵化场地
对入驻孵化器的企业，免收两年租金。
""",
    "qingshan": """青山县扶持小微企业办法

第一条 对小微企业的流动资金贷款，按照实际利息的40%给予贴息，每户每年最高20万元。

第二条 对参加境外展会的企业，给予展位费补助，最高3万元。
""",
    "draft": """黑水市促进投资若干措施（征求意见稿）

一、设备贷款
对设备购置贷款给予2个百分点的贴息，最高1000万元。
""",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("lists"), create=True) as opened:
        opened.add([parse_text(text, doc_id=doc_id) for doc_id, text in TEXTS.items()])
        yield opened


def test_every_measure_of_a_matter_is_listed_with_how_many_there_are(store: Store) -> None:
    answer = Engine(store).answer("有哪些贷款贴息政策？")
    assert not answer.refused and answer.text.startswith("共3项，出自3份文件：")
    assert [one.doc_id for one in answer.citations] == ["baishui", "qingshan", "draft"]  # drafts stand last
    assert "征求意见稿" in answer.text and "都在这里" in answer.text
    for one in answer.citations:
        assert store.document(one.doc_id).text[one.start : one.end] == one.quote and "贴息" in one.quote
    assert answer.table is not None and len(answer.table.rows) == 3
    assert "融资租赁" not in answer.text and "展位费" not in answer.text


def test_filters_places_and_rights_keep_to_their_documents(store: Store) -> None:
    engine = Engine(store)
    filtered = engine.answer("有哪些贷款贴息政策？", filters=Filters(doc_ids=("baishui", "draft")))
    assert {one.doc_id for one in filtered.citations} == {"baishui", "draft"}
    hidden = engine.over(VisibleStore(store, frozenset({"draft"}))).answer("有哪些贷款贴息政策？")
    assert {one.doc_id for one in hidden.citations} == {"baishui", "qingshan"}


def test_one_measure_alone_is_answered_as_any_question(store: Store) -> None:
    answer = Engine(store).answer("哪些政策支持融资租赁？")
    assert "共1项" not in answer.text and "融资租赁" in answer.text


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("支持电影的政策有哪些", True),
        ("哪些措施和落户有关", True),
        ("算力方面有什么扶持政策", True),
        ("哪些企业可以申请贷款贴息", False),
        ("贴息多少", False),
        ("这项措施的政策依据是什么", False),
    ],
)
def test_which_questions_ask_for_measures(question: str, asks: bool) -> None:
    assert bool(ASKS_MEASURES.search(question)) is asks


def test_a_shorter_form_begins_and_ends_as_the_word_does() -> None:
    assert abbreviates("保费", "保险费")
    assert not abbreviates("退税", "留抵退税")  # a refund of another kind
    assert not abbreviates("知识", "知识产权") and not abbreviates("保险费", "保费")


@given(st.text(max_size=12), st.text(max_size=12))
def test_a_shorter_form_is_made_of_the_words_characters(other: str, word: str) -> None:
    if abbreviates(other, word):
        assert set(other) <= set(word) and len(other) < len(word)
        assert (other[0], other[-1]) == (word[0], word[-1])


MORE = {
    "heshan": """鹤山市纾困若干措施

一、减免租金
承租国有房屋的个体工商户，免除三个月房屋租金。

二、就业补贴
企业吸纳毕业年度高校毕业生就业的，按每人1000元给予一次性补贴。

三、水电优惠
对小微企业用水、用电、用气实行“欠费不停供”，免收滞纳金。
""",
    "linhe": """临河县助企措施

一、房租
国有企业对小微企业减半收取房租。

二、招工
招用高校毕业生的企业，给予社会保险补贴。

三、旅游
旅行社组织游客过夜的，每人奖励20元。

四、信用
对信用水平高的企业减少检查频次，缴纳住房租金的个人可以扣除。

五、能源
下调非居民用气价格，工业用电、用水价格优惠10%。
""",
    "news": """松江晚报报道

第三届旅游节开幕，市里出台办法，旅行社每组织一百名游客来松江，奖励1000元。
""",
}


@pytest.fixture(scope="module")
def more(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("more"), create=True) as opened:
        opened.add([parse_text(text, doc_id=doc_id) for doc_id, text in MORE.items()])
        yield opened


@pytest.mark.parametrize(
    ("question", "cited", "never"),
    [
        ("有哪些减免房租的政策？", ["免除三个月房屋租金", "减半收取房租"], "个人可以扣除"),
        ("企业招用高校毕业生有哪些补贴？", ["1000元给予一次性补贴", "给予社会保险补贴"], "旅行社"),
        ("用水用电用气有哪些优惠政策？", ["免收滞纳金", "价格优惠10%"], "信用水平"),
        ("旅行社组织游客能拿哪些奖励？", ["每人奖励20元", "奖励1000元"], "补贴"),
    ],
)
def test_a_matter_is_met_in_other_words_and_with_what_is_given(
    more: Store, question: str, cited: list[str], never: str
) -> None:
    answer = Engine(more).answer(question)
    assert answer.text.startswith(f"共{len(cited)}项"), answer.text
    assert all(any(words in one.quote for one in answer.citations) for words in cited)
    assert never not in answer.text
    for one in answer.citations:
        assert more.document(one.doc_id).text[one.start : one.end] == one.quote


def test_an_enterprise_that_tells_of_itself_is_matched(more: Store) -> None:
    answer = Engine(more).answer("我们是一家小微企业，员工20人，招用了高校毕业生，能拿哪些补贴？")
    assert not answer.text.startswith("共") or "符合" in answer.text


PLACES = {
    "qinghe": """青河市优化营商环境若干措施

一、容缺受理
对材料齐全的，实行容缺受理，先行办理。
""",
    "baisha": """白沙县深化改革工作方案

一、审批
推行容缺审批，缺少的材料可以后补。允许以银行保函方式缴纳投标保证金。
""",
    "law": """中小企业支付办法

第一条 收取保证金的，不得限定为现金。企业提供保函的，应当接受。
""",
}


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("places"), create=True) as opened:
        opened.add([parse_text(text, doc_id=doc_id) for doc_id, text in PLACES.items()])
        yield opened


def test_documents_that_say_something_are_listed_with_their_words(places: Store) -> None:
    answer = Engine(places).answer("哪些文件规定可以用保函代替保证金？")
    assert {one.doc_id for one in answer.citations} == {"baisha", "law"}
    assert answer.text.startswith("共2份文件：") and answer.table is not None
    law = next(one for one in answer.citations if one.doc_id == "law")
    assert (
        "不得限定为现金" in law.quote and "保函" in law.quote
    )  # two sentences of a paragraph say it together


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("哪些地方实行容缺受理", True),
        ("哪些文件规定可以用保函", True),
        ("哪些地方可以抽烟", False),
        ("哪些省没提失业率", False),
        ("哪些企业可以申请", False),
    ],
)
def test_which_questions_ask_for_documents(places: Store, question: str, asks: bool) -> None:
    reader = QuestionReader(places)
    assert (list_question(reader.read(question), reader, DOCUMENTS) is not None) is asks


def test_a_rare_half_and_a_word_inside_others(places: Store) -> None:
    reader = QuestionReader(places)
    found = list_question(reader.read("哪些地方实行容缺受理？"), reader, DOCUMENTS)
    assert found is not None and found.places
    assert found.matter.held_by("推行容缺审批，先行办理。")
    water = Term("用水", ("用水",))
    assert water.held("小微企业用水价格") and not water.held("对信用水平高的企业")


def test_the_parts_of_one_measure_are_listed_by_their_opening_words(tmp_path: Path) -> None:
    text = """白水市产业资金申报指南

一、白水市先进制造业发展资金实施细则
方向1首轮流片奖励。对首轮流片的企业，给予最高300万元奖励。
方向2融资租赁补贴。对租赁设备的企业，给予不超过5%的补贴。
申请方向1、方向2的项目，先在项目库填报。
方向3老旧厂房更新奖励。对改造旧厂房的企业，给予投资额10%的奖励。

二、青年创业扶持
1.提供场地，免收一年租金。
2.组织培训：每年两期，免费参加。
"""
    with open_store(tmp_path, create=True) as store:
        store.add([parse_text(text, doc_id="baishui")])
        engine = Engine(store)
        answer = engine.answer("白水市先进制造业发展资金有哪些支持方向？")
        heads = ["方向1首轮流片奖励", "方向2融资租赁补贴", "方向3老旧厂房更新奖励"]
        assert [one.quote for one in answer.citations] == heads and "共3项" in answer.text
        other = engine.answer("青年创业扶持有哪些内容？")
        assert "提供场地" in other.text


def test_what_a_document_numbers_by_name_is_listed_whole(tmp_path: Path) -> None:
    text = """白水市知识产权保护规划

一、总体要求
提高创造质量，重点工程二另行部署。

二、提高质量
重点工程一：高价值专利培育工程
围绕主导产业培育专利。

三、严格保护
重点工程二：保护区域示范工程
建设示范区域。

四、促进运用
重点工程之三：企业运营能力提升工程
支持企业贯标。
"""
    with open_store(tmp_path, create=True) as store:
        store.add([parse_text(text, doc_id="plan"), parse_text(TEXTS["qingshan"], doc_id="qingshan")])
        engine = Engine(store)
        answer = engine.answer("白水市知识产权保护规划有哪些重点工程？")
        names = ["高价值专利培育工程", "保护区域示范工程", "企业运营能力提升工程"]
        assert "共3项" in answer.text and all(name in answer.text for name in names)
        for one in answer.citations:
            assert one.quote in text
        assert "共3项" not in engine.answer("白水市知识产权保护规划有哪些重点项目？").text
