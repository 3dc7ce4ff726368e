"""Expressions of tables, of the offices in them, and of questions for what is computed."""

from __future__ import annotations

import re

# --- tables ----------------------------------------------------------------------------------

# 序号, 编号: a column that only counts the rows
RUNNING_NUMBER = re.compile(r"^(?:序号?|编号|no\.?)$", re.I)

# 合计, 总计: a row that sums up the others
TOTAL_ROW = re.compile(r"合计|总计|小计|共计|总和")

# “一、食品”, “二、衣着”: a row that heads those below it
HEAD_ROW = re.compile(r"[一二三四五六七八九十]{1,2}、(?P<name>[\u4e00-\u9fff]{2,8})")

# “食品类”, “食品烟酒下列出的”, “食品的细项”: behind the name of such a row, its own rows are meant
BELOW_HEAD = r"(?:类|里|中|下(?![降跌滑])|(?:的|各)+(?:细项|分项|子类|小类|品种))"

# “八大类里”, “几大类”: the rows that head others are meant, not those below them
OF_HEADS = re.compile(r"[几各二三四五六七八九十\d]+大类")

# " | ", tabs and rules between two rows of one table; any word between them parts two tables
BETWEEN_ROWS = re.compile(r"[\s|:：\-—]*")

# “总投资(亿元)”, “伙食补助费（元/人·天）”, “增速（单位：%）”: what may be the unit of a column
HEADER_UNIT = re.compile(r"[（(](?:单位[:：])?([^（）()]{1,12})[)）]\s*$")

# “（单位：万元）” above a table
TABLE_UNIT = re.compile(r"单位[:：]\s*([^\s，,。；;（）()|]{1,12})")

# “2013年”: a year of a question and of a header is held against years, not word by word
WRITTEN_YEAR = re.compile(r"(?:19|20)\d\d年")

# “（亿元）”, “（单间或标准间）” of a header
BRACKETS = re.compile(r"[（(][^（）()]*[)）]")

# “-45.1”, “下降3%”: a cell of what fell
BELOW_ZERO = re.compile(r"(?:[-−－—–]|下降|减少|负)\s?\d")
# 40, 8.75, -3.2, 1,200, 2-3: a cell without a unit
BARE_NUMBER = re.compile(r"[-+]?\d[\d.,]*(?:[-—~～]\d[\d.,]*)?")

# “石家庄市、张家口市”, “税务总局 财政部”: what parts the names in a cell
NAME_MARKS = re.compile(r"[、，,；;/\s。：:（）()]+")

# --- questions for what is computed ----------------------------------------------------------

# 哪个, 哪一种, 谁: one of several is looked for, and what they are; “哪天” asks for a day
WHICH_ONE = re.compile(
    r"(?:哪(?:一|几|些)?(?:里|儿|个|项|家|种|类|样|处|条|份|款|笔|部分|块|座|所|支|名|位|地|市|区|县)?|什么)(?!天|日|时候)(?P<noun>[\u4e00-\u9fff]{2})?|谁"
)

# “续建的项目有哪些”, “哪些产品属于限制类”: what is to be listed
FILTERED = re.compile(
    r"(?P<before>[\u4e00-\u9fff]{2})(?:一共|都|分别|各)?(?:有|是|包括)(?:哪些|哪几[个项家种]?|什么)(?=$|[？?。])|(?:哪些|哪几[个项家种])(?P<noun>[\u4e00-\u9fff]{2})"
)

# 市工信局, 海关总署, 发展和改革委员会: an office’s name in running words
OFFICE = r"(?P<{}>[\u4e00-\u9fff]{{0,12}}?[\u4e00-\u9fff](?:局|厅|委员会|委|部|办公室|办|署|院|会|中心|政府|公司|集团|银行|法院|海关|所|站|处|街道|镇|乡))"
# “由海关总署负责”, “市工信局牵头”
DUTY = re.compile(
    rf"(?:由|归|是)?{OFFICE.format('office')}(?:主要|具体|共同|来|一共|共)?(?P<duty>牵头|负责|主办|主管|承担|承办|配合|协办|主责|落实)"
)

# 哪些, 几项, 列出: the question wants all of them
WANTS_ALL = re.compile(
    r"哪些|哪几|什么(?:任务|工作|项目|事|内容|职责)|几[项个条]|多少[项个条]|列出|全部|所有|有啥"
)

# 哪个部门, 谁: an office is asked for, which cannot be the one named
ASKS_OFFICE = re.compile(r"哪[些个几]*(?:家)?(?:单位|部门|局|委|机构|处室)|谁")

# 牵头单位, 责任部门, 配合单位: the columns of offices, by what these do
DUTY_COLUMNS = {
    "牵头": re.compile(r"牵头|主办|主责|责任|负责"),
    "配合": re.compile(r"配合|协办|参与|协同"),
    "负责": re.compile(r"负责|责任|牵头|主办|主责|承办|主管|承担|实施|落实|单位|部门|处室"),
}

# “附件里由海关总署”, “请问市工信局”: what may stand before an office's name
BEFORE_OFFICE = re.compile(
    r"^.*(?:由|归|请问|里面|当中|附件|中(?![国央小医关共科铁建])|[里内的年，,、是])(?=[\u4e00-\u9fff]{3})"
)

# 市工信局, 丰台区财政局: the place that an office is of
PLACE_OF_OFFICE = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,6}?[省市区县州盟旗](?=[\u4e00-\u9fff]{3})|[省市区县州](?=[\u4e00-\u9fff]{3}))"
)

# “石家庄市、张家口市”, “宁河区\n蓟县”: the names that one cell lists
CELL_NAMES = re.compile(r"[、，,；;\s]")

# 牵头单位, 责任处室: a column of offices
OFFICE_COLUMN = re.compile(r"单位|部门|处室|牵头|责任|负责|主管|机关")

# “哪些任务”, “哪些工作”: what offices do, whatever a document calls it
TASKS = re.compile(r"任务|工作|事项|职责|措施|举措")

# --- figures in sentences --------------------------------------------------------------------

# “，”, “、”: between the parts of a sentence that each state a figure
PART_MARK = re.compile(r"[，,、；;：:。]")

# 增速, 占比: what is ranked is a share
SHARE_WORDS = re.compile(r"增长(?:率|速度)|[增涨降]速|[增涨降]幅|比重|占比|比例|[\u4e00-\u9fff]{0,2}率")

# 占比, 比重: what is ranked is a part of a whole, not how it changed
SHARE_OF_WHOLE = re.compile(r"占[\u4e00-\u9fffa-z]{0,12}(?:比重|比例)|占比|比重|份额")

# “贡献率”, “城镇化率”: a rate of its own; 增长率 says how something changed
RATE = re.compile(r"[\u4e00-\u9fff]{2}(?<!增长)(?<!增减)率")

# “非居民用水”, “不含税”: what is not meant
EXCLUDED = re.compile(r"(?:非|不是|不含|不包括|除了?)(?P<what>[\u4e00-\u9fff]{2})")

# 单位, 计量单位: a column that says in what the figures of its row are
UNIT_COLUMN = re.compile(r"(?:计量)?单位")

# --- indicators ------------------------------------------------------------------------------

# “主要指标有哪些”, “发展指标是什么”, “列出约束性指标”, “主要指标”: all indicators are wanted
INDICATORS = re.compile(
    r"指标(?:体系|表)?(?:一共|都|分别|各|具体)*(?:有|是|包括|为|设定|设置)+(?:了)?(?:哪些|哪几|什么|多少|几)|(?:列出|哪些|什么)[\u4e00-\u9fff]{0,12}指标"
    r"|(?:主要|核心|关键|发展|约束性|预期性)指标[？?。]*$"
)

# “主要指标”, “指标名称”, “考核指标”: a table's caption or header that says it holds indicators
OF_INDICATORS = re.compile(r"指标")

# “第二章 发展目标”, “（三）主要目标”, “主要指标”: the heading of a clause of goals
GOALS = re.compile(r"目标|指标")

# “轨道交通企业数量增加60家，”: a part between commas, without the mark behind it
INTO_PIECES = re.compile(r"[^，,；;。：:、\n][^，,；;。：:\n]*")

# “突破3500亿元”, “不低于8%”, “增加到15000人以上”: from the word that raises a figure to the end of a part
RAISES = re.compile(
    r"(?P<value>(?:累计|力争|年均|稳步|[较比][\u4e00-\u9fff\d]{0,6}[年期末])?(?:增长|增加|提高|提升|下降|降低|减少|控制|保持|稳定|达到?|突破|超过|实现|不低于|不少于|不超过|高于|低于|大于|小于)*[向在到至了]?"
    r"\s*[约近超]?(?:\d|[一二三四五六七八九十百千万]+[个家项名亿万成倍]|翻).*)$"
)
# “十大事项是哪些”, “五项行动分别是什么”: a list of so many, by the words that name it
COUNTED_LIST = re.compile(
    r"(?P<name>(?P<count>[二两三四五六七八九十]{1,3}|\d{1,2})(?:大|个|项|条|类|种)(?P<noun>[\u4e00-\u9fff]{2,4}?))(?:都|分别|具体|主要)*(?:是|有|包括|为|指)?(?:哪|什么)"
)
