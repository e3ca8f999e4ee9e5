"""Draw one file anew as JPEG pages, in a process that can open nothing and reach nobody.

It is run as a script, with what it may import named in its arguments: the folders of the two
libraries, the kind of the file and the limits. The file comes on standard input, and what leaves
on standard output is a frame for each page: a letter, the length in four bytes, and the bytes.
P is a page, R the reason why the file is refused, E the end.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import json
import os
import resource
import signal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

QUALITY = 85
POINTS, TURNED = 72, 0x0112
NEW_NETWORK, NEW_USER = 0x40000000, 0x10000000
NO_NEW_PRIVILEGES, DEATH_SIGNAL, DUMPABLE = 38, 1, 4


class RefusedError(Exception):
    """The file is not drawn; the word says why."""


def main() -> None:
    """Draw what comes on standard input."""
    request = json.loads(sys.argv[1])
    die_with(request["parent"])
    for name, most in (("CORE", 0), ("AS", request["memory"]), ("CPU", request["seconds"])):
        cap(name, most)
    sys.path += request["folders"]
    draw = {"pdf": pdf_pages, "picture": picture_page}[request["kind"]]
    prepare(request)
    data = sys.stdin.buffer.read()
    shut()
    try:
        for page in draw(data, request):
            write(b"P", page)
        write(b"E", b"")
    except RefusedError as why:
        write(b"R", str(why).encode())
    except MemoryError:
        write(b"R", b"large")
    except BaseException:
        write(b"R", b"broken")


def die_with(parent: int) -> None:
    """Let this process end with `parent`, leave no core, and gain no right by any program."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    library = ctypes.CDLL(None)
    library.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    # A limit of zero does not hold where cores are piped to a program.
    library.prctl(DUMPABLE, 0, 0, 0, 0)
    library.prctl(DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def cap(name: str, most: int) -> None:
    """Lower a limit of this process."""
    kind = getattr(resource, f"RLIMIT_{name}")
    hard = resource.getrlimit(kind)[1]
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (least, least))


def prepare(request: dict[str, Any]) -> None:
    """Draw a page of each kind, so that all is imported while files can still be opened."""
    from PIL import Image

    turned = Image.Exif()
    turned[TURNED] = 6
    for form, mode in (("JPEG", "RGB"), ("PNG", "RGBA"), ("PNG", "I;16")):
        made = io.BytesIO()
        Image.new(mode, (8, 8)).save(made, form, exif=turned)
        list(picture_page(made.getvalue(), request))
    if request["kind"] == "pdf":
        import pypdfium2

        document, made = pypdfium2.PdfDocument.new(), io.BytesIO()
        document.new_page(8, 8).close()
        document.save(made)
        document.close()
        list(pdf_pages(made.getvalue(), request))


def shut() -> None:
    """From here on: no network, no program, no file."""
    from closed_calls import close_calls  # type: ignore[import-not-found]

    library = ctypes.CDLL(None)
    if library.unshare(NEW_NETWORK):
        library.unshare(NEW_NETWORK | NEW_USER)
    free = os.dup(0)
    os.close(free)
    cap("NOFILE", free)
    cap("FSIZE", 0)
    with contextlib.suppress(ValueError, OSError):
        cap("NPROC", 0)
    close_calls(library)


def picture_page(data: bytes, limits: dict[str, Any]) -> Iterator[bytes]:
    """Yield a JPEG or PNG as one page."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None
    try:
        image: Any = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
    except UnidentifiedImageError:
        raise RefusedError("unknown") from None
    width, height = image.size
    most = limits["jpeg_pixels"] if image.format == "JPEG" else limits["png_pixels"]
    if width * height > most:
        raise RefusedError("large")
    # A JPEG is decoded at a fraction of its size, where that is enough.
    image.draft("RGB", (limits["side"], limits["side"]))
    turned = image.getexif().get(TURNED)
    image.load()
    image.thumbnail((limits["side"], limits["side"]))
    if turned:
        image = ImageOps.exif_transpose(image)
    yield jpeg(bare(image))


def pdf_pages(data: bytes, limits: dict[str, Any]) -> Iterator[bytes]:
    """Yield each page of a PDF."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise RefusedError("locked" if "password" in str(error).lower() else "broken") from None
    if len(document) > limits["pages"]:
        raise RefusedError("pages")
    for number in range(len(document)):
        page = document[number]
        width, height = page.get_size()
        if not (width > 0 and height > 0):
            raise RefusedError("broken")
        scale = min(limits["side"] / max(width, height), limits["dots"] / POINTS)
        # In the order of bytes in which a JPEG is written, so that no page is turned again.
        bitmap = page.render(scale=scale, may_draw_forms=False, rev_byteorder=True)
        yield jpeg(bitmap.to_pil())
        bitmap.close()
        page.close()


def bare(image: Any) -> Any:
    """Return the pixels of an image alone, on white where it is transparent."""
    from PIL import Image

    if image.mode in ("RGBA", "LA", "PA", "P"):
        with_alpha = image.convert("RGBA")
        white = Image.new("RGB", image.size, "white")
        white.paste(with_alpha, mask=with_alpha.getchannel("A"))
        image = white
    elif image.mode.startswith("I"):
        image = image.point(lambda value: value / 257).convert("L")
    return Image.frombytes("RGB", image.size, image.convert("RGB").tobytes())


def jpeg(drawn: Any) -> bytes:
    """Return an image that has pixels and nothing else as a JPEG."""
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def write(kind: bytes, payload: bytes) -> None:
    """Write one frame."""
    sys.stdout.buffer.write(kind + len(payload).to_bytes(4, "big") + payload)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    try:
        main()
    finally:
        os._exit(0)
