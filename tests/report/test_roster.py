"""Are the names that masks cover those of all tables, and is nothing from outside searched?"""

import pytest
from fixture import RUN

from tallystick.findings import Exclusion, Input
from tallystick.findings.document import FORMAT, Document
from tallystick.findings.mask_names import read_mask_names, write_mask_names
from tallystick.report.masks.mask import Mask
from tallystick.report.masks.roster import roster
from tallystick.report.masks.run import cell, masked, standing

KEY = b"0123456789abcdef"
PATH = "Sergeant Smith/north.csv"


@pytest.fixture
def held(tmp_path):
    """A run without any result, whose account has a name wherever text comes from outside."""
    from dataclasses import replace

    write_mask_names(tmp_path, {"unit": {"North"}, "officer": {"K7", "K8"}, "holder": {"K7", "R"}})
    run = replace(
        RUN, named={}, notes=(f"{PATH}: columns that are not read: 'Smith'",),
        parameters={"tables": "Smith", "alpha": 0.05},
        inputs=(Input("incidents", PATH, "0" * 64, 1, 1, "csv", note="it reads Smith"),),
        exclusions=(
            Exclusion("incidents", PATH, "left_out", "of Smith", 1, ("row 2",)),
            Exclusion("incidents", PATH, "not_a_date", "at: the cell is no day; did you mean "
                      "'Smith'?", 1, ("row 3: at is 'Smith'",)),
        ),
    )  # fmt: skip
    return Document(FORMAT, run, (), ())


def test_names_of_tables_are_masked_though_no_result_has_them(held, tmp_path):
    assert read_mask_names(tmp_path) == {
        ("unit", "North"), ("officer", "K7"), ("officer", "K8"), ("holder", "K7"), ("holder", "R"),
    }  # fmt: skip
    mask = Mask.of(roster(held, tmp_path), KEY)
    assert mask.in_code("north-K8-7") == "Unit 1-" + mask.exact("officer", "K8") + "-7"
    assert cell("source_file", PATH, mask) == "Source 1"
    assert cell("source_file", "another.csv", mask) == "Source …"
    assert read_mask_names(tmp_path / "of an older run") == set()


def test_what_came_from_outside_is_left_out_of_a_masked_account(held, tmp_path):
    mask = Mask.of(roster(held, tmp_path), KEY)
    told = masked(held, mask)
    assert "Smith" not in repr(told)
    assert "north.csv" not in repr(told)
    assert [each.path for each in (*told.run.inputs, *told.run.exclusions)] == ["Source 1"] * 3
    assert told.run.exclusions[1].reason == "at: the cell is no day"
    assert told.run.parameters["alpha"] == 0.05
    assert standing(told, mask) == ()
