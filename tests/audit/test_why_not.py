"""Does a check that cannot be run say which columns it lacks?"""

from tallystick.audit.selection import chosen, why_not
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
