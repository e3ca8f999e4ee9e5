"""Is each hostile bundle refused with the next move, before any of it is written elsewhere?"""

import os
import stat
import struct
import zipfile

import pytest
from sealed_case import small_case

from tallystick.seal import SealError, verify_bundle, write_bundle
from tallystick.seal.bundle_check import MOST_FILES, MOST_LISTING
from tallystick.seal.signature import make_keys


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The files of a good bundle."""
    folder = tmp_path_factory.mktemp("case")
    make_keys(folder / "key", "office")
    write_bundle(folder / "bundle.zip", small_case(folder / "case"), folder / "key")
    with zipfile.ZipFile(folder / "bundle.zip") as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def packed(path, files, *more, compression=zipfile.ZIP_STORED):
    """Write a zip file of `files` and of pairs of ZipInfo and content, a name twice or not."""
    with zipfile.ZipFile(path, "w", compression) as bundle:
        for name, content in files.items():
            bundle.writestr(name, content)
        for about, content in more:
            bundle.writestr(about, content)
    return path


def link(name):
    about = zipfile.ZipInfo(name)
    about.create_system, about.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return about


def refused(path, message):
    with pytest.raises(SealError, match=message) as told:
        verify_bundle(path, check_signature=False)
    assert "ask the office for the bundle again" in str(told.value)
    assert len(str(told.value)) < 400


def test_the_good_files_packed_by_another_program_verify(files, tmp_path):
    """So that what is refused below is refused for its own fault."""
    assert verify_bundle(packed(tmp_path / "b.zip", files), check_signature=False).differences == ()


@pytest.mark.parametrize("name", [
    "../evil", "/etc/evil", "run/../../evil", "run/a/../../evil", "run\\..\\evil", "C:\\evil",
    "run/a/\x1b[2J", "documents/x", "bodies/../log.jsonl", "run/a/", "other", "run/a/mask.key",
    "LOG.JSONL", "run/a/.hidden", "run/a/x:stream", "run/a/" + "x" * 200, "run/a" + "/a" * 9,
    "run/a/\u202egnp.exe", "documents/" + "A" * 64,
])  # fmt: skip
def test_a_name_that_no_bundle_has_is_refused(files, tmp_path, name):
    refused(packed(tmp_path / "b.zip", files, (zipfile.ZipInfo(name), b"x")),
            "is no name of a file in a bundle")  # fmt: skip
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.zip"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["log.jsonl", "run/2026q4/RUN.json"])
def test_a_name_that_is_there_twice_is_refused(files, tmp_path, name):
    refused(packed(tmp_path / "b.zip", files, (name, b"{}")), "is there twice")


def test_links_devices_and_secrets_are_refused(files, tmp_path):
    refused(packed(tmp_path / "b.zip", files, (link("run/a/x"), b"/etc/passwd")), "is a link")
    device = zipfile.ZipInfo("run/a/x")
    device.create_system, device.external_attr = 3, (stat.S_IFCHR | 0o666) << 16
    refused(packed(tmp_path / "b.zip", files, (device, b"")), "is a link, a device")
    path = packed(tmp_path / "b.zip", files)
    raw = bytearray(path.read_bytes())
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    refused(path, "encrypted")


def test_a_bomb_is_refused_before_it_is_unpacked(files, tmp_path):
    """A thousandfold in a few bytes; and files that lie over each other."""
    bomb = {**files, "run/a/x": bytes(64 << 20)}
    refused(packed(tmp_path / "b.zip", bomb, compression=zipfile.ZIP_DEFLATED), "is compressed")
    path = packed(tmp_path / "b.zip", {**files, "run/a/x": bytes(1 << 20)})
    raw = path.read_bytes()
    at, end = raw.rindex(b"PK\x01\x02"), raw.rindex(b"PK\x05\x06")
    entry = raw[at:end]
    copies = [entry.replace(b"run/a/x", f"run/a/{number:x}".encode()) for number in range(16)]
    start = raw.index(b"PK\x01\x02")
    listing = raw[start:at] + b"".join(copies)
    count = len(files) + len(copies)
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(listing), start, 0)
    path.write_bytes(raw[:start] + listing + tail)
    refused(path, "it unpacks to more than it holds")


def test_a_size_that_is_a_lie_is_refused(files, tmp_path):
    path = packed(tmp_path / "b.zip", files)
    raw = bytearray(path.read_bytes())
    at = raw.rindex(b"PK\x01\x02")
    for size in (0, 10, 1 << 30):
        struct.pack_into("<2I", raw, at + 20, size, size)
        path.write_bytes(raw)
        with pytest.raises(SealError, match="again"):
            verify_bundle(path, check_signature=False)


def test_too_many_files_and_a_list_without_end_are_refused_unread(tmp_path):
    for count, listing in ((MOST_FILES + 1, 100), (3, MOST_LISTING + 1)):
        tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, listing, 0, 0)
        (tmp_path / "b.zip").write_bytes(bytes(200) + tail)
        refused(tmp_path / "b.zip", "more than a bundle has")


def test_what_is_no_bundle_is_refused(files, tmp_path):
    whole = packed(tmp_path / "good.zip", files).read_bytes()
    with zipfile.ZipFile(tmp_path / "comment.zip", "w") as bundle:
        bundle.writestr("head.txt", "x")
        bundle.comment = b"more"
    extended = struct.pack("<4sIQI", b"PK\x06\x07", 0, 0, 1)
    for content in (b"", b"x" * 500, whole[:-1], whole + b"\0", whole[100:],
                    whole[:100] + b"xxxx" + whole[104:], whole[:-22] + extended + whole[-22:],
                    (tmp_path / "comment.zip").read_bytes()):  # fmt: skip
        (tmp_path / "b.zip").write_bytes(content)
        refused(tmp_path / "b.zip", "cannot be unpacked")
    without = {name: content for name, content in files.items() if name != "head.txt"}
    for held in (without, {**files, "head.txt": b"\xff"}, {**files, "head.txt": b"seq 1\n"}):
        with pytest.raises(SealError, match=r"no head\.txt of a bundle; give the bundle"):
            verify_bundle(packed(tmp_path / "b.zip", held), check_signature=False)
    os.mkfifo(tmp_path / "pipe.zip")
    for name in ("none.zip", "pipe.zip"):
        with pytest.raises(SealError, match="no such file; give a bundle or a run"):
            verify_bundle(tmp_path / name)


def test_every_byte_of_a_bundle_changed_is_refused_or_named_and_nothing_breaks(files, tmp_path):
    """One byte in two hundred, in turn: a bit of it flipped."""
    few = {name: content for name, content in files.items() if name != "verify.py"}
    lines = files["head.txt"].decode().splitlines(keepends=True)
    few["head.txt"] = "".join(each for each in lines if "verify.py" not in each).encode()
    path = packed(tmp_path / "b.zip", few)
    assert verify_bundle(path, check_signature=False).differences == ()
    whole = path.read_bytes()
    signature = few["head.txt.sig"]
    unseen = []
    for at in range(0, len(whole), 97):
        changed = bytearray(whole)
        changed[at] ^= 1 << (at % 8)
        path.write_bytes(changed)
        try:
            found = verify_bundle(path, check_signature=False).differences
        except SealError:
            continue
        if not found:
            unseen.append(at)
    # Times, versions and modes of the container are no contents.
    inside = [at for at in unseen for content in few.values()
              if content != signature and whole.index(content) <= at < whole.index(content)
              + len(content)]  # fmt: skip
    assert inside == []
    assert len(unseen) < 60, unseen


def test_links_in_an_unpacked_bundle_are_named_and_not_followed(files, tmp_path):
    folder = tmp_path / "bundle"
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    assert verify_bundle(folder, check_signature=False).differences == ()
    os.symlink("/dev/zero", folder / "run" / "2026q4" / "more.json")
    os.symlink("/", folder / "documents" / "root")
    os.mkfifo(folder / "bodies" / "pipe.json")
    found = verify_bundle(folder, check_signature=False).differences
    assert sorted(found) == [
        f"{name}: a link or a device; a bundle has none"
        for name in ("bodies/pipe.json", "documents/root", "run/2026q4/more.json")
    ]
    for name in ("log.jsonl", "head.txt"):
        (folder / name).unlink()
        os.symlink("/dev/zero", folder / name)
    with pytest.raises(SealError, match="no head"):
        verify_bundle(folder, check_signature=False)
