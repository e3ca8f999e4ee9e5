"""A PDF as a scanner makes it: pages of dense print on grainy paper, each one JPEG."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw, ImageFont

PAGES, DOTS = 20, 200
SIZE = (1654, 2339)
"""Pixels of A4 at 200 dots an inch."""
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
QUALITIES = range(90, 10, -5)


def scanned_pdf(most: int, pages: int = PAGES) -> bytes:
    """Return a PDF of `pages` pages that is as large as fits `most` bytes; the same each time."""
    drawn = [_page(number) for number in range(pages)]
    for quality in QUALITIES:
        out = io.BytesIO()
        drawn[0].save(out, "PDF", save_all=True, append_images=drawn[1:], resolution=DOTS,
                      quality=quality)  # fmt: skip
        if out.tell() <= most:
            return out.getvalue()
    raise ValueError(f"{pages} pages do not fit {most:,} bytes")


def _page(seed: int) -> Image.Image:
    lot = random.Random(seed)
    page = Image.new("L", SIZE, 245)
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(SIZE[1] / 80)
    for y in range(120, SIZE[1] - 120, SIZE[1] // 40):
        pen.text((130, y), " ".join(_word(lot) for _ in range(9)), 20, font=font)
    grain = Image.frombytes("L", SIZE, lot.randbytes(SIZE[0] * SIZE[1]))
    return Image.blend(page, grain, 0.01).convert("RGB")


def _word(lot: random.Random) -> str:
    return "".join(lot.choices(LETTERS, k=lot.randint(2, 9)))
