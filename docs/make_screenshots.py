"""Take the pictures of the README: the main views of the page, into docs/.

    python docs/make_screenshots.py

Asks the real engine over the shipped briefs (a store of its own, in a temporary
folder), in the Chromium that tests/browser_setup.sh installs.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browser import chromium, free_port  # noqa: E402
from PIL import Image  # noqa: E402

from chat.engine import Engine  # noqa: E402
from chat.server import open_page  # noqa: E402
from corpus import brief_paths  # noqa: E402
from index import open_store  # noqa: E402
from ingest import parse_path  # noqa: E402

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
COLOURS = 192  # of a picture's palette: enough for flat colours and smooth letters, small in bytes
QUESTIONS = ("1233战略是什么意思", "哪些基金支持轨道交通前沿研究")


def ask(page: Any) -> None:
    """Ask the questions and wait for the last answer."""
    for number, question in enumerate(QUESTIONS, 1):
        page.fill("#wence-box textarea", question)
        page.press("#wence-box textarea", "Enter")
        page.wait_for_selector(f"#wence-current .wc-exchange[data-exchange='{number}'] .wc-footer")
    page.wait_for_timeout(2500)  # suggestions


def chat(page: Any) -> None:
    ask(page)
    page.click("#wence-current .wc-mark >> nth=0")
    page.wait_for_timeout(2500)  # the flash has gone, the mark stays


def reader(page: Any) -> None:
    ask(page)
    page.click("#wc-2-1 .wc-footer [data-open]")
    page.wait_for_selector(".wc-reader mark")
    page.wait_for_timeout(1500)


def look_up(page: Any) -> None:
    page.click("[data-view=find]")
    page.fill(".wc-find-box", "轨道交通 基金")
    page.wait_for_selector(".wc-hit")


def documents(page: Any) -> None:
    page.click("[data-view=files]")
    page.wait_for_selector(".wc-documents")


PICTURES: dict[str, tuple[dict[str, int], float, str, Callable[[Any], None]]] = {
    "screenshot.png": (DESKTOP, 1.25, "light", chat),
    "screenshot-reader.png": (DESKTOP, 1.25, "light", reader),
    "screenshot-lookup.png": (DESKTOP, 1.25, "light", look_up),
    "screenshot-documents.png": (DESKTOP, 1.25, "light", documents),
    "screenshot-dark.png": (DESKTOP, 1.25, "dark", chat),
    "screenshot-phone.png": (PHONE, 2, "dark", ask),
    "screenshot-phone-reader.png": (PHONE, 2, "light", reader),
}


def take(browser: Any, address: str, name: str) -> None:
    size, scale, scheme, steps = PICTURES[name]
    page = browser.new_page(viewport=size, device_scale_factor=scale, color_scheme=scheme, locale="zh-CN")
    page.goto(address)
    page.wait_for_selector("#wence-talk[role=log]")
    steps(page)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(COLOURS).save(ROOT / "docs" / name, optimize=True)
    page.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder), create=True)
        parsed = [source.document for path in brief_paths() for source in parse_path(path)]
        store.add(document for document in parsed if document is not None)
        port = free_port()
        serving = open_page(Engine(store), port=port)
        try:
            with chromium() as browser:
                for name in PICTURES:
                    take(browser, f"http://127.0.0.1:{port}/", name)
                    sys.stderr.write(f"docs/{name}\n")
        finally:
            serving.close()
            store.close()


if __name__ == "__main__":
    main()
