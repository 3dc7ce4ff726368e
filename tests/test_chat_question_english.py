"""English questions: the Chinese words they are searched by, and the kind of answer they ask for."""

import re
import time
import unicodedata
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.question import english
from chat.question.english import kind_hints, translate

LINES = [
    line.split("\t")
    for line in resources.files("chat.question")
    .joinpath("lexicon/english.txt")
    .read_text(encoding="utf-8")
    .splitlines()
    if line and not line.startswith("#")
]
PHRASES = [(phrase, chinese) for phrases, chinese in LINES for phrase in phrases.split("; ")]
CHINESE_WORDS = {word for _, chinese in PHRASES for word in chinese.split()}

# Question, words its translation holds in this order, kinds it hints at.
QUESTIONS = [
    (
        "By 2024, what proportion must the international operation index of Zhuzhou's lead OEMs pass?",
        "2024 占比 国际化经营指数 株洲 主机企业",
        "figure",
    ),
    ("Which funds support frontier research in rail transit?", "哪些 基金 支持 前沿研究 轨道交通", "list"),
    (
        "Which French firms did Traffic Control Technology sign up with at Fengtai Park?",
        "法国 企业 交控科技 签约 丰台园",
        "list",
    ),
    (
        "Who leads the talent empowerment action in Zhuzhou, and by when must it be finished?",
        "牵头 人才赋能行动 株洲 何时 完成",
        "responsible deadline",
    ),
    ("How many little giants will Zhuzhou cultivate by 2024?", "多少 小巨人 株洲 培育 2024", "figure"),
    ('What does the "1+2+2" track structure mean?', "1+2+2 赛道 结构 什么意思", "definition"),
    ("What is meant by “specialised and sophisticated”?", "什么意思 专精特新", "definition"),
    ("When was Fengtai's rail transit plan issued?", "时间 丰台 轨道交通 规划 印发", "deadline"),
    (
        "Is the draft's 2025 revenue target different from the 14th Five-Year Plan's?",
        "征求意见稿 2025 收入 目标 不同 十四五",
        "comparison",
    ),
    (
        "Compare the number of rail enterprises in the plan and in the news.",
        "相比 数量 轨道交通企业 规划 新闻",
        "comparison",
    ),
    (
        "Can a foreign-invested SME apply for R&D subsidies in Shanghai's Pudong New Area?",
        "外资 中小企业 申报 研发 补贴 上海 浦东",
        "applicability",
    ),
    ("What was Fengtai Park's total revenue in 2020?", "丰台园 总收入 2020", "figure"),
    ("How fast did R&D spending grow between 2015 and 2020?", "增速 研发经费 增长 2015 2020", "figure"),
    ("Who did Geoflex sign with?", "谁 Geoflex 签约", ""),
    ("What did Sun Rui say about the doubling plan?", "Sun Rui 倍增计划", ""),
    (
        "Which departments are responsible for the Development and Reform Commission's items?",
        "部门 责任单位 发改委 事项",
        "list responsible",
    ),
    (
        "What is the deadline for signing the strategic cooperation agreement with CRRC?",
        "完成时限 签约 战略合作协议 中车",
        "deadline",
    ),
    ("Who built the world's first horseshoe-shaped tunnel boring machine?", "世界首台 马蹄形盾构机", ""),
    ("How many patents were granted from 2016 to 2020?", "多少 专利 授权 2016 2020", "figure"),
    ("By how much should bank credit grow each year?", "多少 银行 信贷 增长 每年", "figure"),
    (
        "Which countries' standards does the RCEP market cooperation mention?",
        "国家 标准 RCEP 市场 合作",
        "list",
    ),
    ("What are the five chains?", "五链", "definition list"),
    (
        "We are a small supplier and would like to move to the cloud; what support is available?",
        "供应商 上云 哪些支持",
        "applicability",
    ),
    ("Which exhibitions abroad will the government organise?", "展会 境外 政府 组织", "list"),
    (
        "How much tax did the park contribute to the district in 2020?",
        "多少 税收 园区 区 2020",
        "figure",
    ),
    ("List the ten major items and their responsible units.", "清单 十大事项 责任单位", "list responsible"),
    (
        "May companies from Hebei apply for a loan in May 2025?",
        "企业 河北 申报 贷款 5月 2025",
        "applicability",
    ),
    (
        "How large is the Fengze plan's settling-in allowance for recruits?",
        "规模 Fengze 规划 安家费",
        "figure",
    ),
    ("What is the document number of the Fengtai rail plan?", "文号 丰台 轨道交通 规划", ""),
    ("Who drafted the action plan (draft for comments)?", "起草 行动计划 征求意见稿", ""),
    (
        "How do Fengtai's “four chains” differ from Zhuzhou's “five chains”?",
        "丰台 四链 不同 株洲 五链",
        "comparison",
    ),
    ("WHICH FUNDS SUPPORT MAGLEV RESEARCH IN BEIJING?", "哪些 基金 支持 磁悬浮 研究 北京", "list"),
    ("What hidden champions does the plan list?", "隐形冠军 规划 列出", "list"),
    ("Where is the test loop for high-speed trains?", "哪里 中高速列车试验环线", ""),
    ("Did the signalling firms' localisation reach 100%?", "信号 企业 国产化 达到 100%", ""),
    (
        "With which cities — Xiong'an, Langfang, Baoding — will Fengtai cooperate?",
        "城市 雄安 廊坊 保定 丰台 合作",
        "list",
    ),
    (
        "When companies list on the Beijing Stock Exchange, what reward do they get?",
        "企业 北交所 奖励",
        "",
    ),
    (
        "What is the phone number of the Shanghai science and technology commission?",
        "电话 上海 科委",
        "",
    ),
    ("Is the income in 2025 larger than in 2020?", "收入 2025 2020", "comparison"),
    ("Does the plan require more than 240 enterprises?", "规划 要求 超过 240 企业", ""),
    ("In which year did rail revenue first exceed 100 billion yuan?", "年份 收入 超过 千亿元", "deadline"),
    ("What is the intellectual property pledge financing programme?", "知识产权质押融资", "definition"),
    ("Are we eligible for the unicorn award in Haidian?", "条件 独角兽 奖励 海淀", "applicability"),
    ("What are the differences between the two plans?", "区别 两 规划", "comparison"),
    ("What percentage of output value comes from industrial clusters?", "占比 产值 产业集群", "figure"),
    (
        "Which bureau in Xi'an is in charge of traction power and rolling stock?",
        "西安 负责 牵引供电 车辆",
        "list responsible",
    ),
]


@pytest.mark.parametrize(("question", "words", "kinds"), QUESTIONS)
def test_a_question_becomes_chinese_words_in_its_order(question, words, kinds):
    found = translate(question)
    assert found is not None
    assert [word for word in found if word in words.split()] == words.split(), found
    assert not {word for word in found if re.fullmatch("[a-z]+", word)}, "no lower-case English stays"
    assert len(found) == len(set(found))


@pytest.mark.parametrize(("question", "words", "kinds"), QUESTIONS)
def test_question_words_hint_at_the_kind_of_answer(question, words, kinds):
    assert kind_hints(question) == set(kinds.split())


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Which funds support frontier research?", "哪些 基金 资金 支持 扶持 前沿研究"),
        ("What is maglev?", "磁悬浮 磁浮"),
        ("Tell me about it, please.", ""),
        ("Quelle est la politique?", ""),
        ("the Development & Reform Commission", "发改委 发展和改革委员会"),
        ("Does US investment in IT count for us?", "美国 投资 信息技术"),
        ("What is R&D? And O&M?", "研发 运维 运营维护"),
    ],
)
def test_alternatives_follow_each_other_and_nothing_else_comes(question, words):
    assert translate(question) == tuple(words.split())


@pytest.mark.parametrize(
    "question",
    ["", "  ", "2025", "30%?", "5G", "株洲 target 2024?", "What is 磁悬浮?", "目标是多少", "Что это?"],
)
def test_what_is_no_english_question_is_none(question):
    assert translate(question) is None


@pytest.mark.parametrize(
    ("written", "base"),
    [
        ("subsidies", "subsidy"),
        ("Subsidised", "subsidize"),
        ("planned", "plan"),
        ("led by", "lead"),
        ("industries'", "industry"),
        ("labour", "labor"),
        ("programmes", "program"),
        ("centres", "center"),
        ("city-level", "city level"),
        ("start-ups", "start up"),
        ("traction-power", "traction power"),
        ("signaling systems", "signalling system"),
        ("MAGLEV", "maglev"),
        ("oems", "OEM"),
        ("U.S.", "US"),
        ("the Fourteenth Five-Year Plan", "14th five year plan"),
        ("Xi’an", "xi'an"),
        ("ｍａｇｌｅｖ", "maglev"),
        ("digitalisation", "digitalization"),
        ("defence industries", "defense industry"),
    ],
)
def test_inflection_spelling_and_case_do_not_matter(written, base):
    assert translate(f"about {written}") == translate(f"about {base}") != ()


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("Is it 26,842 in 2021-2025?", ("26842", "2021-2025")),
        ("Is it about 2+N, 1+6+N or 1233?", ("2+N", "1+6+N", "1233")),
        ("Does TISC or BRT matter, and 160km/h, 4.5% or 20-30?", ("BRT", "160km", "4.5%", "20-30")),
        ("Does Lüliang or Huang Zhen know?", ("Lüliang", "Huang", "Zhen")),
        ("Does Fengze trust Knorr-Bremse?", ("Fengze", "Knorr", "Bremse")),
        ("Which Widgetry Support Applies Here?", ()),
        ("Widgetry for fengze", ()),
        ("So it is. Blimey!", ()),
        ("IS FLUBBERY IN YONGHE?", ("YONGHE",)),
        ("Was it in 2025yearsago?", ("2025",)),
    ],
)
def test_figures_codes_and_names_stay_and_other_unknown_words_go(question, kept):
    found = translate(question)
    assert found is not None
    assert tuple(word for word in found if word not in CHINESE_WORDS) == kept


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("What does GTC stand for?", "definition"),
        ("Which month is the fair in?", "deadline"),
        ("What is the time limit and who is in charge?", "deadline responsible"),
        ("Which department leads it?", "list responsible"),
        ("Who will lead the pilot?", "responsible"),
        ("How has revenue changed since 2015?", "figure"),
        ("What measures will support talent?", "list"),
        ("What is the purpose of the plan?", ""),
        ("Which of the two districts has more incubators?", "list comparison"),
        ("Is it more than 30%?", ""),
        ("Can our company get the reward?", "applicability"),
        ("Is there any support for chip designers?", "applicability"),
        ("What’s the target, and when?", "figure deadline"),
        ("What applies when firms move?", "applicability"),
        ("株洲由谁牵头？", ""),
        ("", ""),
    ],
)
def test_hints_without_a_translation(question, kinds):
    assert kind_hints(question) == set(kinds.split())


def test_the_lexicon_is_well_formed():
    assert all(len(line) == 2 and line[0] and line[1].split() for line in LINES)
    phrases = [phrase for phrase, _ in PHRASES]
    assert len(phrases) == len(set(phrases)) >= 1_500
    assert [phrase for phrase in phrases if phrase != " ".join(phrase.split())] == []
    assert [word for word in CHINESE_WORDS if re.search(r"[a-z]{4}", word)] == []


def test_every_phrase_of_the_lexicon_can_be_met():
    unmet = [
        phrase
        for phrase, chinese in PHRASES
        if translate(f"about {phrase}") != tuple(dict.fromkeys(chinese.split()))
    ]
    assert unmet == []


words_of_questions = st.one_of(
    st.sampled_from([phrase for phrase, _ in PHRASES]),
    st.sampled_from(
        [
            "What",
            "Which",
            "the",
            "of",
            "30%",
            "26,842",
            "5G",
            "G20",
            "1+2+2",
            "Fengze",
            "OEMs'",
            "U.S.",
            "(",
            "?",
            "“",
        ]
    ),
    st.text(max_size=8),
)


@given(st.one_of(st.text(), st.lists(words_of_questions, max_size=12).map(" ".join)))
def test_only_words_of_the_lexicon_or_of_the_question_come_out(question):
    found = translate(question)
    assert kind_hints(question) <= set(english._HINTS)
    text = unicodedata.normalize("NFKC", question)
    if found is None:
        return
    for word in found:
        assert (
            word in CHINESE_WORDS
            or word in text
            or word in text.replace(",", "")
            or word in text.replace(".", "")
        )


@pytest.mark.parametrize(
    "question",
    [
        "which funds support research " * 400,
        "Zhangao" * 1500,
        "1+" * 5000 + "abcdef",
        "A." * 5000,
        "what is a which " * 700,
    ],
)
def test_long_questions_take_no_long_time(question):
    started = time.process_time()
    translate(question)
    kind_hints(question)
    assert time.process_time() - started < 1


def test_the_lexicon_loads_once_and_fast():
    def load() -> float:
        english._lexicon.cache_clear()
        started = time.process_time()
        english._lexicon()
        return time.process_time() - started

    assert min(load() for _ in range(5)) < 0.010
    assert english._lexicon() is english._lexicon()
