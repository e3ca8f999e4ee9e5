"""Twelve ways over the pages in Chromium without script, at two widths, in two languages."""

import io

import pytest
from browser import NEEDS_CHROMIUM
from PIL import Image
from test_channel_browser import SETTINGS, Visit, chromium

from tallystick.intake.reading import answer, deliver, open_letters

pytestmark = [pytest.mark.slow, NEEDS_CHROMIUM]
__all__ = ["chromium"]


@pytest.fixture
def visit(chromium, channel, identities, request):
    """A visit without script; `identities` and `channel` are those of the office it visits."""
    visit = Visit(chromium, channel, *request.param, script=False)
    visit.channel, visit.identity = channel, identities["Inspector"]
    yield visit
    assert visit.page.context.cookies() == []
    visit.page.context.close()


def says(visit, key, where="main", **values):
    assert visit.words[key].format(**values) in visit.page.inner_text(where), key


def told(visit, text="A word.", **how):
    """A letter is told; its code."""
    visit.go("/tell")
    code = visit.fill(text, **how)
    says(visit, "sent.title", "h1")
    return code


def come_back(visit, code):
    visit.go("/answer")
    visit.page.fill("#code", code)
    visit.page.click("form button")


def readers_read(visit):
    """The texts that a reader opens."""
    return [each.letter.text for each in open_letters(visit.channel.box, visit.identity)]


def file_of(data, name="a.png"):
    return {"name": name, "mimeType": "image/png", "buffer": data}


def reads_who_reads(visit):
    visit.go("/")
    for key in ("front.who", "promise.locked", "not.moment", "not.answers"):
        says(visit, key)
    assert visit.page.locator(".readers li").count() == 2


def takes_the_other_language(visit):
    visit.go("/tell")
    other = "ru" if visit.language == "en" else "en"
    visit.page.click(f'.languages a[lang="{other}"]')
    visit.page.wait_for_load_state()
    assert visit.page.get_attribute("html", "lang") == other
    assert visit.words["tell.title"] not in visit.page.inner_text("h1")


def tells_by_text_alone(visit):
    told(visit, "By text alone.")
    assert "By text alone." in readers_read(visit)


def tells_by_a_picture_alone(visit):
    data = io.BytesIO()
    Image.effect_noise((60, 40), 50).save(data, "PNG")
    code = told(visit, "", file=file_of(data.getvalue()))
    come_back(visit, code)
    says(visit, "letters.files", count=1)


def forgets_a_word_and_types_it_again(visit):
    visit.go("/tell")
    first = visit.fill("Twice typed.", right=False)
    says(visit, "error.back", ".faults")
    assert visit.page.input_value("#text") == "Twice typed."
    assert visit.fill("Twice typed.") == first
    says(visit, "sent.title", "h1")


def forgets_all_and_is_told_each(visit):
    visit.go("/tell")
    visit.page.click("form button")
    for key in ("error.kind", "error.how", "error.know", "error.empty", "error.back"):
        says(visit, key, ".faults", most="")


def excludes_a_reader(visit):
    visit.go("/tell")
    visit.page.click('label:has(input[name="exclude"]):has-text("Inspector")')
    visit.fill("Not for the inspector.")
    says(visit, "sent.title", "h1")
    assert "Not for the inspector." not in readers_read(visit)


def sends_what_is_no_picture(visit):
    visit.go("/tell")
    visit.fill("With a file.", file=file_of(b"MZ\x90 no picture", "a.exe"))
    says(visit, "drawn.unknown", ".faults")
    assert "With a file." not in readers_read(visit)


def has_no_right_code(visit):
    come_back(visit, "none of these eight words is a code")
    says(visit, "wrong.text")


def reads_an_answer_and_writes_again(visit):
    due = f"A question is due, {visit.width} {visit.language}."
    code, box = told(visit, due), visit.channel.box
    (thread,) = (each.thread for each in open_letters(box, visit.identity)
                 if each.letter.text == due)  # fmt: skip
    path = visit.channel.case.parent / "answer.json"
    path.write_text(answer(box, thread, visit.identity, "Which <month>?"))
    deliver(box, path)
    come_back(visit, code)
    says(visit, "not.answers")
    assert visit.page.inner_text("article.readers .text") == "Which <month>?"
    visit.page.fill("#text", f"June, {visit.width} {visit.language}.")
    visit.page.click('button[value="write"]')
    says(visit, "letters.added")
    assert f"June, {visit.width} {visit.language}." in readers_read(visit)
    box_of_all = [each for each in open_letters(box, visit.identity) if each.thread == thread]
    assert len(box_of_all) == 3


def deletes_all(visit):
    text = f"To be deleted, {visit.width} {visit.language}."
    code = told(visit, text)
    come_back(visit, code)
    visit.page.click('button[value="delete"]')
    assert text in visit.page.inner_text("article")
    visit.page.check('input[name="sure"]')
    visit.page.click('button[value="delete"]')
    says(visit, "deleted.text")
    come_back(visit, code)
    says(visit, "wrong.text")
    assert text not in readers_read(visit)


def leaves_at_once(visit):
    visit.go("/tell")
    visit.page.click(".leave")
    visit.page.wait_for_load_state()
    assert visit.page.locator("form, .code").count() == 0
    assert "/leave" in visit.page.url


FLOWS = (
    reads_who_reads, takes_the_other_language, tells_by_text_alone, tells_by_a_picture_alone,
    forgets_a_word_and_types_it_again, forgets_all_and_is_told_each, excludes_a_reader,
    sends_what_is_no_picture, has_no_right_code, reads_an_answer_and_writes_again, deletes_all,
    leaves_at_once,
)  # fmt: skip


@pytest.mark.parametrize("visit", SETTINGS, indirect=True, ids=lambda each: f"{each[0]}-{each[1]}")
@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.__name__)
def test_a_colleague(flow, visit):
    flow(visit)
