"""A person marks records of a list; each mark is an entry, and is counted on its own list."""

from datetime import datetime

from listed_run import made_run, page_of


def test_rows_are_marked_each_by_an_entry_and_counted(case, office, browser):
    from tallystick.review.evidence import marks
    from tallystick.review.log.replay import differences
    from tallystick.review.models import Body, LogEntry, Pattern, RowMark, Sighting

    office()
    pattern, sighting = Pattern.objects.get(), Sighting.objects.get()
    codes = marks.codes(sighting, 1)
    assert len(set(codes)) == 4
    address = f"/findings/{pattern.code}/records/mark"
    told = {"said": "explained", "reason": "The purchase file has it", "rows": "1"}
    for wrong in ({}, {"row": "0" * 64}, {"row": codes[0], "said": "guilty"},
                  {"row": codes[0], "reason": " "}):  # fmt: skip
        assert browser.post(address, {**told, **wrong}).status_code == 400
    assert RowMark.objects.count() == 0
    browser.post(address, {**told, "row": [codes[0], codes[2]]})
    browser.post(address, {**told, "row": [codes[2]], "said": "unclear", "reason": "No signature"})
    held = LogEntry.objects.filter(act="row.mark")
    assert [each.held["row"] for each in held] == [codes[0], codes[2], codes[2]]
    assert Body.objects.get(sha256=held[2].body_sha256).text == "No signature"
    assert "C-1" not in "".join(each.object for each in held)
    tally = marks.tally(sighting)
    assert (tally.records, tally.marked, dict(tally.said)) == (
        4, 2, {"explained": 1, "unclear": 1},
    )  # fmt: skip
    assert [each.created_seq for each in marks.in_force(sighting)] == [held[0].seq, held[2].seq]
    text = page_of(browser)
    assert "2 of 4 records are marked" in text
    assert text.count("No signature") == 1
    assert "The purchase file has it" in text
    assert differences() == []


def test_a_mark_of_an_earlier_run_stands_beside_the_row_and_is_not_counted(
    office, browser, tmp_path
):
    from tallystick.review.evidence import marks
    from tallystick.review.models import Pattern
    from tallystick.review.runs.importing import import_run

    office()
    pattern = Pattern.objects.get()
    row = marks.codes(pattern.latest, 1)[0]
    told = {"said": "explained", "reason": "Seen", "rows": "1", "row": row}
    browser.post(f"/findings/{pattern.code}/records/mark", told)
    later = made_run(tmp_path / "later", at=[datetime(2024, 2, day) for day in range(1, 6)])
    import_run("person:me", later)
    pattern.refresh_from_db()
    assert marks.newest(pattern.latest, [row])[row].earlier
    assert marks.tally(pattern.latest).marked == 0
    assert "on the list of Zhambyl, 2024" in page_of(browser)


def test_who_is_recused_marks_nothing_and_who_only_reads_runs_nothing(case_of_two):
    from people_at_work import add, browser_of

    from tallystick.review.evidence import marks
    from tallystick.review.log.entries import append
    from tallystick.review.models import LogEntry, Pattern, RowMark

    add("ana", ("analyst",))
    add("see", ("read_only",))
    pattern = Pattern.objects.get(subject="Division 3")
    row = marks.codes(pattern.latest, 1)[0]
    told = {"said": "explained", "reason": "Seen", "rows": "1", "row": row}
    about = {"login": "ana", "kind": "unit", "value": pattern.masked_subject}
    append("person:me", "recusal.add", about, "Served there")
    before = LogEntry.objects.count()
    address = f"/findings/{pattern.code}/records"
    answer = browser_of("ana").post(f"{address}/mark", told)
    assert answer.status_code == 409
    assert "recused from" in answer.content.decode()
    reader = browser_of("see")
    assert reader.post(f"{address}/mark", told).status_code == 403
    assert reader.get(f"{address}/again").status_code == 403
    page = reader.get(address)
    assert page.status_code == 200
    assert "/records/again" not in page.content.decode()
    assert RowMark.objects.count() == 0
    assert LogEntry.objects.count() == before


def test_a_disposition_rests_on_the_newest_mark_of_each_record_alone(case_of_two, browser):
    from tallystick.review.decisions.disposition import marks_of
    from tallystick.review.evidence import marks
    from tallystick.review.models import Pattern, RowMark

    pattern = Pattern.objects.get(subject="Division 3")
    one, other = marks.codes(pattern.latest, 1)[:2]
    for row, said in ((one, "explained"), (other, "explained"), (one, "not_explained")):
        told = {"said": said, "reason": "Seen", "rows": "1", "row": row}
        browser.post(f"/findings/{pattern.code}/records/mark", told)
    assert marks_of(pattern.latest) == [RowMark.objects.get(key=other).pk]
