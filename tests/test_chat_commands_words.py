"""What the command line says: examples, `--data` on either side, a status to read, quotes once, filters that exist."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import app
from chat.commands.arguments import EXAMPLES
from chat.service.filter_values import check_filters
from chat.uploads.upload_queue import for_the_web
from index.hits import Filters
from index.store import open_store
from ingest import parse_text
from ingest.errors import NotFound
from ingest.readers.scans.ocr import INSTALL

CARE = "青山县养老服务办法\n\n第一条 对民办养老机构每张床位补贴3000元。\n\n第二条 县民政局负责发放补贴。\n"
QUESTION = "养老机构每张床位补贴多少元？"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("words")
    with open_store(folder, create=True) as store:
        store.add([parse_text(CARE, doc_id="care")])
    return str(folder)


@pytest.mark.parametrize("command", EXAMPLES)
def test_each_command_has_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        app.parser().parse_args([command, "--help"])
    said = capsys.readouterr().out
    assert end.value.code == 0 and f"例：{EXAMPLES[command]}" in " ".join(said.split())
    assert re.match(r"python app\.py (?:--data \S+ )?" + command, EXAMPLES[command])


@pytest.mark.parametrize(
    "arguments",
    [["--data", "x", "status"], ["status", "--data", "x"], ["users", "list", "--data", "x"], ["documents", "--data", "x"],
     ["documents", "show", "care", "--data", "x"], ["--data", "x", "facts", "dismiss", "care", "k"], ["mcp", "--data", "x"]],
)  # fmt: skip
def test_the_store_may_be_named_before_or_behind_the_command(arguments: list[str]) -> None:
    assert app.parser().parse_args(arguments).data == "x"


def test_a_status_to_read_and_one_for_programs(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["status", "--data", data]) == 0
    read = capsys.readouterr().out
    assert "文件\t1" in read and not re.search(r"^[a-z]+\t", read, re.M)
    assert app.main(["status", "--data", data, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["documents"] == 1


def test_a_quote_that_is_the_answer_is_not_printed_again(
    data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["ask", QUESTION, "--data", data]) == 0
    said = capsys.readouterr().out
    assert said.count("每张床位补贴3000元") == 1 and "[1] 青山县养老服务办法" in said


@pytest.mark.parametrize(
    ("flag", "value"), [("--region", "火星"), ("--issuer", "没有的局"), ("--kind", "诗"), ("--doc", "x")]
)
def test_a_filter_value_that_no_document_has_is_an_error(
    data: str, flag: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in ("ask", "search"):
        assert app.main([command, QUESTION, flag, value, "--data", data]) == 2
        assert f"“{value}”" in capsys.readouterr().err


def test_the_values_that_there_are_are_named(data: str) -> None:
    with open_store(Path(data)) as store:
        infos = store.documents()
    check_filters(Filters(kind=("办法",), doc_ids=("care",), year=(1999,)), infos)
    with pytest.raises(NotFound, match="有的是：办法"):
        check_filters(Filters(kind=("诗",)), infos)


def test_the_page_says_what_its_reader_can_do() -> None:
    said = for_the_web(f"未提取到文字：这是扫描件，安装文字识别后可读：{INSTALL}")
    assert "pip" not in said and "管理员" in said and said.startswith("未提取到文字")
    assert for_the_web("第3页是扫描件") == "第3页是扫描件"
