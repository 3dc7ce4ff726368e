"""Take the pictures of the README: docs/screenshot.png and docs/screenshot-phone.png.

    python docs/make_screenshots.py

Asks the real engine over the shipped briefs (a store of its own, in a temporary
folder), in the Chromium that tests/browser_setup.sh installs.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browser import chromium, free_port  # noqa: E402

from chat.engine import Engine  # noqa: E402
from chat.server import open_page  # noqa: E402
from corpus import brief_paths  # noqa: E402
from index import open_store  # noqa: E402
from ingest import parse_path  # noqa: E402

PICTURES = {
    "screenshot.png": ({"width": 1280, "height": 800}, 1.5, "light"),
    "screenshot-phone.png": ({"width": 390, "height": 844}, 2, "dark"),
}
QUESTIONS = ("1233战略是什么意思", "哪些基金支持轨道交通前沿研究")


def take(browser, address: str, name: str) -> None:
    """Ask the questions, open the first citation of the last answer, and keep the picture."""
    size, scale, scheme = PICTURES[name]
    page = browser.new_page(viewport=size, device_scale_factor=scale, color_scheme=scheme, locale="zh-CN")
    page.goto(address)
    page.wait_for_selector("#wence-talk[role=log]")
    for number, question in enumerate(QUESTIONS, 1):
        page.fill("#wence-box textarea", question)
        page.press("#wence-box textarea", "Enter")
        page.wait_for_selector(f"#wence-current .wc-exchange[data-exchange='{number}'] .wc-footer")
    if size["width"] > 860:
        page.click("#wence-current .wc-mark >> nth=0")
        page.wait_for_timeout(2500)  # the flash has gone, the mark stays
    else:
        page.wait_for_timeout(1000)
    page.screenshot(path=ROOT / "docs" / name)
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
