"""Random words are sent in every place of a report; afterwards no file and no process has one."""

import io
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from channel import Channel, children, make_channel, served
from PIL import Image, PngImagePlugin
from pyrage.x25519 import Identity

from tallystick.intake.reading import answer, deliver, open_letters

PLACES = ("text", "name", "author", "exif", "chunk", "agent", "referrer", "cookie", "query",
          "answer", "forwarded", "field")  # fmt: skip
ADDRESS = "127.0.0.77"
TELLING = (
    "telling._read", "telling._faults", "telling._drawn", "telling.packed", "telling.keys_of",
    "telling.locked", "threads.begin", "telling.page", "process._pages", "telling.open_box",
    "telling.in_force", "telling.typed_code", "telling.thread_of", "telling.signing_key",
    "telling.signed", "threads.refuse_when_full", "ticket.age",
)  # fmt: skip
ANSWERING = (
    "answering._opened", "answering._letters", "answering.keys_of", "answering._written",
    "answering._done", "threads.add", "answering.page", "answering.open_box",
    "answering.typed_code", "answering.thread_of", "answering.opened", "answering.unpacked",
    "answering.may_guess", "answering.guessed_right", "answering.signed", "answering.packed",
    "answering.locked",
)  # fmt: skip
FRONT = {"front.in_force": "/", "front.page": "/leave", "front.HttpResponse": "/intake.css"}
"""Functions of views that take nothing but an address, and the address of each."""


@pytest.fixture(scope="module")
def canaries():
    return {place: f"canary{secrets.token_hex(8)}" for place in PLACES}


def pictures(canaries):
    """A PDF, a JPEG and a PNG whose hidden properties are canaries."""
    noise = Image.effect_noise((300, 200), 60).convert("RGB")
    pdf, jpeg, png = io.BytesIO(), io.BytesIO(), io.BytesIO()
    noise.save(pdf, "PDF", author=canaries["author"], title=canaries["author"])
    exif = Image.Exif()
    exif[0x013B] = canaries["exif"]
    noise.save(jpeg, "JPEG", exif=exif, comment=canaries["exif"])
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", canaries["chunk"])
    # Larger than 2.5 MB, from which on Django's own handlers write to a temporary file.
    large = Image.frombytes("RGB", (1200, 1000), os.urandom(3_600_000))
    large.save(png, "PNG", pnginfo=info, compress_level=1)
    return [(f"{canaries['name']}.{kind}", data.getvalue())
            for kind, data in (("pdf", pdf), ("jpg", jpeg), ("png", png))]  # fmt: skip


def headers(canaries):
    return {
        "User-Agent": canaries["agent"], "Referer": f"https://x/{canaries['referrer']}",
        "Cookie": f"a={canaries['cookie']}", "X-Forwarded-For": canaries["forwarded"],
    }  # fmt: skip


@dataclass(frozen=True)
class Used:
    """A channel through which all was sent, its folder, a reader, the functions that failed.

    `server` is that of PostgreSQL where it holds the box.
    """

    channel: Channel
    root: Path
    identity: Identity
    points: tuple[str, ...]
    server: object = None


SOME = (*TELLING[1::6], *ANSWERING[::6], "front.page")
ALL = (*TELLING, *ANSWERING, *FRONT)


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((SOME, False), id="some-file"),
        pytest.param((SOME[::3], True), id="some-server"),
        pytest.param((ALL, False), id="all-file", marks=pytest.mark.slow),
        pytest.param((ALL, True), id="all-server", marks=pytest.mark.slow),
    ],
)
def used(request, canaries, tmp_path_factory):
    """A channel through which all was sent, with an error and an end in the middle of each view."""
    root = tmp_path_factory.mktemp("canary")
    points, on_server = request.param
    server = request.getfixturevalue("postgres") if on_server else None
    with pytest.MonkeyPatch.context() as patch:
        if server:
            patch.setenv("DATABASE_URL", server.database())
        identities = make_channel(root / "case")
        for name in ("tmp", "home"):
            (root / name).mkdir()
        environment = {"TMPDIR": str(root / "tmp"), "HOME": str(root / "home")}
        with served(root / "case", root / "log", failing=points,
                    writing=root / "writing", environment=environment) as channel:  # fmt: skip
            channel.source = (ADDRESS, 0)
            code = all_is_sent(channel, canaries, identities["Inspector"], root.parent)
            in_the_middle(channel, canaries, code, points)
            yield Used(channel, root, identities["Inspector"], points, server)


def all_is_sent(channel, canaries, identity, elsewhere):
    how = headers(canaries)
    page = channel.get(f"/tell?{canaries['query']}={canaries['query']}", **how)
    sent, code = channel.tell(canaries["text"] * 400, pictures(canaries), page=page, headers=how,
                              other=canaries["field"])  # fmt: skip
    assert sent.status == 200, sent.words
    thread = next(open_letters(channel.box, identity)).thread
    path = elsewhere / "answer.json"
    path.write_text(answer(channel.box, thread, identity, canaries["answer"]))
    deliver(channel.box, path)
    assert canaries["answer"] in channel.back(code).text
    assert channel.back(code, act="write", text=canaries["text"]).status == 200
    return code


def in_the_middle(channel, canaries, code, points):
    """Each function fails once and is killed once, with everything in its hands."""
    for how in ("fail", "kill"):
        for name in points:
            if name in TELLING:
                asked(channel, f"/tell?{how}={name}", canaries, tell=True)
            elif name in ANSWERING:
                asked(channel, f"/answer?{how}={name}", canaries, code=code)
            else:
                asked(channel, f"{FRONT[name]}?{how}={name}&a={canaries['query']}", canaries)


def asked(channel, address, canaries, tell=False, code=""):
    fields = {"code": code, "act": "write", "text": canaries["text"], "language": "en"}
    post = channel.post

    def elsewhere(path, *args, **kwargs):
        return post(address, *args, **kwargs)

    channel.post = elsewhere
    try:
        if tell:
            small = pictures(canaries)[1:2]
            found, _ = channel.tell(canaries["text"], small, headers=headers(canaries))
        elif code:
            found = channel.post("/answer", fields, **headers(canaries))
        else:
            found = channel.get(address, **headers(canaries))
    except OSError:
        assert "kill=" in address
    else:
        assert ("fail=" in address, found.status) == (True, 500), address
    finally:
        channel.post = post


def sightings(data, words):
    return {word for word in words for form in (word.encode(), word.encode("utf-16-le"))
            if form in data}  # fmt: skip


def files_below(*folders):
    return [path for folder in folders for path in Path(folder).rglob("*") if path.is_file()]


def test_no_file_and_no_log_has_a_canary_or_the_address(used, canaries):
    channel, root = used.channel, used.root
    folders = [root, "/dev/shm", *([used.server.folder] if used.server else [])]
    words = [*canaries.values(), ADDRESS]
    found = {
        str(path): seen
        for path in files_below(*folders)
        if (seen := sightings(bytes_in(path), words))
    }
    assert found == {}
    assert not list(channel.case.rglob("*-journal"))


def test_the_server_wrote_its_statements_and_what_was_searched_holds_ciphertext(used):
    if not used.server:
        pytest.skip("this box is a file")
    used.server.say("postgres", "CHECKPOINT")
    log = (used.server.folder / "log").read_text("utf-8", "replace")
    assert "INSERT INTO letter VALUES" in log
    with used.channel.box.reading() as db:
        (held,) = db.execute("SELECT ciphertext FROM letter LIMIT 1").fetchone()
    for kind in ("base", "pg_wal"):
        files = files_below(used.server.folder / "data" / kind)
        assert any(held[:1000] in bytes_in(path) for path in files), kind


def test_thirty_points_and_more_fail_and_are_killed_in_every_view():
    assert len({*TELLING, *ANSWERING, *FRONT}) >= 30
    from tallystick.intake.urls import urlpatterns

    views = {"/tell", "/answer", *FRONT.values()}
    assert views == {f"/{each.pattern}" for each in urlpatterns}


def test_the_search_finds_a_canary_where_there_is_one(canaries, tmp_path):
    (tmp_path / "file").write_bytes(b"\0\xff" + canaries["text"].encode("utf-16-le"))
    (path,) = files_below(tmp_path)
    assert sightings(path.read_bytes(), canaries.values()) == {canaries["text"]}
    assert canaries["text"] in sightings(memory_of(os.getpid()), canaries.values())


def test_no_file_is_opened_for_writing_but_the_heartbeats_of_gunicorn(used):
    root = used.root
    opened = set((root / "writing").read_text().split("\n")) - {""}
    named = {each for each in opened if not each.isdigit() and each != "'/dev/null'"}
    assert {each for each in named if "wgunicorn-" not in each} == set()
    assert len(named) >= 1
    assert list((root / "tmp").iterdir()) == []


def test_the_log_tells_of_an_error_its_kind_and_line_alone(used):
    root = used.root
    lines = (root / "log").read_text().splitlines()
    assert len(lines) == len(used.points)
    assert {line.partition(" in ")[0] for line in lines} == {"intake: CanaryError"}


def test_a_reader_gets_pixels_without_what_the_files_hid(used, canaries):
    channel, identity = used.channel, used.identity
    first = max(open_letters(channel.box, identity), key=lambda each: len(each.letter.files))
    assert [len(pages) for pages in first.letter.files] == [1, 1, 1]
    hidden = [canaries[each] for each in ("author", "exif", "chunk", "name")]
    for (page,) in first.letter.files:
        assert sightings(page, hidden) == set()
        image = Image.open(io.BytesIO(page))
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", image.size, {})
    told = repr((first.letter.text, dict(first.letter.answers)))
    assert sightings(told.encode(), [canaries["name"]]) == set()


def test_soon_after_an_answer_no_live_process_has_a_canary_in_its_memory(used, canaries):
    """The process that answered has ended; those that are there were copied before it was asked."""
    channel = used.channel
    sent, code = channel.tell(canaries["text"] * 400, pictures(canaries))
    assert sent.status == 200, sent.words
    assert channel.back(code).status == 200
    ends = time.monotonic() + 60
    while True:
        try:
            found = {
                number: seen
                for number in live_processes(used)
                if (seen := sightings(memory_of(number), canaries.values()))
            }
        except PermissionError:
            pytest.skip("the memory of processes cannot be read by this user")
        if not found or time.monotonic() > ends:
            break
        time.sleep(0.2)
    assert found == {}
    assert channel.case.name.encode() in memory_of(channel.process.pid)
    assert len(children(channel.process.pid)) >= 1


def live_processes(used):
    """The processes of the channel, and of PostgreSQL where it holds the box."""
    first = [used.channel.process.pid]
    if used.server:
        first.append(int((used.server.folder / "data" / "postmaster.pid").read_text().split()[0]))
    return [each for number in first for each in (number, *children(number))]


def bytes_in(path):
    """The bytes of a file; none of one that has gone meanwhile, or is no file."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def memory_of(number):
    """All that a process has in memory that it can write; "" of one that has ended."""
    held = bytearray()
    try:
        maps = Path(f"/proc/{number}/maps").read_text().splitlines()
        with open(f"/proc/{number}/mem", "rb", 0) as memory:
            for line in maps:
                span, rights = line.split()[:2]
                if "w" not in rights:
                    continue
                start, end = (int(each, 16) for each in span.split("-"))
                held += piece(memory, start, end - start)
    except (FileNotFoundError, ProcessLookupError):
        return b""
    return bytes(held)


def piece(memory, start, size):
    try:
        memory.seek(start)
        return memory.read(size)
    except (OSError, ValueError):
        return b""
