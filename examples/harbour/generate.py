"""Write the records of Harbour Police, an invented force, with what is wrong in them labelled.

    python examples/harbour/generate.py [FOLDER]

NumPy only and one seed. `RandomState` is used because NumPy promises never to change its
stream: every version writes the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import city
import drugs
import numpy as np
import plants

SEED = 20241231
HERE = Path(__file__).resolve().parent
CAME_IN_BY = {
    "patrol": "PAT",
    "complaint": "CALL",
    "tip": "TIP",
    "informant": "INF",
    "controlled_purchase": "CP",
    "warrant": "WAR",
    "other": "",
}
RESULTS = {"arrest": "Arrest", "exceptional": "Exc.", "unfounded": "Unf.", "none": "Open"}
DRUGS = {"cocaine": "COC", "cannabis": "CAN"}
DRUGS_PORT = {"cocaine": "кокаин", "cannabis": "марихуана"}
LABELS = ("kind", "label", "table", "unit_id", "key", "before", "after", "note")


def write(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
) -> None:
    """Write a CSV file whose bytes depend on its rows alone; gzip when the name ends so."""
    text = io.StringIO()
    out = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    out.writerow(header)
    out.writerows(rows)
    content = text.getvalue().encode(encoding)
    if path.suffix == ".gz":
        packed = io.BytesIO()
        with gzip.GzipFile(filename="", fileobj=packed, mode="wb", mtime=0) as file:
            file.write(content)
        content = packed.getvalue()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def day_first(moment: np.datetime64, separator: str = "/") -> str:
    """31/12/2024, as the force's system writes a day."""
    return separator.join(reversed(str(moment)[:10].split("-")))


def with_time(moment: np.datetime64) -> str:
    """31/12/2024 23:59; empty when there is none."""
    return "" if np.isnat(moment) else f"{day_first(moment)} {str(moment)[11:16]}"


def incident_rows(cases: city.Columns, year: int) -> Iterable[Sequence[str]]:
    """The incident export of one year, in the order of entry."""
    years = cases["occurred"].astype("datetime64[Y]").astype(int) + 1970
    for row in np.flatnonzero(years == year):
        yield (
            cases["id"][row],
            city.NAMES[cases["unit"][row]],
            f"{cases['officer'][row]:06d}",
            cases["spoilt"][row] or day_first(cases["occurred"][row]),
            str(cases["occurred"][row])[11:16],
            with_time(cases["entered"][row]),
            with_time(cases["closed"][row]),
            cases["offence"][row],
            CAME_IN_BY[cases["origin"][row]],
            f"B{cases['beat'][row]}",
            RESULTS[cases["clearance"][row]],
        )


def seizure_rows(exhibits: city.Columns) -> Iterable[Sequence[str]]:
    """The property office's register: every unit but the Port."""
    for row in np.flatnonzero(city.NAMES[exhibits["unit"]] != city.ROUNDING_UNIT):
        yield (
            exhibits["id"][row],
            exhibits["incident_id"][row],
            city.NAMES[exhibits["unit"][row]],
            f"{exhibits['officer'][row]:06d}",
            DRUGS[exhibits["substance"][row]],
            with_time(exhibits["weighed"][row]),
            exhibits["spoilt"][row] or drugs.grams(exhibits["weight"][row]),
        )


def port_rows(exhibits: city.Columns) -> Iterable[Sequence[str]]:
    """The Port's own register: Cyrillic, decimal commas, no times, and a total row."""
    rows = np.flatnonzero(city.NAMES[exhibits["unit"]] == city.ROUNDING_UNIT)
    for row in rows:
        yield (
            exhibits["id"][row],
            exhibits["incident_id"][row],
            str(exhibits["officer"][row]),
            day_first(exhibits["weighed"][row], "."),
            DRUGS_PORT[exhibits["substance"][row]],
            _comma(exhibits["weight"][row]),
        )
    yield ("", "", "", "", "ИТОГО", _comma(exhibits["weight"][rows].sum()))


def _comma(hundredths: int) -> str:
    whole, _, part = drugs.grams(hundredths).partition(".")
    spaced = f"{int(whole):,}".replace(",", " ")
    return f"{spaced},{part}" if part else spaced


def figure_rows(figures: dict[str, np.ndarray]) -> Iterable[Sequence[str]]:
    """The published monthly figures, per unit."""
    for name, table in figures.items():
        for unit, month in np.ndindex(table.shape):
            first = city.MONTHS[month].astype("datetime64[D]")
            last = (city.MONTHS[month] + city.MONTH).astype("datetime64[D]") - city.DAY
            span = (day_first(first), day_first(last))
            yield (city.NAMES[unit], name, *span, str(table[unit, month]))


def posting_rows(postings: list[city.Posting]) -> Iterable[Sequence[str]]:
    """The roster: who served where, from when to when, with which badge."""
    for one in postings:
        last = "" if one.last is None else str(one.last)
        yield (str(one.officer), str(one.badge), city.NAMES[one.unit], str(one.first), last)


def broken_custody(custody: list[tuple[str, ...]], exhibits: city.Columns) -> plants.Labels:
    """Leave out what was spoilt at the scale; add four receipts of exhibits never weighed."""
    spoilt = {key for key, bad in zip(exhibits["id"], exhibits["spoilt"], strict=True) if bad}
    custody[:] = [row for row in custody if row[0] not in spoilt]
    receipts = [row for row in custody if row[3] == "received" and row[1].startswith("HB-0")]
    labels: plants.Labels = []
    for number, model in enumerate(receipts[1000:5000:1000], start=1):
        key = f"X9000{number}"
        custody.append((key, *model[1:]))
        labels.append(("exception", "never_weighed", "custody", "", key, "", "", ""))
    custody.sort(key=lambda row: (row[2], row[0]))
    return labels


def generate(folder: Path) -> None:
    """Make the force's records and write them, with the labels beside them."""
    rng = np.random.RandomState(SEED)
    cases = city.make_cases(rng)
    cases["row"] = np.arange(len(cases["unit"]))
    postings = city.make_postings(rng)
    moved = plants.move_dates(cases, rng)
    city.enter(cases, rng)
    city.assign(cases, postings, rng)
    labels = plants.name_moved(cases, moved) + plants.break_cases(cases, postings, rng)
    exhibits = drugs.make_exhibits(cases, rng)
    labels += drugs.move_weights(exhibits, rng)
    custody = drugs.make_custody(exhibits, rng)
    labels += plants.break_exhibits(exhibits, rng) + plants.spoil(cases, exhibits, rng)
    labels += broken_custody(custody, exhibits)
    arrests, seizures, changed = plants.report_figures(cases, exhibits, rng)
    write(folder / "labels.csv", LABELS, labels + changed + plants.INNOCENT)
    write_tables(folder / "data", cases, exhibits)
    write_registers(folder / "data", postings, custody)
    figures = {"arrests": arrests, "seizures": seizures}
    header = ("Division", "Figure", "From", "To", "Number")
    write(folder / "data" / "figures.csv", header, figure_rows(figures))


def write_tables(data: Path, cases: city.Columns, exhibits: city.Columns) -> None:
    """Write incidents, one file per year, and the two registers of exhibits."""
    header = "Case No,Division,Officer,Date,Time,Entered,Closed,Offence,Came in by,Beat,Result"
    for year in (2022, 2023, 2024):
        rows = incident_rows(cases, year)
        write(data / f"incidents_{year}.csv.gz", header.split(","), rows)
    header = "Exhibit No,Case No,Division,Officer,Drug,Weighed,Net g"
    write(data / "seizures.csv.gz", header.split(","), seizure_rows(exhibits))
    header = "№ предмета;№ дела;Сотрудник;Дата;Вещество;Масса нетто, г"
    rows = port_rows(exhibits)
    path = data / "seizures_port.csv.gz"
    write(path, header.split(";"), rows, encoding="windows-1251", delimiter=";")


def write_registers(
    data: Path, postings: list[city.Posting], custody: list[tuple[str, ...]]
) -> None:
    """Write the roster, the officers in it and the custody ledger."""
    badges = {one.officer: one.badge for one in postings}
    officers = [(str(officer), str(badge)) for officer, badge in sorted(badges.items())]
    write(data / "officers.csv", ("Officer", "Badge"), officers)
    header = "Officer,Badge,Division,From,To"
    write(data / "postings.csv", header.split(","), posting_rows(postings))
    header = "Exhibit No,Case No,At,Action,From,To,Net g"
    write(data / "custody.csv.gz", header.split(","), custody)


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
