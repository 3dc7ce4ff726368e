"""Copies: what is one document, what is not, and what the store makes of it."""

from __future__ import annotations

import json
import random
import sqlite3
import threading
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_model import build_tiny_model

from index import open_store
from index.documents.alignment import differences
from index.documents.minhash import BANDS, bands_of, content_letters
from index.documents.same_document import reading_of, same_document
from index.storage.codec import dump_json, pack_bands, unpack_bands
from index.storage.database import BANDS_TABLE, FILE_NAME, HEAD_COLUMNS, checksum
from ingest import parse_text
from ingest.document import Document, SourceFile
from ingest.errors import StoreDamaged

TITLE = "北岭区轨道交通产业发展规划"
CLAUSES = (
    "到2025年，轨道交通产业总收入达到1800亿元，培育链主企业6家，新建改建厂房42万平方米。",
    "设立产业引导基金，首期规模12亿元，重点支持通信信号、运营维护和智能检测三个方向的企业。",
    "对首次认定的专精特新企业，一次性给予20万元奖励；对总部迁入本区的企业，按其贡献给予支持。",
    "建设公共技术服务平台，向中小企业开放实验室和检测设备，收费不得高于成本。",
    "由区发展改革委牵头，各有关部门按照职责分工负责落实，每年向区人民政府报告进展情况。",
)
NUMBERS = "一二三四五"


def text_of(title: str = TITLE, clauses: tuple[str, ...] = CLAUSES, numbered: bool = True) -> str:
    marks = [f"{NUMBERS[place]}、" if numbered else "" for place in range(len(clauses))]
    body = "\n".join(mark + clause for mark, clause in zip(marks, clauses, strict=True))
    return f"{title}\n（2022年2月21日北岭区人民政府印发）\n{body}\n"


def misread(text: str, rate: float, seed: int = 1) -> str:
    """Letters in the place of others; figures stay or become a letter that looks like them."""
    chance = random.Random(seed)
    looks = {"0": "o", "1": "l", "8": "B"}

    def slip(letter: str) -> str:
        if chance.random() >= rate or not letter.isalnum():
            return letter
        return looks.get(letter, letter) if letter.isdigit() else chance.choice("曰士入夫白臼")

    return "".join(slip(letter) for letter in text)


def file(name: str, text: str, media_type: str = "text/plain") -> Document:
    """A document as ``ingest`` reads it from a file."""
    source = SourceFile(name, format(abs(hash((name, text))), "064x"), media_type)
    document = parse_text(text, doc_id=Path(name).stem, source=name, media_type=media_type)
    return replace(document, sources=(source,))


def line(doc_id: str, text: str) -> Document:
    return replace(file(f"laws.jsonl:{doc_id}", text, "application/jsonl"), doc_id=doc_id)


def same(first: str, second: str) -> bool:
    one, other = (parse_text(text, doc_id="x") for text in (first, second))
    readings = [reading_of("x", document.text, document.metadata) for document in (one, other)]
    answers = {same_document(*pair) for pair in permutations(readings)}
    assert len(answers) == 1, "the order of the two must not matter"
    return answers.pop()


HEAD = f"北岭区人民政府关于印发《{TITLE}》的通知\n各有关单位：\n现将《{TITLE}》印发给你们，请认真组织实施。\n"
BASE = text_of()
COPIES = {
    "the same": BASE,
    "without numbering": text_of(numbered=False),
    "lines of 20": "\n".join(BASE.replace("\n", "")[place : place + 20] for place in range(0, len(BASE), 20)),
    "other punctuation": BASE.replace("，", ",").replace("；", ";").replace("《", "<"),
    "traditional characters": BASE.replace("产业", "產業").replace("设", "設"),
    "a notice's head": HEAD + BASE,
    "a list of attachments": BASE + "附件：1.重点任务分工表\n2.重点项目清单\n",
    "what a web page puts around": f"首页 > 政务公开\n{BASE}打印本页 关闭窗口 网站标识码1100000088\n",
    "a typing mistake": BASE.replace("检测设备", "检侧设备"),
    "page numbers": BASE.replace("二、", "— 1 —\n二、").replace("四、", "— 2 —\n四、"),
    "a running header": BASE.replace("二、", "区政府公报选编本\n二、").replace("三、", "区政府公报选编本\n三、").replace("四、", "区政府公报选编本\n四、"),
    "misread at 2 %": misread(text_of(clauses=CLAUSES), 0.02),
    "a table moved": text_of(clauses=CLAUSES[:1] + CLAUSES[2:]) + CLAUSES[1],
}  # fmt: skip
OTHERS = {
    "a draft": BASE.replace(TITLE, TITLE + "（征求意见稿）"),
    "another figure": BASE.replace("1800亿元", "2000亿元"),
    "another small figure": BASE.replace("6家", "8家"),
    "a figure in words": BASE.replace("三个方向", "四个方向"),
    "another year": BASE.replace("2025年", "2026年").replace("2022年", "2023年"),
    "another date": BASE.replace("2022年2月21日", "2022年3月21日"),
    "another place": BASE.replace("北岭区", "南岭区"),
    "another province": BASE.replace("北岭区", "湖南省"),
    "no longer forbidden": BASE.replace("不得高于", "可以高于"),
    "a clause less": text_of(clauses=CLAUSES[:2] + CLAUSES[3:]),
    "a clause more": text_of(clauses=(*CLAUSES[:2], "支持企业参加国际标准制定，承办行业会议。", *CLAUSES[3:])),
    "another leader": BASE.replace("发展改革委", "工业信息化局"),
    "another place, misread": misread(BASE.replace("北岭区", "南岭区"), 0.01),
    "another figure, misread": misread(BASE.replace("1800亿元", "2000亿元"), 0.01),
    "the first half": BASE[: len(BASE) // 2],
    "a report about it": f"本报讯（记者 王某）{TITLE}近日印发。{CLAUSES[0]}" + "有关负责人介绍了背景和意义。" * 9,
}  # fmt: skip


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_the_same_document(name):
    assert same(BASE, COPIES[name])
    assert set(bands_of(content_letters(BASE))) & set(bands_of(content_letters(COPIES[name])))


@pytest.mark.parametrize("name", OTHERS)
def test_another_document_is_another(name):
    assert not same(BASE, OTHERS[name])


def test_too_little_text_says_nothing():
    assert not same("扫描件\n", "扫描件\n")


@given(st.text(max_size=200), st.text(max_size=200))
def test_differences_rebuild_one_text_from_the_other(first, second):
    rebuilt, place = "", 0
    for difference in differences(first, second):
        (a, b), (c, d) = difference.first, difference.second
        assert a >= place
        rebuilt += first[place:a] + second[c:d]
        place = b
    assert rebuilt + first[place:] == second


@given(st.text(max_size=400))
def test_bands_are_few_and_come_back_packed(text):
    bands = bands_of(content_letters(text))
    assert len(bands) <= BANDS and all(0 <= band < 2**63 for band in bands)
    assert unpack_bands(pack_bands(bands)) == bands


# --- in the store --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> str:
    return str(build_tiny_model(tmp_path_factory.mktemp("model") / "tiny-zh"))


@pytest.fixture
def store(tmp_path, model, engine):
    with engine.open(tmp_path / "data", create=True, model=model) as opened:
        yield opened
        opened.verify()


def names(info) -> list[str]:
    return [source.name for source in info.sources]


def test_files_of_one_document_are_kept_once_with_all_their_names(store):
    report = store.add(
        [file("规划.pdf", misread(BASE, 0.01)), file("规划-2.docx", BASE), file("页面.html", HEAD + BASE)]
    )
    assert report.added == ("规划",) and report.duplicates == {"规划-2": "规划", "页面": "规划"}
    (info,) = store.documents()
    assert set(names(info)) == {"规划.pdf", "规划-2.docx", "页面.html"} and names(info)[0] == info.source
    assert store.document("规划").sources == info.sources
    assert "曰" not in store.document("规划").text
    assert len({hit.chunk.chunk_id for hit in store.search("引导基金", 50)}) == len(store.chunks("规划"))


def test_the_copy_that_is_kept_does_not_depend_on_the_order(tmp_path, model):
    copies = [file("甲.pdf", misread(BASE, 0.02)), file("乙.txt", text_of(numbered=False)), file("丙.docx", HEAD + BASE)]  # fmt: skip
    kept = set()
    for number, order in enumerate(permutations(copies)):
        with open_store(tmp_path / str(number), create=True, model=model) as store:
            for document in order:
                store.add([document])
            (info,) = store.documents()
            kept.add((info.source, store.document(info.doc_id).text, frozenset(names(info))))
    assert len(kept) == 1


def test_nearly_the_same_documents_all_stay(store):
    others = {name: text for name, text in OTHERS.items() if "misread" not in name}
    documents = [file("规划.txt", BASE), *(file(f"{name}.txt", text) for name, text in others.items())]
    report = store.add(documents)
    assert report.duplicates == {} and len(store.documents()) == len(documents)


def test_lines_with_ids_of_their_own_stay_and_name_each_other(store):
    report = store.add([line("a", BASE), line("b", BASE + "附件：清单"), line("c", OTHERS["another figure"])])
    assert report.added == ("a", "b", "c")
    assert [info.copies for info in store.documents()] == [("b",), ("a",), ()]
    store.add([file("规划.txt", BASE)])
    assert store.info("规划").copies == ("a", "b") and store.info("a").copies == ("b", "规划")
    store.remove(["b"])
    assert store.info("a").copies == ("规划",) and store.info("规划").copies == ("a",)
    store.add([line("a", OTHERS["another figure"])])
    assert store.info("规划").copies == () and store.info("a").copies == ("c",)


def test_a_file_that_is_read_again_changes_nothing(store):
    copies = [file("规划.docx", BASE), file("规划-2.txt", text_of(numbered=False))]
    store.add(copies)
    before = store.documents()
    assert store.add(copies).duplicates == {"规划-2": "规划"}
    assert store.documents() == before


def test_a_file_that_says_something_else_now_is_a_document_of_its_own(store):
    store.add([file("规划.docx", BASE), file("说明.txt", text_of(numbered=False))])
    report = store.add([file("说明.txt", OTHERS["another figure"])])
    assert report.added == ("说明",) and len(store.documents()) == 2


def test_a_document_that_becomes_a_copy_joins_the_other(store):
    store.add([file("规划.docx", BASE), file("说明.txt", OTHERS["another figure"])])
    report = store.add([file("说明.txt", text_of(numbered=False))])
    assert report.duplicates == {"说明": "规划"}
    (info,) = store.documents()
    assert set(names(info)) == {"规划.docx", "说明.txt"}


def test_a_brief_is_no_copy_of_its_original(store):
    brief = "---\nbrief: true\n---\n" + text_of("北岭区轨道规划要点")
    store.add([file("要点.md", brief), file("规划.txt", BASE)])
    assert len(store.documents()) == 2


def test_eight_uploads_of_one_file_under_eight_names_make_one_document(store):
    threads = [
        threading.Thread(target=store.add, args=([file(f"上传{number}.txt", BASE)],)) for number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (info,) = store.documents()
    assert sorted(names(info)) == [f"上传{number}.txt" for number in range(8)]
    assert store.remove([info.doc_id]) == (info.doc_id,) and store.documents() == []


def as_format_1(path: Path) -> None:
    """Take out of a database what format 1 did not have."""
    with sqlite3.connect(path) as connection:
        for columns in connection.execute(f"SELECT {HEAD_COLUMNS} FROM documents").fetchall():
            head = json.loads(columns[5])
            for key in ("evidence", "edits", "copies", "bands"):
                del head[key]
            parts = (*columns[:5], dump_json(head))
            connection.execute(
                "UPDATE documents SET head = ?, head_checksum = ? WHERE id = ?",
                (parts[5], checksum(*parts), parts[0]),
            )
        connection.execute("DROP TABLE bands")
        connection.execute("PRAGMA user_version=1")
    connection.close()


def test_a_store_of_the_first_format_is_read_then_learns_of_copies(tmp_path, model):
    with open_store(tmp_path, create=True, model=model) as store:
        store.add([file("规划.docx", BASE)])
    as_format_1(tmp_path / FILE_NAME)
    with open_store(tmp_path, model=model) as store:
        store.verify()
        assert store.search("引导基金")
        assert store.add([file("另存.txt", text_of(numbered=False))]).duplicates == {"另存": "规划"}
        store.verify()
    as_format_1(tmp_path / FILE_NAME)
    with open_store(tmp_path, model=model) as store:
        assert store.remove(["规划"]) == ("规划",)


def test_bands_that_do_not_fit_the_documents_are_found(tmp_path, model):
    assert "bands" in BANDS_TABLE
    with open_store(tmp_path, create=True, model=model) as store:
        store.add([file("规划.docx", BASE)])
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("DELETE FROM bands WHERE band = (SELECT min(band) FROM bands)")
    connection.close()
    with pytest.raises(StoreDamaged, match="bands"), open_store(tmp_path, model=model) as store:
        store.verify()
