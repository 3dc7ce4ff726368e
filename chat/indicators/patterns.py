"""What a question about figures over documents is worded with. Examples stand above each."""

from __future__ import annotations

import re

# “哪个省”, “各地”, “几份报告”: documents or places are asked about, not one
GROUP = re.compile(
    r"(?:哪[些个几]?[个些]?|各个?|几个?|多少个?|所有|全部|[这那]?[几两二三四五六七八九十\d]+个?|每个?)(?:省区市|省市区|省份|省市|省|自治区|直辖市|城市|市|地区|地方|区县|区|县|份?(?:政府工作)?报告|份文件|份规划|份|篇)"
    r"|(?:省份?|地方|地区|报告)(?:有|是|都有|一共有|分别是|共有)(?:哪些|哪几个|几个|多少个)|^谁(?!负责|牵头)|(?:里|中|，)谁的?|各省|各地|全国各|谁(?:家|的)?[^，]{0,14}(?:最|第一|更)"
)
# “哪个最高”, “排名”, “前三”, “从高到低”
SUPERLATIVE = re.compile(
    r"最(?P<how>[高大多快低小少慢重强])|(?P<first>第一|首位|居首|领先|靠前)|(?P<last>垫底|末位|倒数)|(?P<order>排名|排序|排列|排个?序|名次|由高到低|从高到低|从大到小|从低到高|从小到大|由低到高)"
    r"|[前后][一二三四五六七八九十\d]+(?:名|位|个)?"
)
# “最低”, “倒数第二”
LEAST = re.compile(
    r"最[低小少慢]|倒数|垫底|末位|从低到高|从小到大|由低到高|后[一二三四五六七八九十\d]+[名位个]"
)
# “前三”, “最高的三个”, “后两名”
TOP = re.compile(
    r"(?:[前后]|最[高低大小多少]的|倒数)(?P<count>[一二两三四五六七八九十]|\d{1,2})(?:名|位|个)?"
)
# “几个省”, “多少份报告”: how many
COUNTS = re.compile(
    r"(?:几|多少|有几)(?:个|份|家)?(?:省|自治区|直辖市|市|地|区|县|报告|文件|规划|份|篇)|(?:省|地方|报告|文件)[^，。]{0,6}(?:有几个|有多少个|有几份|共几)"
)
# “没提”, “未设定”, “没有写明”
LACKS = re.compile(
    r"(?:没有?|未|不)(?:曾)?(?:提到|提及|提出|提|写明|写|设定|设|明确|列出|列|给出|公布|说明|说|包含|涉及)"
)
# “没提”, “未涉及”: not a word of it
UNMENTIONED = re.compile(r"(?:没有?|未|不)(?:曾)?(?:提(?!出)|涉及|说|包含)")
# “提到了”, “设定了”, “写明”
STATES = re.compile(r"(?:提到|提及|提出|写明|写了|设定|设了|明确|列出|列了|给出|公布)")
# “和”, “比”, “哪个高”: two or more held against one another
COMPARES = re.compile(
    r"差多少|相差|差距|差几|高多少|低多少|多多少|少多少|高几|低几|哪个(?:省|市|地方|更|比较)?[^，]{0,6}[高低大小多少快慢]|谁(?:的|更|比较)?[^，]{0,14}[高低大小多少快慢]|一样|相同|相比|对比|比较|孰"
)
# “差多少”, “高多少”
DIFFERS = re.compile(r"差多少|相差|差距|差几|差值|[高低多少](?:了|出)?(?:多少|几)")
# “是湖南的几倍”
TIMES = re.compile(r"(?:几|多少)倍")
# “不是2%左右”, “没有定在5%”
NEGATES = re.compile(r"(?:不是|不为|并非|不等于|没有?定[在为到]|不定[在为])(?:在)?\s*$")
# “排第几”, “排名多少”: which place one has among all; “第几产业” asks for something else
PLACE_OF = re.compile(r"排(?:名|位|在)?第?(?:几|多少)|第几(?:[名位]|(?![\u4e00-\u9fff]))|名次")
# “低于去年”, “高于2024年实际”: of what was aimed at beside what was reached
LOWER = re.compile(r"低于|不及|下调|调低|比[^，]{0,12}(?:低|慢|少)(?!多少)|小于|少于")
# “高于去年”, “上调”
HIGHER = re.compile(r"高于|超过|上调|调高|比[^，]{0,12}(?:高|快|多)(?!多少)|大于|多于")
# “主要预期目标有哪些”, “定了哪些目标”
ALL_TARGETS = re.compile(
    r"(?:预期|主要|发展|经济|量化)目标(?:有|是|包括|都有)?(?:哪些|什么|哪几项)|(?:定了|提出了?|设定了?|有)哪些(?:主要|预期|量化|发展|具体)*(?:目标|指标)"
)
# “合计”, “加起来”: a sum
SUMS = re.compile(r"合计|总和|加起来|相加|加在一起|一共|总共|共计|之和|累计")
# “平均是多少”
AVERAGES = re.compile(r"平均(?:值|数|水平)?是?多少|均值|平均下来")
# “目标和实际”, “比去年实际”, “完成得怎么样”
BOTH_KINDS = re.compile(
    r"目标.{0,12}(?:实绩|实际|完成|去年|上年|结果)|(?:实绩|实际|完成情况|去年|上年|结果).{0,16}目标"
)
# “目标”, “预期”, “定在”: what is aimed at
AIMS = re.compile(r"目标|预期|计划|定[在为到成]|定了|力争|拟|要达到|要求达到|设[在为定]|打算|准备|提出")
# “完成”, “实际”, “去年”: what was reached
REACHED = re.compile(r"实际|实绩|完成了?|实现了|去年|上年|增长了|达到了|预计(?:增长|达)|结果|已经|做到")
# “今年”, “去年”
THIS_YEAR, LAST_YEAR = re.compile(r"今年|本年"), re.compile(r"去年|上年")
# “增速”, “增长”: the growth is asked about; “总量”, “多少亿元”: the level
GROWS = re.compile(r"增速|增长|增幅|涨幅|增加了?百分之|同比|增了")
# “降幅”
FALLS = re.compile(r"降幅|下降|降低|降了|减少了?(?:多少|几)")
# “总量”, “多少亿元”
LEVEL = re.compile(
    r"总量|规模|总额(?!增)|绝对值|多少(?:亿|万|元|吨|斤|人|家|个(?!百分))|几(?:万亿|亿)|有多少(?!个省)|突破|几倍|多少倍|[\d.]+\s*(?:万亿|亿|万)"
)
# “5%左右”, “高于5.5%”, “5%到6%之间”
VALUE = re.compile(
    r"(?P<before>达到或超过|达到或高于|大于或?等于|高于或等于|低于或等于|小于或?等于|高于|大于|超过|超|多于|不低于|不少于|至少|低于|小于|少于|不到|不足|不高于|不超过|等于|突破|达到)?(?:了)?\s*"
    r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>%|个百分点|(?:万|亿|千|百)*(?:元|人|吨|斤|公斤|亩|家|个|户|公里|平方公里|微克/立方米)?)"
    r"(?:\s*(?:—|-|–|~|至|到|和)\s*(?P<high>\d+(?:\.\d+)?)\s*(?P<high_unit>%|(?:万|亿)*(?:元|人|吨|斤)?))?"
    r"\s*(?:及|或)?(?P<behind>左右|以上|以下|以内|之间|上下)?"
)
# “是多少”, “多少”, “目标是什么”: one value is asked for
ASKS_VALUE = re.compile(
    r"多少|几(?!个|份|家|项)|多高|多大|怎么定|定在哪|(?:目标|增速|失业率|涨幅|产量)(?:是|为)?(?:什么|啥|何)?[?？]?$|是什么水平|如何|怎样|怎么样"
)
# “分别”, “各是”: a value for each
EACH = re.compile(r"分别|各自?(?:是|为|定|有|多少)|各省|各地|列出|列一下|列表")
# “以“亿斤”计”, “用万吨表示”: the unit that figures must be in
IN_UNIT = re.compile(r"[以用按]“?(?P<unit>[\u4e00-\u9fff/%]{1,6}?)”?(?:计|为单位|表示|计量)")
# “（控制在某值以内的不算）”, “不含力争的”: figures that are not meant
NOT_COUNTED = re.compile(
    r"(?P<said>以内|以上|以下|左右|力争|约|超过?|突破)的?[^，。（）]{0,4}(?:不算|除外|不计|不包括)|不(?:算|含|包括)[^，。（）]{0,6}?(?P<other>以内|以上|以下|左右|力争)"
)
# “下降幅度”, “增长幅度”: longer words for the change that a row's name ends with
CHANGE_WORDS = (
    ("下降幅度", "降幅"),
    ("增长幅度", "增速"),
    ("增长速度", "增速"),
    ("增长率", "增速"),
    ("下降率", "降幅"),
)
# “是多少，降了多少”, “突破多少、增长多少”: the level and its change
ASKS_BOTH = re.compile(
    r"(?:多少|多高|多大|几)[^。？?]{0,8}(?:增长|增速|下降|降了|增了|降幅|增幅)|(?:增长|增速|下降|降幅|增幅)[^。？?]{0,8}(?:多少|几)[^。？?]{0,6}(?:总量|总额|规模|达到)"
)
# “北京2025年计划新增多少个……？”: what a question says beside the name of a thing that is counted
BESIDE_NAME = re.compile(
    r"(?:19|20)\d\d年?|计划|预计|预期|目标|今年|去年|全年|新增|新建|增加|完成|建成|建设|改造|提升|整治|治理|实现|达到|达|多少|几|一共|总共|共|大约|大概|约|准备|打算|安排|提出|要|将|拟"
    r"|万|亿|千|个|家|项|条|座|处|户|套|人次|人|亩|公里|平方米|米|元|吨|斤|辆|台|张|所|场|名|件|是|了|有|的|在|里|中|政府工作报告|报告|省|市|区|县|[?？，,。]"
)
# “新增中小学学位”, “增加停车位”: whether a thing is new stands in the question or not
NEWLY_MADE = re.compile(r"^(?:新增|新建|新开工|增加|新改建|新设|净增)+")
# “带“以上”的”, “是区间的”: figures that are meant so, whatever their number
SAID_SO = re.compile(
    r"(?:带|写|用|是|为|含|或者?)有?“?(?P<said>区间|以上|左右|以内|以下)”?(?=的|字|$|[，。？?]|或)"
)
# “分别增长8%和10%”: words that hold several figures, of which one is meant
GIVEN_EACH = re.compile(r"分别|依次")
# “31个省里”: a number of places or documents, and no figure that theirs are held against
OF_PLACES = re.compile(r"(?:份|个)?(?:省|市|自治区|直辖市|地区|地方|区|县|国家|政府工作报告|报告|文件)")
# “与经济增长同步”, “与全国一致”: an aim without a figure
QUALITY = re.compile(r"(?:基本)?同步|一致|持平|稳中有进|提质增效|稳量提质")
# “，同比下降53.4%”, “、年均增长5.8%”: the change that stands right behind a level
CHANGE_BEHIND = re.compile(
    r"[，,、]?(?:(?:按可比价格?|按不变价格?)计算[，,])?(?:同比|年均|比上年(?:末|底)?|较上年(?:末|底)?|名义|实际)*(?:增长|增加|下降|减少|提高|降低|回落|上升)了?\d+(?:\.\d+)?(?:%|％|个百分点|倍)"
)
# “白庙镇”, “九龙街道”, “上塘村”: a part of a county, which has figures of its own
PART = re.compile(
    r"[\u4e00-\u9fff]{2}(?:镇|乡|街道|村|社区)(?!居民|人口(?!多少)|建设|化|振兴|级|镇|集体|企业|收入)"
)
# “各乡镇”, “城镇”, “农村”: words of towns and villages that name none
BESIDE_PART = re.compile(
    r"[各全]?(?:个)?乡镇|城镇|农村|乡村|城乡|(?:哪|几|多少|每)个?[\u4e00-\u9fff]?(?:镇|乡|街道|村|社区)"
)
