"""What does the first page of the bundled example's report look like? docs/report.png, made anew.

``python -m docs_site.picture`` audits the example, takes the picture in headless Chromium, and
writes into it what the audit printed, so that a test can hold it to the README beside it.
"""

from __future__ import annotations

import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "report.png"
WIDTH, HEIGHT = 1280, 1285
KEYWORD = b"Audit"
COMPRESSED = b"\0\1\0\0\0"
"""Behind the keyword: its end, compressed, by zlib, no language and no translated keyword."""
SIGNATURE = 8


def main() -> None:
    """Take the picture; SystemExit where there is no Chromium."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        raise SystemExit("the picture is taken by Chromium, which is not installed")
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tallystick", "audit", "examples/zhambyl/engagement.toml",
                   "--out", f"{folder}/runs"]  # fmt: skip
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        (report,) = Path(folder).glob("runs/*/report.html")
        taken = Path(folder) / "taken.png"
        options = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                   f"--user-data-dir={folder}/own", f"--window-size={WIDTH},{HEIGHT}")  # fmt: skip
        subprocess.run(
            [browser, *options, f"--screenshot={taken}", report.as_uri()],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        PICTURE.write_bytes(told(taken.read_bytes(), printed(done.stdout)))
    print(f"{PICTURE} is taken")


def printed(output: str) -> str:
    """What the audit printed before the place of the report, which differs from run to run."""
    return output.partition("\nReport: ")[0].rstrip()


def told(picture: bytes, text: str) -> bytes:
    """The PNG `picture` with `text` in it, compressed (iTXt), before its first pixels."""
    body = b"iTXt" + KEYWORD + COMPRESSED + zlib.compress(text.encode("utf-8"))
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    pixels = picture.index(b"IDAT") - 4
    return picture[:pixels] + chunk + picture[pixels:]


def tells(picture: bytes) -> str:
    """The text that `told` wrote into a PNG; "" where there is none."""
    for kind, body in _chunks(picture):
        keyword, _, rest = body.partition(b"\0")
        if kind == b"iTXt" and keyword == KEYWORD:
            return zlib.decompress(rest[len(COMPRESSED) - 1 :]).decode("utf-8")
    return ""


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = SIGNATURE
    while at < len(picture):
        (size,) = struct.unpack(">I", picture[at : at + 4])
        yield picture[at + 4 : at + 8], picture[at + 8 : at + 8 + size]
        at += size + 12


if __name__ == "__main__":
    main()
