"""Pictures and PDF files are drawn anew as pixels, and what is hostile is refused in time."""

import io
import os
import random
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from tallystick.intake.drawing import process
from tallystick.intake.drawing.closed_calls import ALLOWED, program
from tallystick.intake.drawing.process import NotDrawnError, pages_of

FOLDER = Path(process.__file__).parent


def bytes_of(image, form, **how):
    out = io.BytesIO()
    image.save(out, form, **how)
    return out.getvalue()


def noise(size=(300, 200)):
    return Image.effect_noise(size, 60).convert("RGB")


def drawn(data):
    return [Image.open(io.BytesIO(page)) for page in pages_of(data)]


def mean_difference(one, other):
    return sum(ImageChops.difference(one.convert("L"), other.convert("L")).tobytes()) / (
        one.width * one.height
    )


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_picture_is_drawn_with_the_same_pixels(form):
    image = noise()
    (page,) = drawn(bytes_of(image, form))
    assert (page.format, page.size) == ("JPEG", (300, 200))
    # Two pictures of such noise differ by 48 in the mean.
    assert mean_difference(page, image) < 15
    assert mean_difference(page, noise()) > 35


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_each_kind_of_pixel_is_drawn(mode):
    image = Image.new("RGB", (40, 40), "white")
    image.paste("black", (0, 0, 20, 40))
    form = "JPEG" if mode == "CMYK" else "PNG"
    if mode == "I;16":
        made = Image.frombytes("I;16", (40, 40), (b"\0\0" * 20 + b"\xff\xff" * 20) * 40)
    else:
        made = image.convert(mode)
    (page,) = drawn(bytes_of(made, form))
    assert page.convert("L").getpixel((5, 20)) < 60
    assert page.convert("L").getpixel((35, 20)) > 200


def test_what_is_transparent_is_drawn_on_white():
    (page,) = drawn(bytes_of(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG"))
    assert page.getpixel((10, 10)) == (255, 255, 255)


def test_a_turned_photograph_is_drawn_upright_and_a_large_one_smaller():
    exif = Image.Exif()
    exif[0x0112] = 6
    (page,) = drawn(bytes_of(noise((3000, 2000)), "JPEG", exif=exif))
    assert page.size == (1169, 1754)


def test_every_page_of_a_pdf_is_drawn():
    pages = [Image.new("RGB", (200, 300), shade) for shade in ("black", "gray", "white")]
    found = drawn(bytes_of(pages[0], "PDF", save_all=True, append_images=pages[1:]))
    shades = [page.convert("L").getpixel((100, 150)) for page in found]
    assert shades[0] < 30 < shades[1] < 200 < shades[2]


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"", "unknown"), (b"PK\3\4" + b"0" * 99, "unknown"), (b"GIF89a", "unknown"),
     (b"<svg/>", "unknown"), (b"%PDF-1.7\nno pdf", "broken"),
     (b"\x89PNG\r\n\x1a\n" + b"0" * 99, "broken"), (b"\xff\xd8\xff" + b"0" * 99, "unknown")],
)  # fmt: skip
def test_what_is_no_such_file_is_refused(data, why):
    with pytest.raises(NotDrawnError) as raised:
        pages_of(data)
    assert raised.value.why == why


def png(width, height, data, *, bits=8, colour=0):
    """A PNG by hand: a head that says what it likes, and data as they are given."""

    def chunk(kind, payload):
        whole = kind + payload
        return len(payload).to_bytes(4, "big") + whole + zlib.crc32(whole).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([bits, colour, 0, 0, 0])
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data)
            + chunk(b"IEND", b""))  # fmt: skip


def stream_pdf(stream, extra=b""):
    """A PDF of one page whose contents are given, packed."""
    packed = zlib.compress(stream, 9)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R" + extra + b">>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
    ]
    body, at = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        at.append(len(body))
        body += b"%d 0 obj%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % each for each in at)
    end = b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(body)
    return body + b"xref\n0 5\n0000000000 65535 f \n" + table + end


def test_fifty_thousand_by_fifty_thousand_pixels_are_refused_by_their_head(monkeypatch):
    # With so much memory it is the head alone that refuses them.
    monkeypatch.setattr(process, "MEMORY", 8 << 30)
    row = zlib.compress(bytes(6251), 9)
    with pytest.raises(NotDrawnError) as raised:
        pages_of(png(50_000, 50_000, row, bits=1))
    assert raised.value.why == "large"


def assert_bombs_do_no_harm(million_bytes):
    packer = zlib.compressobj(9)
    million = bytes(1 << 20)
    bomb = b"".join([*(packer.compress(million) for _ in range(million_bytes)), packer.flush()])
    assert len(bomb) < 2 * million_bytes * 1100
    for data in (png(4000, 4000, bomb), png(2, 2, bomb)):
        assert_refused_or_drawn_small(data)
    assert_refused_or_drawn_small(stream_pdf(b"q " * (million_bytes << 19)))


def test_a_bomb_that_unpacks_to_many_times_its_size_does_no_harm():
    assert_bombs_do_no_harm(40)


@pytest.mark.slow
def test_a_bomb_that_unpacks_to_more_than_memory_does_no_harm():
    assert_bombs_do_no_harm(600)


def assert_refused_or_drawn_small(data):
    try:
        pages = pages_of(data)
    except NotDrawnError:
        return
    assert sum(map(len, pages)) < 10 << 20


def test_a_page_that_is_never_done_ends_by_the_limit_of_time(monkeypatch):
    monkeypatch.setattr(process, "SECONDS", 3)
    monkeypatch.setattr(process, "CPU_SECONDS", 2)
    circle = b"0 0 m " + b"10 20 30 40 50 60 c 200 0 l 0 200 l " * 20_000 + b"B* " * 400
    with pytest.raises(NotDrawnError):
        pages_of(stream_pdf(circle * 12))


def test_a_pdf_of_many_pages_or_of_a_huge_page_is_bounded():
    pages = [Image.new("L", (10, 10)) for _ in range(21)]
    with pytest.raises(NotDrawnError) as raised:
        pages_of(bytes_of(pages[0], "PDF", save_all=True, append_images=pages[1:]))
    assert raised.value.why == "pages"
    (page,) = drawn(stream_pdf(b"0 0 m 5 5 l S").replace(b"0 0 200 200", b"0 0 9e9 200"))
    assert max(page.size) <= 1754


def broken_files(count, seed):
    """Pictures and PDF files with bytes changed, cut out, doubled and cut off, by rule."""
    drawn_by_rule = random.Random(seed)
    whole = [
        bytes_of(noise((60, 40)), "JPEG"), bytes_of(noise((60, 40)), "JPEG", progressive=True),
        bytes_of(noise((60, 40)), "PNG"), bytes_of(noise((60, 40)).convert("P"), "PNG"),
        bytes_of(noise((60, 40)), "PDF"), stream_pdf(b"BT /F1 12 Tf (text) Tj ET" * 40),
    ]  # fmt: skip
    for number in range(count):
        data = bytearray(whole[number % len(whole)])
        for _ in range(drawn_by_rule.choice((1, 3, 30))):
            at = drawn_by_rule.randrange(len(data))
            act = drawn_by_rule.randrange(4)
            if act == 0:
                data[at] = drawn_by_rule.randrange(256)
            elif act == 1:
                del data[at : at + drawn_by_rule.randrange(1, 60)]
            elif act == 2:
                data[at:at] = data[at : at + 200]
            else:
                data[at : at + 4] = b"\xff\xff\xff\xff"
            if len(data) < 9:
                break
        yield bytes(data)


def assert_each_is_drawn_or_refused(count):
    refused = whole = 0
    for data in broken_files(count, 32):
        try:
            pages = pages_of(data)
        except NotDrawnError as fault:
            refused += fault.why in process.REASONS
            continue
        assert all(page.startswith(b"\xff\xd8\xff\xe0\0\x10JFIF") for page in pages)
        whole += 1
    assert refused + whole == count
    assert refused > 0 < whole


def test_broken_files_are_drawn_or_refused():
    assert_each_is_drawn_or_refused(12)


@pytest.mark.slow
def test_two_hundred_broken_files_are_drawn_or_refused():
    assert_each_is_drawn_or_refused(200)


TRIES = """
import ctypes, os, socket, sys
sys.path.append({folder!r})
from closed_calls import close_calls
import errno
ready = ctypes.CDLL(None)
assert close_calls(ready)
told = []
for name, act in (("socket", lambda: socket.socket()), ("open", lambda: open("/etc/passwd")),
                  ("fork", os.fork), ("kill", lambda: os.kill(1, 0)),
                  ("exec", lambda: os.execv("/bin/true", ["true"])),
                  ("mkdir", lambda: os.mkdir("/tmp/x32"))):
    try:
        act()
        told.append(name)
    except OSError as error:
        assert error.errno == errno.EPERM, (name, error)
os.write(1, repr(told).encode())
os._exit(0)
"""


def test_the_process_that_draws_can_call_for_no_file_no_network_and_no_program():
    if os.uname().machine not in ALLOWED:
        pytest.skip("the filter of calls knows x86_64 and aarch64")
    if sys.platform != "linux":
        pytest.skip("the filter of calls is of Linux")
    code = "import ctypes; ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)\n" + TRIES.format(
        folder=str(FOLDER)
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"[]", b"")


def answered(code, architecture, number):
    """What a filter answers, followed step by step by the rules of seccomp(2)."""
    import struct

    lines = [struct.unpack("HBBI", code[at : at + 8]) for at in range(0, len(code), 8)]
    at, held = 0, None
    while True:
        kind, when_true, when_false, value = lines[at]
        at += 1
        if kind == 0x20:
            held = {0: number, 4: architecture}[value]
        elif kind == 0x15:
            at += when_true if held == value else when_false
        else:
            return value


@pytest.mark.parametrize("machine", ALLOWED)
def test_the_filter_allows_its_calls_and_no_other(machine):
    architecture, allowed = ALLOWED[machine]
    code = program(architecture, allowed)
    for number in range(512):
        answer = answered(code, architecture, number)
        assert answer == (0x7FFF0000 if number in allowed else 0x00050001), number
    assert answered(code, 0x40000003, 1) == 0x80000000
