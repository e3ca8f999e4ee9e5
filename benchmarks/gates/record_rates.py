"""How do the base rates of a clean world compare with the published ones?"""

from __future__ import annotations

import numpy as np
from benchmarks.gates import innocent_rates, whole_worlds
from benchmarks.gates.made import Records, Shelf, preset

AUDITED = frozenset(
    {"incidents", "measurements", "custody", "involvements", "outcomes", "counterparts"}
)
CLASSES = {
    "murder": ("murder",), "rape": ("rape",), "robbery": ("robbery",),
    "aggravated assault": ("aggravated_assault",), "burglary": ("burglary",),
    "larceny": ("larceny",), "vehicle theft": ("vehicle_theft",),
    "violent": ("murder", "rape", "robbery", "aggravated_assault"),
    "property": ("burglary", "larceny", "vehicle_theft"),
}  # fmt: skip
CHARGED = {
    "drugs": ("drug_sale", "drug_possession"),
    "property and violence": (*CLASSES["violent"], *CLASSES["property"], "simple_assault"),
    "minor": ("trespass", "disorderly_conduct", "vandalism"),
}
GRAMS = (
    ("10-99 g, tens", 10, 100, 10), ("10-99 g, fives", 10, 100, 5),
    ("100-999 g, hundreds", 100, 1000, 100), ("100-999 g, tens", 100, 1000, 10),
    ("100-999 g, fives", 100, 1000, 5), ("1 kg up, kilograms", 1000, 1e6, 1000),
    ("1 kg up, hundreds", 1000, 1e6, 100),
)  # fmt: skip


def measure(shelf: Shelf) -> dict[str, float]:
    """Every rate of G1, in the worlds of one seed."""
    clean = shelf.get("clean", preset("clean"), AUDITED)
    found = _entry(clean) | _goods(clean) | _complaints(shelf, clean) | _courts(clean)
    made = {"true_events", "lost", "misclassified"}
    found["acts"] = float(
        len(clean.labels) + sum(v for k, v in clean.tally.items() if k not in made)
    )
    found["audit, clean"] = float(bool(whole_worlds.found(clean)))
    effort = shelf.get("effort_only", preset("effort_only"), AUDITED)
    found["audit, effort_only"] = float(bool(whole_worlds.found(effort)))
    sloppy = whole_worlds.found(shelf.get("sloppy", preset("sloppy"), AUDITED))
    found["audit, sloppy"] = float(any(each.verdict in ("moved", "rise") for each in sloppy))
    return {f"G1 {name}": value for name, value in found.items()}


def _entry(clean: Records) -> dict[str, float]:
    occurred = clean.column("incidents", "occurred_at")
    recorded = clean.column("incidents", "recorded_at")
    median, day, week, month = innocent_rates.late_entry(occurred, recorded)
    offence = clean.column("incidents", "offense_code")
    ticket = offence == "speeding"
    concerned = ticket | (clean.column("incidents", "clearance") == "arrest")
    keys = [
        clean.codes(("incidents", name), ("counterparts", name))
        for name in ("officer_id", "offense_code", "area_id")
    ]
    mine, other = (
        sum(part[side] * 10**scale for part, scale in zip(keys, (7, 4, 0), strict=True))
        for side in (0, 1)
    )
    at = clean.column("counterparts", "occurred_at")
    matched = innocent_rates.matched(mine[concerned], occurred[concerned], other, at)
    early = occurred[concerned] < clean.prepared.calendar.starts[9]
    rows = ticket[concerned] & early
    officer = keys[0][0][concerned]
    return {
        "entry, median h": median,
        "entry > 1 day": day,
        "entry > 7 days": week,
        "entry > 30 days": month,
        "unmatched": float(np.mean(~matched)),
        "officers with a gap": innocent_rates.with_a_gap(officer[rows], matched[rows]),
        "minutes 0 or 5": innocent_rates.fives(occurred),
    }


def _goods(clean: Records) -> dict[str, float]:
    stage, kind = (clean.column("measurements", name) for name in ("stage", "kind"))
    exhibit, laboratory = clean.codes(("measurements", "exhibit_id"), ("custody", "exhibit_id"))
    grams, at = (clean.column("measurements", name) for name in ("value", "measured_at"))
    size = int(max(exhibit.max(), laboratory.max())) + 1
    net = kind == "net_weight"
    first, field_g, lab_g = np.full(size, -1), np.full(size, np.nan), np.full(size, np.nan)
    lab_at = np.full(size, -1)
    rows = np.flatnonzero(net & (stage == "field"))
    first[exhibit[rows]], field_g[exhibit[rows]] = at[rows], grams[rows]
    rows = np.flatnonzero(net & (stage == "lab"))
    lab_at[exhibit[rows]], lab_g[exhibit[rows]] = at[rows], grams[rows]
    end = clean.prepared.calendar.end
    settled = (first >= 0) & (first < end - 180 * innocent_rates.DAY)
    received = np.zeros(size, dtype=bool)
    received[laboratory[clean.column("custody", "action") == "transferred"]] = True
    both = (lab_at >= 0) & (first >= 0)
    days = (lab_at - first) / innocent_rates.DAY
    loss, inside = innocent_rates.drying(field_g[both], lab_g[both], days[both])
    rounded = {
        name: innocent_rates.multiples(field_g[first >= 0], low, high, step)
        for name, low, high, step in GRAMS
    }
    return rounded | {
        "no receipt": innocent_rates.share(~received, settled),
        "laboratory": innocent_rates.share(lab_at >= 0, settled),
        "drying, median": loss,
        "drying, range": inside,
    }


def _complaints(shelf: Shelf, clean: Records) -> dict[str, float]:
    exact = preset("clean")
    recording = exact.recording.model_copy(update={"misclassified": 0.0})
    exact = exact.model_copy(update={"recording": recording})
    other = shelf.get("filed exactly", exact, frozenset({"incidents"}), "cases")
    filed, right = (
        float(np.sum(each.column("incidents", "offense_code") == "simple_assault"))
        for each in (clean, other)
    )
    offence = clean.column("incidents", "offense_code")
    told = clean.column("incidents", "origin") == "complaint"
    arrest = clean.column("incidents", "clearance") == "arrest"
    rates = {
        f"cleared, {name}": innocent_rates.share(arrest, told & np.isin(offence, codes))
        for name, codes in CLASSES.items()
    }
    lost = clean.tally["lost"]
    return rates | {
        "misclassified": 1 - right / filed,
        "not recorded": lost / (lost + float(told.sum())),
    }


def _courts(clean: Records) -> dict[str, float]:
    case, charged = clean.codes(("incidents", "incident_id"), ("outcomes", "incident_id"))
    offence = clean.column("incidents", "offense_code")
    arrest = clean.column("incidents", "clearance") == "arrest"
    brought = np.isin(case, charged)
    verdict = clean.column("outcomes", "verdict")
    decided = verdict != "pending"
    rates = {
        f"prosecuted, {name}": innocent_rates.share(brought, arrest & np.isin(offence, codes))
        for name, codes in CHARGED.items()
    }
    return rates | {
        "convicted": innocent_rates.share(verdict == "convicted", decided),
        "dismissed": innocent_rates.share(verdict == "dismissed", decided),
    }
