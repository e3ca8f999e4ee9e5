"""Does the loader agree, cell by cell, with a slow obvious reader of the same rules?"""

import csv
import io
import math
import re
from collections import Counter
from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tallystick.load import load, read_engagement

ZONE = ZoneInfo("America/New_York")
SPACES = " \t\r\n\v\f\u00a0\u2007\u202f\u3000\ufeff"
GRAMS = {
    "g": Fraction(1),
    "kg": Fraction(1000),
    "mg": Fraction(1, 1000),
    "[oz_av]": Fraction("28.349523125"),
}
UNITS = {"GRAMO": "g", "KILO": "kg", "OZ": "[oz_av]"}
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # a shrunk file would take minutes
TABLES = """
[engagement]
name = "n"
agency = "a"
time_zone = "America/New_York"
max_set_aside = 1
first_day = 2019-01-01
[[tables.incidents]]
source = "i.csv"
[tables.incidents.columns]
incident_id = {column = "id", strip_leading_zeros = true}
occurred_at = {columns = ["day", "hour"], format = ["%d/%m/%Y %H:%M", "%d/%m/%Y"]}
recorded_at = "iso"
origin = {column = "origin", values = {CP = "controlled_purchase", "-" = ""}, otherwise = "other"}
clearance = {column = "clearance", values = {A = "arrest"}, empty = "none"}
count = "n"
[[tables.incidents.leave_out]]
column = "id"
equals = ["TOTAL"]
reason = "totals"
[[tables.measurements]]
source = "i.csv"
[tables.measurements.columns]
exhibit_id = "id"
kind = {column = "kind", values = {W = "net_weight"}}
[tables.measurements.columns.value]
column = "value"
decimal = ","
thousands = "."
unit_column = "unit"
units = {GRAMO = "g", KILO = "kg", OZ = "[oz_av]"}
"""
HEADER = ["id", "day", "hour", "iso", "origin", "clearance", "n", "kind", "value", "unit"]
CELLS = {
    "id": ["1", "001", "0", "000", "TOTAL", "a b", "", " 7 ", "x\ny", 'q"q', "é", "2", "3"],
    "day": ["01/02/2019", "1/2/2019", "31/12/2018", "31/02/2019", "2019-01-01", "", "x"],
    "hour": ["", "13:45", "7:05", "25:00", "00:00"],
    "iso": [
        "",
        "2019-07-01",
        "2019-07-01T12:00Z",
        "2019-07-01 12:00:00",
        "2019-07-01 12:00+03:00",
        "2019-02-30",
        "2019-7-1",
        "20190701",
        "2019-07-01T12:00:00.123456-0400",
        "1699-01-01",
    ],
    "origin": ["CP", "-", "patrol", "", "zz"],
    "clearance": ["A", "", "none", "exceptional", "closed"],
    "n": ["", "1", "0", "2.0", "1.5", "-1", "x", "1e3"],
    "kind": ["W", "score", "net_weight", "", "weight"],
    "value": ["1,5", "1.234,5", "1.234", "12.34", "-1", "", "x", "0", ",5", "1,", "1e3", "٣"],
    "unit": ["GRAMO", "KILO", "OZ", "mg", "g", "kg", "", "stone", "{score}", "mL", "ml"],
}


def text_of(cell):
    return cell.strip(SPACES) or None


def iso(text):
    clock = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.,][0-9]{1,9})?)?"
    offset = r"( ?(Z|[+-][0-9]{2}(:?[0-9]{2})?))?"
    if not re.fullmatch(f"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}([T ]{clock}{offset})?", text):
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    if time.tzinfo is not None:
        time = time.astimezone(ZONE).replace(tzinfo=None)
    return time if time.year >= 1700 else None


def stated(text):
    for form in ("%d/%m/%Y %H:%M", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    return None


def comma_number(text):
    if not re.fullmatch(
        r"[+-]?(([0-9]{1,3}(\.[0-9]{2,3})*\.[0-9]{3}|[0-9]+)(,[0-9]*)?|,[0-9]+)", text
    ):
        return None
    return Fraction(re.sub(r",$", "", text.replace(".", "")).replace(",", "."))


def point_number(text):
    if not re.fullmatch(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?", text):
        return None
    return float(text)


def incident(cell):
    """Return the canonical record, or the rule that is broken first in the order of columns."""
    if cell["id"] == "TOTAL":
        return "left_out"
    name = cell["id"] and (cell["id"].lstrip("0") or "0")
    if name and re.search(r"[\r\n]", name):
        return "line_break"
    when = " ".join(part for part in (cell["day"], cell["hour"]) if part)
    if not when:
        return "missing"
    occurred = stated(when)
    if occurred is None:
        return "not_a_date"
    recorded = iso(cell["iso"]) if cell["iso"] else None
    if cell["iso"] and recorded is None:
        return "not_a_date"
    origin = cell["origin"] and {"CP": "controlled_purchase", "-": None}.get(
        cell["origin"], "other"
    )
    clearance = {None: "none", "A": "arrest"}.get(cell["clearance"], cell["clearance"])
    if clearance not in ("arrest", "exceptional", "unfounded", "none"):
        return "unknown_code"
    if not cell["n"]:
        return "missing"
    count = point_number(cell["n"])
    if count is None:
        return "not_a_number"
    if count < 0:
        return "below_minimum"
    if count != math.floor(count):
        return "not_an_integer"
    if occurred < datetime(2019, 1, 1):
        return "outside_period"
    return (name, occurred, recorded, origin, clearance, int(count))


def measurement(cell):
    name, kind = cell["id"], {"W": "net_weight"}.get(cell["kind"], cell["kind"])
    if name and re.search(r"[\r\n]", name):
        return "line_break"
    if kind is None:
        return "missing"
    if kind not in ("net_weight", "score"):
        return "unknown_code"
    if cell["value"] is None:
        return "missing"
    value = comma_number(cell["value"])
    if value is None:
        return "not_a_number"
    if value < 0:
        return "below_minimum"
    unit = {"ml": "mL"}.get(cell["unit"], UNITS.get(cell["unit"], cell["unit"]))
    if unit not in (None, *GRAMS, "{score}", "mL"):
        return "unknown_unit"
    if kind == "net_weight":
        if unit not in GRAMS:
            return "unknown_unit"
        value, unit = value * GRAMS[unit], "g"
    return (name, kind, float(value), unit)


def twin(text, judge):
    """Return the kept records with their rows, what stands beside, and how many rules set aside."""
    kept, beside, aside, total = [], [], Counter(), 0
    for number, row in enumerate(csv.reader(io.StringIO(text, newline="")), 1):
        if number == 1 or not any(row):
            continue
        total += 1
        if len(row) != len(HEADER):
            aside["ragged"] += 1
            continue
        cells = list(map(text_of, row))
        judged = judge(dict(zip(HEADER, cells, strict=True)))
        if isinstance(judged, str):
            aside[judged] += 1
        else:
            kept.append((number, *judged))
            beside.append(tuple(cells[-3:]))
    return kept, beside, aside, total


def without_copies(kept, beside, aside):
    """Leave out records that equal an earlier one in what is mapped and in kind, value and unit."""
    seen, left = set(), []
    for record, others in zip(kept, beside, strict=True):
        if record[1] is not None and (record[1:], others) in seen:
            aside["copy"] += 1
            continue
        seen.add((record[1:], others))
        left.append(record)
    return left


@st.composite
def files(draw):
    held = io.StringIO(newline="")
    end = draw(st.sampled_from(["\n", "\r\n"]))
    style = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    writer = csv.writer(held, lineterminator=end, quoting=style)
    writer.writerow(HEADER)
    good = ["5", "01/02/2019", "", "", "CP", "A", "1", "W", "1,5", "g"]
    writer.writerow(good)
    for _ in range(draw(st.integers(0, 60))):
        odd = draw(st.integers(0, 9))
        row = [
            draw(st.sampled_from(CELLS[name])) if draw(st.booleans()) else good[i]
            for i, name in enumerate(HEADER)
        ]
        if odd == 0:
            row = row[: draw(st.integers(1, 9))]
        if odd == 1:
            row += ["more"]
        if odd == 2:
            held.write(end)
        writer.writerow(row)
    text = held.getvalue()
    return text.removesuffix(end) if draw(st.booleans()) else text


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("twin")
    (folder / "e.toml").write_text(TABLES, encoding="utf-8")
    return folder


@settings(
    max_examples=25, phases=PHASES, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(text=files())
def test_twin(folder, engine, text):
    (folder / "i.csv").write_bytes(text.encode())
    loaded = load(read_engagement(folder / "e.toml"), folder / "out", engine)
    for table, judge, columns in (
        (
            "incidents",
            incident,
            ("incident_id", "occurred_at", "recorded_at", "origin", "clearance", "count"),
        ),
        ("measurements", measurement, ("exhibit_id", "kind", "value", "unit")),
    ):
        kept, beside, aside, total = twin(text, judge)
        if table == "incidents":
            kept = without_copies(kept, beside, aside)
        rows = engine.rows(loaded.tables[table])
        got = [(row["source_row"], *(row[name] for name in columns)) for row in rows]
        if table == "measurements":
            assert [r[3] for r in got] == pytest.approx([r[3] for r in kept], rel=1e-12)
            got = [r[:3] + r[4:] for r in got]
            kept = [r[:3] + r[4:] for r in kept]
        assert got == kept
        told = Counter()
        for each in loaded.received.set_aside:
            if each.table == table:
                told[each.rule] += each.rows
        assert told == aside
        source = next(s for s in loaded.received.sources if s.table == table)
        assert source.rows == total == len(rows) + sum(told.values())
