"""The files in deploy/ name what is there: settings, arguments, files, times."""

from __future__ import annotations

import configparser
import re
import runpy
from pathlib import Path
from typing import Any

import pytest
import yaml

from app import parser
from chat.server import ANSWER_SECONDS, STOP_SECONDS
from chat.web.actions import STOP_SECONDS as UPLOAD_SECONDS
from index.storage.server.addresses import chosen_server

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"


def unit() -> configparser.ConfigParser:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read(DEPLOY / "wence.service", encoding="utf-8")
    return read


def test_the_unit_starts_what_the_command_line_knows() -> None:
    service = unit()["Service"]
    arguments = service["ExecStart"].split()
    assert parser().parse_args(arguments[2:]).auth is True
    settings = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    assert all(name in settings for name in re.findall(r"WENCE_\w+", service["Environment"]))


def test_the_unit_waits_as_long_as_a_stop_may_take() -> None:
    assert int(unit()["Service"]["TimeoutStopSec"]) > ANSWER_SECONDS + UPLOAD_SECONDS + 3 * STOP_SECONDS


def test_the_container_holds_all_of_the_product_and_checks_sums() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    for part in ("corpus", "ingest", "index", "chat", "eval"):
        assert f"COPY {part} ./{part}" in text
    assert "--require-hashes" in text and "USER wence" in text
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    torch = re.search(r"torch==[0-9.]+", makefile)
    assert torch and torch[0] in text
    command = re.search(r"^CMD \[(.+)\]$", text, re.M)
    assert command
    assert parser().parse_args(re.findall(r'"([^"]+)"', command[1])[2:]).host == "0.0.0.0"


def documents(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((DEPLOY / name).read_text(encoding="utf-8")))


def test_the_servers_of_the_compose_file_start_what_the_command_line_knows() -> None:
    (compose,) = documents("compose.yaml")
    services = compose["services"]
    assert len([name for name in services if re.fullmatch(r"ob\d", name)]) == 3
    server = services["wence1"]
    assert parser().parse_args(server["command"][2:]).auth is True
    check_settings(server["environment"])
    assert compose["volumes"].keys() == {"ob1", "ob2", "ob3", "wence"}
    for name in ("ob1", "ob2", "ob3"):
        (address,) = [services[name]["environment"]["ADDRESS"]]
        assert (
            f"{address}:2882:2881" in services[name]["command"][0]
            and address in services["bootstrap"]["command"]
        )


def test_the_servers_of_kubernetes_are_asked_what_they_answer() -> None:
    found = {one["kind"]: one for one in documents("kubernetes.yaml")}
    assert [zone["replica"] for zone in found["OBCluster"]["spec"]["topology"]] == [1, 1, 1]
    (container,) = found["StatefulSet"]["spec"]["template"]["spec"]["containers"]
    assert parser().parse_args(container["command"][2:]).host == "0.0.0.0"
    assert container["readinessProbe"]["httpGet"]["path"] == "/ready"
    assert container["livenessProbe"]["httpGet"]["path"] == "/health"
    assert found["Service"]["spec"]["sessionAffinity"] == "ClientIP"
    check_settings({entry["name"]: entry.get("value", "") for entry in container["env"]})


def check_settings(environment: dict[str, str]) -> None:
    """They are written down, and the address of the store is one."""
    settings = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    assert all(name in settings for name in environment)
    address = chosen_server({"WENCE_STORE": environment["WENCE_STORE"]})
    assert address and address.user == "root@wence" and address.database == "wence"


def test_the_nodes_are_joined_and_the_tenant_is_made_once() -> None:
    pytest.importorskip("pymysql", reason="PyMySQL is not installed (make seekdb)")
    script = runpy.run_path(str(DEPLOY / "bootstrap.py"))
    (joined,) = script["statements"](["10.0.0.1", "10.0.0.2", "10.0.0.3"])
    assert joined.count("ZONE 'zone") == 3 and "'10.0.0.3:2882'" in joined
    assert all("IF NOT EXISTS" in statement for statement in script["tenant_statements"](3))


@pytest.mark.parametrize(
    "name",
    ["wence.service", "Containerfile", "nginx.conf", "compose.yaml", "bootstrap.py", "kubernetes.yaml"],
)
def test_every_file_is_spoken_of(name: str) -> None:
    assert f"deploy/{name}" in (ROOT / "docs/operations.md").read_text(encoding="utf-8")
