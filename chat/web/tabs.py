"""Lay out the tabs that list, match and compare: their forms and the places that the script fills. All of it our own words."""

from __future__ import annotations

from chat.web.views.profile_form import profile_form_html

MEASURES = (
    '<section class="wc-view wc-wide" aria-label="适用政策"><div class="wc-view-head"><h2>适用政策</h2>'
    '<p class="wc-soft">写下企业的情况和需求，逐条核对条件：哪些符合，哪些还差什么。同样的情况，结果每次相同。</p></div>'
    f'<div class="wc-aside-layout"><div class="wc-aside">{profile_form_html()}<section class="wc-saved" aria-label="保存的画像"></section></div>'
    '<div class="wc-matched" tabindex="-1"><p class="wc-waiting"><span></span><span></span><span></span>正在读取</p></div></div></section>'
)
DUTIES = (
    '<section class="wc-view wc-wide" aria-label="任务"><div class="wc-view-head"><h2>任务</h2>'
    '<p class="wc-soft">谁牵头、谁负责、谁配合，什么时候完成。按单位看，点任务到原文。</p></div>'
    '<div class="wc-aside-layout"><div class="wc-aside"><form class="wc-duties-form" role="search">'
    '<div class="wc-field"><label for="wc-unit-box">单位</label>'
    '<input type="search" id="wc-unit-box" class="wc-unit-box" maxlength="100" autocomplete="off" placeholder="如 市工信局，回车查找"></div>'
    '<div class="wc-field"><label for="wc-duties-document">文件</label><select id="wc-duties-document"><option value="">全部文件</option></select></div>'
    '</form><div class="wc-unit-list"></div></div>'
    '<div class="wc-tasks"><p class="wc-waiting"><span></span><span></span><span></span>正在读取</p></div></div></section>'
)
INDICATORS = (
    '<section class="wc-view wc-wide" aria-label="指标"><div class="wc-view-head"><h2>指标</h2>'
    '<p class="wc-soft">文件里写明的每个数：目标多少、实绩多少。点数字到原文。</p></div>'
    '<form class="wc-figures-form wc-filter-row"><div class="wc-field"><label for="wc-figures-indicator">指标</label>'
    '<input type="search" id="wc-figures-indicator" name="indicator" list="wc-offer-indicator" maxlength="100" autocomplete="off" placeholder="如 粮食产量"></div>'
    '<div class="wc-field"><label for="wc-figures-place">地区</label>'
    '<input type="search" id="wc-figures-place" name="place" list="wc-offer-place" maxlength="100" autocomplete="off" placeholder="如 湖南"></div>'
    '<div class="wc-field"><label for="wc-figures-year">年份</label><select id="wc-figures-year" name="year"><option value="">全部</option></select></div>'
    '<div class="wc-field"><label for="wc-figures-kind">目标或实绩</label><select id="wc-figures-kind" name="kind">'
    '<option value="">全部</option><option>目标</option><option>实绩</option></select></div>'
    '<div class="wc-form-actions"><button type="submit" class="wc-button wc-primary">查指标</button></div>'
    '<div class="wc-figures-offers"></div></form><div class="wc-figures"><p class="wc-waiting"><span></span><span></span><span></span>正在读取</p></div></section>'
)
COMPARISON = (
    '<section class="wc-view wc-wide" aria-label="比对"><div class="wc-view-head"><h2>比对</h2>'
    '<p class="wc-soft">两份或几份文件逐条对照：相对应的条款、不同的数字、只有一份写了的。同一文件的两版，标出改了哪几个字。</p></div>'
    '<form class="wc-compare-form wc-filter-row"><div class="wc-field wc-grow"><label for="wc-compare-a">文件</label>'
    '<select id="wc-compare-a" name="a"><option value="">请选择</option></select></div>'
    '<div class="wc-field wc-grow"><label for="wc-compare-b">另一份</label>'
    '<select id="wc-compare-b" name="b"><option value="">请选择</option></select></div>'
    '<details class="wc-compare-more"><summary>再加几份</summary><div class="wc-filter-row">'
    + "".join(
        f'<div class="wc-field wc-grow"><label for="wc-compare-{name}">第{words}份</label>'
        f'<select id="wc-compare-{name}" name="{name}"><option value="">请选择</option></select></div>'
        for name, words in (("c", "三"), ("d", "四"), ("e", "五"))
    )
    + "</div></details>"
    '<div class="wc-field"><label for="wc-compare-topic">题目（可不填）</label>'
    '<input type="text" id="wc-compare-topic" name="topic" maxlength="200" autocomplete="off" placeholder="如 粮食产量"></div>'
    '<div class="wc-form-actions"><button type="submit" class="wc-button wc-primary">比对</button></div></form>'
    '<div class="wc-compared"><p class="wc-waiting"><span></span><span></span><span></span>正在读取</p></div></section>'
)
