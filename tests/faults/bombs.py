"""How are files made, in seconds, that unpack to more than a machine holds?"""

from __future__ import annotations

import struct
import zlib

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEADER = b"".join(
    b'<c t="inlineStr"><is><t>%s</t></is></c>' % name for name in (b"id", b"at", b"place")
)
SHEET = (f'<worksheet xmlns="{MAIN}"><sheetData><row>'.encode() + HEADER + b"</row>",
         b"</sheetData></worksheet>")  # fmt: skip
STRINGS = f'<sst xmlns="{MAIN}">'.encode(), b"</sst>"


def deflated(*pieces):
    """Return a raw deflate stream of `pieces`, each bytes or (bytes, times), its CRC and size."""
    stream, crc, size = b"", 0, 0
    for piece in pieces:
        block, times = piece if isinstance(piece, tuple) else (piece, 1)
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        # A block that is flushed in full stands for itself, so that it can be repeated.
        stream += (packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)) * times
        for _ in range(times):
            crc = zlib.crc32(block, crc)
        size += len(block) * times
    return stream + zlib.compressobj(6, zlib.DEFLATED, -15).flush(), crc, size


def archive(parts):
    """Return a ZIP archive of streams that `deflated` made, which states the sizes given."""
    body, listed = b"", b""
    for name, (stream, crc, size) in parts.items():
        said = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, crc, len(stream), size, len(name), 0)
        listed += (
            b"PK\1\2" + struct.pack("<H", 20) + said + struct.pack("<HHHII", 0, 0, 0, 0, len(body))
        )
        listed += name.encode()
        body += b"PK\3\4" + said + name.encode() + stream
    many = len(parts)
    return (
        body
        + listed
        + b"PK\5\6"
        + struct.pack("<HHHHIIH", 0, 0, many, many, len(listed), len(body), 0)
    )


def workbook(sheet, strings=None, **more):
    """Return a workbook of one sheet, whose parts are streams that `deflated` made."""
    to = "".join(
        f'<Relationship Id="r{i}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(
            {"worksheet": "worksheets/sheet1.xml", "sharedStrings": "sharedStrings.xml"}.items()
        )
    )
    sheets = '<sheets><sheet name="S" sheetId="1" r:id="r0"/></sheets>'
    root = f'<Relationship Id="r0" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    texts = {
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}">{root}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">{to}</Relationships>',
    }
    parts = {name: deflated(text.encode()) for name, text in texts.items()}
    held = {
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": strings or deflated(*STRINGS),
    }
    return archive(parts | held | more)


def cells(count, row=1000):
    """A sheet of `count` cells that do not say where they stand, in rows of `row`."""
    one = b"<row>" + b"<c><v>1</v></c>" * row + b"</row>"
    return deflated(SHEET[0], (one * 100, count // row // 100), SHEET[1])


def long_text(size):
    """The shared strings of a workbook: one of `size` bytes."""
    megabyte = b"a" * 1_000_000
    middle = (megabyte, size // len(megabyte))
    return deflated(STRINGS[0] + b"<si><t>", middle, b"</t></si>" + STRINGS[1])


def gzipped(*pieces):
    """A gzip file of `pieces`, as for `deflated`."""
    stream, crc, size = deflated(*pieces)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + stream + struct.pack("<II", crc, size % 2**32)
