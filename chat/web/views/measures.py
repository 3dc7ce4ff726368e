"""Draw the measures that were matched with an enterprise, by verdict, each condition with its words and the reason.

Pure functions of the JSON that ``match --json`` prints; every piece of text escaped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chat.web.views.cards import standing_badge
from chat.web.views.profile_form import PROFILE_LABELS, box_of, label_of
from ingest.document import DRAFT, EXPIRED, NEWS, REPEALED
from ingest.text.normalise import squeeze
from ingest.text.safe_display import escape

Found = Mapping[str, Any]
FITS, OPEN, FAILS = "符合", "待确认", "不符合"
MET, UNMET, UNKNOWN = "met", "unmet", "unknown"
STATE_WORDS = {MET: "满足", UNMET: "不满足", UNKNOWN: "待确认"}
_VERDICT_CLASS = {FITS: "met", OPEN: "unknown", FAILS: "unmet"}
_NOT_IN_FORCE = (DRAFT, EXPIRED, REPEALED, NEWS)
_ADVICE = {
    FITS: "写明的条件都满足。",
    OPEN: "没有不满足的条件，还有几条要核对。",
    FAILS: "与需求、行业相关，但有条件不满足。",
}
MOST_DRAWN = 60  # measures of one verdict; an export has all of them
MOST_GIFTS, MOST_CONDITIONS = 3, 5  # shown of one measure, the others folded
NO_MEASURES = '<p class="wc-empty">库里还没有读出政策措施。请先在“文件”里收入若干措施、申报通知、办法或政策汇编，再回到这里。</p>'


def waiting_html(count: int, documents: int) -> str:
    """Draw what stands there before the first question: what to do, and what is looked through."""
    if not count:
        return NO_MEASURES
    return (
        f'<p class="wc-empty">写下企业的情况，查适用政策。库里 {documents} 份文件，读出 {count} 项措施；'
        "每一项都按写明的条件逐条核对，条件、金额都是原话，点开就到原文。不必填全：先写地区、行业和需求，再按提示补充。</p>"
    )


def matched_html(found: Found) -> str:
    """Draw what a profile was matched with: how it was understood, what to add, the measures by verdict."""
    measures: Sequence[Found] = found["measures"]
    now = [one for one in measures if one["status"] not in _NOT_IN_FORCE]
    apart = [one for one in measures if one["status"] in _NOT_IN_FORCE]
    groups = {verdict: [one for one in now if one["verdict"] == verdict] for verdict in (FITS, OPEN, FAILS)}
    parts = [_known(found["profile"]), _summary(groups, apart), _wanted(found["ask"])]
    if measures:
        parts.append(_exports())
    needs = " ".join(str(need["value"]) for need in found["profile"].get("needs", ()))
    parts += [_group(verdict, groups[verdict], needs) for verdict in (FITS, OPEN)]
    parts.append(_folded(f"不符合 {len(groups[FAILS])} 项", _ADVICE[FAILS], groups[FAILS], needs))
    told = "这些措施的文件是征求意见稿、已届满、已废止或只是报道，不能据以申报。"
    parts.append(_folded(f"不在执行中 {len(apart)} 项", told, apart, needs))
    return "".join(parts)


def _known(profile: Found) -> str:
    """How the enterprise was understood, so that a wrong reading is seen."""
    told = [(PROFILE_LABELS[name], _said(profile[name])) for name in PROFILE_LABELS if name in profile]
    told = [(label, words) for label, words in told if label != PROFILE_LABELS["notes"]]
    if not told:
        return '<p class="wc-soft">没有读出企业的情况，换个说法，或填上面的几项。</p>'
    items = "".join(f"<div><dt>{label}</dt><dd>{escape(words)}</dd></div>" for label, words in told)
    return f'<dl class="wc-read-as" aria-label="理解的情况">{items}</dl>'


def _said(value: Any) -> str:
    """Values as a person wrote them; places and other names as they were understood."""
    each = value if isinstance(value, list) else [value]
    words = [
        str(one["value"])
        if isinstance(one["value"], str) and not one["value"].isdecimal()
        else str(one["from"])
        for one in each
    ]
    return "、".join(dict.fromkeys(words))


def _summary(groups: Mapping[str, Sequence[Found]], apart: Sequence[Found]) -> str:
    fits, unsure, fails = (len(groups[verdict]) for verdict in (FITS, OPEN, FAILS))
    if not fits and not unsure:
        further = "下面列出相关而不能用的。" if fails or apart else "库里的措施与这些行业和需求无关。"
        return f'<p class="wc-matched-count" role="status">没有找到适用的措施。{further}</p>'
    words = f"符合 {fits} 项，待确认 {unsure} 项"
    return f'<p class="wc-matched-count" role="status">{words}</p>'


def _wanted(asked: Sequence[Found]) -> str:
    """The fields that decide most, as buttons that put the cursor into their box."""
    boxes: dict[str, int] = {}
    for one in asked:
        if name := box_of(str(one["field"])):
            boxes[name] = boxes.get(name, 0) + len(one["measures"])
    if not boxes:
        return ""
    chips = "".join(
        f'<button type="button" class="wc-chip" data-fill="{name}">{label_of(name)}'
        f'<span class="wc-soft-words">决定 {count} 项</span></button>'
        for name, count in boxes.items()
    )
    return f'<div class="wc-wanted"><span>补充这些更准</span>{chips}</div>'


def _exports() -> str:
    return (
        '<div class="wc-exports"><span>导出全部结果</span>'
        '<button type="button" class="wc-action" data-match-file="docx">Word</button>'
        '<button type="button" class="wc-action" data-match-file="xlsx">Excel</button></div>'
    )


def _group(verdict: str, measures: Sequence[Found], needs: str) -> str:
    if not measures:
        return ""
    return (
        f'<section class="wc-measures"><h3>{verdict} {len(measures)} 项</h3>'
        f'<p class="wc-soft">{_ADVICE[verdict]}</p>{_cards(measures, needs)}</section>'
    )


def _folded(title: str, words: str, measures: Sequence[Found], needs: str) -> str:
    if not measures:
        return ""
    return (
        f'<details class="wc-measures"><summary><h3>{title}</h3></summary>'
        f'<p class="wc-soft">{words}</p>{_cards(measures, needs)}</details>'
    )


def _cards(measures: Sequence[Found], needs: str) -> str:
    left = len(measures) - MOST_DRAWN
    more = f'<p class="wc-soft">另有 {left} 项，导出可看全部。</p>' if left > 0 else ""
    return "".join(measure_html(one, needs) for one in measures[:MOST_DRAWN]) + more


def measure_html(one: Found, needs: str = "") -> str:
    """Draw one measure as a card; of its gifts those that meet the words of a need stand first."""
    key, title = escape(str(one["measure"])), escape(str(one["title"]))
    facts = (("对象", one["for_whom"]), ("办理", one["handled_by"]), ("联系", one["contact"]), ("时间", one["deadline"]))  # fmt: skip
    told = "".join(f"<div><dt>{label}</dt><dd>{escape(words)}</dd></div>" for label, words in facts if words)
    facts_html = f'<dl class="wc-measure-facts">{told}</dl>' if told else ""
    return (
        f'<article class="wc-card wc-measure" aria-label="{title}">'
        f'<div class="wc-card-head">{verdict_badge(str(one["verdict"]))}'
        f'<h4 class="wc-title">{title}</h4>{standing_badge(str(one["status"]))}</div>{_source(one)}'
        f"{_gifts(one, needs)}{conditions_html(one)}{facts_html}"
        f'<div class="wc-footer">{_open(one, one, "打开原文", "wc-action")}'
        f'<button type="button" class="wc-action" data-test="{key}">自测这一项</button></div></article>'
    )


def verdict_badge(verdict: str) -> str:
    """Draw a verdict as a badge: its word, and a colour beside it."""
    return f'<span class="wc-verdict wc-state-{_VERDICT_CLASS[verdict]}">{verdict}</span>'


def _source(one: Found) -> str:
    steps = [step.strip() for step in str(one["clause"]).split(" / ") if step.strip()]
    page = f"第{one['page']}页" if one["page"] is not None else ""
    told = "".join(
        f"<span>{escape(words)}</span>" for words in (f"《{one['document']}》", *steps[-1:], page) if words
    )
    return f'<p class="wc-origin">{told}</p>'


def _open(one: Found, place: Found, words: str, style: str) -> str:
    """A button that opens the reader at the place of a measure, a gift or a condition."""
    return (
        f'<button type="button" class="{style}" data-open="{escape(str(one["doc_id"]))}" '
        f'data-start="{place["start"]}" data-end="{place["end"]}">{words}</button>'
    )


def _gifts(one: Found, needs: str) -> str:
    gifts = sorted(one["gives"], key=lambda gift: (str(gift["kind"]) not in needs, not gift["amount"]))
    if not gifts:
        return ""
    items = [
        f'<li><span class="wc-kind">{escape(str(gift["kind"]))}</span>{_open(one, gift, _amount(gift), "wc-words")}</li>'
        for gift in gifts
    ]
    return f'<ul class="wc-gives" aria-label="给什么">{"".join(items[:MOST_GIFTS])}</ul>' + _rest(
        items[MOST_GIFTS:], "wc-gives", "项支持"
    )


def _amount(gift: Found) -> str:
    """The words of a gift, its amount in bold."""
    words, amount = squeeze(str(gift["quote"])), squeeze(str(gift["amount"]))
    before, found, after = words.partition(amount) if amount else (words, "", "")
    return f"{escape(before)}<strong>{escape(found)}</strong>{escape(after)}" if found else escape(words)


def _rest(items: Sequence[str], style: str, what: str) -> str:
    if not items:
        return ""
    return f'<details class="wc-rest"><summary>另有 {len(items)} {what}</summary><ul class="{style}">{"".join(items)}</ul></details>'


def conditions_html(one: Found, shown: int = MOST_CONDITIONS) -> str:
    """Draw the conditions of a measure: what decides first, then what is met; ``shown`` of them unfolded."""
    if not one["conditions"]:
        return '<p class="wc-soft wc-no-conditions">文中没有写明条件。</p>'
    order = (UNMET, UNKNOWN, MET)
    ordered = sorted(one["conditions"], key=lambda held: order.index(held["state"]))
    items = [_condition(one, held) for held in ordered]
    return f'<ul class="wc-conditions" aria-label="条件">{"".join(items[:shown])}</ul>' + _rest(
        items[shown:], "wc-conditions", "条"
    )


def _condition(one: Found, held: Found) -> str:
    state = str(held["state"])
    words = _open(one, held, escape(squeeze(str(held["quote"]))), "wc-words")
    reason = f'<span class="wc-reason">{escape(str(held["reason"]))}</span>' if held["reason"] else ""
    return f'<li><span class="wc-state wc-state-{state}">{STATE_WORDS[state]}</span><div>{words}{reason}</div></li>'


def self_test_html(one: Found) -> str:
    """Draw the test of one measure: how many conditions are met, which lack, and boxes for what is not known."""
    states = [held["state"] for held in one["conditions"]]
    counts = "，".join(f"{words} {states.count(state)} 条" for state, words in STATE_WORDS.items())
    open_boxes = dict.fromkeys(
        box for held in one["conditions"] if held["state"] == UNKNOWN and (box := box_of(str(held["field"])))
    )
    fields = "".join(
        f'<div class="wc-field"><label for="wc-test-{box}">{label_of(box)}</label>'
        f'<input type="text" id="wc-test-{box}" name="{box}" maxlength="500" autocomplete="off"></div>'
        for box in open_boxes
    )
    again = (
        f'<h3>补上再测</h3>{fields}<div class="wc-form-actions"><button type="submit" class="wc-button wc-primary">再测一次</button>'
        if fields
        else '<div class="wc-form-actions">'
    )
    return (
        f'<form class="wc-form wc-test"><h2 tabindex="-1">自测</h2><p class="wc-test-title">{verdict_badge(str(one["verdict"]))} '
        f'{escape(str(one["title"]))}</p>{_source(one)}<p class="wc-soft" role="status">{_chance(str(one["verdict"]), counts)}</p>'
        f"{conditions_html(one, len(states))}{again}"
        '<button type="button" class="wc-button" data-dialog="close">关闭</button></div></form>'
    )


def _chance(verdict: str, counts: str) -> str:
    told = {
        FITS: "写明的条件都满足，可以准备申报。",
        OPEN: "还不能断定：待确认的条件核对后再看。",
        FAILS: "有条件不满足，现在申报不了。",
    }
    return f"{told[verdict]}{counts}。"
