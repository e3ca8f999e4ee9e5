"""Does the catalogue of offences hold together, and agree with what was published?"""

import numpy as np
import pytest

from tallystick.simulate.catalogue import (
    CODES,
    GROUPS,
    OFFENCES,
    UNIT_KINDS,
    column,
    group_of,
    mixes,
    place,
)  # fmt: skip

# FBI, Crime in the United States 2019, table 25: per cent cleared by arrest or exceptional means.
TABLE_25 = {
    "murder": 61.4, "rape": 32.9, "robbery": 30.5, "aggravated_assault": 52.3,
    "burglary": 14.1, "larceny": 18.4, "vehicle_theft": 13.8,
}  # fmt: skip


@pytest.mark.parametrize("code", TABLE_25)
def test_clearance_is_the_published_one(code):
    assert 100 * OFFENCES[place(code)].cleared == pytest.approx(TABLE_25[code])


def test_shares_of_an_offence_are_shares():
    for each in OFFENCES:
        assert each.cleared + each.exceptional + each.unfounded <= 1 or each.complaint == 0
        assert 0 <= each.complaint <= 1
        assert each.months[0] <= each.months[1]


def test_downgrading_goes_to_a_less_severe_offence_of_the_catalogue():
    for each in OFFENCES:
        if each.lesser:
            assert OFFENCES[place(each.lesser)].severity < each.severity
    assert len(set(CODES)) == len(CODES)


def test_mixes_are_shares_of_each_kind_of_unit():
    shares = mixes()
    assert shares.shape == (len(UNIT_KINDS), len(OFFENCES))
    assert shares.sum(axis=1) == pytest.approx(1)
    drug = group_of() == GROUPS.index("drug")
    assert shares[UNIT_KINDS.index("narcotics"), drug].sum() == pytest.approx(1)
    assert shares[UNIT_KINDS.index("patrol"), place("larceny")] == pytest.approx(0.25)


def test_an_offence_is_found_by_its_code():
    assert OFFENCES[place("burglary")].code == "burglary"
    with pytest.raises(ValueError, match="not in"):
        place("arson")
    assert np.array_equal(column("severity"), [each.severity for each in OFFENCES])
