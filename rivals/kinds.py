"""Every oddity and every manipulation by name: its steps, and which units it may concern."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from rivals.city import UNIT_KINDS
from rivals.oddities import forms, goods, staffing, when, who
from rivals.people import same_subjects
from rivals.plants import clearances, hours, records, reports
from rivals.plants import goods as planted_goods
from rivals.plants import people as planted_people
from rivals.rows import Column
from rivals.world import World

Step = Callable[[World, Column], None]
PUBLIC = ("district", "transit")
STREET = ("district", "drugs", "transit")


@dataclass(frozen=True)
class Kind:
    """Steps by stage of the making (`made.STAGES`), kinds of unit, and how many units."""

    steps: Mapping[str, Step]
    where: tuple[str, ...] = PUBLIC
    units: int = 3
    drugs: bool = False  # of these only the six that see most drugs


ODDITIES = {
    "payday_surge": Kind({"calendar": when.payday_surge}, ("district",)),
    "mass_demonstration": Kind(
        {"cases": when.mass_demonstration, "paper": when.demonstration_verdicts}, ("district",), 1
    ),
    "ferry_timetable": Kind({"cases": when.ferry_timetable}, ("border",), 1),
    "late_academy": Kind({"cases": when.late_academy}, ("training",), 1),
    "wrong_clock": Kind({"paper": when.wrong_clock}, PUBLIC, 1),
    "interpreter": Kind({"people": who.interpreter}),
    "court_liaison": Kind({"paper": who.court_liaison}),
    "desk_officer": Kind({"cases": who.desk_officer}),
    "prison_finds": Kind({"cases": who.prison_finds, "people": who.wardens}, ("prison",), 1),
    "border_packages": Kind({"goods": goods.border_packages}, ("border",), 1),
    "batch_laboratory": Kind({"readings": goods.batch_laboratory}, STREET),
    "merged_databases": Kind({"cases": forms.merged_databases, "subjects": same_subjects}),
    "new_form_default": Kind({"cases": forms.new_form_default}),
    "one_line_reports": Kind({"paper": forms.one_line_reports}),
    "merged_units": Kind(
        {"cases": staffing.merged_units, "paper": staffing.no_more_goals}, ("district",), 2
    ),
    "festival_town": Kind({"calendar": staffing.festival_town}, ("district",), 1),
    "court_strike": Kind({"paper": when.court_strike}),
    "translating_clerk": Kind({"paper": who.translating_clerk}, PUBLIC, 1),
}

PLANTS = {
    "ghost_records": Kind({"cases": records.ghost_records}),
    "split_arrest": Kind({"cases": records.split_arrest, "subjects": same_subjects}),
    "month_end_relabelling": Kind({"cases": records.month_end_relabelling}, ("district",)),
    "backdated_entries": Kind({"cases": records.backdated_entries}),
    "weights_past_line": Kind({"goods": planted_goods.weights_past_line}, STREET, drugs=True),
    "recut_lot": Kind({"goods": planted_goods.recut_lot}, STREET, drugs=True),
    "uncharged_supplier": Kind({"people": planted_people.uncharged_supplier}, STREET, drugs=True),
    "stock_witnesses": Kind({"people": planted_people.stock_witnesses}, STREET, drugs=True),
    "pasted_reports": Kind({"paper": reports.pasted_reports}),
    "ghosts_in_both_systems": Kind(
        {"cases": records.ghosts_in_both_systems, "paper": records.ghosts_in_the_log}
    ),
    "weights_far_past_line": Kind(
        {"goods": planted_goods.weights_far_past_line}, STREET, drugs=True
    ),
    "rotating_suppliers": Kind({"people": planted_people.rotating_suppliers}, STREET, drugs=True),
    "rotating_witnesses": Kind({"people": planted_people.rotating_witnesses}, STREET, drugs=True),
    "paraphrased_reports": Kind({"paper": reports.paraphrased_reports}),
    "called_unfounded": Kind({"subjects": clearances.called_unfounded}, ("district",)),
    "pinned_on_known": Kind({"subjects": clearances.pinned_on_known}, ("district",)),
    "parts_counted_again": Kind({"goods": planted_goods.parts_counted_again}, STREET, drugs=True),
    "padded_overtime": Kind(
        {"cases": hours.padded_overtime, "paper": hours.nobody_else}, ("district",)
    ),
}


def choose_units(world: World, name: str, kind: Kind, taken: set[int], drugs: Column) -> Column:
    """The units that it concerns, none of them taken as long as enough are free.

    `drugs` is how many cases of drugs each unit expects, beside the others.
    """
    fits = np.flatnonzero(np.isin(UNIT_KINDS, kind.where))
    if kind.drugs:
        fits = np.sort(fits[np.argsort(-drugs[fits], kind="stable")[:6]])
    free = np.array([unit for unit in fits if unit not in taken], int)
    choice = free if len(free) >= kind.units else fits
    return np.sort(world.rng(f"units of {name}").choice(choice, kind.units, replace=False))
