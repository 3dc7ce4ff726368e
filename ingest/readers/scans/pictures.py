"""Decode and encode picture files: the only home of Pillow in this package.

A picture's size is read from its header before a pixel is decoded.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from ingest.errors import UnreadableFile

MOST_PIXELS = 80_000_000  # of one picture: an A3 page at 600 dots an inch has 70 million
MOST_FRAMES = 1_000  # of a TIFF
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF")
_TOO_LARGE = UnreadableFile(
    "图片过大，拒绝解码", f"the picture has more than {MOST_PIXELS:,} pixels and is refused"
)


def frames(data: bytes, longest: int, only: int | None = None) -> Iterator[Any]:
    """Give a picture file's pages as arrays (height, width, 3), RGB, upright by EXIF, ``longest`` a side at most.

    ``only`` one of them (from 1), the others not decoded. Raises :class:`UnreadableFile` for damaged files, for pictures above :data:`MOST_PIXELS` and for
    more than :data:`MOST_FRAMES` frames.
    """
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            many = picture.format in ("TIFF", "GIF", "WEBP")
            for number, frame in enumerate(ImageSequence.Iterator(picture) if many else (picture,)):
                if number >= MOST_FRAMES:
                    raise UnreadableFile("图片页数过多", f"the picture has more than {MOST_FRAMES} frames")
                if only is not None and number != only - 1:
                    continue
                if frame.width * frame.height > MOST_PIXELS:
                    raise _TOO_LARGE
                frame.draft("RGB", (longest, longest))
                yield _array(ImageOps.exif_transpose(frame), longest)
                if picture.format == "GIF":
                    return
    except Image.DecompressionBombError as error:
        raise _TOO_LARGE from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise UnreadableFile("图片已损坏", "the picture is damaged") from error


def _array(frame: Any, longest: int) -> Any:
    """On white, where it has transparency; made smaller before it is made RGB, to save memory."""
    import numpy as np
    from PIL import Image

    if max(frame.size) > longest:
        frame.thumbnail((longest, longest))
    if "A" in frame.getbands() or "transparency" in frame.info:
        frame = frame.convert("RGBA")
        white = Image.new("RGBA", frame.size, (255, 255, 255, 255))
        white.alpha_composite(frame)
        frame = white
    elif frame.mode.startswith("I"):  # 16 bits of grey
        frame = Image.fromarray((np.asarray(frame, dtype=np.float32) / 257).clip(0, 255).astype(np.uint8))
    return np.asarray(frame.convert("RGB"))


def as_png(array: Any, width: int) -> bytes:
    """Encode an array (height, width, 3) as a PNG file of a palette's 64 colours, ``width`` pixels wide."""
    from PIL import Image

    picture = Image.fromarray(array)
    if picture.width != width:
        picture = picture.resize((width, max(1, round(picture.height * width / picture.width))))
    out = io.BytesIO()
    picture.quantize(64).save(out, "PNG")
    return out.getvalue()
