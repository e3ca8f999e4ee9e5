"""Is each translation of what checks say sound, of what they still say, and which lack one?"""

import json
import re

from english_of_checks import SLOT, left_out, names, source
from words_of_checks import LISTS

from every_fault import holds_of_each
from stopped_words import STOPPED_RU
from tallystick.report.words.plurals import RULES as RULES_OF
from tallystick.report.words.template import Slot
from tallystick.report.words.told import GENERAL, TARGET, messages
from tallystick.report.words.wording import catalogue, languages

TRANSLATED = [each for each in languages() if each != "en"]
EVERY = [(language, check) for language in TRANSLATED for check in (*names(), GENERAL)]
MOST_SEGMENTS = 2


def segments(text, known):
    """How few stretches of what the source says make up a text, the longest first each time."""
    count, at = 0, 0
    while at < len(text):
        end = len(text)
        while end > at and text[at:end] not in known:
            end -= 1
        if end == at:
            return len(text)
        count, at = count + 1, end
    return count


def literals(message):
    return [part for part in message.parts if isinstance(part, str)]


def file_of(place):
    language, check = place
    return f"{check}, {language}"


def is_of_a_check_and_says_each_once(place):
    language, check = place
    told = [each.english for each in messages(language, check)]
    assert len(told) == len(set(told)) > 0


def test_a_file_of_messages_is_of_a_check_and_says_each_once():
    holds_of_each(is_of_a_check_and_says_each_once, EVERY, "the file named", file_of)


def holds_every_slot_and_each_form(place):
    language, check = place
    forms = RULES_OF[catalogue(language)["language.plural"]].forms
    for each in messages(language, check):
        slots = {part.name: part.kind for part in each.parts if isinstance(part, Slot)}
        used = TARGET.findall(each.translation)
        assert {name for name, said in used if not said} == set(slots), each.english
        for name, said in used:
            if said:
                assert slots[name] == "number", each.english
                assert len(said.split("|")) == len(forms), each.english


def test_a_translation_holds_every_slot_and_each_form():
    holds_of_each(holds_every_slot_and_each_form, EVERY, "the slots of the translation", file_of)


def is_russian_and_accuses_nobody(check):
    for each in messages("ru", check):
        said = TARGET.sub("", each.translation)
        assert re.search("[а-яё]", said) or not re.search("[A-Za-z]{2}", said), each.english
        assert not STOPPED_RU.search(said.replace("нарушает", "")), each.english
        assert not re.search(r"[}\d] %", each.translation), f"{each.english}: a space that breaks"
        days = [part.name for part in each.parts if isinstance(part, Slot) and part.kind == "day"]
        doubled = [f"{{{name}}}." for name in days if f"{{{name}}}." in each.translation]
        assert doubled == [], "a Russian day ends in a full stop already"


def test_a_russian_translation_is_russian_and_accuses_nobody():
    mend = "the translation, in the file of messages of the check"
    holds_of_each(is_russian_and_accuses_nobody, (*names(), GENERAL), mend)


def test_a_template_that_no_check_says_would_be_seen():
    known = SLOT.join(["in a store, or kept", "and not accounted for"])
    assert segments("in a store, or kept and not accounted for".replace(" and", "and"), known) == 2
    assert segments("in a shop, or kept", known) > MOST_SEGMENTS


def left():
    """What has no Russian translation yet, by check: an exact list."""
    general = [each.english for each in messages("ru", GENERAL)]
    told = {
        check: left_out(check, tuple(general + [each.english for each in messages("ru", check)]))
        for check in names()
    }
    return {check: texts for check, texts in told.items() if texts}


def spliced():
    """The stretches of templates that the source spells in more than two pieces.

    A check composes them, or they are no words of a check (a substance of a law): an exact list,
    so that whatever a check no longer says stands out.
    """
    found = {}
    for check in sorted((*names(), GENERAL)):
        known = source(check)
        for each in messages("ru", check):
            for piece in literals(each):
                stretch = piece.strip(" .,:;()%?")
                asked = re.search("[A-Za-z]{3,}", stretch)
                if asked and segments(stretch, known) > MOST_SEGMENTS:
                    found.setdefault(check, []).append(stretch)
    return {check: sorted(set(stretches)) for check, stretches in found.items()}


def test_the_list_of_what_has_no_translation_is_exact():
    """To rewrite both: ``PYTHONPATH=tests python tests/report/test_report_messages.py``."""
    assert json.loads(LISTS.read_text(encoding="utf-8"))["left"] == left()


def test_each_english_template_is_what_the_source_says():
    """A stretch that is new here is said by no check any more: translate what it says now."""
    assert json.loads(LISTS.read_text(encoding="utf-8"))["spliced"] == spliced()


if __name__ == "__main__":
    lists = {"left": left(), "spliced": spliced()}
    LISTS.write_text(json.dumps(lists, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
