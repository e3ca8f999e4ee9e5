"""A colleague tells, comes back, is answered and deletes, without script or cookie."""

import re
import time

import pytest
from channel import READERS, make_channel, served

from tallystick.intake.box import threads
from tallystick.intake.letters.hand import is_proven
from tallystick.intake.letters.letter import CLASSES, unpacked
from tallystick.intake.letters.locking import opened, stanzas
from tallystick.intake.reading import answer, deliver, open_letters
from tallystick.intake.words import LANGUAGES, catalogue

ADDRESSES = ("/", "/tell", "/answer", "/leave", "/nothing")


def held_letters(channel):
    with channel.box.reading() as held:
        return [
            each for thread in threads.threads(held) for each in threads.letters(held, thread.id)
        ]


def texts_for(channel, identity):
    return [each.letter.text for each in open_letters(channel.box, identity) if each.letter]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_says_that_it_is_a_trial_and_has_neither_script_nor_cookie(
    channel, address, language
):
    page = channel.get(f"{address}?language={language}")
    assert page.status == (404 if address == "/nothing" else 200)
    assert "set-cookie" not in page.headers
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; form-action 'self'")
    assert "frame-ancestors 'none'" in policy
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert not re.search(r"<script|<img|\son\w+=|style=|https?://", page.text)
    assert f'<html lang="{language}"' in page.text
    assert catalogue(language)["trial"] in page.words


def test_the_first_page_shows_who_reads_and_what_is_promised_and_what_not(channel):
    page = channel.get("/")
    with channel.box.reading() as held:
        from tallystick.intake.box.readers import all_readers

        for reader in all_readers(held):
            assert reader.fingerprint in page.words
            place = "outside" if reader.outside else "in"
            assert re.search(f"{reader.name} ?, {place} the line of command", page.words)
    words = catalogue("en")
    for key in [each for each in words if each.startswith(("promise.", "not."))]:
        assert words[key] in page.words, key


def test_a_letter_is_told_read_answered_and_deleted(channel, identities):
    sent, code = channel.tell("The kilogram was bought in May.", exclude=[])
    assert sent.status == 200
    assert all(word in sent.words for word in code.split())
    reader = identities["Inspector"]
    assert "The kilogram was bought in May." in texts_for(channel, reader)
    name = next(each.thread for each in open_letters(channel.box, reader)
                if each.letter.text.startswith("The kilogram"))  # fmt: skip

    back = channel.back(code)
    assert back.status == 200
    assert "The kilogram was bought in May." in back.words
    assert catalogue("en")["not.answers"] in back.words

    path = channel.case.parent / "answer.json"
    path.write_text(answer(channel.box, name, reader, "Which month was it weighed?"))
    deliver(channel.box, path)
    assert "Which month was it weighed?" in channel.back(code).words
    assert "Which month was it weighed?" in texts_for(channel, identities["Ombudsman"])

    again = channel.back(code, act="write", text="In June,\nby two people.")
    assert catalogue("en")["letters.added"] in again.words
    assert "In June,\nby two people." in texts_for(channel, reader)
    own = [each.letter for each in open_letters(channel.box, reader)
           if each.thread == name and each.sender == "colleague"]  # fmt: skip
    assert [is_proven(each, name) for each in own] == [True, True]
    assert len({each.hand for each in own}) == 1
    assert channel.back(code, act="write", text=" ").status == 422

    assert channel.back(code, act="delete").status == 200
    assert "In June" in channel.back(code).words
    gone = channel.back(code, act="delete", sure="yes")
    assert catalogue("en")["deleted.text"] in gone.words
    assert channel.back(code).status == 403
    assert "In June,\nby two people." not in texts_for(channel, reader)


def test_an_excluded_reader_opens_neither_the_letter_nor_what_follows_and_no_count_shows_it(
    channel, identities
):
    page = channel.get("/tell")
    print_of = dict(re.findall(r'value="([0-9a-f ]{39})"[^>]*> <bdi>Not for (\w+)<', page.text))
    excluded = next(key for key, name in print_of.items() if name == "Inspector")
    sent, code = channel.tell("Not for the inspector.", page=page, exclude=[excluded])
    assert sent.status == 200
    channel.back(code, act="write", text="Nor is this.")
    for text in ("Not for the inspector.", "Nor is this."):
        assert text not in texts_for(channel, identities["Inspector"])
        assert text in texts_for(channel, identities["Ombudsman"])
    assert {stanzas(each.ciphertext) for each in held_letters(channel)} == {len(READERS) + 1}
    both = channel.tell("x", page=channel.get("/tell"), exclude=list(print_of))[0]
    assert both.status == 422
    assert catalogue("en")["error.excluded"] in both.words


def test_the_code_opens_in_the_other_language_and_by_four_letters(channel):
    from tallystick.intake.codes.code import typed_code

    _, code = channel.tell("Hello.")
    other = typed_code(code).words("ru")
    assert "Hello." in channel.back(", ".join(word[:4].upper() for word in other)).words
    russian = channel.get("/tell?language=ru")
    sent, code = channel.tell("Привет.", page=russian)
    assert catalogue("ru")["sent.text"] in sent.words
    assert "Привет." in channel.back(code).words


@pytest.mark.parametrize(
    ("changed", "key"),
    [({"kind": "x"}, "kind"), ({"how": ""}, "how"), ({"know": "9"}, "know"),
     ({"text": " "}, "empty"),
     ({"back1": "abandon"}, "back"), ({"back2": ""}, "back"), ({"ticket": ""}, "old"),
     ({"ticket": "5f.00"}, "old"), ({"ticket": "-1.00"}, "old"), ({"code": "abandon"}, "old"),
     ({"text": "a" * 100_001}, "long")],
)  # fmt: skip
def test_a_form_that_is_wrong_comes_back_with_what_was_written_and_keeps_nothing(
    channel, changed, key
):
    before = len(held_letters(channel))
    page, _ = channel.tell(**({"text": "<b>kept & shown"} | changed))
    assert page.status == 422
    assert catalogue("en")[f"error.{key}"].format(most="100,000") in page.words
    if "text" not in changed and "code" not in changed:
        assert "&lt;b&gt;kept &amp; shown" in page.text
    assert len(held_letters(channel)) == before


def test_a_ticket_is_of_one_code(channel):
    one, two = channel.get("/tell"), channel.get("/tell")
    page, _ = channel.tell("x", page=one, ticket=two.hidden["ticket"])
    assert catalogue("en")["error.old"] in page.words


def test_the_same_form_sent_twice_is_one_letter_and_another_s_locator_gets_a_new_code(channel):
    page = channel.get("/tell")
    before = len(held_letters(channel))
    assert [channel.tell("once", page=page)[0].status for _ in range(2)] == [200, 200]
    assert len(held_letters(channel)) == before + 1


def test_letters_are_of_few_sizes_and_of_the_day_alone(channel):
    for text in ("a", "b" * 3000, "c" * 5000):
        channel.tell(text)
    found = held_letters(channel)
    assert {each.size for each in found} <= set(CLASSES)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", each.day) for each in found)
    small = [each for each in found if each.size == CLASSES[0]]
    assert len({len(each.ciphertext) // 1000 for each in small}) <= 2


def test_a_form_is_valid_from_ten_seconds_to_four_hours(monkeypatch):
    from tallystick.intake.codes.code import new_code
    from tallystick.intake.pages import ticket

    code, key = new_code(), bytes(32)
    now = time.time()
    made = ticket.ticket(code, key)
    for passed, age in (
        (0, "young"),
        (9, "young"),
        (11, "valid"),
        (14399, "valid"),
        (14402, "old"),
    ):
        monkeypatch.setattr(ticket.time, "time", lambda passed=passed: now + passed)
        assert ticket.age(made, code, key).value == age, passed
    assert ticket.age(made, new_code(), key).value == "forged"
    assert ticket.age(made, code, bytes(31) + b"1").value == "forged"


def test_a_body_above_the_limit_another_host_and_another_method_are_refused_unread(channel):
    large = channel.ask("POST", "/tell", b"", **{"Content-Length": str(13 << 20)})
    assert large.status == 413
    assert channel.get("/", Host="evil.example").status == 400
    assert channel.ask("PUT", "/tell", b"x").status == 405


def test_a_channel_that_loses_a_reader_takes_nothing_more(tmp_path):
    from tallystick.intake.box.database import open_box
    from tallystick.intake.box.readers import end, in_force

    make_channel(tmp_path / "case")
    with served(tmp_path / "case", tmp_path / "log") as channel:
        page = channel.get("/tell")
        box = open_box(tmp_path / "case")
        end(box, in_force(box)[0].fingerprint, "ann")
        sent, _ = channel.tell("text", page=page)
        assert sent.status == 503
        assert catalogue("en")["closed.text"] in sent.words
        assert held_letters(channel) == []


def test_a_flood_is_refused_before_any_work_and_the_way_back_stays_open(tmp_path):
    make_channel(tmp_path / "case")
    work = ("telling._drawn", "telling.keys_of")
    with served(
        tmp_path / "case", tmp_path / "log", failing=work, **{"threads.LETTERS_A_DAY": 2}
    ) as channel:
        codes = [channel.tell("text")[1] for _ in range(2)]
        size = channel.box.path.stat().st_size
        for number in range(10):
            sent, _ = channel.tell("flood", path=f"/tell?fail={work[number % 2]}")
            assert sent.status == 422
            assert catalogue("en")["error.full"] in sent.words
        assert channel.box.path.stat().st_size == size
        assert len(held_letters(channel)) == 2
        assert "text" in channel.back(codes[0]).words
        full = channel.back(codes[0], act="write", text="more")
        assert catalogue("en")["error.full"] in full.words


def test_a_new_reader_does_not_get_what_a_colleague_of_before_writes_again(tmp_path):
    from pyrage.x25519 import Identity

    from tallystick.intake.box.readers import agree, propose

    make_channel(tmp_path / "case")
    with served(tmp_path / "case", tmp_path / "log") as channel:
        _, code = channel.tell("first")
        new = Identity.generate()
        reader = propose(channel.box, str(new.to_public()), "New", True, "ann")
        agree(channel.box, reader.fingerprint, "bob")
        assert reader.fingerprint in channel.get("/").words
        channel.back(code, act="write", text="second")
        assert texts_for(channel, new) == []
        channel.tell("third")
        assert texts_for(channel, new) == ["third"]


def test_a_letter_that_no_page_can_open_says_so(channel):
    _, code = channel.tell("fine")
    from tallystick.intake.codes.code import typed_code
    from tallystick.intake.codes.keys import identity_of, thread_of

    box = channel.box
    name = thread_of(typed_code(code), box.instance)
    threads.add(box, name, "readers", (4096, b"no ciphertext"))
    assert catalogue("en")["letters.unreadable"] in channel.back(code).words
    identity = identity_of(typed_code(code), box.instance)
    with box.reading() as held:
        kept = [each for each in threads.letters(held, name) if each.sender == "colleague"]
    assert unpacked(opened(kept[0].ciphertext, identity)).text == "fine"
