"""Is each entry of a log that was edited, removed, swapped or inserted named, and no other?"""

import hashlib
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.seal import (
    GENESIS,
    Entry,
    SealError,
    body_hash,
    canonical,
    entry,
    verify_chain,
)

START = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


def log(size):
    entries, last = [], None
    for number in range(size):
        told = {"pattern": f"p{number % 7}", "value": "explained", "p": 1 / (number + 3)}
        body = body_hash(bytes(16), f"why {number}") if number % 3 == 0 else None
        last = entry(last, START + timedelta(seconds=number), "inspector", "propose", told, body)
        entries.append(last)
    return entries


LOG = log(200)
HEAD = (200, LOG[-1].hash)


def rehashed(given, **changes):
    """An entry with other fields, and a hash that fits them."""
    changed = replace(given, **changes)
    return replace(changed, hash=hashlib.sha256(changed.content()).hexdigest())


def named(entries, head=HEAD):
    return {each for fault in verify_chain(entries, head)
            for each in range(fault.seq, fault.last + 1)}  # fmt: skip


def kinds(entries, head=HEAD):
    return [(each.seq, each.last, each.kind) for each in verify_chain(entries, head)]


def test_the_bytes_and_hashes_of_two_entries_are_those_added_by_hand():
    """The oracle is RFC 8785's order of keys, typed out, and hashlib."""
    salt = bytes(range(16))
    body = hashlib.sha256(salt + "Отчёт".encode()).hexdigest()
    assert body_hash(salt, "Отчёт") == body
    at = datetime(2026, 12, 1, 14, 30, 0, 5, tzinfo=timezone(timedelta(hours=5)))
    first = entry(None, at, "inspector", "propose", {"b": [1, "é"], "a": {"z": None, "y": 0.5}},
                  body)  # fmt: skip
    golden = (
        '{"act":"propose","actor":"inspector","at":"2026-12-01T09:30:00.000005Z","body":"'
        + body
        + '","object":{"a":{"y":0.5,"z":null},"b":[1,"\\u00e9"]},"prev":"'
        + "0" * 64
        + '","seq":1}'
    ).encode("ascii")
    assert first.content() == golden
    assert first.hash == hashlib.sha256(golden).hexdigest()
    second = entry(first, at, "a", "b", {})
    golden = (
        '{"act":"b","actor":"a","at":"2026-12-01T09:30:00.000005Z","body":null,"object":{},'
        '"prev":"' + first.hash + '","seq":2}'
    ).encode("ascii")
    assert (second.seq, second.prev) == (2, first.hash)
    assert second.hash == hashlib.sha256(golden).hexdigest()
    hashed = golden.replace(b'"object"', b'"hash":"' + second.hash.encode() + b'","object"')
    assert second.line() == hashed + b"\n"


def test_a_whole_log_has_no_fault():
    assert verify_chain([]) == []
    assert verify_chain(LOG) == []
    assert verify_chain(iter(LOG), HEAD) == []
    assert verify_chain(LOG[:57]) == []


OTHERS = {
    "seq": 7000, "at": "2026-12-01T09:30:00.000001Z", "actor": "another", "act": "erase",
    "object": {"value": "referred"}, "body": "a" * 64, "prev": "b" * 64, "hash": "c" * 64,
}  # fmt: skip


def edits(at, every):
    """Edits of one entry: with its hash as it was, then made to fit; three, or every one."""
    other = [each for each in OTHERS if each not in ("hash", "prev")]
    fields_at = [*OTHERS, *OTHERS][at % 8 : at % 8 + 2]
    for field in OTHERS if every else fields_at:
        yield replace(LOG[at], **{field: OTHERS[field]})
    for field in other if every else [other[at % 6]]:
        yield rehashed(LOG[at], **{field: OTHERS[field]})


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_each_of_two_hundred_entries_edited_is_named_and_no_other(every):
    assert set(OTHERS) == {each.name for each in fields(Entry)}
    for at in range(200):
        for each in edits(at, every):
            edited = [*LOG[:at], each, *LOG[at + 1 :]]
            assert kinds(edited) == [(at + 1, at + 1, "edited")], each
            # Nothing comes after the last one that could show it, unless its hash is known.
            if at < 199 and (every or at % 8 == 0):
                assert kinds(edited, None) == [(at + 1, at + 1, "edited")], each


def test_an_edited_link_is_named_with_the_entry_that_it_leaves_unproven():
    for at, each in enumerate(LOG):
        edited = [*LOG[:at], rehashed(each, prev="b" * 64), *LOG[at + 1 :]]
        before = [(at, at, "unproven")] if 0 < at < 199 else [(at, at, "unproven")] * (at > 0)
        assert kinds(edited) == [*before, (at + 1, at + 1, "edited")]


@pytest.mark.parametrize("size", [1, 3])
def test_each_entry_removed_is_named_as_a_gap(size):
    for at in range(200 - size + 1):
        assert kinds(LOG[:at] + LOG[at + size :]) == [(at + 1, at + size, "removed")]
    assert kinds(LOG[1:], None) == [(1, 1, "removed")]
    assert kinds([]) == [(1, 200, "removed")]


def test_without_a_head_the_end_can_be_cut_and_with_one_it_cannot():
    assert verify_chain(LOG[:150]) == []
    assert kinds(LOG[:150]) == [(151, 200, "removed")]
    more = [*LOG, entry(LOG[-1], START, "a", "b", {})]
    assert kinds(more) == [(201, 201, "inserted")]


def test_each_two_entries_swapped_are_both_named():
    for at in range(200):
        for other in {(at + 1) % 200, (at + 2) % 200, (at * 7 + 11) % 200} - {at}:
            swapped = list(LOG)
            swapped[at], swapped[other] = swapped[other], swapped[at]
            assert kinds(swapped) == sorted(
                (place + 1, place + 1, "moved") for place in (at, other)
            )


def test_each_two_entries_whose_numbers_were_swapped_are_named():
    """As a database shows them, in the order of their numbers."""
    for at in range(200):
        other = (at * 7 + 11) % 200
        if at != other:
            swapped = list(LOG)
            swapped[at] = replace(LOG[other], seq=at + 1)
            swapped[other] = replace(LOG[at], seq=other + 1)
            assert named(swapped) == {at + 1, other + 1}


def test_each_two_entries_whose_contents_were_swapped_are_named():
    for at in range(200):
        other = (at * 7 + 11) % 200
        if abs(at - other) > 1:
            for change in (replace, rehashed):
                swapped = list(LOG)
                for one, two in ((at, other), (other, at)):
                    taken = {"at": LOG[two].at, "object": LOG[two].object}
                    swapped[one] = change(LOG[one], **taken)
                assert kinds(swapped) == sorted(
                    (place + 1, place + 1, "edited") for place in (at, other)
                )


def test_an_entry_inserted_is_named_at_each_place():
    for at in range(200):
        false = rehashed(LOG[at], actor="another")
        for place in (at, at + 1):
            assert kinds([*LOG[:place], false, *LOG[place:]]) == [(at + 1, at + 1, "inserted")]
        twice = [*LOG[:at], LOG[at], *LOG[at:]]
        assert kinds(twice) == [(at + 1, at + 1, "inserted")]


def test_an_entry_taken_elsewhere_is_the_only_one_named():
    for at in range(0, 200, 3):
        rest = [*LOG[:at], *LOG[at + 1 :]]
        place = (at * 31 + 90) % 200
        if abs(place - at) > 2:
            taken = [*rest[:place], LOG[at], *rest[place:]]
            assert kinds(taken) == [(at + 1, at + 1, "moved")]


def test_what_a_chain_cannot_show_is_not_claimed():
    """A log written anew from one entry on is whole: the head or a half shows it."""
    anew, last = list(LOG[:100]), LOG[99]
    for each in LOG[100:]:
        last = entry(last, START, "another", each.act, each.object)
        anew.append(last)
    assert verify_chain(anew) == []
    assert kinds(anew) == [(200, 200, "edited")]


CHANGE = st.tuples(
    st.sampled_from(["edit", "rehash", "remove", "insert", "swap"]), st.integers(0, 28)
)


@settings(max_examples=400, deadline=None)
@given(st.integers(1, 30), st.lists(CHANGE, min_size=1, max_size=4), st.booleans())
def test_any_changes_are_named_and_a_log_without_is_whole(size, changes, with_head):
    """A few changes at once: some fault is found exactly if the entries differ (with the head)."""
    whole = LOG[:size]
    head = (size, whole[-1].hash)
    changed = list(whole)
    for what, at in changes:
        if not changed:
            break
        at %= len(changed)
        if what == "edit":
            changed[at] = replace(changed[at], actor="another")
        elif what == "rehash":
            changed[at] = rehashed(changed[at], object={"value": at})
        elif what == "remove":
            del changed[at]
        elif what == "insert":
            changed.insert(at, rehashed(changed[at], actor="false"))
        else:
            changed[at], changed[-1] = changed[-1], changed[at]
    found = verify_chain(changed, head)
    assert bool(found) == (changed != whole)
    for fault in found:
        assert fault.kind in str(fault)
        assert str(fault.seq) in str(fault)
    # Whoever knows less finds no more kinds of loss than there are entries.
    assert all(fault.seq <= fault.last <= size + 1 for fault in verify_chain(changed))


@settings(max_examples=300, deadline=None)
@given(st.sets(st.integers(1, 60), min_size=1, max_size=12), st.data())
def test_what_was_removed_or_edited_apart_is_named_exactly(places, data):
    """Changes with two untouched entries between them: exactly these are named."""
    apart = [each for each in sorted(places) if each % 3 == 1]
    changed, expected = [], set()
    for each in LOG[:60]:
        what = data.draw(st.sampled_from(["edit", "rehash", "remove"])) if each.seq in apart else ""
        if what == "edit":
            field = data.draw(st.sampled_from(sorted(OTHERS)))
            changed.append(replace(each, **{field: OTHERS[field]}))
        elif what == "rehash":
            changed.append(rehashed(each, actor="another"))
        elif not what:
            changed.append(each)
        if what:
            expected.add((each.seq, "removed" if what == "remove" else "edited"))
    assert {(f.seq, f.kind) for f in verify_chain(changed, (60, LOG[59].hash))} == expected


@pytest.mark.parametrize(("given", "message"), [
    ({"at": datetime(2026, 12, 1)}, "no time zone; give the time in UTC"),
    ({"actor": ""}, "give both"),
    ({"act": ""}, "give both"),
    ({"body": "short"}, "give it by body_hash"),
    ({"object": {"a": float("nan")}}, "no JSON: .*; give plain values"),
    ({"object": {"a": START}}, "no JSON: .*; give plain values"),
    ({"object": {"a": [{1: 2}]}}, "a key that is no text; give texts as keys"),
    ({"object": {"a": {"b": ["x" * 1001]}}}, "1,001 characters .* store it as a body"),
])  # fmt: skip
def test_what_cannot_stand_in_an_entry_is_refused_with_the_next_move(given, message):
    whole = {"at": START, "actor": "a", "act": "b", "object": {}, "body": None}
    with pytest.raises(SealError, match=message):
        entry(None, **{**whole, **given})


def test_a_salt_that_can_be_guessed_and_half_a_character_are_refused():
    with pytest.raises(SealError, match="give 16 random bytes"):
        body_hash(b"short", "text")
    with pytest.raises(SealError, match="character 3 is half of a surrogate pair; remove it"):
        body_hash(bytes(16), "ab\ud800")


def test_a_field_that_json_cannot_hold_is_an_edited_entry():
    """As a database may give it."""
    edited = [*LOG[:9], replace(LOG[9], object={"a": float("inf")}), *LOG[10:]]
    assert kinds(edited) == [(10, 10, "edited")]


def test_an_entry_holds_a_copy_of_its_object():
    told = {"rows": [1]}
    made = entry(None, START, "a", "b", told)
    told["rows"].append(2)
    assert made.computed_hash() == made.hash
    assert made.object == {"rows": [1]}
    assert GENESIS == "0" * 64 == made.prev
    assert canonical(made.object) == b'{"rows":[1]}'
