"""Dossiers, pictures, months and threads: what stands on them, and what never does."""

import json
import re
from datetime import date, datetime

import pytest
from made_runs import Made, make_run, resealed
from two_runs import NEW, OFFICER_NOW, STILL

from tallystick.findings import Figure
from tallystick.findings.figure import write_figures
from tallystick.findings.thread import PersonIn, ThreadEvent

FIGURES = [
    Figure("published", "arrests", unit, date(2024, month, 1), date(2024, month, 28), value)
    for unit, value in (("Division 3", 17.0), ("Division 9", 40.0))
    for month in (1, 2, 3)
]


def mask_number(kind, name):
    from tallystick.review.models import MaskedName

    return MaskedName.objects.get(kind=kind, name=name).mask.rpartition(" ")[2]


def text_of(browser, address, status=200):
    answer = browser.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def pattern_of(made):
    from tallystick.review.models import Pattern

    return Pattern.objects.get(check_name=made.check, subject=made.subject, aspect=made.aspect)


def imported(folder, *made, figures=(), threads=(), tables=(), listed=None, **about):
    """Import a run of these patterns; `listed` are the columns of the list of its first."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from tallystick.review.runs.importing import import_run

    run = make_run(folder, *made, **about)
    if figures:
        write_figures(run, figures)
    (run / "threads.json").write_text(json.dumps(list(threads)), encoding="utf-8")
    if tables:
        (run / "tables").mkdir()
    for name, columns in dict(tables).items():
        pq.write_table(pa.table(columns), run / "tables" / f"{name}.parquet")
    if listed:
        pq.write_table(pa.table(listed), run / "evidence/F-01.parquet")
        lines = [
            ",".join(listed),
            *(",".join(map(str, row)) for row in zip(*listed.values(), strict=True)),
        ]
        (run / "evidence/F-01.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return import_run("person:me", resealed(run))[0]


def test_a_unit_has_its_findings_figures_and_what_people_did(case, tmp_path, browser):
    from tallystick.review.evidence import marks

    imported(tmp_path / "run", STILL, figures=FIGURES)
    pattern = pattern_of(STILL)
    told = {"said": "unclear", "reason": "No file", "rows": "1",
            "row": marks.codes(pattern.latest, 1)[0]}  # fmt: skip
    browser.post(f"/findings/{pattern.code}/records/mark", told)
    text = text_of(browser, f"/units/{mask_number('unit', 'Division 3')}")
    assert f'href="/findings/{pattern.code}"' in text
    assert text.count(">17<") == 3
    assert ">40<" not in text
    assert "marked a record" in text
    assert "Division" not in text
    assert "No finding" not in text


def test_a_lead_on_an_officer_never_stands_in_a_dossier(case_of_two, browser):
    from tallystick.review.runs.leads import OPENED

    lead = pattern_of(OFFICER_NOW)
    browser.post(f"/findings/{lead.code}/open", {"reason": "The chief asked"})
    assert OPENED == "lead.open"
    number = mask_number("officer", "K1031")
    text = text_of(browser, f"/officers/{number}")
    assert lead.code not in text
    assert "opened a lead" not in text
    # It holds the findings whose records are of this officer, and says what that means.
    assert f'href="/findings/{pattern_of(STILL).code}"' in text
    assert "and nothing else" in text


def test_a_dossier_holds_no_number_that_orders_people(case_of_two, browser):
    one, other = (text_of(browser, f"/officers/{mask_number('officer', each)}")
                  for each in ("K1029", "K1031"))  # fmt: skip
    for text in (one, other):
        main = text[text.index("<main") : text.index('id="asked"')]
        for rank in ("p-value", "combined", "score of", "of all officers"):
            assert rank not in main
        # Beside numbers of findings no count of them, of cases or of records.
        plain = re.sub(r"<[^>]*>|F-\d+|L-\d+|Officer \d+|Unit \d+", " ", main)
        titles = re.sub(r"\d+ cases in a row|Zhambyl, 202\d|\d+ \w+ 202\d", " ", plain)
        assert re.findall(r"\b\d+\b", titles) == []


def test_who_asks_for_a_name_leaves_a_reason_in_the_log(case_of_two, browser):
    from tallystick.review.log.replay import differences
    from tallystick.review.models import Body, LogEntry, Unmasking

    address = f"/units/{mask_number('unit', 'Division 3')}"
    assert "Division 3" not in text_of(browser, address)
    assert browser.post(f"{address}/unmask", {"reason": " "}).status_code == 400
    browser.post(f"{address}/unmask", {"reason": "To write to the unit"})
    entry = LogEntry.objects.last()
    assert entry.act == "subject.unmask"
    assert "Division" not in entry.object
    assert Body.objects.get(sha256=entry.body_sha256).text == "To write to the unit"
    assert Unmasking.objects.get().what == entry.held["subject"]
    assert "Division 3" in text_of(browser, address)
    assert "Division" not in text_of(browser, f"/findings/{pattern_of(STILL).code}")
    assert differences() == []


def test_nobody_has_a_page_whom_no_run_names(case_of_two, browser):
    for address in ("/units/999", "/officers/0", "/runs/1/threads/1", "/runs/9/threads/1"):
        text_of(browser, address, 404)


LISTED = {
    "incident_id": ["C-1", "C-2"],
    "officer_id": ["K1029", "K1031"],
    "at": [datetime(2024, 3, 5), datetime(2024, 5, 6)],
}
TABLES = {
    "incidents": {"incident_id": ["C-1", "C-2", "C-3"],
                  "clearance": ["arrest", "none", "arrest"]},
    "involvements": {"incident_id": ["C-1", "C-1", "C-2", "C-3"],
                     "person_id": ["pa", "pb", "pa", "pc"],
                     "role": ["subject", "supplier", "witness", "subject"]},
    "measurements": {"incident_id": ["C-1", "C-1", "C-1"], "exhibit_id": ["E", "E", "G"],
                     "substance_code": ["hashish"] * 3, "kind": ["net_weight"] * 3,
                     "value": [2.0, 9.0, 0.5],
                     "measured_at": [datetime(2024, 3, day) for day in (6, 7, 6)]},
}  # fmt: skip


def test_a_picture_has_the_persons_officers_and_goods_of_the_records(case, tmp_path, browser):
    from tallystick.review.evidence.events import stood

    imported(tmp_path / "run", STILL, tables=TABLES, listed=LISTED)
    held = stood(pattern_of(STILL).latest)
    assert held.events == (
        ThreadEvent("2024-03-05", "arrest", "C-1", (), officer="K1029", goods=("hashish",),
                    grams=2.5, persons=(PersonIn("pa", "subject"), PersonIn("pb", "supplier"))),
        ThreadEvent("2024-05-06", "case", "C-2", (), officer="K1031"),
    )  # fmt: skip
    assert (held.nodes, held.grouped) == (6, False)
    text = text_of(browser, f"/findings/{pattern_of(STILL).code}/picture")
    for word in ("P1 (arrested)", "P2 (supplier)", "hashish 2.5 g", "2024-03-05", "Officer"):
        assert word in text
    for word in ("K1029", "K1031", "Division", ">pa<", ">pb<"):
        assert word not in text
    assert text.count('<svg class="chart wide"') == 3


def test_above_sixty_nodes_the_picture_is_grouped_by_officer_and_says_so(case, tmp_path, browser):
    from tallystick.review.evidence.events import stood

    cases = tuple(f"C-{number}" for number in range(58))
    imported(tmp_path / "run", Made(cases=cases))
    assert stood(pattern_of(STILL).latest).nodes == 60
    imported(tmp_path / "more", Made(cases=(*cases, "C-58")), name="Zhambyl, later")
    held = stood(pattern_of(STILL).latest)
    assert (held.nodes, held.grouped) == (61, True)
    assert [each.record for each in held.events] == ["30 records", "29 records"]
    assert "grouped" in text_of(browser, f"/findings/{pattern_of(STILL).code}/picture")


def test_a_line_of_months_has_cases_runs_and_decisions(case, tmp_path, browser):
    from tallystick.review.pages.months import Month, drawn

    imported(tmp_path / "run", STILL, listed=LISTED)
    line = drawn(pattern_of(STILL))
    assert line.rows == (Month("2024-03", 1, 0, 0, 0), Month("2024-05", 1, 0, 0, 0),
                         Month("2025-01", 0, 1, 0, 0))  # fmt: skip


def thread(*members, number="T-1"):
    event = {"day": "2024-03-05", "what": "arrest", "record": "C-1", "of": list(members),
             "officer": "K1029", "unit": "Division 3",
             "persons": [{"person": "pa", "role": "subject"}]}  # fmt: skip
    return {"id": number, "members": list(members), "joins": [], "events": [event]}


def test_a_thread_has_a_page_unless_it_holds_a_lead_on_an_officer(case, tmp_path, browser):
    threads = thread("F-01", "F-02"), thread("F-01", "L-01", number="T-2")
    run = imported(tmp_path / "run", STILL, NEW, OFFICER_NOW, threads=threads)
    text = text_of(browser, f"/runs/{run.id}/threads/1")
    for made in (STILL, NEW):
        assert f'href="/findings/{pattern_of(made).code}"' in text
    assert "P1 (arrested)" in text
    assert "K1029" not in text
    text_of(browser, f"/runs/{run.id}/threads/2", 404)
    page = text_of(browser, f"/findings/{pattern_of(STILL).code}")
    assert f'href="/runs/{run.id}/threads/1"' in page
    assert f'href="/runs/{run.id}/threads/2"' not in page


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_new_page_speaks_both_languages(case_of_two, browser, language):
    browser.post("/language", {"language": language})
    code = pattern_of(STILL).code
    for address in (f"/findings/{code}/records", f"/findings/{code}/picture",
                    f"/units/{mask_number('unit', 'Division 3')}",
                    f"/officers/{mask_number('officer', 'K1029')}"):  # fmt: skip
        text = text_of(browser, address)
        assert f'<html lang="{language}"' in text
        assert "Division" not in text
        assert "K1029" not in text
        assert " style=" not in text


def test_replies_stand_on_the_dossier_and_in_their_month_but_their_words_stay_masked(
    case, tmp_path, browser
):
    from tallystick.findings import Reply
    from tallystick.review.decisions.replies import take_in
    from tallystick.review.pages.months import drawn

    run = imported(tmp_path / "run", STILL, listed=LISTED)
    take_in("person:me", run, (Reply("F-01", "Chief", date(2025, 2, 1), "K1029 was ordered."),))
    months = {each.month: each.replies for each in drawn(pattern_of(STILL)).rows}
    assert months == {"2024-03": 0, "2024-05": 0, "2025-01": 0, "2025-02": 1}
    address = f"/units/{mask_number('unit', 'Division 3')}"
    assert "1 February 2025" in text_of(browser, address)
    assert "ordered" not in text_of(browser, address)
    browser.post(f"{address}/unmask", {"reason": "To answer"})
    assert "K1029 was ordered." in text_of(browser, address)
