"""Does the claim of examples/claim come out as docs/validation.md says?"""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from public_data import audit_file

ROOT = Path(__file__).parents[2]
SUMS = (
    "7,500,000,000 KZT / 15,000 plant = 500,000",
    "7,500,000,000 KZT / 1,500,000,000 RUB = 5; with rounding 4.8065 to 5.2069; reference 4.7600",
)


def test_the_claim_is_reckoned_again_as_the_page_prints_it(tmp_path):
    outcome = audit_file(ROOT / "examples" / "claim" / "engagement.toml", tmp_path / "run")
    own = {each.aspect: each for each in outcome.findings if each.check == "figures.valuation"}
    assert set(own) == {
        "value in tenge: flat price",
        "value in roubles: flat price",
        "value in tenge: rate of RUB in KZT",
    }
    conditions = " ".join(each.condition for each in own.values())
    page = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    section = page.partition("## A published claim")[2].partition("\n## ")[0]
    words = re.sub(r"\s+", " ", section)
    for told in SUMS:
        assert told in conditions
        assert told in words
    for each in own.values():
        assert any(cause.is_whole for cause in each.explanations)
    cut = own["value in tenge: rate of RUB in KZT"].explanations[0]
    assert (cut.explains, cut.of) == (1, 1)
    assert "cutting off explains 1 of 1" in words
    unpriced = {each.aspect: each for each in outcome.results}["value in tenge: price"]
    assert (unpriced.verdict, unpriced.p_value) == ("insufficient", None)


def test_the_command_on_the_page_runs_only_that_check(tmp_path):
    from typer.testing import CliRunner

    from tallystick.cli import app

    path = str(ROOT / "examples" / "claim" / "engagement.toml")
    command = ["audit", path, "--only", "figures.valuation", "--out", str(tmp_path)]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0
    assert "3 patterns to explain" in done.output
