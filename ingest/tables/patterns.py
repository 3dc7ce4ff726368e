"""Define the expressions of table rows, captions and header words."""

from __future__ import annotations

import re

# 序号 alone in its cell opens the header of an official table.
FIRST_COLUMN = re.compile(r"(?:序\s*号|编\s*号|项目编号)$")

# 1 / 1. / （1） alone in its cell: the running number of a record.
RUNNING_NUMBER = re.compile(r"[（(]?(\d{1,3})[）)]?[.．、]?$")

# 2023.04, 2023年4月, 2023年底前, 长期: what stands in a column of deadlines.
DEADLINE = re.compile(r"(?:19|20)\d{2}\s?(?:[.年/-].{0,8})?$|长期|持续|每年.{0,4}$|常年")

# Words that head columns; a header broken over two lines (“牵头 ⏎ 单位”) is put together with them.
HEADER_WORD = re.compile(
    r"(?:序号|编号|重点|具体|主要|工作|任务|事项|内容|措施|项目|名称|文件|政策|支持|方向|牵头|责任|配合|主管|承办|实施|建设|"
    r"单位|部门|领导|完成|出台|办理|时限|时间|期限|年限|目标|指标|单位|数值|属性|备注|依据|类别|类型|规模|投资|地点|序|号)+$"
)

# 政策依据, 服务内容, 申报流程, 咨询电话: what heads a field of a policy card or a service guide.
FIELD_LABEL = re.compile(
    r"依据|文件|机[构关]|字号|文号|日期|时[间限]|频度|期限|对象|内容|条件|要求|材料|流程|程序|步骤|方[式法]|渠道|途径|"
    r"地[点址]|窗口|收费|费用|标准|电话|热线|联[系络]|咨询|网[址站]|邮箱|部门|单位|主体|事项|名称|类[型别]|分类|范围|措施|"
    r"支持|结果|备注|说明|权利|义务|监督|投诉|受理|审批|办理|职责"
)

# “1.”, “2023年”, “……的，”: what no name of a field holds.
NO_FIELD_LABEL = re.compile(r"^[\d\W]*$|[。；，;,！？]|\d{4}")

# | 序号 | 事项 |: a row of a Markdown table.
PIPE_ROW = re.compile(r"[ \t\u3000]*\|.*\|[ \t\r]*$")

# |---|:--:|: the rule below the header of a Markdown table, which is no row.
PIPE_RULE = re.compile(r"[ \t\u3000]*\|(?:\s*:?-{2,}:?\s*\|)+[ \t\r]*$")

# a | b: where one cell ends and the next begins; \| is a mark within a cell.
PIPE_CELL = re.compile(r"(?<!\\)\|")

# 表1 工会委员介绍表: a caption stands on the line above its table.
CAPTION = re.compile(
    r"(?:附?表\s?\d{1,3}(?:[-.—]\d{1,2})?|表[一二三四五六七八九十]{1,3})[\s　:：.、]?\S.{0,60}$"
)

# Units that a cell lists one below the other are parted by 、; “相关企事业 ⏎ 单位” is one name.
ENDS_UNIT = re.compile(
    r"(?:局|委|办|政府|部|厅|院|校|大学|会|处|集团|公司|银行|中心|所|社|站|队|街道|乡|镇|区|县|市|等|单位|部门|企业|协会|联盟|管委会)$"
)

# “相关企事业 ⏎ 单位”: a line that is nothing but the end of a unit’s name goes on from the line before it.
UNIT_TAIL = re.compile(r"(?:单位|部门|公司|中心|集团|委员会|管委会|办公室|政府)$")
