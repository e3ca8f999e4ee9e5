"""Are the persons of the bundled example codes in its run, and numbers for who asks for them?"""

import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tallystick.cli.session import Choices, run_audit
from tallystick.load.person_codes import code_of
from tallystick.load.person_key import read_key

ENGAGEMENT = Path(__file__).parents[3] / "examples" / "zhambyl" / "engagement.toml"
PERSON = re.compile(r"\b[PQ]\d{8}\b")
CODE = re.compile(r"\bp[0-9a-f]{20}\b")
FIRST = ("evidence/F-01.csv", "evidence/F-01.parquet")
"""The case list of a finding in which one person stands behind many others."""


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """The run of an audit that shows persons by their numbers."""
    out, only = tmp_path_factory.mktemp("asked"), ("people.supplied_buyers",)
    run_audit(Choices(ENGAGEMENT, out, 0.05, only, "bh", False, True, identify=True))
    (run,) = out.iterdir()
    return run


def text_of(path):
    return str(pq.read_table(path).to_pylist()) if path.suffix == ".parquet" else path.read_text()


def naming(run):
    """The files of a run in which the number of a person of the export stands."""
    return {
        path.relative_to(run).as_posix()
        for path in run.rglob("*")
        if path.is_file() and PERSON.search(text_of(path))
    }


def test_numbers_stand_in_the_run_of_who_asks_for_them_alone(audited, asked):
    assert naming(audited[1]) == set()
    tables = {f"tables/{each}.parquet" for each in ("involvements", "counterparts")}
    assert naming(asked) >= {"report.html", "findings.json", *FIRST, *tables}


def test_a_code_is_that_of_the_number_by_the_key(audited, asked, own_config):
    """The whole audit's report has the same persons, and those of its other findings."""
    key = read_key(own_config / "tallystick" / "person.key")
    for name in ("report.html", *FIRST):
        numbers = set(PERSON.findall(text_of(asked / name)))
        assert numbers
        codes = set(CODE.findall(text_of(audited[1] / name)))
        wanted = {code_of(each, key) for each in numbers}
        assert wanted == (codes & wanted if name == "report.html" else codes), name
