"""The command line over real small documents: results, exit codes, bad input, nothing lost."""

from __future__ import annotations

import io
import json
import shutil
import signal
import socket
import subprocess
import sys
import zipfile
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from tiny_model import build_tiny_model
from tiny_transformers import build_bge_reranker

import app
from index.hits import DocumentInfo

PLAN = """# 临川市智能制造产业发展规划

## 第一章 发展目标

到2027年，临川市智能制造产业总收入达到820亿元。到2027年，临川市智能制造企业数量达到160家。

## 第二章 重点任务

### 一、培育企业

临川市工信局牵头实施“登峰计划”，支持企业建设智能工厂。
"""
NOTICE = "临川市人才公寓管理办法\n\n人才公寓的租金为每月每平方米20元，由临川市住建局负责核定。\n"


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> Path:
    return build_tiny_model(tmp_path_factory.mktemp("model") / "tiny")


@pytest.fixture
def wence(tmp_path, monkeypatch, capsys, model):
    """Run a command: (exit code, stdout, stderr). The default store lies in ``tmp_path``."""
    monkeypatch.setenv("WENCE_EMBEDDING_MODEL", str(model))
    monkeypatch.delenv("WENCE_DATA", raising=False)
    monkeypatch.setattr(
        "chat.commands.default_store.default_folder", lambda home: tmp_path / "user" / "store"
    )

    def run(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = app.main([str(argument) for argument in arguments])
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return run


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder of sources, one of which is empty."""
    sources = tmp_path / "sources"
    (sources / "more").mkdir(parents=True)
    (sources / "plan.md").write_text(PLAN, encoding="utf-8")
    (sources / "more" / "notice.txt").write_text(NOTICE, encoding="gb18030")
    (sources / "empty.txt").write_bytes(b"")
    return sources


@pytest.fixture
def data(tmp_path, wence, folder) -> Path:
    """A store that holds the folder."""
    path = tmp_path / "data"
    assert wence("--data", path, "ingest", folder)[0] == 1
    return path


def test_ingest_reports_every_source_and_goes_on_past_a_bad_one(tmp_path, wence, folder) -> None:
    code, out, _ = wence("--data", tmp_path / "data", "ingest", "--json", folder)
    reports = {report["source"]: report for report in map(json.loads, out.splitlines())}
    assert code == 1
    assert {name: report["state"] for name, report in reports.items()} == {
        "plan.md": "added",
        "notice.txt": "added",
        "empty.txt": "failed",
    }
    assert reports["empty.txt"]["error"]["code"] == "unreadable"
    assert reports["plan.md"]["headings"] >= 3


def test_no_name_of_a_file_forges_a_line(wence, data, tmp_path) -> None:
    odd = tmp_path / "甲\n✓ 伪造（plan.md）新增\r\x1b[2K.txt"
    odd.write_text("临川市甲办法\n一、目标\n办好一件事。\n", encoding="utf-8")
    broken = tmp_path / "乙\n✓ 伪造.pdf"
    broken.write_bytes(b"")
    for command in (["ingest"], ["check"]):
        _, out, _ = wence("--data", data, *command, odd, broken)
        begun = [line for line in out.split("\n") if line.startswith(("✓", "✗"))]
        assert [line[:1] for line in begun] == ["✓", "✗"] and "伪造" in begun[0]
        assert not {"\r", "\x1b"}.intersection(out)
    listed = wence("--data", data, "documents")[1]
    doc_id = next(line.split("\t")[0] for line in listed.splitlines() if "临川市甲办法" in line)
    shown = wence("--data", data, "documents", "show", doc_id)[1]
    assert not [line for line in shown.split("\n") if line.startswith("✓")]


def test_ingesting_again_changes_nothing_and_an_edit_updates(wence, folder, data) -> None:
    (folder / "empty.txt").unlink()
    code, out, _ = wence("--data", data, "ingest", "--json", folder)
    assert code == 0
    assert {json.loads(line)["state"] for line in out.splitlines()} == {"unchanged"}
    (folder / "plan.md").write_text(PLAN.replace("820亿元", "830亿元"), encoding="utf-8")
    _, out, _ = wence("--data", data, "ingest", folder / "plan.md")
    assert "更新" in out
    _, out, _ = wence("--data", data, "ask", "临川市智能制造产业2027年总收入目标是多少？")
    assert "830亿元" in out and "820亿元" not in out


@pytest.fixture
def many(tmp_path) -> Path:
    sources = tmp_path / "many"
    sources.mkdir()
    for n in range(40):
        (sources / f"{n:02d}.txt").write_text(f"第{n}号规划\n一、目标\n办好{n}件事。\n", encoding="utf-8")
    return sources


def interrupt(monkeypatch, at: int, times: int) -> None:
    """Ctrl-C, so many times, when a number of files is done."""

    def press(_: object, progress) -> None:
        if progress.files == at:
            for _ in range(times):
                signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("chat.commands.intake.show_progress", press)


def test_ctrl_c_keeps_what_is_done_and_the_same_command_goes_on(tmp_path, wence, many, monkeypatch) -> None:
    path = tmp_path / "data"
    with monkeypatch.context() as patch:
        interrupt(patch, at=10, times=1)
        code, out, err = wence("--data", path, "ingest", many)
    assert code == 130 and "再次运行同一命令" in err
    done = out.count("新增")
    assert 9 <= done < 40
    assert len(json.loads(wence("--data", path, "documents", "--json")[1])) == done
    code, out, _ = wence("--data", path, "ingest", many)
    assert code == 0 and (out.count("新增"), out.count("未变")) == (40 - done, done)
    if "sources" in {field.name for field in fields(DocumentInfo)}:  # what is held is not read again
        assert out.count("未重读") == done


def test_a_second_ctrl_c_ends_at_once_and_leaves_the_store_whole(
    tmp_path, wence, many, folder, monkeypatch
) -> None:
    path = tmp_path / "data"
    assert wence("--data", path, "ingest", folder / "plan.md")[0] == 0
    before = signal.getsignal(signal.SIGINT)
    with monkeypatch.context() as patch:
        interrupt(patch, at=10, times=2)
        assert wence("--data", path, "ingest", many)[0] == 130
    assert signal.getsignal(signal.SIGINT) is before
    assert len(json.loads(wence("--data", path, "documents", "--json")[1])) == 1
    assert wence("--data", path, "ingest", many)[0] == 0


def test_ingest_of_an_archive_and_of_an_address(tmp_path, wence) -> None:
    with zipfile.ZipFile(tmp_path / "包.zip", "w") as archive:
        archive.writestr("目录/规划.txt", PLAN)
        archive.writestr("坏.pdf", b"%PDF-1.7")
    code, out, _ = wence(
        "--data",
        tmp_path / "data",
        "ingest",
        "--json",
        tmp_path / "包.zip",
        "http://127.0.0.1/x",
        "file:///etc/passwd",
    )
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [(line["source"], line["state"], (line["error"] or {}).get("code")) for line in lines] == [
        ("包.zip/目录/规划.txt", "added", None),
        ("包.zip/坏.pdf", "failed", "unreadable"),
        ("http://127.0.0.1/x", "failed", "address_refused"),
        ("file:///etc/passwd", "failed", "address_refused"),
    ]


def test_ingest_of_nothing(tmp_path, wence) -> None:
    (tmp_path / "bare").mkdir()
    code, _, err = wence("--data", tmp_path / "data", "ingest", tmp_path / "bare")
    assert code == 1 and "没有找到可以收入的文件" in err
    code, out, _ = wence("--data", tmp_path / "data", "ingest", tmp_path / "missing.txt")
    assert code == 1 and out.startswith("✗ missing.txt")


def test_check_reads_without_a_store(tmp_path, wence, folder) -> None:
    code, out, err = wence("check", folder)
    assert code == 1 and "培育企业" in out and "✗" in out
    code, out, _ = wence("check", folder / "plan.md", "--json")
    assert code == 0 and json.loads(out)["metadata"]["title"] == "临川市智能制造产业发展规划"
    page = tmp_path / "check.html"
    code, out, err = wence("check", folder, "--html", page)
    assert code == 1 and not out and "check.html" in err
    assert "培育企业" in page.read_text(encoding="utf-8")
    assert wence("check", folder, "--html", tmp_path / "none" / "x.html")[0] == 2
    assert not (tmp_path / "user").exists()


def test_ask_cites_verbatim(wence, folder, data) -> None:
    code, out, _ = wence("--data", data, "ask", "--json", "临川市智能制造企业2027年要达到多少家？")
    answer = json.loads(out)
    assert code == 0
    assert answer["refused"] is False and "160家" in answer["answer"]
    citation = answer["citations"][0]
    assert {
        "n",
        "doc_id",
        "title",
        "clause",
        "page",
        "text",
        "quote",
        "start",
        "end",
        "status",
    } <= citation.keys()
    assert citation["doc_id"] == "plan"
    assert PLAN[citation["start"] : citation["end"]] == citation["quote"]
    _, out, _ = wence("--data", data, "ask", "临川市智能制造企业2027年要达到多少家？")
    assert "出处：" in out and "[1] " in out and "第一章" in out and "效力未明" in out


def test_search_and_its_filters(wence, data) -> None:
    code, out, _ = wence("--data", data, "search", "--json", "-k", 2, "人才公寓租金")
    hits = json.loads(out)["hits"]
    assert code == 0 and len(hits) == 2
    assert hits[0].keys() == {"doc_id", "chunk_id", "title", "clause", "score", "text"}
    assert hits[0]["doc_id"] == "notice" and hits[0]["score"] >= hits[1]["score"]
    _, out, _ = wence("--data", data, "search", "--json", "--doc", "plan", "临川市人才公寓租金")
    assert {hit["doc_id"] for hit in json.loads(out)["hits"]} == {"plan"}
    code, out, err = wence("--data", data, "search", "--year", 1999, "临川市人才公寓租金")
    assert (code, out) == (0, "") and "没有找到" in err


def test_documents_remove_status(wence, data) -> None:
    _, out, _ = wence("--data", data, "documents", "--json")
    assert [info["doc_id"] for info in json.loads(out)] == ["notice", "plan"]
    assert json.loads(out)[1]["title"] == "临川市智能制造产业发展规划"
    _, out, _ = wence("--data", data, "documents")
    assert [line.split("\t")[0] for line in out.splitlines()] == ["notice", "plan"]
    code, out, err = wence("--data", data, "remove", "notice", "nothing")
    assert code == 1 and "notice" in out and "nothing" in err
    _, out, _ = wence("--data", data, "status", "--json")
    status = json.loads(out)
    assert status["documents"] == 1 and status["chunks"] > 0 and status["model"] == "tiny"
    assert wence("--data", data, "remove", "plan")[0] == 0


def test_a_batch_keeps_order_and_survives_bad_lines(tmp_path, wence, data, monkeypatch) -> None:
    lines = [
        '{"id": "a", "question": "临川市智能制造产业2027年总收入目标是多少？"}',
        "",
        '{"id": "b", "question": ',
        "[1]",
        '{"id": "c", "question": "  "}',
        json.dumps({"id": "d", "question": "长" * 10_000}),
        '{"id": "e"}',
        '{"id": 7, "question": "谁实施登峰计划？"}',
    ]
    batch = tmp_path / "batch.jsonl"
    batch.write_bytes("\ufeff".encode() + "\n".join(lines).encode() + b'\n{"id": "\xff"}\n')
    code, out, err = wence("--data", data, "ask", "--batch", batch)
    results = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [result["id"] for result in results] == ["a", None, None, "c", "d", "e", 7, None]
    assert ["error" in result for result in results] == [False, True, True, True, True, True, False, True]
    assert [result.get("line") for result in results] == [None, 3, 4, 5, 6, 7, None, 9]
    assert {result["error"]["code"] for result in results if "error" in result} == {"question"}
    assert "第3行" in err and "820亿" in results[0]["answer"] and "工信局" in results[6]["answer"]

    stdin = io.TextIOWrapper(io.BytesIO(lines[0].encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    code, out, _ = wence("--data", data, "search", "--batch", "-", "-k", 1)
    assert code == 0 and len(json.loads(out)["hits"]) == 1
    code, _, err = wence("--data", data, "ask", "--batch", tmp_path / "missing.jsonl")
    assert code == 1 and "missing.jsonl" in err


def test_a_line_of_a_batch_may_follow_earlier_questions(tmp_path, wence, data) -> None:
    batch = tmp_path / "batch.jsonl"
    earlier = ["谁实施登峰计划？"]
    lines = [
        {"id": "whole", "question": "它哪年开始？", "history": earlier},
        {"id": "alone", "question": "谁实施登峰计划？"},
        {"id": "wrong", "question": "谁实施登峰计划？", "history": "谁实施登峰计划？"},
        {"id": "empty", "question": "谁实施登峰计划？", "history": [" "]},
    ]
    batch.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    code, out, _ = wence("--data", data, "ask", "--batch", batch)
    results = {result["id"]: result for result in map(json.loads, out.splitlines())}
    assert code == 1 and list(results) == ["whole", "alone", "wrong", "empty"]
    assert results["whole"]["resolved"] == "登峰计划哪年开始？"
    assert "error" in results["wrong"] and "error" in results["empty"]


@pytest.mark.parametrize("question", ["", " \n", "长" * 10_000])
@pytest.mark.parametrize("command", ["ask", "search"])
def test_empty_and_endless_questions(wence, data, command: str, question: str) -> None:
    code, out, err = wence("--data", data, command, question)
    assert (code, out) == (1, "")
    assert "问题" in err and "question" in err


def test_half_a_character_in_a_question_can_be_printed(wence, data) -> None:
    code, out, _ = wence("--data", data, "ask", "--json", "登峰计划\udcff谁牵头？")
    assert code == 0 and "工信局" in json.loads(out)["answer"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["frobnicate"],
        ["ask"],
        ["ask", "问题", "--batch", "file"],
        ["ask", "问题", "--status", "有效"],
        ["search", "词", "-k", "0"],
        ["search", "词", "-k", "many"],
        ["serve", "--port", "70000"],
        ["ingest"],
        ["remove"],
        ["eval", "--fail-under", "excellence=1"],
        ["eval", "--fail-under", "good=much"],
    ],
)
def test_wrong_usage(wence, arguments: list[str]) -> None:
    code, out, err = wence(*arguments)
    assert (code, out) == (2, "")
    assert "用法" in err and "Wrong usage" in err


def test_a_store_that_is_not_there(tmp_path, wence, monkeypatch) -> None:
    for arguments in (["ask", "问题"], ["search", "词"], ["documents"], ["remove", "x"], ["status"]):
        code, out, err = wence("--data", tmp_path / "none", *arguments)
        assert (code, out) == (1, "") and len(err.strip().splitlines()) == 2
        assert str(tmp_path) not in err
    monkeypatch.setenv("WENCE_DATA", str(tmp_path / "none"))
    assert wence("status")[0] == 1
    assert not (tmp_path / "none").exists()


def test_a_store_that_is_damaged(wence, data) -> None:
    for file in data.rglob("*.sqlite3"):
        file.write_bytes(b"no database" * 100)
    code, out, err = wence("--data", data, "ask", "问题")
    assert (code, out) == (1, "") and len(err.strip().splitlines()) == 2


@pytest.fixture
def briefs(tmp_path, monkeypatch) -> Path:
    """Two small briefs in place of the shipped ones."""
    folder = tmp_path / "briefs"
    folder.mkdir()
    head = "---\ndoc_id: {0}\ntitle: {1}\nbrief: true\n---\n\n# {1}\n\n{2}\n"
    (folder / "plan.md").write_text(
        head.format("plan", "临川市智能制造产业发展规划", "总收入目标820亿元。"), encoding="utf-8"
    )
    (folder / "side.md").write_text(
        head.format("side", "临川市会展要点", "会展每年办3次。"), encoding="utf-8"
    )
    monkeypatch.setattr(app, "brief_paths", lambda: sorted(folder.glob("*.md")))
    return folder


def test_the_default_store_is_built_once_and_follows_the_briefs(wence, briefs) -> None:
    code, out, err = wence("documents", "--json")
    assert code == 0 and "正在建立默认文件库（2 份要点）" in err
    assert [(info["doc_id"], info["brief"]) for info in json.loads(out)] == [("plan", True), ("side", True)]
    assert wence("status")[2] == ""

    side = briefs / "side.md"
    side.write_text(side.read_text(encoding="utf-8").replace("3次", "5次"), encoding="utf-8")
    _, out, err = wence("ask", "会展每年办几次？")
    assert "5次" in out and "要点" in out and "正在建立" in err
    side.unlink()
    _, out, _ = wence("documents", "--json")
    assert [info["doc_id"] for info in json.loads(out)] == ["plan"]


def test_originals_and_removals_outlive_new_briefs(wence, briefs, folder) -> None:
    assert wence("remove", "side")[0] == 0
    code, _, err = wence("ingest", folder / "plan.md")
    assert code == 0 and "要点“plan”已由原文取代" in err
    (briefs / "third.md").write_text(
        "---\ndoc_id: third\ntitle: 第三份\nbrief: true\n---\n\n新要点。\n", encoding="utf-8"
    )
    _, out, _ = wence("documents", "--json")
    assert [(info["doc_id"], info["brief"]) for info in json.loads(out)] == [("plan", False), ("third", True)]


def test_a_default_store_that_was_deleted_comes_back(tmp_path, wence, briefs) -> None:
    wence("status")
    shutil.rmtree(tmp_path / "user" / "store")
    code, out, _ = wence("documents", "--json")
    assert code == 0 and len(json.loads(out)) == 2


def test_another_model_embeds_the_default_store_anew_and_others_when_written(
    tmp_path, wence, briefs, data, folder, monkeypatch
) -> None:
    wence("status")
    monkeypatch.setenv(
        "WENCE_EMBEDDING_MODEL", str(build_tiny_model(tmp_path / "other", dimension=16, seed=1))
    )
    code, out, err = wence("status", "--json")
    assert code == 0 and json.loads(out)["model"] == "other" and "正在重建" in err
    code, _, err = wence("--data", data, "search", "总收入")
    assert code == 1 and "tiny" in err
    assert wence("--data", data, "ingest", folder / "plan.md")[0] == 0
    assert json.loads(wence("--data", data, "status", "--json")[1])["model"] == "other"


def test_a_store_of_another_model_says_the_command_that_rebuilds_it(
    tmp_path, wence, data, monkeypatch
) -> None:
    monkeypatch.setenv(
        "WENCE_EMBEDDING_MODEL", str(build_tiny_model(tmp_path / "other", dimension=16, seed=1))
    )
    for arguments in (("ask", "2027年总收入目标是多少？"), ("search", "总收入"), ("eval",)):
        code, out, err = wence("--data", data, *arguments)
        assert code == 1 and out == "" and f"python app.py --data {data} reindex" in err
    # What needs no search goes on working.
    code, out, err = wence("--data", data, "status", "--json")
    assert code == 0 and json.loads(out)["model"] == "tiny" and "reindex" in err
    assert wence("--data", data, "documents")[0] == 0
    assert wence("--data", data, "remove", "notice")[0] == 0
    code, out, err = wence("--data", data, "reindex", "--json")
    assert code == 0 and json.loads(out)["model"] == "other" and "正在重建" in err
    code, out, _ = wence("--data", data, "ask", "临川市智能制造产业2027年总收入目标是多少？")
    assert code == 0 and "820亿元" in out
    code, out, err = wence("--data", data, "reindex")
    assert code == 0 and "“other”" in out and "正在重建" not in err


@pytest.mark.parametrize("rebuilt_by", ["reindex", "ingest", "ask"])
def test_a_store_of_earlier_weights_is_embedded_anew(
    tmp_path, wence, data, folder, monkeypatch, rebuilt_by
) -> None:
    # The same model by name, as after an update that brings other weights.
    monkeypatch.setenv("WENCE_EMBEDDING_MODEL", str(build_tiny_model(tmp_path / "new" / "tiny", seed=1)))
    code, out, err = wence("--data", data, "status", "--json")
    assert code == 0 and json.loads(out)["documents"] == 2 and "reindex" in err
    given = {"reindex": (), "ingest": (folder / "plan.md",), "ask": ("总收入目标是多少？",)}[rebuilt_by]
    code, out, err = wence("--data", data, rebuilt_by, *given)
    assert code == 0 and "正在重建" in err
    code, out, err = wence("--data", data, "ask", "临川市智能制造产业2027年总收入目标是多少？")
    assert code == 0 and "820亿元" in out and "reindex" not in err


def test_a_rebuild_that_is_broken_off_leaves_the_old_index(tmp_path, wence, data, model, monkeypatch) -> None:
    before = wence("--data", data, "search", "--json", "总收入")[1]
    monkeypatch.setattr("index.store.store._EMBEDDED_AGAIN", 1)
    encoded = []

    def encode(self, texts):
        encoded.extend(texts)
        if len(encoded) > 2:
            raise KeyboardInterrupt
        return np.ones((len(texts), 16), np.float32)

    with monkeypatch.context() as other:
        other.setattr("index.models.embedding.StaticModel.encode_passages", encode)
        other.setenv("WENCE_EMBEDDING_MODEL", str(build_tiny_model(tmp_path / "other", dimension=16, seed=1)))
        assert wence("--data", data, "reindex")[0] == 130 and len(encoded) == 3
    assert wence("--data", data, "search", "--json", "总收入")[1] == before
    assert wence("--data", data, "reindex")[0] == 0


def test_a_reranker_is_named_and_a_missing_one_refused(wence, data, monkeypatch, tmp_path) -> None:
    assert json.loads(wence("--data", data, "status", "--json")[1])["reranker"] is None
    reranker = build_bge_reranker(tmp_path / "bge-reranker")
    monkeypatch.setenv("WENCE_RERANKER", str(reranker))
    assert json.loads(wence("--data", data, "status", "--json")[1])["reranker"] == "bge-reranker"
    code, out, _ = wence("--data", data, "search", "--json", "总收入")
    hits = json.loads(out)["hits"]
    assert code == 0 and hits[0]["score"] == 1.0
    monkeypatch.setenv("WENCE_RERANKER", "nobody/no-such-reranker")
    code, out, err = wence("--data", data, "search", "总收入")
    assert code == 1 and out == "" and "nobody/no-such-reranker" in err
    monkeypatch.setenv("WENCE_RERANKER", str(reranker))
    monkeypatch.setenv("WENCE_RERANK_PASSAGES", "0")
    assert wence("--data", data, "search", "总收入")[0] == 2


def test_evaluation_saves_compares_and_fails_below_a_threshold(tmp_path, wence, data) -> None:
    gold = tmp_path / "gold.jsonl"
    question = {
        "id": "q1",
        "type": "numeric",
        "question": "临川市智能制造产业2027年总收入目标是多少？",
        "must": [["820亿"]],
        "docs": ["plan"],
        "evidence": ["总收入达到820亿元"],
        "answer": "820亿元",
    }
    gold.write_text(json.dumps(question, ensure_ascii=False), encoding="utf-8")
    saved, report = tmp_path / "run.json", tmp_path / "run.html"
    code, out, _ = wence("--data", data, "eval", gold, "--save", saved, "--html", report)
    assert code == 0 and "总正确率" in out
    assert json.loads(saved.read_text(encoding="utf-8"))["figures"]["全部"]["good"] == 1
    assert "820亿" in report.read_text(encoding="utf-8")

    gold.write_text(json.dumps(question | {"must": [["999亿"]]}, ensure_ascii=False), encoding="utf-8")
    code, out, err = wence("--data", data, "eval", gold, "--compare", saved, "--fail-under", "good=0.85")
    assert code == 1 and "由对变错：1 题 q1" in out and "good 为 0.000，低于 0.85" in err
    assert wence("--data", data, "eval", gold, "--fail-over", "false_refusals=0.03")[0] == 0
    code, out, _ = wence("--data", data, "eval", gold, "--json")
    assert json.loads(out)["questions"][0]["missing"] == [["999亿"]]
    for bad in (tmp_path / "none.json", gold):
        code, _, err = wence("--data", data, "eval", gold, "--compare", bad)
        assert code in (1, 2) and bad.name in err
    code, _, err = wence("--data", data, "eval", gold, "--html", tmp_path / "no" / "such" / "run.html")
    assert code == 2 and "run.html" in err


def test_serve_on_a_busy_port(wence, data) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        code, _, err = wence("--data", data, "serve", "--port", port)
    assert code == 1 and str(port) in err and len(err.strip().splitlines()) == 2


def test_a_reader_that_leaves_early(data, model) -> None:
    command = [sys.executable, app.__file__, "--data", str(data), "documents"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"WENCE_EMBEDDING_MODEL": str(model), "PATH": "/usr/bin", "PYTHONUNBUFFERED": "1"},
    ) as process:
        process.stdout.close()
        error = process.stderr.read().decode()
    assert "Traceback" not in error and "BrokenPipe" not in error


def test_a_document_is_shown_and_set_right(wence, data) -> None:
    doc_id = json.loads(wence("--data", data, "documents", "--json")[1])[0]["doc_id"]
    code, out, _ = wence("--data", data, "documents", "show", doc_id)
    assert code == 0 and "发文机关" in out
    code, out, _ = wence(
        "--data", data, "documents", "edit", doc_id, "--set", "成文日期=2023年1月5日", "--json"
    )
    fields = {fact["field"]: fact for fact in json.loads(out)["fields"]}
    assert code == 0 and (fields["issued"]["value"], fields["issued"]["origin"]) == ("2023-01-05", "更正")
    assert "有更正" in wence("--data", data, "documents")[1]
    code, out, _ = wence("--data", data, "documents", "edit", doc_id, "--unset", "issued", "--json")
    assert code == 0 and json.loads(out)["edited"] == []
    for label, field in (("文种", "kind"), ("体裁", "kind"), ("期限", "period"), ("规划期", "period")):
        value = "规划" if field == "kind" else "2021-2025"
        edit = ("documents", "edit", doc_id, "--set", f"{label}={value}", "--json")
        assert json.loads(wence("--data", data, *edit)[1])["edited"] == [field]
        assert wence("--data", data, "documents", "edit", doc_id, "--unset", label)[0] == 0
    for wrong in (["--set", "issued=昨天"], ["--set", "issued"], ["--set", "色=红"], []):
        assert wence("--data", data, "documents", "edit", doc_id, *wrong)[0] == 2
    assert wence("--data", data, "documents", "show", "nobody")[0] == 2


def test_a_copy_in_another_format_is_told_and_kept_once(tmp_path, wence) -> None:
    text = "临川市气象灾害防御规定\n" + "".join(
        f"第{number}条 {words}。\n"
        for number, words in zip(
            "一二三", ("为了防御气象灾害，保护人民生命财产安全，制定本规定", "市气象台发布预警信号，各单位应当在十分钟内转发",
                     "学校在红色预警期间停课，用人单位不得要求职工到岗"), strict=True)
    )  # fmt: skip
    (tmp_path / "规定.txt").write_text(text, encoding="utf-8")
    (tmp_path / "网页.html").write_text(
        f"<h1>{text.splitlines()[0]}</h1>" + "".join(f"<p>{line}</p>" for line in text.splitlines()[1:]),
        encoding="utf-8",
    )
    data = str(tmp_path / "store")
    code, out, _ = wence("--data", data, "ingest", str(tmp_path / "规定.txt"), str(tmp_path / "网页.html"))
    assert code == 0 and "与《临川市气象灾害防御规定》相同，已并入来源" in out
    listed = json.loads(wence("--data", data, "documents", "--json")[1])
    assert [source["name"] for source in listed[0]["sources"]] and len(listed) == 1
    assert {source["name"] for source in listed[0]["sources"]} == {"规定.txt", "网页.html"}
    code, _, err = wence("--data", data, "remove", "网页")
    assert code == 1 and "规定" in err and "来源" in err
    again = [
        json.loads(line)
        for line in wence("--data", data, "ingest", "--json", str(tmp_path / "网页.html"))[1].splitlines()
    ]
    assert [report["doc_id"] for report in again] == ["规定"] and again[0]["kept"]
