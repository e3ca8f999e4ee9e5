"""Does nothing in the report accuse, and is every fixed sentence short, used and catalogued?"""

import re
from pathlib import Path

from reading import read
from worst_cases import pages

import tallystick.report
from every_fault import no_fault
from stopped_words import STOP
from tallystick.report.words.wording import catalogue

ROOM = Path(tallystick.report.__file__).parent
MOST_WORDS = 25


def test_no_sentence_of_the_catalogue_accuses():
    # "Innocent cause" is what a ticket calls an ordinary explanation; of a lead the report says
    # that it is not significant.
    said = "(?i)innocent cause|but not significant"
    kept = {key: re.sub(said, "", text) for key, text in catalogue().items()}
    assert {key: text for key, text in kept.items() if STOP.search(text)} == {}


def test_no_sentence_of_the_catalogue_runs_on():
    sentences = [
        sentence for text in catalogue().values() for sentence in re.split(r"(?<=[.?!:;])\s", text)
    ]
    assert [each for each in sentences if len(each.split()) > MOST_WORDS] == []


def near(pattern, text):
    """Each place in `text` where `pattern` is found, with what stands around it."""
    for found in re.finditer(pattern, text):
        yield repr(text[max(0, found.start() - 30) : found.end() + 30])


NO_WORD = r"None(?! Listed| listed| recorded| of|\. Every)|(?<!\S)(nan|inf|\{\}|Undefined)(?!\S)"


def test_no_rendered_page_accuses():
    no_fault(
        (
            f"{name}: {rule} in {where}"
            for name, page in pages().items()
            for rule, pattern in (("an accusation", STOP), ("no word", NO_WORD))
            for where in near(pattern, read(page).text("style", "script"))
        ),
        "the words of the report",
    )


def test_numbers_have_a_real_minus_sign():
    no_fault(
        (
            f"{name}: a hyphen before a number in {where}"
            for name, page in pages().items()
            for where in near(r"(?<![\w.-])-\d", read(page).text("style", "script", "code"))
        ),
        "format numbers by report.numbers",
    )


def test_templates_hold_no_sentence_of_their_own():
    for path in (ROOM / "pages" / "templates").glob("*.j2"):
        source = re.sub(r"\{[{%].*?[%}]\}", " ", path.read_text(), flags=re.DOTALL)
        text = re.sub(r"<style>.*?</style>|<[^>]*>", " ", source, flags=re.DOTALL)
        words = re.findall(r"[A-Za-z]{3,}", text)
        assert set(words) <= {"sha"}, f"{path.name}: put {words} into wording.en.toml"


def test_every_message_is_used():
    sources = [path for path in ROOM.rglob("*") if path.suffix in (".py", ".j2")]
    used = "\n".join(path.read_text() for path in sources)
    built = re.findall(r"""say(?:_count)?\(\s*f?["']([^"']+)""", used)
    built += re.findall(r"""["'](\w+\.[\w.]+)["']""", used)
    patterns = [re.escape(key.split("{")[0]) + (r".*" if "{" in key else "") for key in built]
    patterns += [re.escape(prefix) + r".*" for prefix in re.findall(r'keys_under\("(\w+)', used)]
    patterns += [re.escape(p) + r".*" for p in re.findall(r'say\("([\w.]+)" ~', used)]
    known = re.compile(rf"({'|'.join(patterns)})(\.one|\.other)?")
    assert [key for key in catalogue() if not known.fullmatch(key)] == []


def test_a_spike_is_worded_as_a_gathering():
    page = pages()["fixture"]
    assert "beyond what other round numbers attract" in page
    assert "Packaging at that size looks the same" in page
    assert "does not show that records were moved" in page


def test_no_person_is_ranked():
    page = read(pages()["fixture"]).text("style", "script")
    assert "40 officer codes" in page
    assert "Officer code" not in page
