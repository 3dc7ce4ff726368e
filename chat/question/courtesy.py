"""Words of courtesy, and questions after what the program can do: they ask nothing of any document. Pure functions."""

from __future__ import annotations

import re

# “你好”, “早上好”, “hello”: a greeting
_GREETING = r"(?:您好|你好|大家好|哈喽|哈啰|嗨|早上好|上午好|中午好|下午好|晚上好|早安|在吗|在不在|hello|hi|hey|good\s?morning)"
# “谢谢你”, “多谢”, “thanks”: thanks, or a word at parting
_THANKS = r"(?:(?:太|非常|十分)?(?:谢谢|多谢|感谢)(?:你|您|了|啦|你的帮助|您的帮助)*|thanks?(?:\s?you)?(?:\s?very\s?much)?|再见|拜拜|bye)"
# “你能做什么”, “你是谁”, “怎么用”, “what can you do”: after the program itself
_ABILITY = (
    r"(?:(?:那|请问)?(?:你|您|问策|这个?(?:系统|程序|助手|机器人))(?:都|还|又)?(?:能|会|可以|是)"
    r"(?:帮我|为我|帮我们|给我)?(?:做|干|回答|问|查|提供|问答)?(?:些|点)?(?:什么|啥|谁|哪些(?:事|问题|事情|内容|功能)?|怎么用)(?:问题|事情?|用的?|帮助|功能)?"
    r"|(?:你|您|问策|这个?系统)?有(?:什么|哪些|啥)功能|(?:这个|问策|你|系统)?(?:要|该)?(?:怎么|如何)(?:用|使用|提问)你?"
    r"|我(?:能|可以)问(?:你|您)?(?:些)?(?:什么|哪些)(?:问题)?|自我介绍(?:一下)?|介绍(?:一下)?你自己|帮助|使用说明|help|who\s?are\s?you|what\s?can\s?you\s?do(?:\s?for\s?me)?|what\s?are\s?you)"
)
# “！”, “呀”, “～”: what may stand around such words
_AROUND = r"[，,。.!！?？~～\s、呀啊哦吗呢吧啦哈]*"
# “您好，你能做什么？”, “谢谢！”: nothing but such words
_COURTESY = re.compile(
    rf"{_AROUND}(?:(?P<greeting>{_GREETING}){_AROUND}|(?P<thanks>{_THANKS}){_AROUND}|(?P<ability>{_ABILITY}){_AROUND})+",
    re.I,
)


def courtesy_of(text: str) -> str:
    """Say which courtesy a text is and no more than that: “thanks”, “ability”, “greeting”; empty for any other text."""
    match = _COURTESY.fullmatch(text)
    if not match:
        return ""
    return next((kind for kind in ("ability", "thanks", "greeting") if match[kind]), "")
