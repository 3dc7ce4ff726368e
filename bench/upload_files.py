"""Made-up PDF files for measuring uploads: a long one, and one that is heavy as well, with a picture on each page."""

from __future__ import annotations

import io
import random

WIDTH, HEIGHT = 595, 842
LINES, LETTERS = 32, 34  # on a page
_SUBJECTS = [
    "养老服务",
    "轨道交通",
    "园区建设",
    "人才引进",
    "节水灌溉",
    "数据共享",
    "社区医疗",
    "公共图书",
    "城市绿化",
    "防汛物资",
]
_UNITS = ["发展改革局", "财政局", "民政局", "交通运输局", "水务局", "卫生健康委", "文化旅游局", "应急管理局"]
_TASKS = [
    "编制年度计划",
    "公布办理结果",
    "核对补贴名单",
    "组织专项检查",
    "建立工作台账",
    "签订责任文书",
    "开展业务培训",
]


def pages_of_text(pages: int, seed: int = 7) -> list[list[str]]:
    """Lines of each page: a decree of chapters and articles, no two of which say the same."""
    dice = random.Random(seed)
    lines, article = ["湖岸市综合管理办法汇编", ""], 0
    while len(lines) < pages * LINES:
        if article % 12 == 0:
            lines += [f"第{article // 12 + 1}章 {dice.choice(_SUBJECTS)}"]
        article += 1
        words = f"第{article}条 " + "".join(_sentence(dice) for _ in range(4))
        lines += [words[start : start + LETTERS] for start in range(0, len(words), LETTERS)]
    return [lines[start : start + LINES] for start in range(0, pages * LINES, LINES)]


def _sentence(dice: random.Random) -> str:
    return (
        f"{dice.choice(_UNITS)}负责{dice.choice(_SUBJECTS)}，每年{dice.randint(1, 12)}月{dice.randint(1, 28)}日前"
        f"{dice.choice(_TASKS)}，补助标准为每户{dice.randint(100, 9999)}元，并在{dice.randint(3, 60)}日内报送材料。"
    )


def made_up_pdf(pages: int, size: int = 0, seed: int = 7) -> bytes:
    """A PDF of so many pages; with pictures of noise, until it has about ``size`` bytes."""
    from reportlab import rl_config
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT), pageCompression=1)
    dice = random.Random(seed)
    for lines in pages_of_text(pages, seed):
        canvas.setFont("STSong-Light", 12)
        for row, words in enumerate(lines):
            canvas.drawString(72, HEIGHT - 72 - 22 * row, words)
        if size:
            _noise(canvas, size // pages, dice)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _noise(canvas, size: int, dice: random.Random) -> None:  # type: ignore[no-untyped-def]
    """A small picture of about so many bytes, which nothing compresses."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    side = max(1, int((size / 3) ** 0.5))
    picture = Image.frombytes("RGB", (side, side), dice.randbytes(side * side * 3))
    canvas.drawImage(ImageReader(picture), WIDTH - 60, 20, 40, 40)
