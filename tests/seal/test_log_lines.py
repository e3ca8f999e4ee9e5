"""Is a log read again as it was written, and is each line that is none refused with its number?"""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.seal import SealError, entry, read_log, verify_chain, write_log
from tallystick.seal import canonical as canonical_of_runs
from tallystick.seal.verify_case import MOST_LINE, canonical

START = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner,
                                                                max_size=3),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(st.text(max_size=5), VALUES, max_size=3), max_size=5))
def test_what_was_written_is_read_again_whole(tmp_path_factory, objects):
    path = tmp_path_factory.mktemp("log") / "log.jsonl"
    entries, last = [], None
    for each in objects:
        last = entry(last, START, "inspector", "note", each, "ab" * 32)
        entries.append(last)
    write_log(path, entries)
    again = list(read_log(path))
    assert again == entries
    assert verify_chain(again) == []
    assert [each.name for each in path.parent.iterdir()] == ["log.jsonl"]
    assert all(canonical(each) == canonical_of_runs(each) for each in objects)


def lines(size=3):
    entries, last = [], None
    for number in range(size):
        last = entry(last, START, "inspector", "note", {"n": number})
        entries.append(last)
    return [each.line() for each in entries]


def changed(line, **fields):
    return canonical({**json.loads(line), **fields}) + b"\n"


HOSTILE = {
    "a key twice": lambda line: line.replace(b'"act":"note"', b'"act":"note","act":"note"'),
    "a key twice inside": lambda line: line.replace(b'{"n":1}', b'{"n":1,"n":1}'),
    "no number": lambda line: line.replace(b'{"n":1}', b'{"n":NaN}'),
    "no end": lambda line: line.replace(b'{"n":1}', b'{"n":1e999}'),
    "a space": lambda line: line.replace(b":", b": ", 1),
    "another order": lambda line: b'{"seq":2,' + line[1:-9] + b"}\n",
    "not ASCII": lambda line: line.replace(b"inspector", "инспектор".encode()),
    "not UTF-8": lambda line: line.replace(b"inspector", b"\xff"),
    "cut": lambda line: line[:40] + b"\n",
    "empty": lambda line: b"\n",
    "a number": lambda line: b"7\n",
    "a list": lambda line: b"[]\n",
    "deep": lambda line: b"[" * 100_000 + b"\n",
    "many digits": lambda line: b"9" * 10_000 + b"\n",
    "too long": lambda line: changed(line, object={"n": "x" * MOST_LINE}),
    "a field more": lambda line: changed(line, more=1),
    "a truth for a number": lambda line: changed(line, seq=True),
    "a fraction": lambda line: changed(line, seq=2.0),
    "a text for an object": lambda line: changed(line, object="x"),
    "a list for a body": lambda line: changed(line, body=["ab" * 32]),
    "a short body": lambda line: changed(line, body="ab"),
    "an empty body": lambda line: changed(line, body=""),
    "a short hash": lambda line: changed(line, hash="ab"),
    "no hash": lambda line: changed(line, hash=None),
    "a local time": lambda line: changed(line, at="2026-12-01 09:30"),
    "a number for an actor": lambda line: changed(line, actor=7),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_line_that_is_none_is_refused_with_its_number_and_the_next_move(what, tmp_path):
    good = lines()
    bad = HOSTILE[what](good[1])
    assert bad != good[1]
    (tmp_path / "log.jsonl").write_bytes(good[0] + bad + good[2])
    with pytest.raises(SealError, match=r"log\.jsonl: line 2: it .*; ask whoever wrote it") as told:
        list(read_log(tmp_path / "log.jsonl"))
    told.match(r"^.{1,300}$")


def test_a_log_that_ends_in_the_middle_or_is_not_there_is_refused(tmp_path):
    (tmp_path / "log.jsonl").write_bytes(b"".join(lines())[:-1])
    with pytest.raises(SealError, match="line 3: it has no end"):
        list(read_log(tmp_path / "log.jsonl"))
    with pytest.raises(SealError, match="no such log; give its path"):
        list(read_log(tmp_path / "none"))


def nested(depth):
    told = {"n": 1}
    for _ in range(depth):
        told = {"n": told}
    return told


def test_an_object_is_nested_only_as_deep_as_every_reader_can_follow(tmp_path):
    made = entry(None, START, "inspector", "note", nested(18))
    write_log(tmp_path / "log.jsonl", [made])
    assert verify_chain(read_log(tmp_path / "log.jsonl"), (1, made.hash)) == []
    for depth in (20, 900, 100_000):
        with pytest.raises(SealError, match="more than 20 deep; give plain values"):
            entry(None, START, "inspector", "note", nested(depth))


def test_an_entry_that_is_too_long_is_not_written_and_the_log_stays(tmp_path):
    path = tmp_path / "log.jsonl"
    long = entry(None, START, "inspector", "note", {"rows": ["x" * 1000] * 1100})
    path.write_bytes(b"".join(lines()))
    with pytest.raises(SealError, match=r"entry 1: 1,1.* bytes, at most 1,048,576; store"):
        write_log(path, [long])
    assert len(list(read_log(path))) == 3
    assert [each.name for each in tmp_path.iterdir()] == ["log.jsonl"]
