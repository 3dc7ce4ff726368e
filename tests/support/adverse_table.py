"""Write docs/adverse-cases.md: every adverse case with the tests that hold it, as their marks say.

    python tests/support/adverse_table.py

A test says which cases it holds by ``@pytest.mark.adverse(14)``.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
TABLE = TESTS.parent / "docs" / "adverse-cases.md"
# In our words: what happens, and what must come of it.
CASES = {
    1: ("收入、移出、重建之中被强行结束", "之前或之后的一版，确认过的不丢"),
    2: ("在提交的每两步之间被结束", "同上"),
    3: ("没有落盘的写入丢失", "打开之前的一版"),
    4: ("第 N 次写入时磁盘已满，一次或一直", "说明空间不足，原来的一版照常检索"),
    5: ("写入出错、文件夹只读", "说明原因，照常可读"),
    6: ("索引文件被截短或翻转一位", "打开或核对时说明，改用副本或重建"),
    7: ("向量、段落、词条的数目不一", "这一份派生文件不用"),
    8: ("清单或派生文件不见", "从数据库重建"),
    9: ("换了嵌入模型", "要求重建索引，向量不混用"),
    10: ("文件夹里有会执行代码的文件", "从不加载"),
    11: ("第二个写入者；写入者被结束后的锁", "说明正在写入；锁自己解开"),
    12: ("重建时许多人在读", "每次都是完整的一版"),
    13: ("同一文件同时上传多次", "只有一份"),
    14: ("移出的文件", "向量、词条、文件、缓存里都没有了"),
    15: ("其他格式的索引", "升级或拒绝"),
    16: ("加密的 PDF", "空口令能开则开，否则说明已加密"),
    17: ("循环引用、截断、损坏的 PDF", "限时限量内结束"),
    18: ("解压膨胀、算子无数的 PDF", "到内存或时间上限即停"),
    19: ("没有文字层的扫描件", "识别，或说明没有文字"),
    20: ("有外部实体、实体膨胀、段落无数、加密的 DOCX", "各有说明，不带出别的文件"),
    21: ("压缩包里的越界路径、链接、重叠、别的编码的名字", "不越界，名字可读"),
    22: ("嵌套极深、属性不闭合的 HTML", "限时内结束"),
    23: ("极大的图片", "拒绝"),
    24: ("各种编码、带与不带标记", "读对，或说明认不出"),
    25: ("扩展名不对、夹杂零字节", "按内容判断"),
    26: ("文件名越界、过长、带方向符", "另取存放的名字，照原样显示"),
    27: ("解析器崩溃、退出、分叉", "换一个进程，其余照常"),
    28: ("看不见的文字", "去掉或标出，其余位置不变"),
    29: ("正文过大、没有长度、长度不实", "413"),
    30: ("上万个部分或请求头", "4xx，服务照常"),
    31: ("别的网站发来的请求", "不授权，不改变什么"),
    32: ("标题、段落、问题、文件名里的脚本", "只是文字"),
    33: ("文件或回答里的外部图片和地址", "不发出任何请求"),
    34: ("收入本机、内网、重定向、改名的网址", "解析后逐跳拦下"),
    35: ("取别人的文件、配置、索引的地址", "拒绝"),
    36: ("要登录时没有登录", "未读内容即 401"),
    37: ("两个会话交错", "互不相见"),
    38: ("猜口令", "越来越慢，耗时不泄露"),
    39: ("来源互相矛盾；草案、已届满", "都列出，并标明"),
    40: ("文件里埋着指令", "不照做，不当作答案"),
    41: ("伪造的引用号、文号", "引用由程序生成"),
    42: ("没有依据的问题", "说未找到，并给最接近的条文"),
    43: ("语言模型出错、太慢、断流", "直接引用条文并说明"),
    44: ("没有权限的人从各处打听", "文字、标题、数目、分数都得不到"),
    45: ("问题里有证件号、电话、换行", "日志里涂去，一行一条"),
    46: ("上百人同时问，上千个排队", "超限的说明何时再来，其余不丢"),
    47: ("边问边收入大文件", "提问优先"),
}


def marked() -> Iterator[tuple[int, str]]:
    """Give (number of a case, name of a test) of every mark in the tests."""
    for path in sorted(TESTS.glob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            for mark in getattr(node, "decorator_list", ()):
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.adverse":
                    for argument in mark.args:
                        yield ast.literal_eval(argument), f"{path.stem}::{node.name}"  # type: ignore[attr-defined]


def table() -> str:
    """Give the page: a row for each case."""
    tests: dict[int, list[str]] = defaultdict(list)
    for number, name in marked():
        tests[number].append(name)
    rows = [
        f"| {number} | {what} | {then} | {'<br>'.join(f'`{name}`' for name in tests[number]) or '**没有**'} |"
        for number, (what, then) in CASES.items()
    ]
    return "\n".join(
        [
            "# 恶劣情形",
            "",
            "每一种情形，应当怎样，由哪个测试守着。这一页由测试里的标记生成：`python tests/support/adverse_table.py`；"
            "真实故障的完整运行见 [bench/README.md](../bench/README.md#faults)。",
            "",
            "| 序号 | 情形 | 应当 | 测试 |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
