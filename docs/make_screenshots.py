"""Take the pictures of README.md and docs/page.md: the main views of the page, into docs/.

    python docs/make_screenshots.py [NAME…]

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
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from browser import chromium, free_port  # noqa: E402
from PIL import Image  # noqa: E402

from chat.engine import Engine  # noqa: E402
from chat.server import open_page  # noqa: E402
from chat.uploads.uploads import take as taken_in  # noqa: E402
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
    for name, ids in (
        ("轨道交通", ("fengtai-rail-plan", "fengtai-rail-action-draft")),
        ("丰台园", ("fengtai-park-plan", "fengtai-news")),
    ):
        for doc_id in ids:
            page.check(f"[data-tick={doc_id}]")
        page.click("[data-ticked=put]")
        page.fill("#wc-put-name", name)
        page.click(".wc-dialog [type=submit]")
        page.wait_for_selector(f".wc-tag >> text={name}")
    page.check("[data-tick=fengtai-rail-plan]")
    page.wait_for_timeout(3500)  # the messages have gone


def original(page: Any) -> None:
    page.fill("#wence-box textarea", "临江县购置新能源货车每辆补贴多少元？")
    page.press("#wence-box textarea", "Enter")
    page.wait_for_selector("#wence-current .wc-footer")
    page.click("#wc-1-1 [data-picture]")
    page.wait_for_selector(".wc-r-box")
    page.wait_for_function("document.querySelector('.wc-r-picture img').naturalWidth > 0")
    page.wait_for_timeout(1500)


# A made-up document in the look of the real ones, printed to a PDF and taken in.
NOTICE = """<meta charset="utf-8"><style>@page {{ size: A4; margin: 30mm 26mm }} body {{ font: 12pt/2 "Noto Serif CJK SC", serif }}
h1 {{ margin: 0; color: #d11; font-size: 30pt; text-align: center; letter-spacing: .12em; line-height: 1.5 }} h2 {{ font-size: 18pt; line-height: 1.6; text-align: center }}
p {{ margin: 0; text-indent: 2em; text-align: justify }} .number {{ text-align: center; text-indent: 0; border-bottom: 2pt solid #d11; padding-bottom: 6pt }}
.right {{ text-align: right }}</style><h1>临江县人民政府文件</h1><p class="number">临政发〔2024〕8号</p><h2>临江县人民政府关于印发<br>《临江县绿色交通发展行动方案》的通知</h2>{body}"""
PARAGRAPHS = (
    "各乡镇人民政府，县政府各部门：", "现将《临江县绿色交通发展行动方案》印发给你们，请认真贯彻执行。", "一、总体要求",
    "以绿色低碳为方向，加快公交、货运车辆更新和充电设施建设。到2026年，全县新增新能源公交车50辆，公交站点覆盖率达到92%。",
    "二、重点任务", "（一）完善充电设施。由县交通运输局牵头，2025年底前建设充电站12座、充电桩180个。",
    "（二）优化公交线网。新开通城乡线路6条，调整重复线路4条，早晚高峰发车间隔不超过10分钟。", "三、支持政策",
    "对购置新能源货车的企业，每辆补贴8000元；同一企业当年累计不超过50万元。资金由县财政局统筹安排。",
    "四、组织保障", "县交通运输局每半年通报一次进展，年底前向县政府报告完成情况。",
    "五、附则", "本方案自2024年5月1日起施行，有效期3年。",
)  # fmt: skip


def notice(browser: Any, path: Path) -> None:
    page = browser.new_page()
    body = "".join(f"<p>{words}</p>" for words in PARAGRAPHS)
    page.set_content(
        NOTICE.format(body=f'{body}<p class="right">临江县人民政府</p><p class="right">2024年4月1日</p>')
    )
    page.pdf(path=path, prefer_css_page_size=True)
    page.close()


PICTURES: dict[str, tuple[dict[str, int], float, str, Callable[[Any], None]]] = {
    "screenshot.png": (DESKTOP, 1.25, "light", chat),
    "screenshot-reader.png": (DESKTOP, 1.25, "light", reader),
    "screenshot-lookup.png": (DESKTOP, 1.25, "light", look_up),
    "screenshot-documents.png": (DESKTOP, 1.25, "light", documents),
    "screenshot-dark.png": (DESKTOP, 1.25, "dark", chat),
    "screenshot-phone.png": (PHONE, 2, "dark", ask),
    "screenshot-phone-reader.png": (PHONE, 2, "light", reader),
    "screenshot-original.png": (DESKTOP, 1.25, "light", original),
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
                for name in sys.argv[1:] or PICTURES:
                    if PICTURES[name][3] is original:
                        notice(browser, Path(folder) / "临政发8号.pdf")
                        taken_in(store, Path(folder) / "临政发8号.pdf", store.documents())
                    take(browser, f"http://127.0.0.1:{port}/", name)
                    sys.stderr.write(f"docs/{name}\n")
        finally:
            serving.close()
            store.close()


if __name__ == "__main__":
    main()
