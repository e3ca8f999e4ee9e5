"""Does a check that cannot be run say which columns it lacks?"""

import pytest

from tallystick.audit.selection import chosen, why_not
from tallystick.checks import Check
from tallystick.tables import CANONICAL
from worlds import instant, tables_of


def why(name, **tables):
    (check,) = chosen((name,))
    return why_not(check, tables_of(tables))


def test_a_test_of_details_names_what_all_of_its_rules_lack():
    cases = [{"incident_id": "1", "occurred_at": instant("2024-01-01 10:00")}]
    assert why("records.vanished", incidents=cases) == "needs earlier_incidents.incident_id"
    assert why("records.vanished", incidents=cases, earlier_incidents=cases) == ""


def test_rules_that_lack_different_columns_name_none_of_them():
    said = why("records.integrity", targets=[{"metric": "arrests", "target": 1.0}])
    assert said == "needs two tables that refer to each other, or a key"


def test_all_that_a_check_lacks_is_named_at_once():
    """A count of entries and columns by hand: of two things that are lacking, neither is hidden."""
    cases = [{"incident_id": "1"}]
    assert why("exhibits.threshold_bunching", incidents=cases) == (
        "needs measurements.kind, measurements.value; "
        "needs a [[lines]] entry: which cut point is to be tested"
    )
    said = why("figures.too_smooth", persons=[{"person_id": "p"}])
    assert "[[metrics]]" in said
    assert "incidents.occurred_at" in said


@pytest.mark.parametrize("check", [each.name for each in chosen(()) if isinstance(each, Check)])
def test_every_check_says_what_it_lacks_of_any_one_table(check):
    """A check is asked of tables that lack its columns too, and never fails to answer."""
    (asked,) = chosen((check,))
    for table in CANONICAL:
        row = {name: None for name in table.names}
        tables = tables_of({table.name: [row]})
        lacking = tables.missing(asked.needs)
        said = why_not(asked, tables)
        assert all(name in said for name in lacking)
