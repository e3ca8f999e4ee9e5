"""Is a finding a part of a wider one exactly when it lists nothing else?"""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tallystick.audit.parts import with_parts
from tallystick.findings import Evidence, Finding, Result, patterns

ALL = [("x", 1.5), ("y", None), ("z", 2.0)]
NAMES = ("exhibit_id", "grams")


@pytest.fixture
def finding(tmp_path):
    """Make a finding whose case list holds rows."""
    (tmp_path / "evidence").mkdir()

    def made(number, kind, subject, rows, check="exhibits.custody", aspect="a", names=NAMES):
        told = Result(check, kind, subject, aspect, "exceptions", 10)
        words = dict.fromkeys(("title", "criteria", "condition", "cause", "effect"), "t")
        path = f"evidence/F-{number}.parquet"
        kinds = (pa.string(), pa.float64())
        columns = {
            name: pa.array([row[place] for row in rows], kinds[place])
            for place, name in enumerate(names)
        }
        pq.write_table(pa.table(columns), tmp_path / path)
        evidence = Evidence("q", path, "csv", len(rows))
        return Finding.of(told, **words, id=f"F-{number}", evidence=evidence)

    return made


def parts(folder, findings, engine):
    return {each.id: each.part_of for each in with_parts(folder, findings, engine)}


def test_a_unit_whose_rows_the_agency_lists_is_a_part_of_it_and_one_with_another_row_is_not(
    tmp_path, engine, finding
):
    findings = [
        finding(1, "unit", "A", ALL[:2]),
        finding(2, "agency", "", ALL),
        finding(3, "unit", "B", [*ALL[2:], ("w", 3.0)]),
        finding(4, "unit", "C", [("x", 1.25)]),
        finding(5, "officer", "7", ALL[:1]),
    ]
    assert parts(tmp_path, findings, engine) == {
        "F-1": "F-2", "F-2": "", "F-3": "", "F-4": "", "F-5": "F-2",
    }  # fmt: skip


def test_without_one_of_the_agency_an_officers_is_a_part_of_the_units(tmp_path, engine, finding):
    findings = [finding(1, "officer", "7", ALL[:1]), finding(2, "unit", "A", ALL)]
    assert parts(tmp_path, findings, engine) == {"F-1": "F-2", "F-2": ""}


def test_another_question_another_line_and_lists_of_other_things_are_patterns_of_their_own(
    tmp_path, engine, finding
):
    findings = [
        finding(1, "agency", "", ALL),
        finding(2, "unit", "A", ALL[:1], check="exhibits.unaccounted"),
        finding(3, "unit", "A", ALL[:1], aspect="b"),
        finding(4, "unit", "A", [("x", 1.5)], names=("incident_id", "grams")),
        finding(5, "unit", "B", []),
        finding(6, "unit", "D", ALL[:1]).with_(evidence=None),
    ]
    assert set(parts(tmp_path, findings, engine).values()) == {""}


def test_parts_are_counted_with_what_they_are_a_part_of(tmp_path, engine, finding):
    findings = with_parts(
        tmp_path, [finding(1, "agency", "", ALL), finding(2, "unit", "A", ALL[:1])], engine
    )
    assert [each.id for each in patterns(findings)] == ["F-1"]
    assert [each.id for each in patterns(findings[1:])] == ["F-2"]
