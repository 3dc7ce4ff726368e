"""A crawl that holds its text twice over comes back in sections."""

import random
from pathlib import Path

import pytest

from ingest import chunk_document, parse_text
from ingest.structure.doubled_text import repair
from ingest.structure.interleaved import InterleavedItem, repeated_pairs, untangle

PLAN = Path(__file__).parents[2] / "shared" / "plans" / "fengtai-rail-plan.txt"

# First words of a sentence -> the last step of its address.
OUTLINE = {
    "轨道交通作为丰台的特色主导产业": "前言",
    "“十四五”时期是我国由全面建成": "前言",
    "从机遇看，全球和国内": "前言",
    "初步统计，丰台拥有": "(一)产业规模持续扩大，经济效益稳步增长",
    "较“十三五”初期，新增": "(一)产业规模持续扩大，经济效益稳步增长",
    "2020年，丰台轨道交通产业利润总额": "(一)产业规模持续扩大，经济效益稳步增长",
    "“十三五”期间，丰台新引进": "(二)产业链条日益完善，产业结构不断优化",
    "国内专利申请量由": "(三)创新资源持续聚集，创新成果不断涌现",
    "在车辆制造领域，北京磁悬浮": "(三)创新资源持续聚集，创新成果不断涌现",
    "在市级层面，先后出台": "(四)政策体系逐步完善，服务保障大幅提升",
    "通过设立北京市自然科学基金": "(四)政策体系逐步完善，服务保障大幅提升",
    "在看到成绩的同时": "(四)政策体系逐步完善，服务保障大幅提升",
    "同时各国持续把": "(一)产业迎来新的历史机遇",
    "“十四五”时期，轨道交通产业既要": "(二)产业发展面临多重挑战",
    "展望二〇三五年": "三、二〇三五远景目标",
    "“一个主题”即做优": "一、发展思路",
    "同时推动区内企业加强合作": "(一)错位发展，产业协同",
    "坚持国内国际“双循环”": "(四)内外循环，开放合作",
    "到2025年，丰台轨道交通产业总体收入": "三、发展目标",
    "到2025年，丰台每年参加": "三、发展目标",
    "在工程施工领域，支持中国中铁": "(一)巩固产业优势，促进智能升级",
    "在工程施工领域，支持企业从": "(二)加强招商引资，延伸产业链条",
    "依托区内龙头企业和新型研发机构": "(五)推动关键部件研发",
    "交控科技股份公司作为平台建设": "(六)打造企业技术平台",
    "积极发挥政府部门在银行": "(一)加快推进产融结合",
    "鼓励轨道交通企业设立博士后": "(三)优化人才服务政策",
    "提升企业服务效能": "(五)优化企业营商环境",
    "加快丰台站及其周边": "(一)优化产业空间格局",
    "依托中国铁路通信信号集团和交控": "(二)打造特色空间载体",
    "举办中关村论坛的系列活动": "(一)推进高质量的引进来",
    "利用好政府搭建的平台": "(二)推动高水平的走出去",
    "在区级层面，成立": "一、加强组织领导",
    "强化考核评估，加强规划实施": "二、抓好任务分解",
    "深入对接中关村管委会": "三、完善政策支撑",
    "积极推进和监督重大项目进度": "五、完善动态机制",
}


@pytest.fixture(scope="module")
def plan():
    if not PLAN.exists():
        pytest.skip("../shared is not here: the repair of the real crawl is not checked")
    return parse_text(PLAN.read_text(encoding="utf-8"), doc_id="plan")


@pytest.mark.parametrize("words", OUTLINE)
def test_each_sentence_of_the_crawl_stands_once_in_its_section(plan, words):
    homes = [chunk.path[-1] for chunk in chunk_document(plan) if words in chunk.text and chunk.path]
    assert homes == [OUTLINE[words]]


def test_sections_that_only_the_contents_name(plan):
    only = {chunk.text: chunk.path for chunk in chunk_document(plan) if chunk.kind == "contents"}
    assert only["(三)强化通信信号研发"] == (
        "第三章 重点任务",
        "二、打造产业关键技术体系",
        "(三)强化通信信号研发",
    )
    assert {"(四)推动以大带小，加强企业联动", "(五)打造协同创新平台", "(三)推动跨区协同发展"} <= set(only)
    assert "(一)加强基础技术研究" not in only


def test_chunks_of_the_crawl_are_verbatim_and_carry_no_heading(plan):
    chunks = [chunk for chunk in chunk_document(plan) if chunk.kind == "text"]
    assert all(plan.text[chunk.start : chunk.end] == chunk.text for chunk in chunks)
    assert [chunk.text for chunk in chunks if "第四章" in chunk.text] == ["第四章保障规划实施"]
    assert repair(plan.text).repeated_sentences == 34


# --- the same method on an interleaving made here ------------------------------------------------

TOPICS = [
    "平台",
    "人才",
    "金融",
    "市场",
    "标准",
    "空间",
    "数据",
    "材料",
    "园区",
    "展会",
    "基金",
    "专利",
    "物流",
    "能源",
    "检测",
    "教育",
]


def _plan(rng: random.Random) -> tuple[str, list[tuple[str, str]]]:
    """Contents, and (heading words as they run in, sentence) of a plan made of topics."""
    chapters, sentences, topics = "一二三四", [], iter(TOPICS)
    contents = "目录"
    for chapter in chapters:
        head = f"第{chapter}章{chapter}方面工作部署"
        contents += head
        opening = head
        for section in "一二三四":
            topic = next(topics)
            heading = f"{section}、加强{topic}建设"
            contents += heading
            opening += heading
            for count in range(rng.randint(2, 4)):
                words = f"围绕{topic}事项第{count}点由{topic}部门推进{topic}重点项目{rng.randint(100, 999)}个并完成{topic}考核。"
                sentences.append((opening, words))
                opening = ""
    return contents, sentences


def _interleaved(seed: int) -> tuple[str, list[tuple[str, str]]]:
    """Two copies in bursts, the second some ten sentences behind the first; one sentence in ten stands in one copy."""
    rng = random.Random(seed)
    contents, sentences = _plan(rng)
    ahead = [i for i in range(len(sentences)) if sentences[i][0] or rng.random() > 0.1]
    behind = [i for i in range(len(sentences)) if sentences[i][0] or i not in ahead or rng.random() > 0.1]
    mixed: list[int] = []
    while ahead or behind:
        for copy, most in ((ahead, 4), (behind, 3)):
            lag = mixed and copy is behind and ahead and behind and behind[0] > ahead[0] - 8
            for _ in range(0 if lag else rng.randint(1, most)):
                if copy:
                    mixed.append(copy.pop(0))
    return contents + "".join("".join(sentences[i]) for i in mixed), sentences


@pytest.mark.parametrize("seed", range(8))
def test_two_copies_interleaved_here(seed):
    text, sentences = _interleaved(seed)
    document = parse_text("某市产业发展规划\n" + text, doc_id="d")
    chunks = [chunk for chunk in chunk_document(document) if chunk.kind == "text" and chunk.path]
    right = 0
    for _, words in sentences:
        homes = [chunk.path[-1] for chunk in chunks if words in chunk.text]
        assert len(homes) == 1
        right += homes[0].removeprefix(homes[0][:2]) == f"加强{words[2:4]}建设"
    assert right >= 0.95 * len(sentences)


def test_a_text_without_repeats_is_left_alone():
    text = "某规划\n" + "".join(f"第{i}项工作由第{i}个部门负责推进并按期完成考核任务。" for i in range(60))
    assert repair(text) is None


def test_a_text_that_repeats_itself_out_of_order_is_left_alone():
    sentences = [f"由县级以上主管部门责令第{i}类单位限期改正并处以罚款。" for i in range(12)]
    text = "".join(sentences + sentences[::-1])
    assert repair(text) is None


def test_untangle_two_whole_copies_one_after_the_other():
    keys = [f"这是第{i}个足够长的句子内容" for i in range(10)]
    items = [InterleavedItem(n, n + 1, key) for n, key in enumerate(keys + keys)]
    assert untangle(items).order == tuple(range(10))
    assert untangle(items).repeated == 10


def test_pairs_keep_to_one_order():
    keys = ["甲" * 10, "乙" * 10, "丙" * 10, "乙" * 10, "甲" * 10, "丙" * 10]
    pairs = repeated_pairs([InterleavedItem(n, n + 1, key) for n, key in enumerate(keys)])
    assert len(pairs) == 2
