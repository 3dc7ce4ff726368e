"""Define the expressions of HTML source, of styles and of the field names of government pages."""

from __future__ import annotations

import re

# <meta charset="gb2312">, <meta … content="text/html; charset=gbk">
HTML_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.I)

# <p, </div, <!--, <!DOCTYPE, <?xml: where a tag, a comment or a declaration opens; “a<3” opens none.
HTML_TAG_OPENS = re.compile(r"<(?:(?P<comment>!--)|(?P<slash>/?)(?P<name>[A-Za-z][^\s/>\"'<]{0,40})|[!?])")

# title="a>b">: the rest of a tag behind its name, > in quoted values passed over; nothing is tried twice.
HTML_TAG_END = re.compile(r"(?:=\s*+(?:\"[^\"]*+\"|'[^']*+')|[^>])*+>")

# </script>, </style>: what lies before it is no markup, however like tags it looks.
HTML_RAW_END = re.compile(r"</(?:script|style)", re.I)

# class="note", hidden, width=20: an attribute with its value in quotes, bare or without one.
HTML_ATTRIBUTE = re.compile(r"[A-Za-z][\w:-]{0,40}(?:=(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'>]++))?")

# <td width=20>, </td>: a whole tag, taken out where a page nests too deeply for a tree.
HTML_TAG = re.compile(r"<[A-Za-z/][^>]*>")

# </p>, <br/>, <li>: tags that break a line, in the same pages.
HTML_BLOCK_TAG = re.compile(r"</?(?:p|div|br|tr|li|h[1-6]|table|section|article|dd|dt|ul|ol)\b[^>]*>", re.I)

# .note{display:none}: what a style sheet keeps from the reader's eyes; white letters count only in an element's own style.
HTML_HIDING = re.compile(
    r"display:none|visibility:hidden|(?<![\w-])font-size:0(?:px|pt|em|%)?(?:;|!|$)|(?<![\w-])opacity:0(?:\.0+)?(?:;|!|$)"
    r"|text-indent:-\d{3,}|(?:left|top):-\d{4,}px"
)

# color:#fff, color:white, color:rgb(255,255,255): white letters on white paper are not seen; background-color is passed over.
HTML_WHITE = re.compile(r"(?<![\w-])color:(?:#fff(?:fff)?|white|rgba?\(255,255,255[,)\d.]*)(?![\w-])")

# background:#c00, background-image:url(…): on such a ground white letters are seen; a white or transparent one is none.
HTML_GROUND = re.compile(
    r"background(?:-color|-image)?:(?!(?:#fff(?:fff)?|white|transparent|none|inherit|initial)(?:;|!|$))"
)

# text-align:center, blanks taken out before: a centred line may be a heading.
HTML_CENTRED = re.compile(r"text-align:center")

# font-weight:bold, font-weight:700: a bold line may be a heading.
HTML_BOLD = re.compile(r"font-weight:(?:bold|[6-9]00)")

# font-weight:normal, font-weight:400: undoes the bold type of an element around it.
HTML_NOT_BOLD = re.compile(r"font-weight:(?:normal|[1-4]00)")

# .note, #footer: selectors of one class or id, the only ones followed; others would need the whole of CSS.
HTML_SELECTOR = re.compile(r"^([.#])([\w-]+)$")

# White space of a page: blanks of all widths are layout.
HTML_SPACE = re.compile(r"[\s\u3000\xa0]+")

# 索引号, 发文机关, 成文日期 …: the fields that a government page states beside its article, each with its value.
_PAGE_FIELD = (
    r"(?P<name>索\s*引\s*号|主题分类|分\s*类|主题词|发文机关|发布机构|发布机关|制定机关|公开主体|成文日期|发文日期|制发日期|签发日期|发布日期|公开日期|"
    r"生成日期|发布时间|公布日期|施行日期|实施日期|生效日期|失效日期|废止日期|有效期至|文\s*号|发文字号|公文种类|标\s*题|名\s*称|信息名称|"
    r"有\s*效\s*性|效力状态|时\s*效\s*性|时效状态|有效状态|文件状态|来\s*源|信息来源)"
)

# “成文日期：”, “[索引号]”: a field’s name alone in its cell, its value stands in the next one.
PAGE_FIELD_NAME = re.compile(rf"[\[【]?{_PAGE_FIELD}\s*[:：]?\s*[\]】]?$")

# “发文机关：甲市财政局 成文日期：…”: a field with its value, up to the next field on the line.
PAGE_FIELD = re.compile(
    rf"[\[【]?{_PAGE_FIELD}\s*[\]】]?\s*[:：]\s*[\]】]?(?P<value>[^:：]{{1,80}}?)(?=\s+[\u4e00-\u9fff]{{2,4}}[:：]|$)"
)

# The site behind a page's title: “关于……的通知_某市人民政府门户网站”.
SITE_IN_TITLE = re.compile(
    r"\s*[-_|—–]+\s*[^-_|—–]*(?:门户|网站?|政府|人民政府|首页|局|厅|委|中心|平台)[^-_|—–]*$"
)

# 甲局、乙局；丙委: names in one field.
LIST_OF_NAMES = re.compile(r"[,，、;；\s]+")

# style="list-style:none", "list-style-type: none": a list whose numbers no browser draws
HTML_UNNUMBERED = re.compile(r"list-style(?:-type)?:none")
