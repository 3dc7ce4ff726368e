"""Decode bytes as UTF-8, UTF-16, GB18030 or Big5; refuse everything else instead of guessing."""

from __future__ import annotations

import codecs

from ingest.errors import UnknownEncoding, UnreadableFile

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FEWEST_FOR_ONE = 200  # characters that must fit for each that does not
_STRETCH = 100  # characters
# The commonest characters of Chinese text, simplified and traditional: a right decoding holds many.
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定"
    "行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然"
    "前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系"
    "軍很情者最立代想已通並提直題黨程展五果料象員革位入常文總次品式活設及管特件長求老頭基資邊流路級少圖山統接知較將組見計別"
    "她手角期根論運農指幾九區強放決西被幹做必戰先回則任取據處隊南給色光門即保治北造百規熱領七海口東導器壓志世金增爭濟階油思術"
    "国为这个来时们对说产发动过会经务规划项资农业企设组织区县"
)


def decode(data: bytes) -> str:
    """Give the text of a file's bytes.

    Raises :class:`UnreadableFile` for nothing or binary data, :class:`UnknownEncoding`
    for bytes that are no text in an encoding we know.
    """
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableFile("文件为空", "the file is empty")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data, encoding)
    if b"\0" in data:
        return _utf16(data)
    text = _whole(data, "utf-8") or _mended(data, "utf-8")
    return _checked(text or _legacy(data))


def _strict(data: bytes, encoding: str) -> str:
    try:
        return _checked(data.decode(encoding))
    except UnicodeDecodeError as error:
        raise UnknownEncoding("编码无法识别", "the bytes do not match their byte order mark") from error


def _checked(text: str) -> str:
    """Control characters belong to no text."""
    controls = sum(
        1 for character in text[:20_000] if character < " " and character not in "\t\r\n\f\v\x1a\x1b\x08"
    )
    if controls > max(2, len(text[:20_000]) // 200):
        raise UnreadableFile("文件内容不是文本", "the file holds binary data, not text")
    return text


def _utf16(data: bytes) -> str:
    """UTF-16 without a mark, or binary data: told apart by how common the characters are."""
    best, score = "", 0.0
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data[: len(data) // 2 * 2].decode(encoding)
        except UnicodeDecodeError:
            continue
        plain = sum(
            1 for c in text[:4000] if c in _COMMON or " " <= c <= "~" or c in "\r\n\t，。、；：（）“”《》　"
        )
        share = plain / max(1, len(text[:4000]))
        if share > score and "\0" not in text:
            best, score = text, share
    if score < 0.3:
        raise UnreadableFile("文件内容不是文本", "the file holds binary data, not text")
    return _checked(best)


def _legacy(data: bytes) -> str:
    """GB18030 or Big5: the one whose text holds more of the commonest characters."""
    encodings = ("gb18030", "big5hkscs")
    whole = [text for encoding in encodings if (text := _whole(data, encoding))]
    for candidates in (whole, [_mended(data, encoding) for encoding in encodings]):
        score, text = max(((_commonness(text), text) for text in candidates), default=(0.0, ""))
        if score >= 0.15:
            return text
    raise UnknownEncoding("编码无法识别", "the bytes are no text in UTF-8, UTF-16, GB18030 or Big5")


def _whole(data: bytes, encoding: str) -> str:
    """The text where every byte fits; a file cut inside its last character is still text. Else empty."""
    for cut in range(4):
        try:
            return data[: len(data) - cut].decode(encoding)
        except UnicodeDecodeError as error:
            if error.end < len(data) - 4:
                return ""
    return ""


def _mended(data: bytes, encoding: str) -> str:
    """The text with U+FFFD for the few bytes that do not fit, as damage or odd private characters leave.

    Empty where they are more than a few, where little but ASCII shows what the encoding is, or where
    some stretch reads like no Chinese: there the pairs of bytes of an older encoding were taken apart wrongly.
    """
    text = data.decode(encoding, "replace" if encoding == "utf-8" else "wence.realign")
    bad = text.count("\ufffd")
    beyond = sum(1 for character in text[:20_000] if character > "\x7f" and character != "\ufffd")
    if bad * _FEWEST_FOR_ONE > len(text) or beyond * 5 <= len(text[:20_000]):
        return ""
    if encoding == "utf-8":  # a byte tells by itself where a character begins
        return text
    stretches = (text[start : start + _STRETCH] for start in range(0, len(text), _STRETCH))
    return text if all(_commonness(stretch, 0.2) >= 0.1 for stretch in stretches) else ""


def _realign(error: UnicodeError) -> tuple[str, int]:
    """U+FFFD for a byte that fits nowhere, going on where what follows reads more like Chinese.

    In encodings of two bytes a character, one lost byte would else shift all that follow.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    onward = (error.start + 1, error.start + 2)

    def sense(start: int) -> float:
        return _commonness(error.object[start : start + 60].decode(error.encoding, "ignore"))

    return "\ufffd", min(len(error.object), max(onward, key=sense))


codecs.register_error("wence.realign", _realign)


def _commonness(text: str, without: float = 0.0) -> float:
    """Share of the Chinese characters that are among the commonest; ``without`` where there are none."""
    han = [
        character for character in text[:20_000] if "\u3400" <= character <= "\u9fff" or character >= "\ue000"
    ]
    return sum(1 for character in han if character in _COMMON) / len(han) if han else without
