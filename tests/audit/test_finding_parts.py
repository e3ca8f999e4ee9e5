"""Is a finding a part of a wider one exactly when it lists nothing else?"""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tallystick.audit.case_lists import CaseLists
from tallystick.audit.parts import with_parts
from tallystick.audit.same_cases import with_same_cases
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
    return {each.id: each.part_of for each in with_parts(findings, CaseLists(folder, engine))}


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
    made = [finding(1, "agency", "", ALL), finding(2, "unit", "A", ALL[:1])]
    findings = with_parts(made, CaseLists(tmp_path, engine))
    assert [each.id for each in patterns(findings)] == ["F-1"]
    assert [each.id for each in patterns(findings[1:])] == ["F-2"]


def ten(first, count=10):
    """Rows of that many exhibits, numbered on from the first."""
    return [(f"x{n}", 1.0) for n in range(first, first + count)]


def same(folder, findings, engine):
    lists = CaseLists(folder, engine)
    told = with_same_cases(with_parts(findings, lists), lists)
    assert all(
        set(each.same_by) == {other.id for other in told if other.same_as == each.id}
        for each in told
    )
    return {each.id: (each.same_as, each.shared) for each in told}


def test_findings_of_two_questions_rest_on_the_same_cases_from_eight_in_ten_of_both(
    tmp_path, engine, finding
):
    """Ten and ten exhibits share eight or seven; ten lie among thirteen, or twelve, of others."""
    findings = [
        finding(1, "agency", "", ten(0)),
        finding(2, "agency", "", ten(2), check="records.integrity"),
        finding(3, "agency", "", ten(-7), check="records.unfounded"),
        finding(4, "agency", "", ten(100), check="people.crews"),
        finding(5, "unit", "A", ten(100, 13), check="people.sting_share"),
        finding(6, "unit", "B", ten(100, 12), check="people.peer_benchmark"),
    ]
    # Of 12 and 13 twelve are shared, more than the ten of 10 and 12.
    assert same(tmp_path, findings, engine) == {
        "F-1": ("", 0), "F-2": ("F-1", 8), "F-3": ("", 0),
        "F-4": ("", 0), "F-5": ("", 0), "F-6": ("F-5", 12),
    }  # fmt: skip


def test_of_two_on_the_same_cases_each_names_the_other(tmp_path, engine, finding):
    findings = [
        finding(n, "agency", "", ten(0), check=check)
        for n, check in enumerate(("records.integrity", "people.crews", "records.revised"), start=1)
    ]
    lists = CaseLists(tmp_path, engine)
    told = with_same_cases(findings, lists)
    assert [each.on_cases_of for each in told] == [("F-2", "F-3"), ("F-1",), ("F-1",)]


def test_a_short_list_inside_a_long_one_is_not_the_same_cases(tmp_path, engine, finding):
    findings = [
        finding(1, "agency", "", ten(0, 100)),
        finding(2, "agency", "", ten(0, 3), check="records.integrity"),
    ]
    assert set(same(tmp_path, findings, engine).values()) == {("", 0)}


def test_parts_and_lists_that_do_not_name_each_case_are_not_compared(tmp_path, engine, finding):
    findings = [
        finding(1, "agency", "", ten(0)),
        finding(2, "unit", "A", ten(0)),
        finding(3, "unit", "A", [*ten(0, 9), (None, 1.0)], check="records.integrity"),
        finding(4, "unit", "A", ten(0), check="people.crews", names=("officer_id", "grams")),
    ]
    told = same(tmp_path, findings, engine)
    assert set(told.values()) == {("", 0)}


def test_each_list_is_read_once(tmp_path, engine, finding, monkeypatch):
    read = []
    whole = type(engine.local).read_parquet

    def counted(self, path, name):
        read.append(path.name)
        return whole(self, path, name)

    monkeypatch.setattr(type(engine.local), "read_parquet", counted)
    findings = [finding(n, "unit", f"U{n}", ten(0, 4)) for n in range(1, 6)]
    same(tmp_path, [finding(6, "agency", "", ten(0, 5)), *findings], engine)
    assert sorted(read) == [f"F-{n}.parquet" for n in range(1, 7)]
