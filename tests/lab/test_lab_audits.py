"""Does a whole audit of a lab's world say which units its findings and leads name?"""

from datetime import date

import pytest

from tallystick.calibrate.whole_measures import Kept
from tallystick.cli import lab_audits
from tallystick.lab.detect.rows import Seen
from tallystick.simulate.folder import simulate
from tallystick.simulate.world import World

FIRST, LAST = date(2023, 1, 1), date(2023, 12, 31)


def kept(unit, finding, lead):
    return Kept("records.unmatched", False, unit, False, 0.1, finding, lead)


def test_findings_and_leads_are_kept_and_tests_that_are_neither_are_not(monkeypatch, tmp_path):
    held = [kept("A", True, False), kept("B", False, True), kept("C", False, False)]
    asked = []
    monkeypatch.setattr(lab_audits, "audited", lambda *told: asked.append(told) or held)
    assert lab_audits.audit(tmp_path, FIRST, LAST) == [
        Seen("records.unmatched", "A", True), Seen("records.unmatched", "B", False),
    ]  # fmt: skip
    assert asked == [(tmp_path, (), (FIRST, LAST))]


@pytest.mark.slow
def test_an_audit_names_the_one_unit_with_stock_witnesses_once_it_has_begun(tmp_path):
    """N01 has its own witnesses from July on: nobody is found for it in the half-year before."""
    world = World.model_validate({
        "first_month": "2023-01", "months": 12, "seed": 5,
        "department": {"units": [{"kind": "narcotics", "count": 6, "officers": 6,
                                  "cases_per_officer_month": 8}]},
        "behaviours": [{"kind": "stock_witnesses", "dose": 1.0, "driven_by": "decree",
                        "units": ["N01"], "from_month": "2023-07"}],
    })  # fmt: skip
    simulate(world, tmp_path / "made")

    def named(last):
        told = lab_audits.audit(tmp_path / "made", FIRST, last)
        return {each.unit for each in told if each.check == "people.stock_witnesses"
                and each.finding}  # fmt: skip

    assert named(date(2023, 6, 30)) == set()
    assert named(LAST) == {"N01"}
