"""Which law does an audit judge charges by, and what is said where there is none?"""

import json
from datetime import date

import pytest
from typer.testing import CliRunner

from tallystick.checks.shared.charge_severity import FITS, GRAVER, MILDER, given, in_force
from tallystick.checks.shared.goods_weighed import UNPLACED
from tallystick.cli import app
from tallystick.cli.charged_law import law_of, take_law
from tallystick.load import read_engagement
from tallystick.statutes import built_in, read_pack

ENGAGEMENT = """[engagement]
name = "x"
agency = "y"
{home}
time_zone = "UTC"
[[tables.incidents]]
source = "i.csv"
[tables.incidents.columns]
incident_id = "id"
unit_id = "unit"
occurred_at = "day"
[[tables.measurements]]
source = "m.csv"
[tables.measurements.columns]
incident_id = "id"
kind = {{constant = "net_weight"}}
substance_code = "goods"
value = {{column = "g", unit = "g"}}
[[tables.outcomes]]
source = "o.csv"
[tables.outcomes.columns]
incident_id = "id"
statute = {{column = "article", values = {{"297-1" = "297(1)"}}}}
verdict = {{constant = "convicted"}}
sentence_months = "months"
{law}
"""
KZ = 'jurisdiction = "KZ"'


def written(folder, home=KZ, law=""):
    (folder / "i.csv").write_text("id,unit,day\n1,A,2024-01-05\n2,A,2024-01-05\n3,A,2025-04-01\n")
    (folder / "m.csv").write_text("id,goods,g\n1,marijuana,1010\n2,Марихуана,10\n3,herb,1010\n")
    rows = ("1,ст. 297 ч. 3,132", "2,297-1,7", "3,297-2,132")
    (folder / "o.csv").write_text("\n".join(["id,article,months", *rows]) + "\n")
    path = folder / "e.toml"
    path.write_text(ENGAGEMENT.format(home=home, law=law))
    return path


def audited(folder, path):
    asked = ["audit", str(path), "--out", str(folder / "runs")]
    for check in ("outcomes.class_mismatch", "outcomes.penalty_range"):
        asked += ["--only", check]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, (done.output, done.exception)
    (run,) = (folder / "runs").iterdir()
    told = json.loads((run / "run.json").read_text())
    return told, json.loads((run / "findings.json").read_text()), run


def test_charges_are_judged_by_the_pack_of_the_jurisdiction(tmp_path):
    law = '[law]\n[[law.lines]]\nsubstance = "marijuana"\nsubstance_code = "herb"\n'
    told, findings, run = audited(tmp_path, written(tmp_path, law=law))
    titles = {each["title"] for each in findings}
    assert titles == {
        "1 of 3 charges judged by weight are below what the weight of the goods gives",
        "1 of 3 sentences of imprisonment are below the range of the article charged",
        "1 of 3 sentences of imprisonment are above the range of the article charged",
    }
    below = next(each for each in findings if each["aspect"] == "below")
    assert "cannabis herb dried especially large (conflicting)" in " ".join(below["caveats"])
    (taken,) = told["parameters"]["law"]
    assert (taken["jurisdiction"], taken["origin"]) == ("KZ", "built in")
    assert "Kazakhstan" in (run / "report.html").read_text()


@pytest.mark.parametrize(
    ("home", "why"), [("", "names no jurisdiction"), ('jurisdiction = "FR"', "no law pack of FR")]
)
def test_without_a_law_nothing_is_run_and_the_next_move_is_said(tmp_path, home, why):
    told, findings, _ = audited(tmp_path, written(tmp_path, home=home))
    assert findings == []
    assert "law" not in told["parameters"]
    assert len([each for each in told["not_run"] if why in each["why"]]) == 2


def test_where_nothing_is_charged_no_law_is_read(tmp_path):
    path = written(tmp_path)
    text = path.read_text()
    path.write_text(text[: text.index("[[tables.outcomes]]")])
    engagement, taken = take_law(read_engagement(path))
    assert (engagement.frame.law, taken) == (None, ())


def test_the_law_of_kazakhstan_says_of_each_part_what_an_amount_makes():
    law = law_of(read_pack(built_in()["KZ"]))
    articles = in_force(law)

    def said(key, substance, class_, day):
        held = [n for n, each in enumerate(articles) if each.key == key
                and (each.from_date or day) <= day <= (each.to_date or day)]  # fmt: skip
        if not held:
            return "not known"
        at = held[0]
        amount = next(n for n, each in enumerate(law.amounts)
                      if (each.substance, each.class_) == (substance, class_))  # fmt: skip
        told = given(law).get((at, amount))
        return told and (told.stands, told.low, told.high)

    herb, old, new = "cannabis_herb_dried", date(2024, 1, 1), date(2025, 3, 3)
    assert said("297(3)", herb, "especially_large", old) == (FITS, 120, 180)
    assert said("297(3)", herb, "especially_large", new) == (FITS, 84, 144)
    assert said("297(2)", herb, "especially_large", old) == (GRAVER, 120, 180)
    assert said("297(2)", herb, "small", new) == (MILDER, 60, 96)
    assert said("296(3)", herb, "small", old) == (MILDER, 0, 2)
    assert said("296(2)", herb, "large", old) == (GRAVER, 0, 2)
    assert said("297(4)", herb, "small", old) is None
    # The text of smuggling was read as it stands since 2018, and no earlier.
    assert said("286(2)", herb, "large", date(2017, 6, 1)) == "not known"
    assert said("286(2)", herb, "large", old) == (FITS, 84, 144)
    assert said("286(2)", herb, "large", new) == (FITS, 84, 144)
    assert UNPLACED < 0


def test_amounts_are_kept_in_milligrams_with_what_no_source_says():
    law = law_of(read_pack(built_in()["KZ"]))
    small, large, huge = (each for each in law.amounts if each.substance == "cannabis_herb_dried")
    assert (small.high, small.with_high, large.low, large.with_low) == (50_000, None, 50_000, None)
    assert (large.high, large.with_high, huge.with_low) == (1_000_000, True, False)
    assert {"marijuana", "марихуана", "cannabis herb", "cannabis"} <= set(small.codes)
    assert huge.must_be_said
    assert not any(each.with_low is None and each.low is None for each in law.amounts if each.place)
    # Tables of pure substance are none that a weight alone can be judged by.
    assert law_of(read_pack(built_in()["DE"])).amounts == () or all(
        "pure" not in each.substance for each in law_of(read_pack(built_in()["DE"])).amounts
    )
