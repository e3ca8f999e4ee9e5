"""Which engagement names somebody in every place where an export can, each by a word of its own?"""

from __future__ import annotations

import zipfile
from itertools import product
from pathlib import Path

import pyarrow.parquet as pq

LETTERS = "bcdfghjklm"


class Canaries:
    """Words that stand nowhere else, by what they are planted as: `person`, `badge`, `unit` ..."""

    def __init__(self) -> None:
        self._fresh = ("qzv" + "".join(each) for each in product(LETTERS, repeat=4))
        self.kinds: dict[str, str] = {}

    def __call__(self, kind: str) -> str:
        """Return a new word, planted as `kind`; a capital begins it, as a name."""
        word = next(self._fresh)
        self.kinds[word] = kind
        return word.capitalize()

    def in_text(self, text: str) -> set[str]:
        """Return the kinds of the words that stand in `text`, in whatever case."""
        folded = text.casefold()
        return {kind for word, kind in self.kinds.items() if word in folded}

    def in_file(self, path: Path) -> set[str]:
        """Return the kinds of the words in a file: in its bytes, members and decoded cells."""
        parts = [path.read_bytes().decode("latin-1"), path.name]
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                parts += [book.read(name).decode("latin-1") for name in book.namelist()]
        if path.suffix == ".parquet":
            table = pq.read_table(path)
            parts += [str(table.to_pylist()), str(table.schema), str(table.schema.metadata)]
        return set().union(*map(self.in_text, parts))

    def in_folder(self, folder: Path) -> dict[str, set[str]]:
        """Return the kinds of the words in each file of `folder` that has any."""
        held = {
            path.relative_to(folder).as_posix(): self.in_file(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        return {name: kinds for name, kinds in held.items() if kinds}


ENGAGEMENT = """\
[engagement]
name = "A review"
agency = "City Police"
time_zone = "UTC"
first_day = 2024-01-01
last_day = 2024-12-31
max_set_aside = 1
[[metrics]]
name = "cases"
table = "incidents"
[[periods]]
name = "month"
rule = "month"
"""
COLUMNS = {
    "incidents": "incident_id unit_id officer_id badge occurred_at recorded_at offense_code "
    "area_id clearance count",
    "measurements": "incident_id exhibit_id kind substance_code stage value unit",
    "custody": "exhibit_id incident_id at action from_holder to_holder net_weight_g",
    "involvements": "incident_id person_id role",
    "persons": "person_id nationality prior_convictions",
    "officers": "officer_id badge rank",
    "postings": "officer_id unit_id badge from_date to_date",
    "aliases": "officer_id kind value from_date to_date",
    "narratives": "incident_id author_id text",
    "outcomes": "incident_id person_id statute decided_at verdict aggravating",
    "targets": "unit_id metric period_start period_end target",
    "reported_figures": "unit_id metric period_start period_end value",
    "counterparts": "record_id officer_id badge occurred_at offense_code person_key",
    "duties": "officer_id kind from_at to_at",
    "named_officers": "record_id officer_id role unit_id occurred_at",
    "earlier_incidents": "incident_id unit_id officer_id badge occurred_at",
}


def rows_of(a: Canaries) -> dict[str, list[str]]:
    """Return the rows of each table, in which every kind of name stands."""
    units = [a("unit") for _ in range(3)]
    officers = [f"{a('officer')} {a('officer')}" for _ in range(6)]
    badges = [a("badge") for _ in range(6)]
    people = [a("person") for _ in range(6)]
    nobody, room = a("officer"), a("holder")
    days = [f"2024-0{1 + n % 6}-{10 + n % 15}" for n in range(60)]
    cases = [
        f"C{n},{units[n % 3]},{officers[n % 6] if n % 7 else ''},{badges[n % 6]},{days[n]},"
        f"{days[n]},T,A{n % 3},none,1"
        for n in range(60)
    ]
    month = "2024-01-01,2024-01-31"
    return {
        "incidents": [*cases,
                      f"C60,{units[0]},{nobody},{badges[0]},2024-01-05,2023-12-01,T,A,none,1",
                      f"C61,{units[0]},{officers[0]},,{a('shifted')},2024-01-05,T,A,none,1",
                      f"C62,{units[0]},{officers[0]},,2024-01-05,,T,A,none,{a('shifted')}",
                      f"C63,{units[0]},{officers[0]},,2024-01-05,,T,A,{a('shifted')},1",
                      f"C1,{units[0]},{officers[0]},,2024-01-09,,T,A,none,1",
                      f"{a('shifted')},{a('shifted')}"],
        "measurements": [*(f"C{n},X{n},net_weight,cocaine,field,{n},g" for n in range(20)),
                         f"C1,X1,{a('shifted')},cocaine,field,1,g",
                         f"C1,X1,net_weight,cocaine,field,{a('shifted')},g",
                         f"C1,X1,net_weight,cocaine,field,1,{a('shifted')}"],
        "custody": [*(f"X{n},C{n},2024-01-1{n % 9},seized,,{officers[n % 6]},{n}"
                      for n in range(20)),
                    f"X1,C1,2024-02-11,transferred,{officers[1]},{room} {a('holder')},1",
                    f"X2,C2,2024-02-11,transferred,{a('holder')},,1",
                    f"X2,C2,2024-02-11,{a('shifted')},,,1"],
        "involvements": [*(f"C{n},{people[n % 6]},subject" for n in range(30)),
                         f"C99,{a('person')},witness", f"C1,{people[0]},{a('shifted')}"],
        "persons": [*(f"{each},XX,0" for each in people), f"{people[0]},XX,5",
                    f'"{a("person")}\n{a("shifted")}",XX,1', f"{a('person')},XX,{a('shifted')}",
                    f"{a('person')},XX,-3"],
        "officers": [*(f"{who},{badges[n]},sergeant" for n, who in enumerate(officers)),
                     f"{officers[0]},{a('badge')},chief"],
        "postings": [*(f"{who},{units[n % 3]},{badges[n]},2023-01-01," for n, who in
                       enumerate(officers)), f"{officers[1]},{units[0]},{badges[0]},2023-01-01,",
                     f"{a('officer')},{units[0]},{a('badge')},{a('shifted')},"],
        "aliases": [f"{officers[0]},name,{a('former')},,", f"{officers[1]},badge,{a('badge')},,",
                    f"{officers[2]},personnel_number,{a('former')},,",
                    f"{officers[2]},{a('shifted')},{a('former')},,"],
        "narratives": [*(f"C{n},{officers[n % 6]},{a('text')} {a('text')} wrote this report"
                         for n in range(30)), f"C99,{a('officer')},{a('text')}"],
        "outcomes": [*(f"C{n},{people[n % 6]},297,2024-03-01,convicted,{a('text')}"
                       for n in range(20)), f"C99,{a('person')},297,2024-03-01,pending,{a('text')}",
                     f"C1,{people[0]},297,2024-03-01,{a('shifted')},"],
        "targets": [f"{units[0]},cases,{month},30", f"{units[0]},cases,{month},{a('shifted')}"],
        "reported_figures": [*(f"{unit},cases,{month},{90 + n}" for n, unit in enumerate(units)),
                             f"{units[0]},cases,{a('shifted')},2024-01-31,3"],
        "counterparts": [*(f"R{n},{officers[n % 6]},{badges[n % 6]},{days[n]},T,{a('person')}"
                           for n in range(0, 60, 2)),
                         f"R99,{a('officer')},,2024-01-05,T,{people[0]}",
                         f"R98,,{badges[0]},2024-01-05,T,{people[0]}"],
        "duties": [f"{officers[0]},court,2024-01-10,2024-01-10",
                   f"{a('officer')},leave,2024-01-10,2024-01-09",
                   f"{officers[0]},{a('shifted')},2024-01-10,2024-01-10"],
        "named_officers": [f"C1,{officers[0]},attending,{units[0]},2024-01-10",
                           f"C1,{a('officer')},attending,{units[0]},2024-01-10",
                           f"C1,{officers[0]},{a('shifted')},{units[0]},2024-01-10"],
        "earlier_incidents": [*(each.rpartition(",")[0].rsplit(",", 5)[0] for each in cases[:50]),
                              f"C5,{a('unit')},{a('officer')},{a('badge')},2024-01-05"],
    }  # fmt: skip


def write(folder: Path, a: Canaries) -> Path:
    """Write the engagement and its files, whose names and folder hold an officer's; return it."""
    given = folder / f"of {a('path')}"
    given.mkdir(parents=True)
    blocks = [ENGAGEMENT]
    for table, rows in rows_of(a).items():
        name, columns = f"{table} {a('path')}.csv", COLUMNS[table].split()
        (given / name).write_text("\n".join([",".join(columns), *rows, ""]), encoding="utf-8")
        mapped = ", ".join(f'{each} = "{each}"' for each in columns)
        blocks.append(
            f'[[tables.{table}]]\nsource = "{given.name}/{name}"\ncolumns = {{{mapped}}}\n'
        )
    path = folder / "engagement.toml"
    path.write_text("\n".join(blocks), encoding="utf-8")
    return path
