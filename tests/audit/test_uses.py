"""Is every use of a column that a check declares told, and no other?"""

from tallystick.audit.uses import uses
from tallystick.checks import RelationalCheck, every
from tallystick.tables import CANONICAL

USES = uses()


def test_every_column_of_every_table_has_its_entry():
    assert list(USES) == [(table.name, name) for table in CANONICAL for name in table.names]


def test_a_check_needs_what_it_declares():
    for check in every():
        declared = set() if isinstance(check, RelationalCheck) else {
            (table, name) for table, names in check.needs.items() for name in names
        }  # fmt: skip
        assert {name for name, use in USES.items() if check.name in use.needed_by} == declared


def test_the_columns_of_a_rule_and_of_a_choice_are_optional():
    """By reading records/integrity.py and outcomes/hit_rate.py, searches.py."""
    for name in (("duties", "officer_id"), ("reported_figures", "denominator")):
        assert "records.integrity" in USES[name].optional_for
    for column in ("search_conducted", "contraband_found", "subject_group", "clearance"):
        assert "outcomes.hit_rate" in USES["incidents", column].optional_for


def test_a_check_is_told_once_of_a_column_unless_it_asks_a_cause_of_it_too():
    for use in USES.values():
        assert not set(use.needed_by) & {*use.optional_for, *use.causes_of}
