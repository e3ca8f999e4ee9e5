"""Are the kilogram and the sixteen arrests of the bundled example one thread, and nothing else?"""

import csv
import json

import pyarrow.parquet as pq


def test_the_scheme_and_the_kilogram_are_one_thread_and_no_lead_is_in_it(audited):
    (thread,) = json.loads((audited[1] / "threads.json").read_text(encoding="utf-8"))
    assert thread["members"] == ["F-01", "F-02", "F-03", "F-04"]
    assert [(each["by"], each["shared"]) for each in thread["joins"]] == [("officers", 1)]
    first, *arrests = thread["events"]
    assert (first["what"], first["grams"]) == ("purchased", 1050.0)
    assert {each["what"] for each in arrests} == {"arrest"}
    assert len(arrests) == 16
    assert "T-1   F-01, F-02, F-03, F-04 are one thread, since 2024-09-09" in audited[0]


def test_the_page_names_the_thread_and_neither_its_officer_nor_its_persons(audited):
    page = (audited[1] / "report.html").read_text(encoding="utf-8")
    summary, _, rest = page.partition('<section id="contents"')
    section = rest.partition('<section id="threads"')[2].partition("</section>")[0]
    assert "F-01, F-02, F-03 and F-04 are one thread, since 9 September 2024" in summary
    (thread,) = json.loads((audited[1] / "threads.json").read_text(encoding="utf-8"))
    for event in thread["events"]:
        assert event["officer"] not in section
        assert not [each for each in event["persons"] if each["person"] in section]


def test_each_unsupported_record_of_the_headline_figure_is_listed(audited):
    (told,) = [
        json.loads(each["detail"])
        for each in pq.read_table(audited[1] / "results.parquet").to_pylist()
        if '"headline": true' in each["detail"]
    ]
    path = audited[1] / told["listed"]["csv"]
    with path.open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file))
    # Nothing was reported beyond the records, and no number stands in two rows.
    assert (told["over"], told["duplicate"]) == (0, 0)
    assert len(listed) == told["listed"]["rows"] == told["reported"] - told["low"]
