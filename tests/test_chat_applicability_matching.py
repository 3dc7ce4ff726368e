"""Measures matched with profiles: which have to do with one, the verdict by rule, the order, what to ask, the words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from chat.applicability import Measures, match, match_json, match_text, profile_of_json
from chat.applicability import measures as measures_module
from chat.applicability.matching import MatchedMeasures, relevance
from chat.applicability.matching import matched as matched_one
from chat.engine import Engine
from index.store import DocumentSearcher, Store, open_store
from ingest import parse_text
from ingest.document import Span
from ingest.facts import Condition, Fact, Gift, Measure, Predicate

DAY = date(2026, 11, 30)
ROBOTS = """甲市促进机器人产业发展的若干措施
一、建设产业基地
本市机器人企业建设标杆工厂的，按照不超过建设项目投资的30%予以奖励，最高3000万元。
二、贷款贴息
专精特新中小企业或成立不超过5年的机器人企业获得贷款的，给予贴息，最高500万元。
三、孵化场地
年营业收入不超过2000万元的企业入驻孵化器的，免收租金。
四、加氢站建设
氢能企业建设加氢站的，给予补助，最高1000万元。
五、通用要求
企业应当具有良好的管理制度，给予补助，最高10万元。
"""
DRAFT = ROBOTS.replace("若干措施", "若干措施（征求意见稿）")


def _span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def measures_in(text: str) -> Iterator[Measure]:
    """The measures of the text above, as they are to be read from it."""

    def measure(key: str, title: str, line: str, gift: Gift, *conditions: Condition) -> Measure:
        span = _span(text, line)
        return Measure(
            key, title, span.start, span.end, title, 1, gifts=(gift,), conditions=conditions,
            title_words=_span(text, title), topics=("氢能",) if "氢" in line else (),
        )  # fmt: skip

    line = "本市机器人企业建设标杆工厂的，按照不超过建设项目投资的30%予以奖励，最高3000万元。"
    robots = Predicate("industry", "in", ("机器人",))
    yield measure(
        "base", "建设产业基地", line,
        Gift("资金", _span(text, line), _span(text, "不超过建设项目投资的30%予以奖励，最高3000万元"), 3e7, 0.3),
        Condition(_span(text, "本市机器人企业"), (Predicate("region", "in", ("本市",)), robots)),
    )  # fmt: skip
    line = "专精特新中小企业或成立不超过5年的机器人企业获得贷款的，给予贴息，最高500万元。"
    yield measure(
        "loan", "贷款贴息", line, Gift("贷款贴息", _span(text, line), _span(text, "最高500万元"), 5e6),
        Condition(_span(text, "专精特新中小企业"), (Predicate("qualification", "in", ("专精特新中小企业",)),), group="g"),
        Condition(_span(text, "成立不超过5年的机器人企业"), (Predicate("age", "<=", (), 5), robots), group="g"),
    )  # fmt: skip
    line = "年营业收入不超过2000万元的企业入驻孵化器的，免收租金。"
    yield measure(
        "place", "孵化场地", line, Gift("场地", _span(text, line)),
        Condition(_span(text, "年营业收入不超过2000万元"), (Predicate("revenue", "<=", (), 2e7),)),
    )  # fmt: skip
    line = "氢能企业建设加氢站的，给予补助，最高1000万元。"
    yield measure(
        "hydrogen", "加氢站建设", line, Gift("资金", _span(text, line), _span(text, "最高1000万元"), 1e7),
        Condition(_span(text, "氢能企业"), (Predicate("industry", "in", ("氢能",)),)),
    )  # fmt: skip
    line = "企业应当具有良好的管理制度，给予补助，最高10万元。"
    yield measure(
        "general", "通用要求", line, Gift("资金", _span(text, line), _span(text, "最高10万元"), 1e5),
        Condition(_span(text, "企业应当"), (Predicate("legal_form", "in", ("企业",)),)),
        Condition(_span(text, "具有良好的管理制度")),
    )  # fmt: skip


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    def facts(store: DocumentSearcher) -> Iterator[tuple[str, Fact]]:
        for info in store.documents():
            for measure in measures_in(store.document(info.doc_id).text):
                yield info.doc_id, measure.fact()

    monkeypatch.setattr(measures_module, "measure_facts", facts)
    with open_store(tmp_path, create=True) as opened:
        header = "地区: 北京市\n"
        opened.add([parse_text(header + ROBOTS, doc_id="robots"), parse_text(header + DRAFT, doc_id="draft")])
        yield opened


def matched(store: Store, **given: object) -> dict[str, str]:
    """Key of a measure in force -> verdict."""
    found = match(Measures(store), profile_of_json(given, DAY), DAY)
    return {one.listed.measure.key: one.verdict for one in found.matches if one.in_force}


ROBOT_MAKER = {"region": "北京市丰台区", "industry": "机器人减速器", "events": ["建设机器人标杆工厂"]}


def test_verdicts_are_by_rule(store: Store) -> None:
    assert matched(store, **ROBOT_MAKER, qualifications=["专精特新中小企业"], revenue=1e7) == {
        "base": "符合", "loan": "符合", "place": "符合", "general": "待确认",
    }  # fmt: skip
    assert matched(store, **ROBOT_MAKER, revenue=3e7) == {
        "base": "符合", "loan": "待确认", "place": "不符合", "general": "待确认",
    }  # fmt: skip


def test_measures_for_other_industries_and_needs_are_left_out(store: Store) -> None:
    assert set(matched(store, **ROBOT_MAKER, needs=["场地"])) == {"place"}
    hydrogen = matched(store, industry="加氢站运营", region="北京市", needs=["资金"])
    assert set(hydrogen) == {
        "hydrogen",
        "general",
        "loan",
    }  # the loan is for specialised ones of any industry too
    assert matched(store, industry="人工智能", needs=["出海"]) == {}


def test_money_goes_to_who_does_what_it_pays_for(store: Store) -> None:
    told = matched(store, industry="机器人", region="北京市", needs=["资金"], events=["建设标杆工厂"])
    untold = matched(store, industry="机器人", region="北京市", needs=["资金"])
    assert told["base"] == "符合" and untold["base"] == "待确认"


def test_a_condition_in_words_is_met_by_what_is_said_and_unmet_by_what_is_denied(store: Store) -> None:
    said = matched(store, **ROBOT_MAKER, 情况="管理制度良好")
    denied = matched(store, **ROBOT_MAKER, 情况="没有良好的管理制度")
    assert said["general"] == "符合" and denied["general"] == "不符合"


def test_of_alternatives_one_suffices(store: Store) -> None:
    young = matched(store, **ROBOT_MAKER, founded=2024, needs=["贷款贴息"])
    old = matched(store, **ROBOT_MAKER, founded=2001, needs=["贷款贴息"])
    neither = matched(store, **ROBOT_MAKER, founded=2001, needs=["贷款贴息"], 资质="没有专精特新")
    assert (young, old, neither) == ({"loan": "符合"}, {"loan": "待确认"}, {"loan": "不符合"})


def test_elsewhere_fails_though_industry_and_need_fit(store: Store) -> None:
    found = matched(store, industry="机器人", region="上海市", needs=["资金"])
    assert found == {"base": "不符合", "general": "不符合", "loan": "不符合"}


def test_drafts_stand_apart_and_are_marked(store: Store) -> None:
    found = match(Measures(store), profile_of_json(ROBOT_MAKER, DAY), DAY).matches
    standing = [one.status for one in found]
    assert set(standing[: len(standing) // 2]) <= {"现行", "效力未明"}
    assert set(standing[len(standing) // 2 :]) == {"征求意见稿"}


def test_the_best_comes_first_and_what_decides_most_is_asked(store: Store) -> None:
    found = match(Measures(store), profile_of_json({**ROBOT_MAKER, "needs": ["资金"]}, DAY), DAY)
    assert [one.listed.measure.key for one in found.matches if one.in_force] == ["base", "loan", "general"]  # fmt: skip
    assert found.ask and found.ask[0].field in ("qualification", "founded")


def test_every_word_shown_is_the_documents_own(store: Store) -> None:
    measures = Measures(store)
    shown = match_json(match(measures, profile_of_json(ROBOT_MAKER, DAY), DAY), measures)
    assert shown["measures"]
    for one in shown["measures"]:  # type: ignore[attr-defined]
        text = store.document(one["doc_id"]).text
        for part in (*one["gives"], *one["conditions"]):
            assert text[part["start"] : part["end"]] == part["quote"] != ""
        fits = {part["state"] for part in one["conditions"]}
        verdict = "不符合" if "unmet" in fits else "待确认" if "unknown" in fits else "符合"
        assert one["verdict"] == verdict


def test_the_same_is_given_every_time(store: Store) -> None:
    def found() -> MatchedMeasures:
        return match(Measures(store), profile_of_json(ROBOT_MAKER, DAY), DAY)

    assert found() == found()


def test_lines_for_a_person_name_verdict_reason_and_source(store: Store) -> None:
    measures = Measures(store)
    text = match_text(match(measures, profile_of_json({**ROBOT_MAKER, "营收": "3000万元"}, DAY), DAY), measures)  # fmt: skip
    assert "[不符合] 孵化场地" in text and "不符合不超过2000万元" in text and "出处：《" in text


def test_the_chat_answers_an_enterprise_by_matching(store: Store) -> None:
    engine = Engine(store)
    answer = engine.answer("我们是北京市丰台区一家做机器人减速器的企业，正在建设标杆工厂，有什么资金支持？")
    assert not answer.refused and "建设产业基地（符合）" in answer.text
    quote = answer.citations[0]
    assert store.document(quote.doc_id).text[quote.start : quote.end] == quote.quote
    assert "最高3000万元" in quote.quote


def test_the_chat_tests_one_measure_that_is_named(store: Store) -> None:
    engine = Engine(store)
    answer = engine.answer("我们是做机器人的企业，2001年成立，能申请加氢站建设的补助吗？")
    assert "氢能" in answer.text


def test_a_match_is_written_as_word_and_excel(store: Store) -> None:
    import io

    import docx

    from chat.service.match_files import match_docx, match_xlsx

    measures = Measures(store)
    found = match(measures, profile_of_json({**ROBOT_MAKER, "名称": "=1+1"}, DAY), DAY)
    text = "\n".join(one.text for one in docx.Document(io.BytesIO(match_docx(found, measures))).paragraphs)
    assert "建设产业基地" in text and "附：出处" in text and "最高3000万元" in text
    pytest.importorskip("xlsxwriter")
    import zipfile

    with zipfile.ZipFile(io.BytesIO(match_xlsx(found, measures))) as book:
        words = book.read("xl/sharedStrings.xml").decode("utf-8")
        sheets = "".join(book.read(name).decode("utf-8") for name in book.namelist() if "sheets/" in name)
    assert "最高3000万元" in words and "=1+1" in words and "<f>" not in sheets


def test_measures_for_holders_of_technology_are_not_for_a_restaurant() -> None:
    from chat.applicability.measures import listed_measure
    from index.hits import DocumentInfo
    from ingest.document import Metadata

    info = DocumentInfo("d", Metadata("措施"), "现行", "", "", 0, 0, "")
    wanted = Predicate("qualification", "in", ("高新技术企业", "科技型中小企业"))
    schools = Predicate("legal_form", "in", ("高等学校",))
    assert listed_measure(info, Measure("k", "措施", 0, 1, conditions=(Condition(Span(0, 1), (wanted, schools), True),))).technical  # fmt: skip
    other = Predicate("qualification", "in", ("专精特新中小企业",))
    assert not listed_measure(info, Measure("k", "措施", 0, 1, conditions=(Condition(Span(0, 1), (other,)),))).technical  # fmt: skip


def test_what_only_persons_have_and_what_names_nobody_fits_no_enterprise(tmp_path: Path) -> None:
    from chat.applicability.measures import listed_measure
    from index.hits import DocumentInfo
    from ingest.document import Metadata

    text = "规划设计企业服务：做好规划设计，给予资金支持。"
    with open_store(tmp_path, create=True) as opened:
        opened.add([parse_text(text, doc_id="d")])
        measures = Measures(opened)
        info = DocumentInfo("d", Metadata("规划"), "现行", "", "", 0, 0, "")
        gift = Gift("登记服务", Span(0, len(text)))
        person = Measure("p", "纳税人及其配偶可以选择扣除", 0, 5, gifts=(gift,))
        anybody = Measure("a", "做好服务", 0, 5, gifts=(gift,))
        profile = profile_of_json({"industry": "餐饮"}, DAY)
        assert relevance(profile, listed_measure(info, person), measures) is None
        assert relevance(profile, listed_measure(info, anybody), measures) is not None
        held = matched_one(measures, profile, listed_measure(info, anybody), DAY)
        assert held.verdict == "待确认" and "没有写明" in held.conditions[-1].judgement.reason


def test_conditions_of_several_kinds_of_projects_are_alternatives(tmp_path: Path) -> None:
    from chat.applicability.measures import listed_measure
    from index.hits import DocumentInfo
    from ingest.document import Metadata

    first = "申报对外译制奖励的项目，应已完成译制并在国外播出"
    second = "申报平台建设奖励的项目，应已落实自筹资金"
    text = f"{first}。{second}。"
    with open_store(tmp_path, create=True) as opened:
        opened.add([parse_text(text, doc_id="d")])
        conditions = tuple(Condition(_span(text, words)) for words in (first, second))
        measure = Measure("k", "对外译制和平台建设奖励", 0, len(text), conditions=conditions)
        info = DocumentInfo("d", Metadata("通知"), "现行", "", "", 0, 0, "")
        profile = profile_of_json({"industry": "动画", "events": ["作品完成译制，在中东电视台播出"]}, DAY)
        held = matched_one(Measures(opened), profile, listed_measure(info, measure), DAY)
        assert [one.judgement.state for one in held.conditions][:1] == ["met"]


def test_who_wants_to_sell_abroad_is_of_any_industry(tmp_path: Path) -> None:
    from chat.applicability.measures import listed_measure
    from index.hits import DocumentInfo
    from ingest.document import Metadata

    info = DocumentInfo("d", Metadata("措施"), "现行", "", "", 0, 0, "")
    abroad = Measure("k", "支持外贸", 0, 4, gifts=(Gift("市场", Span(0, 4)),), topics=("外贸",))
    with open_store(tmp_path, create=True) as opened:
        opened.add([parse_text("支持外贸企业发展。", doc_id="d")])
        listed = listed_measure(info, abroad)
        wants = profile_of_json({"industry": "动画制作", "needs": ["出海"]}, DAY)
        other = profile_of_json({"industry": "动画制作", "needs": ["市场"]}, DAY)
        assert relevance(wants, listed, Measures(opened)) is not None
        assert relevance(other, listed, Measures(opened)) is None


SHOPS = """白水市促进商贸流通发展若干措施

一、支持线上平台建设。对商贸流通企业自建农副产品线上交易平台的，给予最高50万元补助。其中，平台年均交易额不低于500万元。

二、支持商场升级改造。对商贸流通企业实施商场升级改造的，给予最高100万元补助。

三、对获得国外发明专利的企业予以资助。每件给予2万元资助。
"""


def shop_verdicts(folder: Path, given: dict[str, object]) -> dict[str, str]:
    with open_store(folder, create=True) as store:
        store.add([parse_text(SHOPS, doc_id="shops")])
        measures = Measures(store)
        found = match(
            measures, profile_of_json({"地区": "白水市", "需求": "补助", **given}, DAY), DAY
        ).matches
        return {one.listed.measure.title[:6]: one.verdict for one in found}


@pytest.mark.parametrize(("turnover", "fails"), [("800万元", False), ("320万元", True)])
def test_what_follows_a_gift_bounds_it(tmp_path: Path, turnover: str, fails: bool) -> None:
    said = f"自建了一个农副产品线上交易平台，平台年交易额{turnover}"
    verdicts = shop_verdicts(tmp_path, {"行业": "农产品批发市场", "近期事件": [said]})
    assert (verdicts["支持线上平台"] == "不符合") is fails


def test_a_measure_that_is_named_by_a_denial_is_shown_and_fails(tmp_path: Path) -> None:
    given = {"行业": "激光器", "近期事件": ["没有国外专利"]}
    assert shop_verdicts(tmp_path, given).get("对获得国外发") == "不符合"
