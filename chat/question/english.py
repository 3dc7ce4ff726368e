"""Turn English questions into Chinese search words by a phrase list; nothing here knows documents or the index.

``translate`` gives words to search by, never a sentence to show: lexicon/english.txt holds phrases in their
base form, this module the English morphology around them. What kind of answer the question words ask for is
``kind_hints``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from ingest.text.figures import THOUSANDS

# “丰”: any Chinese character, the rare planes too; a question with one is not English
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]")
_LETTER = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
# “policy”, “R&D”: a word; a single letter (“A股”) makes no English question
_LATIN_WORD = re.compile(rf"[{_LETTER}]{{2,}}|[{_LETTER}]&[{_LETTER}]")
# Figures and codes “5G”, “G20”, “1+2+2”, “2+N”, “2021-2025”, “26,842”, “30%”; “U.S.”, “R&D”; words.
_TOKEN = re.compile(
    rf"[A-Za-z]{{0,4}}\d+(?:[.,+~–—-]\d+|\+[A-Z](?![A-Za-z]))*[A-Za-z]{{0,4}}%?(?![\d{_LETTER}])|\d+"
    rf"|(?:[A-Za-z]\.){{2,}}|[A-Za-z]{{1,2}}&[A-Za-z]{{1,2}}(?![{_LETTER}])|&"
    rf"|[{_LETTER}]+(?:['’][{_LETTER}]+)*"
)
# “…in 2025? ”: behind it a capital begins a sentence and need not be a name
_SENTENCE_END = re.compile(r"[.?!:;]['”’\")]*\s")
_ARTICLES = frozenset(("the", "a", "an"))

# Words that say nothing to a search by themselves; phrases of the lexicon may hold them.
_FUNCTION_WORDS = frozenset(
    word
    for line in (
        "the a an of in on at by to for and or nor but is are was were be been being am do does did done",
        "doing has have had having will would shall should can could may might must ought it its he him",
        "his she her hers they them their theirs we us our ours you your yours i me my mine this that",
        "these those there here from with without within into onto upon about against among between",
        "through throughout during before after above below up down out off over under as if then than so",
        "such not no yes only just also too very much many more most less least few some any all both",
        "each every either neither other others another own per via please tell show let say said says",
        "saying want wants know find like likes need needs since once while whether because although",
        "though however therefore hence until till yet still even ever never again ain't don't doesn't",
        "didn't isn't aren't can't what who whom whose which when where why how make makes made take",
        "takes took taken go goes went going come comes came get gets got give gives gave else etc eg ie",
        "mr ms mrs dr thanks hello hi one ones thing things same sure ok okay",
    )
    for word in line.split()
)
_IRREGULAR = {
    "led": "lead", "sped": "speed", "built": "build", "won": "win", "held": "hold", "grew": "grow",
    "grown": "grow", "spent": "spend", "gave": "give", "given": "give", "drew": "draw", "drawn": "draw",
    "rose": "rise", "risen": "rise", "sold": "sell", "fell": "fall", "fallen": "fall", "chose": "choose",
    "chosen": "choose", "met": "meet", "began": "begin", "begun": "begin", "became": "become",
    "lent": "lend", "brought": "bring", "drove": "drive", "driven": "drive", "strove": "strive",
    "forbade": "forbid", "understood": "understand", "oversaw": "oversee", "is": "be", "are": "be",
    "was": "be", "were": "be", "made": "make", "children": "child", "indices": "index", "paid": "pay",
    "meant": "mean",
}  # fmt: skip
# British to American, the spelling of the lexicon. A wrong guess (“enterprize”) is in no phrase: no harm.
_AMERICAN = (
    (re.compile(r"is(e|es|ed|er|ers|ing|ations?)$"), r"iz\1"),
    (re.compile(r"ys(e|es|ed|ing)$"), r"yz\1"),
    (re.compile(r"(?<=[a-z]{2}[b-df-hj-np-tv-z])our"), "or"),
    (re.compile(r"(?<=[a-z][bt])re(?=s?$)"), "er"),
    (re.compile(r"ogue(?=s?$)"), "og"),
    (re.compile(r"(?<=program)me"), ""),
    (re.compile(r"(?<=[fl]en)ce$|(?<=cen)ce$"), "se"),
    (re.compile(r"ll(?=ing$|ed$)"), "l"),
    (re.compile(r"(?<=lumin)i(?=um)"), ""),
)  # fmt: skip
_LONGEST_PINYIN = 20  # “Zhuangzhuangzhuang”; longer runs would cost the pattern exponential time
# “Fengtai”, “Lüliang”: a word of Mandarin syllables only, so that a name is told from English
_PINYIN = re.compile(
    "(?:(?:"
    "(?:zh|ch|sh|r)(?:i|e|a|ai|ei|ao|ou|an|en|ang|eng|ong|u|ua|uo|uai|ui|uan|un|uang)"
    "|[zcs](?:i|e|a|ai|ei|ao|ou|an|en|ang|eng|ong|u|uo|ui|uan|un)"
    "|[gkh](?:e|a|ai|ei|ao|ou|an|en|ang|eng|ong|u|ua|uo|uai|ui|uan|un|uang)"
    "|[jqx](?:i|ia|ie|iao|iu|ian|in|iang|ing|iong|u|ue|uan|un)"
    "|[dt](?:e|a|ai|ei|ao|ou|an|en|ang|eng|ong|i|ia|ie|iao|iu|ian|ing|u|uo|ui|uan|un)"
    "|[nl](?:e|a|ai|ei|ao|ou|an|en|ang|eng|ong|i|ia|ie|iao|iu|ian|in|iang|ing|u|uo|uan|un|v|ü|ve|üe|ue)"
    "|[bpm](?:a|o|ai|ei|ao|an|en|ang|eng|i|ie|iao|ian|in|ing|u|e|ou|iu)"
    "|f(?:a|o|ei|ou|an|en|ang|eng|u)"
    "|w(?:a|o|ai|ei|an|en|ang|eng|u)|y(?:a|e|ao|ou|an|ang|i|in|ing|ong|u|ue|uan|un)"
    "|a|ai|ao|an|ang|e|ei|en|er|o|ou"
    ")'?)+"
)
# “Fengtai’s” → “Fengtai”
_POSSESSIVE = re.compile(r"['’]s$", re.I)


class _Token(NamedTuple):
    """A word or figure of the question; ``forms``: what to look it up by, its own form first."""

    text: str
    forms: tuple[str, ...]
    opens_sentence: bool


@cache
def _lexicon() -> dict[str, str]:
    """English phrase -> Chinese words apart by blanks; "" for what only begins a phrase."""
    found: dict[str, str] = {}
    text = resources.files("chat.question").joinpath("lexicon/english.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        phrases, tab, chinese = line.partition("\t")
        if not tab or line.startswith("#"):
            continue
        for phrase in phrases.split("; "):
            found[phrase] = chinese
            blank = phrase.rfind(" ")
            while blank > 0 and (beginning := phrase[:blank]) not in found:
                found[beginning] = ""
                blank = phrase.rfind(" ", 0, blank)
    return found


def translate(question: str) -> tuple[str, ...] | None:
    """Give Chinese search words of an English question in its order, each once; alternatives follow each other.

    Figures, years and codes stay (“26,842” as “26842”), as do acronyms and names: a capitalised word that may
    be pinyin, or one inside a sentence (“Geoflex”). Other unknown words are dropped; all unknown: ``()``.
    ``None``: the question holds Chinese characters, or no Latin word.
    """
    text = unicodedata.normalize("NFKC", question)
    if _HAN.search(text) or not _LATIN_WORD.search(text):
        return None
    tokens = _tokens(text)
    # Capitals throughout, or on every longer word as in a headline, do not mark a name.
    shouted = len(tokens) > 1 and not any(character.islower() for character in text)
    longer = [token.text for token in tokens if len(token.text) > 3 and token.text.isalpha()]
    headline = len(longer) > 2 and all(word[0].isupper() for word in longer)
    found: list[str] = []
    at = 0
    while at < len(tokens):
        end, chinese = _longest_phrase(tokens, at)
        if chinese:
            found.extend(chinese.split())
        elif kept := _kept(tokens[at], shouted=shouted, headline=headline):
            found.append(kept)
        at = max(end, at + 1)
    return tuple(dict.fromkeys(found))


def is_english(question: str) -> bool:
    """Whether a question is asked in English; Chinese names may stand in it (“Who leads 数智赋能 in Zhuzhou?”)."""
    text = unicodedata.normalize("NFKC", question)
    words = [word.lower() for word in _LATIN_WORD.findall(text)]
    characters = len(_HAN.findall(text))
    if characters:
        return characters <= 2 * len(words) and any(word in _FUNCTION_WORDS for word in words)
    known = any(_HAN.search(word) for word in translate(text) or ())
    return len(words) > 1 and (known or any(word in _FUNCTION_WORDS for word in words))


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    previous_end = 0
    for match in _TOKEN.finditer(text):
        opens_sentence = previous_end == 0 or bool(
            _SENTENCE_END.search(text, previous_end - 1, match.start())
        )
        previous_end = match.end()
        word = _POSSESSIVE.sub("", match.group())
        if word.endswith(".") or word == "&":
            word = "and" if word == "&" else word.replace(".", "")
        if word.lower() in _ARTICLES:
            continue
        found.append(_Token(word, _forms(word, opens_sentence), opens_sentence))
    return found


@lru_cache(maxsize=4096)
def _forms(word: str, opens_sentence: bool) -> tuple[str, ...]:
    """What a word is looked up by: “OEMs” -> “OEMs”, “oems”, “oem”, “OEMS”, “OEM”.

    The capital that opens a sentence counts as none, so that “May” is a month only further on.
    """
    unaccented = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    plain = unaccented.lower().replace("'", "").replace("’", "")
    bases = [plain, *_bases(plain)]
    bases.extend([american for base in bases if (american := _american(base)) != base])
    if not opens_sentence or word[1:] != word[1:].lower():
        bases.insert(0, unaccented)
    if plain not in _FUNCTION_WORDS:
        bases.extend([base.upper() for base in bases])
    return tuple(dict.fromkeys(bases))


def _bases(word: str) -> list[str]:
    """Possible base forms of an inflected word, likelier ones first: “subsidies” -> “subsidy”."""
    found = [_IRREGULAR[word]] if word in _IRREGULAR else []
    for ending, length in (("ied", 3), ("ing", 3), ("ed", 2), ("ly", 2)):
        stem = word[:-length]
        if not word.endswith(ending) or len(stem) < 3:
            continue
        found.append(stem + "y" if ending == "ied" else stem)
        if ending in ("ing", "ed"):
            found.append(stem + "e")
            # “planned” -> “plan”; “drilled” keeps both.
            found.extend([stem[:-1]] if stem[-1] == stem[-2] else [])
        break
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 2:
        found.extend([word[:-3] + "y"] if word.endswith("ies") else [])
        found.append(word[:-1])
        found.extend([word[:-2]] if word.endswith("es") else [])
    return found


def _american(word: str) -> str:
    for british, american in _AMERICAN:
        word = british.sub(american, word)
    return word


def _longest_phrase(tokens: list[_Token], at: int) -> tuple[int, str]:
    """End (exclusive) and Chinese words of the longest phrase from a token on; ``(at, "")`` for none."""
    lexicon = _lexicon()
    best = (at, "")
    beginnings = [""]
    for end in range(at, len(tokens)):
        steps = [f"{start}{form}" for start in beginnings for form in tokens[end].forms]
        known = [step for step in steps if step in lexicon]
        chinese = next((lexicon[step] for step in known if lexicon[step]), "")
        if chinese:
            best = (end + 1, chinese)
        if not known:
            break
        beginnings = [f"{step} " for step in known]
    return best


def _kept(token: _Token, *, shouted: bool, headline: bool) -> str:
    """What of a word outside the lexicon goes to the search as it is written, or "" for nothing."""
    word = token.text
    if any(character.isdigit() for character in word):
        return THOUSANDS.sub("", word)
    lower = word.lower().replace("’", "'")
    if lower in _FUNCTION_WORDS or len(word) < 2 or word == word.lower():
        return ""
    if len(word) <= _LONGEST_PINYIN and _PINYIN.fullmatch(lower):
        return word
    if word[1:] != word[1:].lower():
        return "" if shouted else word
    return "" if token.opens_sentence or headline else word


_MANY = (
    r"(?:(?<!document )(?<!reference )(?<!phone )number|amount|quantity|share|proportion|percent\w*|ratio"
    r"|rate|target|value|total|size|scale|sum|figure|count)s?"
)
_MEASURED = (
    r"(?:revenue|income|turnover|profit|output|tax(?:es)?|gdp|investment|spending|expenditure|budget"
    r"|intensity|growth|cost|price|fee|rent|subsid(?:y|ies)|speed|area|score|index|funding|increase|decrease|maximum"
    r"|minimum|(?<!time )limit)s?"
)
_BODY = (
    r"(?:unit|department|agency|agencies|bureau|office|commission|authority|authorities|body|bodies"
    r"|organi[sz]ation|committee|institution)s?"
)
_GREATER = (
    r"(?:higher|lower|larger|smaller|bigger|faster|slower|greater|more|fewer|less|earlier|later|longer"
    r"|shorter)"
)
_AUXILIARY = r"(?:is|are|was|were|will|did|does|do|must|should|can|has|have|had|would|shall)"
_ASKER = (
    r"(?:i|we|(?:our|my|foreign|small) [\w-]+|an? (?:[\w-]+ ){0,4}?[\w-]+|individuals?|companies"
    r"|enterprises|firms)"
)
# “What is the validity of …” asks for an attribute, “what is maglev” for what a word means.
_ATTRIBUTE = (
    r"(?:deadlines?|date|differences?|reason|purpose|aim|objective|goal|name|title|address|website|contact"
    r"|e-?mail|limit|(?:phone|telephone|document|reference) number|period|validity|status|relationship"
    r"|first|largest|world's)"
)
# What is named in several: “what measures support …”. “-ss”, “-us”, “-is” are no plurals.
_PLURAL = r"(?!does\b|was\b|has\b)[\w-]*[^\Wsui]s"
_HINTED_LENGTH = 2_000  # characters of a question: the patterns cost quadratic time
# “what does … mean”, “how many”, “which”, “who leads”, “by when”: kinds of question by their words
_HINTS = {
    "definition": re.compile(
        r"\bmeans?\b|\bmeant\b|\bmeaning\b|\bdefin(?:e|ed|es|ition)\b|\bstands? for\b|\brefers? to\b"
        r"|\bexplain\b|\bconsists? of\b|\bmade up of\b|\bcompris(?:e|es|ed)\b|\bfull name\b|\bshort for\b"
        rf"|\bwhat(?:'s| is| are)\b(?! (?:\S+ ){{0,4}}{_ATTRIBUTE}\b)"
        rf"(?! (?:\S+ ){{0,5}}(?:{_MANY}|{_MEASURED})\b)"
    ),
    "figure": re.compile(
        r"\bhow (?:many|much|large|big|high|long|far|fast|old|often|wide|deep|heavy|tall)\b|\bby how\b"
        rf"|\bwhat\b(?:'s| is| are| was| were)?(?: [^\s?]+){{0,6}}? (?:{_MANY}|{_MEASURED})\b"
        r"|\bhow (?:did|does|do|has|have|will)\b[^?]*\b(?:grow|change|increase|rise|fall)"
    ),
    "list": re.compile(
        r"\bwhich (?!year|month|date|day|quarter)|\benumerate\b"
        r"|(?:^|[.?!;,] |\bplease |\band )list\b|\blist of\b|\blist\?"
        r"|\bname (?:the|all|two|three|four|five|some|a few)\b|\bwhat (?:kinds?|types?|sorts?|categories)\b"
        r"|\bwhat are\b(?! the (?:\w+ )?(?:differences?|deadlines?))"
        rf"|\bwhat (?:\S+ ){{0,2}}?{_PLURAL} (?:are|were|will|do|did|have|can|should|must|support)\b"
        r"|\bconsists? of\b|\bmade up of\b|\bcompris(?:e|es|ed)\b|\bincludes?\b"
    ),
    "responsible": re.compile(
        r"\bresponsib\w+|\bin charge\b|\baccountable\b|\boversees?\b|\bheaded by\b|\bled by\b|\bby whom\b"
        rf"|\bwho (?:{_AUXILIARY} )?(?:\w+ )?(?:leads?|leading|heads?|led|runs?|organi[sz]es?|coordinates?"
        r"|supervises?|implements?|undertakes?)\b"
        rf"|\b(?:lead|leading|supporting|competent|cooperating) {_BODY}\b"
        rf"|\b(?:which|what) (?:\w+ ){{0,3}}{_BODY}\b"
    ),
    "deadline": re.compile(
        rf"\bwhen,? (?:exactly )?(?:{_AUXILIARY}|and)\b|\b(?:by|until|till|since|and) when\b|\bwhen\s*\?"
        r"|\bdeadlines?\b|\bdue\b|\btime ?(?:limit|frame|line|table)\b|\bhow soon\b"
        r"|\b(?:what|which) (?:year|month|date|day|quarter|time)\b|\bwhat(?:'s| is) the (?:\w+ )?date\b"
        r"|\b(?:completion|closing|due|cut-?off) date\b"
    ),
    "comparison": re.compile(
        r"\bcompar(?:e|es|ed|ing|ison)\b|\bdiffer(?:s|ed|ent|ence|ences|ently)?\b|\bversus\b|\bvs\b"
        r"|\bunlike\b|\bin contrast\b|\bin common\b"
        rf"|\b{_GREATER} (?:\w+ ){{0,3}}than\b(?! (?:\d|one\b|two\b|ten\b|half\b|a\b))"
        rf"|\bwhich\b[^?]*\b{_GREATER}\b(?! (?:\w+ )?than (?:\d|half\b))"
    ),
    "applicability": re.compile(
        r"\beligib\w+|\bqualif(?:y|ies|ied)\b|\bentitled\b|\bappl(?:y|ies|icable|ying)\b|\bwho can\b"
        r"|\bapplications?\b(?! scen)|\bavailable (?:to|for)\b"
        r"|\b(?:support|help|subsidies) (?:is|are) available\b"
        rf"|\b(?:can|could|may|do|does|am|are|is) {_ASKER} (?:get|receive|obtain|apply|join|enjoy|claim"
        r"|benefit|access|use|have to|need)\b"
        r"|\b(?:we|i) (?:are|am|run|operate|own)\b|\bwe're\b|\bi'm\b|\bfor (?:us|me|our|companies like)\b"
        r"|\bour (?:company|firm|enterprise|startup|start-up|business|team)\b"
        r"|\b(?:is|are) there (?:any )?(?:\w+ )?(?:support|subsid|help|grant|fund|incentive|reward|polic)"
    ),
}


def kind_hints(question: str) -> set[str]:
    """Give the kinds of question that English words ask for.

    These are definition, figure, list, responsible, deadline, comparison and applicability. Several may hold
    (“Who leads it and when is it due?”); empty without such words.
    """
    opening = unicodedata.normalize("NFKC", question[:_HINTED_LENGTH]).lower()
    text = " ".join(opening.replace("’", "'").split())
    return {kind for kind, pattern in _HINTS.items() if pattern.search(text)}
