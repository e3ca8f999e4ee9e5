"""Who guesses codes learns nothing by words, status or time, and all have a pause after twenty."""

import random
import statistics
import time

import pytest
from channel import make_channel, served

from tallystick.intake.codes import keys
from tallystick.intake.codes.code import Code, new_code, typed_code
from tallystick.intake.pages import shared_memory
from tallystick.intake.words import catalogue


def near(code, *, locator=False):
    """A code with another locator, or with another secret, as words."""
    numbers = list(typed_code(code).numbers)
    numbers[0 if locator else 7] = (numbers[0 if locator else 7] + 1) % 2048
    return " ".join(Code(tuple(numbers)).words("en"))


def test_a_wrong_locator_a_wrong_secret_and_no_code_at_all_look_alike(channel):
    _, code = channel.tell("text")
    answers = [channel.back(each) for each in
               (near(code), near(code, locator=True), "no code", "", "a " * 500)]  # fmt: skip
    assert len({(each.status, each.text) for each in answers}) == 1
    assert {tuple(sorted((k, v) for k, v in each.headers.items() if k != "date"))
            for each in answers} == {tuple(sorted((k, v) for k, v in answers[0].headers.items()
                                                  if k != "date"))}  # fmt: skip
    assert answers[0].status == 403


def test_every_code_costs_the_same_work(monkeypatch, tmp_path):
    """One Argon2id each, with the same memory and passes; an oracle that no clock disturbs."""
    pytest.importorskip("django")
    from argon2 import low_level

    from tallystick.intake.box import threads
    from tallystick.intake.box.database import make_box
    from tallystick.intake.pages import answering

    box, code = make_box(tmp_path), new_code()
    identity = keys.identity_of(code, box.instance)
    threads.begin(box, keys.thread_of(code, box.instance), str(identity.to_public()), (4096, b"x"))
    calls = []
    before = low_level.hash_secret_raw
    monkeypatch.setattr(
        low_level, "hash_secret_raw", lambda *a, **how: calls.append(how) or before(*a, **how)
    )
    opened = [
        answering._opened(box, each)
        for each in (
            code, typed_code(near(" ".join(code.words("en")))),
            typed_code(near(" ".join(code.words("en")), locator=True)),
        )
    ]  # fmt: skip
    assert [each is not None for each in opened] == [True, False, False]
    costs = [{k: how[k] for k in ("time_cost", "memory_cost", "parallelism")} for how in calls]
    assert costs == [{"time_cost": 3, "memory_cost": 65536, "parallelism": 1}] * 3


def pairs(channel, code, rounds):
    """Yield seconds of a wrong secret and of a wrong locator, asked one after the other.

    Which comes first is drawn by lot.
    """
    for _ in range(rounds):
        times = {}
        for locator in random.sample((False, True), 2):
            typed = near(code, locator=locator)
            begun = time.perf_counter()
            assert channel.back(typed).status == 403
            times[locator] = time.perf_counter() - begun
        yield times[False], times[True]


def test_every_answer_waits_for_its_time(tmp_path):
    make_channel(tmp_path / "case")
    with served(tmp_path / "case", tmp_path / "log", **{"answering.SECONDS": 1.5}) as channel:
        _, code = channel.tell("text")
        for typed in (code, near(code), near(code, locator=True), ""):
            begun = time.monotonic()
            channel.back(typed)
            assert time.monotonic() - begun >= 1.5


@pytest.mark.slow
def test_neither_of_a_wrong_locator_and_a_wrong_secret_is_the_slower_one(tmp_path):
    """A sign test of 500 pairs: the load of the machine falls on both alike.

    Alone on a machine the medians differ by less than 5 ms; they are printed (pytest -s).
    """
    make_channel(tmp_path / "case")
    changed = {"answering.SECONDS": 0.5, "shared_memory.GUESSES": 10**6}
    with served(tmp_path / "case", tmp_path / "log", **changed) as channel:
        _, code = channel.tell("text")
        found = list(pairs(channel, code, 500))
    secret, locator = (statistics.median(times) for times in zip(*found, strict=True))
    print(f"median of a wrong secret {secret:.4f} s, of a wrong locator {locator:.4f} s")
    slower = sum(locator > secret for secret, locator in found)
    # Of 500 fair coins, outside these limits 1 time in a million.
    assert 195 <= slower <= 305


@pytest.fixture
def clock(monkeypatch):
    """A clock that a test sets, and a count that begins anew."""
    now = [1000.0]
    monkeypatch.setattr(shared_memory.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(shared_memory, "_FILE", shared_memory._made())
    return now


def test_the_twenty_first_guess_in_a_minute_begins_a_pause_for_all(clock):
    assert [shared_memory.may_guess() for _ in range(21)] == [True] * 20 + [False]
    clock[0] += 119
    assert not shared_memory.may_guess()
    clock[0] += 2
    assert [shared_memory.may_guess() for _ in range(21)] == [True] * 20 + [False]


def test_guesses_of_another_minute_and_those_that_open_a_thread_are_not_counted(clock):
    for _ in range(5):
        assert all(shared_memory.may_guess() for _ in range(20))
        clock[0] += 61
    for _ in range(100):
        assert shared_memory.may_guess()
        shared_memory.guessed_right()


def test_the_pause_holds_in_every_process_of_the_instance(tmp_path):
    make_channel(tmp_path / "case")
    with served(tmp_path / "case", tmp_path / "log", **{"shared_memory.GUESSES": 3}) as channel:
        _, code = channel.tell("text")
        statuses = [channel.back(near(code)).status for _ in range(4)]
        assert statuses == [403, 403, 403, 429]
        paused = channel.back(code)
        assert paused.status == 429
        assert catalogue("en")["paused.text"] in paused.words
        assert channel.tell("still told")[0].status == 200


def test_a_fifth_waits_for_a_place_and_a_place_of_a_process_that_ended_is_free(monkeypatch):
    import os

    monkeypatch.setattr(shared_memory, "_FILE", shared_memory._made())
    monkeypatch.setattr(shared_memory, "SECONDS_FOR_A_PLACE", 0.2)
    monkeypatch.setattr(shared_memory, "PLACES", 1)
    ready, done = os.pipe(), os.pipe()
    child = os.fork()
    if not child:
        with shared_memory.place():
            os.write(ready[1], b"x")
            os.read(done[0], 1)
            os._exit(0)
    os.read(ready[0], 1)
    with pytest.raises(shared_memory.BusyError), shared_memory.place():
        pass
    os.write(done[1], b"x")
    os.waitpid(child, 0)
    with shared_memory.place():
        pass
    for end in (*ready, *done):
        os.close(end)
