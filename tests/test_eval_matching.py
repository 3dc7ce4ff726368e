"""Key points in answers: writing differs, facts do not."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eval.matching import holds, holds_passage, normalise, plain
from ingest.text.normalise import letters

SCORER = Path(__file__).resolve().parents[2] / "shared" / "questions" / "score.py"

# Text dense in what the matching is about: digits, joins of ranges, quotation marks, wide forms.
NUMERIC = st.text(alphabet="0123456789.,，:-—~～至到年%家亿“”《》 \n０１二五%", max_size=24)


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("50家", "成员单位50家。", True),
        ("50家", "重点企业150家", False),
        ("50家", "共5０ 家", True),
        ("5亿", "1.5亿元", False),
        ("5亿", "5.5亿元", False),
        ("5亿", "第2.5亿元", False),
        ("1.5", "1.55", False),
        ("1.5", "1.5.", True),
        ("240", "总数240.5", False),
        ("3500亿", "突破3,500亿元", True),
        ("26842个", "专利申请26，842 个", True),
        ("1,2", "第1,2项", True),
        ("3-5家", "形成3—5家跨国公司", True),
        ("3至5家", "形成3～5家", True),
        ("10-15家", "上市公司 10 － 15 家", True),
        ("2021-2025年", "2021年至2025年", True),
        ("2021-2025", "2021到2025", True),
        ("3-4%", "3%-4%", False),
        ("3%-4%", "3%~4%", True),
        ("丰泽计划", "利用“雏鹰计划”“丰泽计划”", True),
        ("优化营商环境的若干措施", "《丰台区关于优化营商环境的若干措施》", True),
        ("产学研", "产、学、研", True),
        ("Geoflex", "法国GEOFLEX公司", True),
        ("", "任何", False),
        ("“”", "任何", False),
        ("五家", "十五家", True),  # Chinese numerals have no boundary: write gold forms accordingly
    ],
)
def test_forms(form: str, text: str, expected: bool) -> None:
    assert holds(text, form) is expected


def test_passages_compare_letters_and_digits_only() -> None:
    assert holds_passage("2016-2020 年，荣获“国家科学技术奖” 13项。", "2016-2020年荣获国家科学技术奖13项")
    assert not holds_passage("任何", "……")
    assert letters(plain("１．（一）Ａ㎡")) == "1一am2"


@given(NUMERIC)
def test_normalising_again_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_number_is_found_only_whole(wanted: int, given_number: int) -> None:
    assert holds(f"共{given_number:,}家", f"{wanted}家") is (wanted == given_number)


@given(st.text(max_size=30), st.text(max_size=10))
def test_any_text_is_taken(text: str, form: str) -> None:
    assert holds(text, form) in (True, False)


@pytest.fixture(scope="module")
def scorer():
    if not SCORER.exists():
        pytest.skip("../shared is not here: no parity test against questions/score.py")
    spec = importlib.util.spec_from_file_location("reference_scorer", SCORER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@given(text=NUMERIC, form=NUMERIC, cut=st.tuples(st.integers(0, 24), st.integers(1, 8)))
@example(text="共1,234,567家", form="234", cut=(0, 1))
@example(text="10年至15", form="年", cut=(0, 1))
def test_parity_with_the_reference_scorer(scorer, text: str, form: str, cut: tuple[int, int]) -> None:
    # A piece of the text itself is a likely hit, random text a likely miss.
    for candidate in (form, text[cut[0] : cut[0] + cut[1]]):
        assert normalise(candidate) == scorer.norm(candidate)
        assert holds(text, candidate) == scorer.has(candidate, scorer.norm(text))
        assert letters(plain(text)) == scorer.strip_punct(text)
