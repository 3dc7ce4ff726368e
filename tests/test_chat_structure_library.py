"""Questions about the library and about a document as a whole, and words of courtesy, on small documents."""

from __future__ import annotations

from datetime import date

import pytest

from chat.answer import Answer, Turn
from chat.engine import Engine
from chat.evidence import Passages
from chat.question import library_question
from chat.question.asked import QuestionReader
from chat.structure import about_library
from index.store import Store, open_store
from ingest import parse_text

TODAY = date(2026, 11, 20)
SUBSIDY = """云岭市人民政府办公室关于印发云岭市冷链物流补贴办法的通知

云政办发〔2024〕18号

各县区人民政府：

现将《云岭市冷链物流补贴办法》印发给你们，请认真贯彻执行。

云岭市人民政府办公室

2024年3月5日

云岭市冷链物流补贴办法

第一章 总则

第一条 为了支持冷链物流企业发展，降低农产品流通成本，制定本办法。

第二章 补贴标准

第二条 新建冷库按投资额的20%给予补贴，最高50万元。

第三章 附则

第三条 本办法自2024年4月1日起施行，有效期至2027年3月31日。
"""
PLAN = """白水县旅游业发展规划（2024—2028年）

白政发〔2023〕6号

一、总体要求

坚持生态优先，把白水县建成区域旅游目的地。

二、重点任务

（一）建设三条精品线路

推出古镇、湖泊、山地三条线路。

（二）改造乡村民宿设施

对现有民宿统一改造。

三、保障措施

加强组织领导，县文旅局牵头落实。

白水县人民政府

2023年12月20日
"""
LAW = """云岭市养老服务条例

（2019年8月1日云岭市第三届人民代表大会常务委员会第二十次会议通过）

第一条 为了规范养老服务工作，制定本条例。

第二条 市民政局主管全市养老服务工作。

第三条 本条例自2019年10月1日起施行。
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = open_store(tmp_path_factory.mktemp("library"), create=True, today=TODAY)
    store.add([parse_text(text, doc_id=name) for name, text in DOCUMENTS.items()])
    return store


DOCUMENTS = {"subsidy": SUBSIDY, "plan": PLAN, "law": LAW}


@pytest.fixture(scope="module")
def engine(store: Store) -> Engine:
    return Engine(store)


def cited(answer: Answer) -> list[str]:
    return list(dict.fromkeys(citation.doc_id for citation in answer.citations))


@pytest.mark.parametrize(
    ("question", "starts", "documents"),
    [
        ("库里有哪些文件？", "共3份：", {"subsidy", "plan", "law"}),
        ("知识库里一共有多少份文件", "共3份：", {"subsidy", "plan", "law"}),
        ("有几份养老服务条例？", "1份：《云岭市养老服务条例》", {"law"}),
        ("库里有没有关于旅游业的文件", "1份：《白水县旅游业发展规划", {"plan"}),
        ("2024年印发的文件有哪些？", "1份：", {"subsidy"}),
        ("白水县有哪些文件", "1份：", {"plan"}),
        ("哪些文件提到了冷库？", "1份：", {"subsidy"}),
        ("最早的文件是哪份？", "《云岭市养老服务条例》", {"law"}),
        ("库里有哪几类文件？", "共3类：", {"subsidy", "plan", "law"}),
        ("哪些文件是2023年以前的", "1份：", {"law"}),
    ],
)
def test_the_documents_meant_are_counted_and_cited(
    engine: Engine, question: str, starts: str, documents: set[str]
) -> None:
    answer = engine.answer(question)
    assert not answer.refused and answer.kind == "library"
    assert answer.text.startswith(starts)
    assert set(cited(answer)) == documents


@pytest.mark.parametrize(
    "question",
    [
        "库里有多少份关于海洋的文件？",
        "库里有哪些上海的文件？",
        "哪些文件已经废止了？",
        "2011年印发的文件有哪些",
    ],
)
def test_where_there_are_none_the_answer_says_so(engine: Engine, question: str) -> None:
    answer = engine.answer(question)
    assert answer.refused and "现有的3份文件中没有" in answer.text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("哪些文件快到期了？", ["一年内到期的共1份", "有效期至2027年3月31日，还有4个月"]),
        ("2027年到期的文件有哪些", ["2027年到期的共1份", "冷链物流补贴办法"]),
        ("三个月内到期的文件有哪些", ["三个月内没有到期的，最早到期的是：", "冷链物流补贴办法"]),
    ],
)
def test_what_lapses_soon_is_computed(store: Store, question: str, words: list[str]) -> None:
    asked = QuestionReader(store).read(question)
    draft = about_library(asked, Passages(store), TODAY)
    assert draft is not None and draft.words[0] is not None
    assert all(word in draft.words[0] for word in words)
    assert draft.picks[0].unit.text == "有效期至2027年3月31日"


@pytest.mark.parametrize(
    "text",
    [
        "申请补贴要交哪些文件",
        "这份文件有几条",
        "库里有哪些补贴",
        "冷库补贴多少钱",
        "云岭市有哪些扶持政策",
        "养老服务条例什么时候到期",
        "哪些部门牵头",
    ],
)
def test_a_question_on_a_matter_asks_for_no_documents(engine: Engine, text: str) -> None:
    assert engine.answer(text).kind != "library"


def test_what_is_read_of_a_question() -> None:
    found = library_question("库里2023年以后印发的关于养老的文件有几份")
    assert found is not None
    assert (found.wants, found.year, found.side, found.topic) == ("count", 2023, "以后", "养老")


@pytest.mark.parametrize("question", ["你好", "您好！你能做什么？", "谢谢", "hello"])
def test_a_courtesy_is_answered_with_questions_that_are_answered(engine: Engine, question: str) -> None:
    answer = engine.answer(question)
    assert not answer.refused and not answer.citations
    asks = [line[3:] for line in answer.text.split("\n")[1:]]
    assert len(asks) == 3
    for ask in asks:
        assert not engine.answer(ask).refused, ask


@pytest.mark.parametrize(
    "question",
    [
        "云政办发〔2024〕18号讲了什么",
        "云政办发[2024]18号是什么文件？",
        "冷链物流补贴办法的主要内容是什么？",
        "总结一下《云岭市冷链物流补贴办法》",
    ],
)
def test_a_document_is_outlined_by_its_parts(engine: Engine, question: str) -> None:
    answer = engine.answer(question)
    assert not answer.refused and cited(answer) == ["subsidy"]
    lines = answer.text.split("\n")
    assert "云政办发〔2024〕18号" in lines[0] and "共3章" in lines[0]
    assert "为了支持冷链物流企业发展" in lines[1] and "最高50万元" in lines[2]


@pytest.mark.parametrize("question", ["冷链物流补贴的标准是什么？", "冷链物流企业的补贴单位是什么？"])
def test_what_something_in_a_document_is_asks_for_no_outline(engine: Engine, question: str) -> None:
    assert engine.answer(question).kind != "document"


def test_a_part_with_headings_is_told_by_them(engine: Engine) -> None:
    answer = engine.answer("白水县旅游业发展规划主要讲什么")
    assert "二、重点任务：建设三条精品线路；改造乡村民宿设施" in answer.text


def test_a_number_is_a_name_and_an_unknown_one_is_told(engine: Engine) -> None:
    assert "最高50万元" in engine.answer("云政办发【2024】18号第二条是什么").text
    answer = engine.answer("云政办发〔2031〕77号讲了什么")
    assert answer.refused and "云政办发〔2031〕77号" in answer.text


def test_the_second_of_the_documents_listed_is_followed_up_on(engine: Engine) -> None:
    first = engine.answer("库里有哪些文件？")
    second = cited(first)[1]
    turns = [Turn(first.question, first.resolved, first)]
    answer = engine.answer("第二个文件讲了什么？", turns)
    assert not answer.refused and cited(answer) == [second]


def test_an_empty_library_says_so(tmp_path) -> None:
    engine = Engine(open_store(tmp_path, create=True))
    assert "还没有文件" in engine.answer("你好").text
    assert engine.answer("库里有哪些文件？").refused
