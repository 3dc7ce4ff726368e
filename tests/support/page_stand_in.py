"""A small engine for the page's tests: real answers from real little documents, no store, no model.

Not a mock: it keeps the engine's contract (citations first, text after, the whole
answer last; every quote verbatim), so that the page can be driven without an index.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from chat.answer import Answer, Citation, Sentence, Turn
from index.hits import DocumentInfo, Filters
from ingest.document import Clause, Document, Metadata, Span
from ingest.errors import QuestionError, UsageError

TODAY = date(2026, 11, 20)
EVERYTHING = Filters()
HOSTILE_TITLE = "关于<script>window.hacked=1</script>的通知 <img src=x onerror=window.hacked=1> ![](http://evil.example/t.png)"
HOSTILE_QUOTE = (
    "补贴标准见 ![图](http://evil.example/q.png) 与 <b onclick=alert(1)>附表</b> ${window.hacked=1}"
)

TEXTS = {
    "rail": (
        Metadata(
            title="“十四五”时期丰台区轨道交通产业发展规划",
            issuers=("北京市丰台区人民政府",),
            number="丰政发〔2022〕7号",
            period=(2021, 2025),
            region="北京市丰台区",
            kind="规划",
            brief=True,
        ),
        "第二章 发展方略和发展目标 / 二、发展目标",
        None,
        "规划把2025年作为近期目标年，并对2035年作了展望。到2025年，丰台轨道交通产业总体收入目标为3500亿元。"
        "（编者注）同一规划的重点任务一章写作3000亿元，两处不一致。“1233”发展战略指一个目标、两大抓手、三项工程、三类保障。"
        "一个目标是建成具有全球影响力的轨道交通产业创新高地；两大抓手是园区建设与企业培育；三项工程是强链、补链和延链；"
        "三类保障是组织保障、政策保障和资金保障。规划还要求每年对目标完成情况作一次评估，评估结果向社会公布，"
        "并据此调整下一年度的工作安排，使规划各项任务都有单位负责、有时间节点、有考核办法。",
    ),
    "draft": (
        Metadata(
            title="株洲市轨道交通产业供应链提升行动方案（征求意见稿）",
            issuers=("株洲市工业和信息化局", "株洲市发展和改革委员会"),
            region="湖南省株洲市",
            kind="实施方案",
            draft=True,
            brief=True,
        ),
        "附件1 / 重点任务分工表 / 序号 6",
        None,
        "| 6 | 联手开拓市场行动 | 组织配套企业抱团参加展会 | 市工业和信息化局、市商务局 | 各县市区政府 | 2025年12月 |",
    ),
    "fund": (
        Metadata(
            title="轨道交通前沿研究支持办法",
            issuers=("示例市科学技术局",),
            number="示科发〔2026〕3号",
            issued="2026-03-01",
            expires="2028-12-31",
            region="北京市丰台区",
            kind="办法",
        ),
        "第三章 支持方式 / 第九条",
        3,
        "第九条 支持轨道交通前沿研究的资金包括：市自然科学基金、轨道交通联合基金和区级创新引导基金。\n\n\n　　申请单位应当在每年六月底前提出申请。",
    ),
    "news": (
        Metadata(
            title="丰台园发布一批轨道交通需求清单", kind="新闻", region="北京市丰台区", published="2026-02-10"
        ),
        "",
        None,
        "活动现场发布了轨道交通领域需求清单，丰台园聚集轨道交通重点企业150余家。",
    ),
    "hostile": (
        Metadata(title=HOSTILE_TITLE, issuers=("<i>某局</i>",), number="<u>1</u>号", kind="通知"),
        "第一条 <svg onload=window.hacked=1>",
        1,
        f"前文。{HOSTILE_QUOTE}。后文<iframe src=http://evil.example/f></iframe>。",
    ),
}


def document_info(doc_id: str) -> DocumentInfo:
    metadata, _, _, text = TEXTS[doc_id]
    digest = hashlib.sha256(text.encode()).hexdigest()
    return DocumentInfo(
        doc_id, metadata, metadata.status_on(TODAY), f"{doc_id}.txt", "text/plain", len(text), 1, digest
    )


def cite(number: int, doc_id: str, quote: str) -> Citation:
    """Quote words of a text, verbatim."""
    info = document_info(doc_id)
    _, clause, page, text = TEXTS[doc_id]
    start = text.index(quote)
    return Citation(
        n=number,
        doc_id=doc_id,
        title=info.metadata.title,
        clause=clause,
        page=page,
        text=text,
        quote=quote,
        start=start,
        end=start + len(quote),
        passage_start=0,
        status=info.status,
        document=info,
    )


def answer(
    question: str, text: str, *citations: Citation, refused: bool = False, resolved: str = ""
) -> Answer:
    sentences = (Sentence(text, tuple(citation.n for citation in citations)),)
    return Answer(question, resolved or question, "figure", text, sentences, citations, refused, 12.3)


class Library:
    """The list of documents, as a store gives it."""

    def documents(self) -> list[DocumentInfo]:
        return [document_info(doc_id) for doc_id in TEXTS]

    def info(self, doc_id: str) -> DocumentInfo:
        if doc_id not in TEXTS:
            raise UsageError(f"索引中没有文档“{doc_id}”", "no such document")
        return document_info(doc_id)

    def document(self, doc_id: str) -> Document:
        self.info(doc_id)
        metadata, clause, page, text = TEXTS[doc_id]
        path = tuple(step for step in clause.split(" / ") if step)
        clauses = (Clause(path, len(path), (Span(0, len(text)),), None, page),)
        return Document(doc_id, text, metadata, clauses)


class StandInEngine:
    """Answers a handful of questions. ``delay``: seconds before each piece of text."""

    def __init__(self, delay: float = 0.0) -> None:
        self.delay = delay
        self.store = Library()
        self.histories: list[tuple[str, ...]] = []  # the earlier questions each question came with
        self.filters: list[Filters] = []

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[tuple[str, object]]:
        self.histories.append(tuple(turn.question for turn in history))
        self.filters.append(filters)
        if len(question) > 500:
            raise QuestionError("问题太长，请控制在500字以内。", "The question is too long.")
        if "坏" in question:
            raise RuntimeError("/secret/server/path")
        found = replace(self.reply(question, history), question=question)
        yield "documents", found.citations
        for start in range(0, len(found.text), 7):
            if self.delay:
                time.sleep(self.delay)
            yield "text", found.text[start : start + 7]
        yield "answer", found

    def would_cite(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> tuple[Citation, ...]:
        found = self.reply(question, history)
        return () if found.refused else found.citations

    def reply(self, question: str, history: Sequence[Turn]) -> Answer:
        if "1233" in question:
            return answer(
                question,
                "“1233”发展战略是丰台轨道交通产业的总体思路[1]：\n- 一个目标：建成具有全球影响力的轨道交通产业创新高地[2]\n"
                "- 两大抓手：园区建设与企业培育\n- 三项工程：强链、补链和延链\n- 三类保障：组织、政策和资金保障[1]",
                cite(1, "rail", "“1233”发展战略指一个目标、两大抓手、三项工程、三类保障。"),
                cite(2, "rail", "一个目标是建成具有全球影响力的轨道交通产业创新高地"),
                resolved=question,
            )
        if "2025年" in question and "丰台" in question:
            return answer(
                question,
                "到2025年，丰台轨道交通产业总体收入目标为3500亿元[1]。同一规划另一处写作3000亿元，两处不一致[2]。",
                cite(1, "rail", "到2025年，丰台轨道交通产业总体收入目标为3500亿元。"),
                cite(2, "rail", "同一规划的重点任务一章写作3000亿元，两处不一致。"),
            )
        if "株洲呢" in question:
            return answer(
                question,
                "未找到依据：现有文件里没有株洲2025年轨道交通产业总体收入目标。最接近的条文见[1]。",
                cite(1, "draft", "组织配套企业抱团参加展会"),
                refused=True,
                resolved="2025年株洲轨道交通产业总体收入目标是多少？" if history else question,
            )
        if "2035年" in question:
            return answer(question, "规划对2035年作了展望[1]。", cite(1, "rail", "并对2035年作了展望"))
        if "联手开拓" in question:
            return answer(
                question,
                "“联手开拓市场行动”由市工业和信息化局、市商务局牵头[1]。",
                cite(1, "draft", "市工业和信息化局、市商务局"),
            )
        if "基金" in question:
            return answer(
                question,
                "支持轨道交通前沿研究的有三项：市自然科学基金、轨道交通联合基金和区级创新引导基金[1]。丰台园另有相关活动[2]，见[7]。",
                cite(1, "fund", "市自然科学基金、轨道交通联合基金和区级创新引导基金"),
                cite(2, "news", "活动现场发布了轨道交通领域需求清单"),
            )
        if "脚本" in question:
            return answer(question, f"{HOSTILE_QUOTE}[1]。", cite(1, "hostile", HOSTILE_QUOTE))
        return answer(question, f"未找到依据：现有文件没有提到“{question}”。", refused=True)
