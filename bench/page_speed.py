"""How fast the page is: first paint, first words of an answer, reader, look-up, and its weight. Real Chromium.

    python bench/page_speed.py [--documents 100]

Makes a store of the shipped briefs and as many made-up documents, serves the page on loopback and
looks at it warm. Needs what tests/browser_setup.sh installs. Prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from browser import chromium, free_port  # noqa: E402

from chat.engine import Engine  # noqa: E402
from chat.server import open_page  # noqa: E402
from chat.service.service import Service  # noqa: E402
from chat.web.actions import PageActions  # noqa: E402
from chat.web.look import STATIC, head_html  # noqa: E402
from corpus import brief_paths  # noqa: E402
from index import open_store  # noqa: E402
from ingest import parse_path  # noqa: E402
from ingest.parsing.parse import parse_text  # noqa: E402

ROUNDS = 5
TYPING = (
    1_500  # ms, the least that anybody takes to write a question: what the page still loads is there by then
)
LONG = 300_000  # characters of the long document
QUESTION = "2025年丰台轨道交通产业总体收入目标是多少？"
QUERIES = ("第三章", "第12条 备案", "某政发〔2024〕17号", "“应当在三十日内备案”", "轨道交通 基金", "备案")
# From the click until the first words stand in the answer, in the page's own clock.
FIRST_WORDS = """() => new Promise((resolve) => {
  const begun = performance.now();
  const box = document.querySelector('#wence-talk');
  new MutationObserver((_, observer) => {
    const answer = box.querySelector('.wc-answer p:not(.wc-waiting):not(.wc-understood), .wc-answer li');
    if (answer && answer.checkVisibility() && answer.textContent) { observer.disconnect(); resolve(performance.now() - begun); }
  }).observe(box, { childList: true, subtree: true });
  document.querySelector('#wence-send').click();
})"""
OPEN_LONG = """() => new Promise((resolve) => {
  const begun = performance.now();
  const reader = document.querySelector('.wc-reader');
  new MutationObserver((_, observer) => {
    if (!reader.querySelector('.wc-r-clause')) return;
    observer.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - begun)));
  }).observe(reader, { childList: true });
  const button = document.createElement('button');
  button.dataset.open = 'long';
  document.querySelector('#wence-panel').append(button);
  button.click();
})"""


def made_up(number: int, articles: int = 60) -> str:
    """A plan of some length that says nothing of anything else."""
    lines = [f"某市第{number}号管理办法", "", f"某政发〔2024〕{number}号", ""]
    for article in range(1, articles + 1):
        lines.append(
            f"第{article}条 单位{number}办理第{article}类事项，应当在三十日内备案，并报送材料。"
            + "各部门应当配合。" * 12
        )
    return "\n".join(lines)


def fill(store: Any, documents: int) -> None:
    parsed = [source.document for path in brief_paths() for source in parse_path(path)]
    store.add(document for document in parsed if document is not None)
    store.add(parse_text(made_up(number), doc_id=f"made-{number}") for number in range(1, documents + 1))
    articles = LONG // len(made_up(0, 10)) * 10
    store.add([parse_text(made_up(9999, articles), doc_id="long")])


def visits(browser: Any, address: str) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {"first paint": [], "ready": [], "first words": [], "long reader": []}
    for number in range(ROUNDS + 1):  # the first one warms up
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        begun = time.perf_counter()
        page.goto(address)
        page.wait_for_selector("#wence-talk[role=log]")
        ready = (time.perf_counter() - begun) * 1000
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0")
        page.fill("#wence-box textarea", QUESTION)
        page.wait_for_timeout(TYPING)
        words = page.evaluate(FIRST_WORDS)
        page.wait_for_selector("#wence-current .wc-footer")
        opened = page.evaluate(OPEN_LONG)
        page.close()
        if number:
            for name, value in zip(found, (paint, ready, words, opened), strict=True):
                found[name].append(value)
    return found


def look_ups(desk: PageActions) -> list[float]:
    visit = desk.service.visit()
    desk.call({"action": "find", "text": ""}, visit)  # as opening the tab does
    times = []
    for query in QUERIES * ROUNDS:
        begun = time.perf_counter()
        desk.call({"action": "find", "text": query}, visit)
        times.append((time.perf_counter() - begun) * 1000)
    return times


def row(name: str, values: list[float]) -> str:
    return f"| {name} | {statistics.median(values):.0f} ms | {max(values):.0f} ms |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100)
    documents = parser.parse_args().documents
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder), create=True) as store:
        fill(store, documents)
        engine = Engine(store)
        engine.warm()
        desk = PageActions(Service(engine))
        port = free_port()
        serving = open_page(engine, port=port, actions=desk)
        try:
            with chromium() as browser:
                found = visits(browser, f"http://127.0.0.1:{port}/")
            found[f"look-up, server, {len(store.documents())} documents"] = look_ups(desk)
        finally:
            serving.close()
            desk.close()
    print("| what | median | slowest |\n| --- | --- | --- |")
    for name, values in found.items():
        print(row(name, values))
    weight = len(head_html().encode()) + (STATIC / "favicon.svg").stat().st_size
    print(f"\nThe page's own style, scripts and icon: {weight / 1000:.1f} kB")


if __name__ == "__main__":
    main()
