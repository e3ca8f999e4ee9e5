"""Is a reply printed whole, in its own lines and order, and can nothing in it be but its words?"""

import csv
import json
from datetime import date, datetime

import openpyxl
import pytest
from fixture import FINDINGS, RESULTS, RUN
from markdown_it import MarkdownIt
from pydantic import TypeAdapter
from reading import read
from test_formats import finding, result, run
from worst_cases import ATTRIBUTE, CSS, FORMULA, RIGHT_TO_LEFT, SCRIPT, TEMPLATE

from tallystick.findings import Reply
from tallystick.findings.document import Document, schema
from tallystick.findings.mask_key import write_mask_key
from tallystick.report import render
from tallystick.report.exports.formats import write_format
from tallystick.report.masks.opened import answered, opened

DAY = date(2026, 3, 2)
RULED = (
    "1. one\n2. two\n===\n---\n# three\n\n    four\n> five\n| a | b |\n|---|---|\n``` six\n- seven"
)
SIGNS = (SCRIPT, ATTRIBUTE, TEMPLATE, FORMULA, CSS, RULED)


def reply(finding="F-01", text="Ours.", **more):
    return Reply(finding, more.pop("by", "Unit A"), more.pop("on", DAY), text, **more)


def page(*replies, language="en"):
    return read(render(FINDINGS, RESULTS, RUN, {}, replies=replies, language=language))


def classed(element, name):
    return [e for e in element.walk() if name in e.attributes.get("class", "").split()]


def boxes(element):
    """The box of each finding, in the order of the page; the first page and units have others."""
    return [each for each in classed(element, "response")[1:] if not classed(each, "space")]


def words(element):
    """The text of an element with its spaces and line ends."""
    return "".join(c if isinstance(c, str) else words(c) for c in element.children)


def facts(element):
    told = [each for each in element.all("dt")]
    return dict(zip([each.text() for each in told], [e.text() for e in element.all("dd")],
                    strict=True))  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    one, two = result(), result("B")
    return run(tmp_path / "run", [one, two], [finding(one, 1), finding(two, 2)])


def written(folder, kind, out, *replies, language="en"):
    out.mkdir(exist_ok=True)
    return write_format(answered(opened(folder), replies), kind, out, language)


def test_without_replies_the_page_promises_only_what_there_is():
    plain = page()
    assert "Not final: no response is printed here" in plain.text()
    assert "Draft for Port Alder Police to answer" in plain.text()
    assert {each.text().partition("What the reply")[0] for each in boxes(plain)} == {
        f"Response of Port Alder Police to finding {each.id} Space for the reply. A reply that "
        "we receive can be printed here in full, with its date (report --replies). "
        for each in FINDINGS
    }
    assert "Awaited" not in plain.text()


def test_replies_stand_in_the_order_of_the_file_each_with_its_finding():
    later, earlier = reply(text="second day", on=date(2026, 4, 1)), reply(text="first day")
    held = boxes(page(reply("F-02", "of another"), later, earlier))
    said = [[words(each) for each in box.all("blockquote")] for box in held]
    assert said == [["second day", "first day"], ["of another"], [], [], [], []]
    assert "Reply of Unit A, 1 April 2026" in held[0].text()
    assert "No reply to this finding is printed in this copy" in held[2].text()


def test_the_first_page_counts_findings_by_the_last_disposition_given():
    told = page(
        reply(disposition="open"), reply(disposition="referred"), reply(text="and thanks"),
        reply("F-02", disposition="explained"), reply("F-03"),
    )  # fmt: skip
    first = classed(told, "response")[0]
    assert facts(first) == {
        "Explained": "1 F-02", "Corrected": "0", "Referred": "1 F-01", "Open": "0",
        "Replied to, no disposition": "1 F-03", "No reply": "3 F-04 , F-05 , F-06",
    }  # fmt: skip
    status = classed(told, "status")[0].text()
    assert status.startswith("Responses received for 3 of 6 findings Not final: no response to the")
    assert "Draft for" not in told.text()
    style = told.all("style")[0].text()
    assert '@top-right { content: "Responses received for 3 of 6 findings" }' in style


def test_when_all_are_replied_to_nothing_is_called_missing():
    told = page(*(reply(each.id, disposition="explained") for each in FINDINGS))
    assert "Responses received for 6 of 6 findings" in told.text()
    assert "Not final" not in told.text()
    assert "No reply" not in told.text()


def test_what_became_of_a_reply_is_printed_and_what_is_not_said_is_not_made_up():
    whole = reply(checked_by="Office", checked_on=date(2026, 3, 9), disposition="corrected",
                  changed="Two rows left.\nNo more.")  # fmt: skip
    first, second = boxes(page(whole, reply("F-02", checked_by="Office")))[:2]
    assert facts(first) == {
        "Disposition": "Corrected", "Checked by, and date": "Office, 9 March 2026",
        "What changed": "Two rows left. No more.",
    }  # fmt: skip
    assert list(facts(second).values()) == ["not given", "Office", "not given"]


@pytest.mark.parametrize("text", SIGNS)
def test_hostile_replies_add_nothing_to_the_page_but_their_words(text):
    def with_words(said):
        return page(reply(text=said, by=said, checked_by=said, changed=said, disposition="open"))

    told, plain = with_words(text), with_words("plain")
    assert [each.tag for each in told.walk()] == [each.tag for each in plain.walk()]
    assert [[*each.attributes] for each in told.walk()] == [[*e.attributes] for e in plain.walk()]
    box = boxes(told)[0]
    assert words(box.all("blockquote")[0]) == text
    assert words(box.all("dd")[-1]) == text


def test_lines_are_kept_however_they_end_and_controls_are_shown():
    said = words(boxes(page(reply(text="a\r\n  b\rc\u2028\n\x1bd\u202e")))[0].all("blockquote")[0])
    assert said == "a\n  b\nc\n\n\N{REPLACEMENT CHARACTER}d\N{REPLACEMENT CHARACTER}"
    assert "\u202e" not in words(page(reply(text=RIGHT_TO_LEFT)))


def test_a_long_reply_is_printed_in_full(folder, tmp_path):
    text = "\n".join(f"line {n}" for n in range(20_000))
    assert words(boxes(page(reply(text=text)))[0].all("blockquote")[0]) == text
    _, left = written(folder, "xlsx", tmp_path / "out", reply(text=text))
    assert left == [f"F-01: the first 32,767 of {len(text):,} characters of the reply by Unit A; "
                    "html, md and json hold all"]  # fmt: skip


@pytest.mark.parametrize("text", SIGNS)
def test_a_ticket_quotes_a_reply_as_words_alone(text, folder, tmp_path):
    (path,), _ = written(folder, "md", tmp_path / "out", reply(text=text))
    tokens = MarkdownIt("commonmark").enable("table").parse(path.read_text(encoding="utf-8"))
    opens = [place for place, each in enumerate(tokens) if each.type == "blockquote_open"]
    (closes,) = [place for place, each in enumerate(tokens) if each.type == "blockquote_close"]
    assert len(opens) == 1
    held = tokens[opens[0] + 1 : closes]
    assert {each.type for each in held} == {"paragraph_open", "inline", "paragraph_close"}
    inline = [part for each in held for part in each.children or ()]
    assert {each.type for each in inline} <= {"text", "text_special", "hardbreak"}
    breaks = {"hardbreak": "\n"}
    said = "\n\n".join(
        "".join(breaks.get(part.type, part.content) for part in each.children)
        for each in held if each.type == "inline"
    )  # fmt: skip
    assert said == "\n".join(" ".join(line.split()) for line in text.split("\n"))


def test_a_workbook_and_csv_run_nothing_of_a_reply_and_keep_its_lines(folder, tmp_path):
    given = reply(text=f"{FORMULA}\nsecond", by=FORMULA, changed="+1", disposition="open")
    written(folder, "xlsx", tmp_path / "out", given)
    book = openpyxl.load_workbook(tmp_path / "out" / "report.xlsx")
    head, row = book["replies"].iter_rows()
    told = {name.value: cell for name, cell in zip(head, row, strict=True)}
    assert {name: cell.value for name, cell in told.items()} == {
        "finding": "F-01", "by": FORMULA, "on": datetime(2026, 3, 2), "checked_by": None,
        "text": f"{FORMULA}\nsecond", "checked_on": None, "disposition": "open", "changed": "+1",
    }  # fmt: skip
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)
    assert told["text"].alignment.wrap_text
    written(folder, "csv", tmp_path / "out", given)
    with (tmp_path / "out" / "replies.csv").open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file)
    assert (line["text"], line["changed"], line["on"]) == (
        f"'{FORMULA}\nsecond", "'+1", "2026-03-02",
    )  # fmt: skip


def test_json_gives_the_replies_back_as_they_were_and_keeps_to_the_schema(folder, tmp_path):
    given = (
        reply(text=f"{SCRIPT}\r\n{RIGHT_TO_LEFT}"),
        reply(checked_by="Office", checked_on=DAY, disposition="referred", changed="nothing"),
    )
    (path,), _ = written(folder, "json", tmp_path / "out", *given)
    told = json.loads(path.read_text(encoding="utf-8"))
    assert TypeAdapter(Document).validate_python(told).replies == given
    said = schema()
    assert "replies" not in said["required"]
    kind = said["$defs"]["Reply"]
    assert [set(each) for each in told["replies"]] == [set(kind["properties"])] * 2
    assert set(kind["required"]) == {"finding", "by", "on", "text"}
    assert kind["properties"]["on"] == {"format": "date", "title": "On", "type": "string"}
    old = {key: value for key, value in told.items() if key != "replies"}
    assert TypeAdapter(Document).validate_python(old).replies == ()


def test_the_russian_page_and_workbook_say_it_in_russian(folder, tmp_path):
    given = reply(text="<b>По реестру</b>\nвсё верно", by="Начальник отдела", disposition="open",
                  checked_by="Счётная палата", checked_on=date(2026, 3, 9))  # fmt: skip
    told = page(given, language="ru")
    assert "Ответы получены по 1 из 6 наблюдений" in classed(told, "status")[0].text()
    box = boxes(told)[0]
    assert "Ответ: Начальник отдела, 2 марта 2026 г." in box.text()
    assert words(box.all("blockquote")[0]) == "<b>По реестру</b>\nвсё верно"
    assert facts(box)["Решение"] == "Вопрос открыт"
    assert facts(box)["Кем и когда проверено"] == "Счётная палата, 9 марта 2026 г."
    assert facts(classed(told, "response")[0])["Ответа нет"].startswith("5 F-02")
    written(folder, "xlsx", tmp_path / "out", given, language="ru")
    sheet = openpyxl.load_workbook(tmp_path / "out" / "report.xlsx")["ответы"]
    assert [each.value for each in sheet[1]] == [
        "наблюдение", "кто ответил", "день ответа", "текст ответа", "кем проверено",
        "когда проверено", "решение", "что изменилось",
    ]  # fmt: skip


def test_masked_forms_say_that_replies_are_not_masked_and_the_names_in_them_are_told(tmp_path):
    one = result("North 41")
    made = run(tmp_path / "run", [one, result("South 7")], [finding(one, 1)], named={})
    write_mask_key(made)
    given = (reply(text="Not ours but those of\nNorth 41.", by="Head of South 7"), reply(by="X"))
    masked = opened(made, mask=True)
    held = answered(masked, given)
    assert (masked.standing, held.standing) == ((), ("North 41", "South 7"))
    told = read(write_format(held, "html", tmp_path)[0][0].read_text(encoding="utf-8"))
    assert "Replies are as they were given, with any name in them" in told.text()
    assert "Replies are not masked: they are printed as they were given." in told.text()
    assert words(boxes(told)[0].all("blockquote")[0]) == given[0].text
    assert told.text().count("North 41") == told.text().count("South 7") == 1
    plain = read(write_format(masked, "html", tmp_path)[0][0].read_text(encoding="utf-8"))
    assert "eplies are" not in plain.text()
