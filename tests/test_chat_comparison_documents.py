"""Two documents side by side: clauses paired, changed words marked, figures that differ, what one has alone."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from serving import site

import app
from chat.comparison import Comparison, compare_documents, marked, side_names
from chat.comparison.changed_words import changed_figures, changes
from chat.comparison.clause_pairs import align, pieces_of
from chat.comparison.documents import joined
from chat.comparison.indicator_pairs import PairedFigure, differing
from chat.conversations import comparison_docx, comparison_markdown
from index.store import Store, VisibleStore, open_store
from ingest import parse_path, parse_text
from ingest.errors import UsageError
from ingest.facts import INDICATOR, Fact

SHARED = Path(__file__).resolve().parents[2] / "shared"

OLD = """临川市电梯安全管理办法

第一条 为了保障电梯安全，制定本办法。

第二条 市市场监督管理部门负责电梯安全监督管理。

第三条 电梯维护保养单位应当每15日至少进行一次维护保养，并作好记录，记录保存不少于3年。

第四条 违反本办法第三条规定的，处一万元以上三万元以下罚款。

第五条 学校、医院的电梯应当优先安装监控设施，监控记录保存30日。

第六条 本办法自2019年5月1日起施行。
"""
NEW = """临川市电梯安全管理办法

第一章 总则

第一条 为了保障电梯安全，制定本办法。

第二条 市市场监督管理部门负责电梯安全监督管理，市住房和城乡建设部门配合。

第三条 业主可以投保电梯责任保险。

第二章 维护

第四条 电梯维护保养单位应当每30日至少进行一次维护保养，并作好记录，记录保存不少于5年。

第三章 责任

第五条 违反本办法第四条规定的，处二万元以上五万元以下罚款。

第六条 本办法自2025年7月1日起施行。
"""
EAST = """东江省2025年政府工作报告

一、主要预期目标

今年发展的主要预期目标是：地区生产总值增长5.5%左右，粮食产量稳定在600亿斤以上，城镇新增就业85万人。

二、加快科技创新

建设三个省级实验室，培育科技型企业，加强知识产权保护和科技成果转化。

三、繁荣海洋渔业

新建深水网箱一千个，发展远洋捕捞。
"""
WEST = """西海省2025年政府工作报告

一、今年工作安排

今年经济社会发展主要预期目标是：地区生产总值增长6%左右，城镇新增就业40万人，粮食产量300亿斤。

二、推进科技创新

布局两个省级实验室，加快科技成果转化，加强知识产权保护，培育科技型企业。

三、保护高原生态

恢复草原一百万亩，治理沙化土地。
"""
TEXTS = {"old": OLD, "new": NEW, "east": EAST, "west": WEST}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("compare"), create=True) as opened:
        opened.add(parse_text(text, doc_id=doc_id) for doc_id, text in TEXTS.items())
        yield opened


def pairs(found: Comparison) -> list[tuple[list[str], list[str]]]:
    return [
        ([part.clause.split(" / ")[-1] for part in one.a], [part.clause.split(" / ")[-1] for part in one.b])
        for one in found.aligned
    ]


def verbatim(store: Store, found: Comparison) -> None:
    """Every word that is shown stands in its document at its place."""
    for info, sides in (
        (found.a, [*(one.a for one in found.aligned), found.only_a]),
        (found.b, [*(one.b for one in found.aligned), found.only_b]),
    ):
        text = store.document(info.doc_id).text
        assert all(text[part.start : part.end] == part.quote for side in sides for part in side)
    texts = store.document(found.a.doc_id).text, store.document(found.b.doc_id).text
    for figure in (figure for one in found.aligned for figure in one.figures):
        assert texts[0][figure.a_start : figure.a_end] == figure.a
        assert texts[1][figure.b_start : figure.b_end] == figure.b


def test_editions_are_paired_by_their_words_wherever_they_stand(store: Store) -> None:
    found = compare_documents(store, "old", "new")
    verbatim(store, found)
    assert found.edition and pairs(found) == [
        (["第一条"], ["第一条"]),
        (["第二条"], ["第二条"]),
        (["第三条"], ["第四条"]),
        (["第四条"], ["第五条"]),
        (["第六条"], ["第六条"]),
    ]
    assert [one.same for one in found.aligned] == [True, False, False, False, False]
    assert [part.clause for part in found.only_a] == ["第五条"]
    assert [part.clause.split(" / ")[-1] for part in found.only_b] == ["第三条"]


def test_changed_words_and_figures_of_editions_are_marked(store: Store) -> None:
    found = compare_documents(store, "old", "new")
    _, second, third, fourth, last = found.aligned
    assert [words for words, changed in marked(second)[1] if changed] == ["，市住房和城乡建设部门配合"]
    assert [(figure.a, figure.b) for figure in third.figures] == [
        ("不少于3年", "不少于5年"),
        ("15日", "30日"),
    ]
    assert [figure.indicator for figure in third.figures] == ["记录保存", "电梯维护保养单位应当每"]
    assert [(figure.a, figure.b) for figure in fourth.figures] == [("一万元", "二万元"), ("三万元", "五万元")]
    assert [(figure.a, figure.b) for figure in last.figures] == [("2019年5月1日", "2025年7月1日")]


def test_other_documents_are_paired_by_what_they_speak_of(store: Store) -> None:
    found = compare_documents(store, "east", "west")
    verbatim(store, found)
    assert not found.edition and pairs(found) == [
        (["一、主要预期目标"], ["一、今年工作安排"]),
        (["二、加快科技创新"], ["二、推进科技创新"]),
    ]
    assert [part.clause for part in found.only_a] == ["三、繁荣海洋渔业"]
    assert [part.clause for part in found.only_b] == ["三、保护高原生态"]
    assert all(not one.changes and not one.same for one in found.aligned)


def test_a_topic_keeps_what_speaks_of_it(store: Store) -> None:
    editions = compare_documents(store, "old", "new", "罚款")
    assert pairs(editions) == [(["第四条"], ["第五条"])] and not editions.only_a and not editions.only_b
    others = compare_documents(store, "east", "west", "粮食产量")
    verbatim(store, others)
    (one,) = others.aligned
    assert one.topic == "粮食产量" and "600亿斤" in one.a[0].quote and "300亿斤" in one.b[0].quote
    alone = compare_documents(store, "old", "new", "责任保险")
    assert not alone.aligned and [part.quote for part in alone.only_b] == ["业主可以投保电梯责任保险。"]


def test_figures_of_the_same_indicator_differ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The facts of the store name the figures of both documents alike."""

    def read(document):
        for name, unit, comparator in (("地区生产总值", "%", "左右"), ("城镇新增就业", "万人", "")):
            start = document.text.find(name) + len(name)
            start += 2 if document.text.startswith("增长", start) else 0
            end = next(n for n in range(start, len(document.text)) if document.text[n] not in "0123456789.")
            data = {
                "name": name,
                "kind": "目标",
                "unit": unit,
                "year": 2025,
                "value": float(document.text[start:end]),
                "comparator": comparator,
                "figure": [start, end],
            }
            yield Fact(INDICATOR, f"{start:016x}", start, end, data=data)

    monkeypatch.setattr("ingest.facts.extract._READERS", (read,))
    with open_store(tmp_path, create=True) as store:
        store.add(parse_text(TEXTS[doc_id], doc_id=doc_id) for doc_id in ("east", "west"))
        found = compare_documents(store, "east", "west")
        verbatim(store, found)
        assert [(figure.indicator, figure.a, figure.b) for figure in found.aligned[0].figures] == [
            ("地区生产总值", "5.5%左右", "6%左右"),
            ("城镇新增就业", "85万人", "40万人"),
        ]
        (asked,) = compare_documents(store, "east", "west", "2025年城镇新增就业目标").aligned
        assert "85万人" in asked.a[0].quote and "40万人" in asked.b[0].quote
        assert compare_documents(store, "east", "west", "2024年城镇新增就业").aligned[0].a


@pytest.mark.parametrize(
    ("second", "count"),
    [((2025, 6.0), 1), ((None, 6.0), 1), ((2024, 6.0), 0), ((2025, 5.5), 0)],
)
def test_figures_answer_each_other_by_name_kind_unit_and_year(second, count: int) -> None:
    one = PairedFigure("地区生产总值", "目标", "%", 2025, 5.5, "左右", "5.5%左右", 0, 6)
    other = PairedFigure("地区生产总值", "目标", "%", second[0], second[1], "左右", "…", 3, 4)
    assert len(differing([one], [other])) == count
    assert differing([one], [other, other]) == []


def test_one_name_may_be_the_end_of_the_other_where_clauses_speak_of_the_same() -> None:
    one = PairedFigure("轨道交通产业总体收入", "目标", "亿元", 2025, 3500, "突破", "突破3500亿元", 0, 8)
    other = PairedFigure("收入", "目标", "亿元", 2025, 3000, "", "3000亿元", 3, 9)
    tax = PairedFigure("税收收入", "目标", "亿元", 2025, 90, "", "90亿元", 9, 12)
    assert differing([one], [other]) == [] and differing([one, tax], [other], near=True) == []
    (pair,) = differing([one], [other], near=True)
    assert (pair.indicator, pair.a, pair.b) == ("收入", "突破3500亿元", "3000亿元")


def test_unknown_hidden_and_equal_documents_are_refused(store: Store) -> None:
    for docs in (("old", "old"), ("old", "nosuch"), ("nosuch", "old")):
        with pytest.raises(UsageError):
            compare_documents(store, *docs)
    with pytest.raises(UsageError):
        compare_documents(VisibleStore(store, {"new"}), "old", "new")


def test_a_document_that_is_too_long_is_compared_by_topic(store: Store, monkeypatch) -> None:
    monkeypatch.setattr("chat.comparison.documents.MOST_PIECES", 3)
    with pytest.raises(UsageError, match="题目"):
        compare_documents(store, "old", "new")
    (one,) = compare_documents(store, "old", "new", "罚款").aligned
    assert "三万元" in one.a[0].quote and "五万元" in one.b[0].quote


# -- the words that differ -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("应当在30日内支付", "应当在35日内支付", [("30", "35")]),
        ("按10%奖励", "按 10% 奖励", []),
        ("由市科技局负责", "由市工信局负责", [("科技", "工信")]),
        ("保存3年。", "保存3年，不得销毁。", [("", "，不得销毁")]),
        ("", "全新", [("", "全新")]),
    ],
)
def test_what_differs_is_told_in_whole_numbers(first: str, second: str, expected: list) -> None:
    found = changes(first, second)
    assert [(first[slice(*one.first)], second[slice(*one.second)]) for one in found] == expected


def test_very_long_wordings_are_compared_by_parts_of_sentences() -> None:
    first = "".join(f"第{number}项补贴{number}万元。" for number in range(400))
    second = first.replace("补贴77万元", "补贴78万元")
    (one,) = changes(first, second)
    assert (first[slice(*one.first)], second[slice(*one.second)]) == (
        "第77项补贴77万元。",
        "第77项补贴78万元。",
    )


@given(st.text("甲乙丙丁1230.，。 \n", max_size=30), st.text("甲乙丙丁1230.，。 \n", max_size=30))
def test_putting_the_changes_in_gives_the_other_wording(first: str, second: str) -> None:
    words, place = "", 0
    found = changes(first, second)
    for one in found:
        words += first[place : one.first[0]] + second[slice(*one.second)]
        place = one.first[1]
    assert "".join((words + first[place:]).split()) == "".join(second.split())
    assert [one.first for one in found] == sorted(one.first for one in found)
    changed_figures(first, second, found)


@given(st.lists(st.sampled_from([OLD, NEW, EAST, "空\n"]), min_size=2, max_size=2))
def test_every_piece_is_in_one_pair_or_alone(texts: list[str]) -> None:
    sides = [pieces_of(parse_text(text, doc_id="any")) for text in texts]
    found = align(*sides)
    for side, numbers, alone in (
        (sides[0], [n for pair in found.pairs for n in pair.first], found.only_first),
        (sides[1], [n for pair in found.pairs for n in pair.second], found.only_second),
    ):
        assert sorted([*numbers, *alone]) == list(range(len(side)))


# -- exports and doors -----------------------------------------------------------------------------


def test_markdown_and_word_show_the_same_marks(store: Store) -> None:
    found = compare_documents(store, "old", "new")
    text = comparison_markdown(found)
    assert "每~~15~~日" in text and "每**30**日" in text and "15日 → 30日" in text
    assert "仅见于“临川市电梯安全管理办法（old）”" in text and "（未改）" in text
    docx = pytest.importorskip("docx")
    document = docx.Document(io.BytesIO(comparison_docx(found)))
    runs = [run for table in document.tables for row in table.rows for cell in row.cells for p in cell.paragraphs for run in p.runs]  # fmt: skip
    assert "15" in {run.text for run in runs if run.font.strike}
    assert "30" in {run.text for run in runs if run.font.underline}
    assert len(document.tables) == len(found.aligned)


def test_no_word_of_a_document_acts_as_markup(tmp_path: Path) -> None:
    texts = [f"{name}办法\n\n第一条 ~~划去~~**加粗**<b>与[链接](http://x.cn){name}。\n" for name in "甲乙"]
    with open_store(tmp_path, create=True) as store:
        store.add(parse_text(text, doc_id=f"d{n}") for n, text in enumerate(texts))
        text = comparison_markdown(compare_documents(store, "d0", "d1"))
    assert "**加粗**" not in text and "<b>" not in text and "\\[链接\\](" in text


def test_names_tell_two_documents_of_one_title_apart(store: Store) -> None:
    names = side_names(compare_documents(store, "old", "new"))
    assert names == ("临川市电梯安全管理办法（old）", "临川市电梯安全管理办法（new）")
    assert side_names(compare_documents(store, "east", "west"))[0] == "东江省2025年政府工作报告"


def test_the_command_prints_and_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("old", "new"):
        (tmp_path / f"{name}.jsonl").write_text(
            json.dumps({"id": name, "text": TEXTS[name]}, ensure_ascii=False), encoding="utf-8"
        )

    def run(*arguments: object) -> tuple[int, str]:
        capsys.readouterr()
        code = app.main(["--data", str(tmp_path / "data"), *map(str, arguments)])
        return code, capsys.readouterr().out

    assert run("ingest", tmp_path / "old.jsonl", tmp_path / "new.jsonl")[0] == 0
    code, out = run("compare", "old", "new", "--json")
    found = json.loads(out)
    assert code == 0 and {"aligned", "only_a", "only_b"} <= set(found)
    assert set(found["aligned"][2]["figures"][0]) >= {"indicator", "a", "b"}
    assert set(found["only_b"][0]) >= {"clause", "quote", "start", "end"}
    assert found["aligned"][2]["changes"][0] == {"first": [11, 13], "second": [11, 13]}
    assert run("compare", "old", "new", "--topic", "罚款")[1].startswith("# 文件对照：罚款")
    assert run("compare", "old", "nosuch")[0] == 2
    assert run("compare", "old", "new", "--save", tmp_path / "a.pdf")[0] == 2
    assert run("compare", "old", "new", "--save", tmp_path / "a.md") == (0, "")
    assert (tmp_path / "a.md").read_text(encoding="utf-8").startswith("# 文件对照")
    assert run("compare", "old", "new", "--save", tmp_path / "a.docx")[0] == 0
    assert (tmp_path / "a.docx").read_bytes().startswith(b"PK")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with site(tmp_path_factory.mktemp("api"), auth=True) as here, here.client(here.token("reader")) as found:
        yield found


def test_the_interface_compares_what_one_may_see(client: httpx.Client) -> None:
    found = client.get("/api/compare", params={"a": "care", "b": "green"})
    assert found.status_code == 200 and {"aligned", "only_a", "only_b"} <= set(found.json())
    secret, absent = (
        client.get("/api/compare", params={"a": "care", "b": name}) for name in ("secret", "nosuch")
    )
    assert secret.status_code == absent.status_code >= 400
    text = client.get("/api/compare", params={"a": "care", "b": "green", "format": "md"})
    assert text.headers["content-type"].startswith("text/markdown") and "文件对照" in text.text
    word = client.get("/api/compare", params={"a": "care", "b": "green", "format": "docx"})
    assert word.content.startswith(b"PK")
    assert client.get("/api/compare", params={"a": "care"}).status_code >= 400


def test_two_editions_of_a_real_statute_are_paired(tmp_path: Path) -> None:
    """Judged by hand: which article of 2025 is the wording of which of 2020."""
    files = [SHARED / "policies" / "documents" / f"law-zfkx-{year}.md" for year in (2020, 2025)]
    if not all(path.is_file() for path in files):
        pytest.skip("../shared is not here: the two editions cannot be compared")
    with open_store(tmp_path, create=True) as store:
        store.add(parsed.document for path in files for parsed in parse_path(path) if parsed.document)
        found = compare_documents(store, "law-zfkx-2020", "law-zfkx-2025")
        verbatim(store, found)
    articles = "一 二 三 五 六 七 八 九 十 十一 十二 十三 十四 十六 十七 十八 二十四 二十 二十六 二十七 二十三 二十八 二十九 三十 三十一 三十二 三十四 三十六 三十七"
    expected = [f"第{number}条" for number in articles.split()]
    assert found.edition and len(found.aligned) == 29 and not found.only_a
    right = [wanted in {part.clause.split(" / ")[-1] for part in one.b} for one, wanted in zip(found.aligned, expected, strict=True)]  # fmt: skip
    assert all(right) and len(found.only_b) == 7
    assert sum(one.same for one in found.aligned) == 7
    assert all(joined(one.a) and joined(one.b) for one in found.aligned)
