"""Who is spared, who makes the arrests, and what if nothing is ever sold?"""

import dataclasses
import itertools

import numpy as np
import pytest
from chunks import empty_month, month_with, plant_of
from month_apart import without
from rows_apart import apart, labelled_rows
from small_worlds import made, rows, world_of

from tallystick.simulate.behaviours.supply import PROCESS
from tallystick.simulate.chunk import HONEST
from tallystick.simulate.entry import Sale
from tallystick.simulate.spared import stand_in
from tallystick.simulate.supplied_lot import deal_of

END = "counterparts"


def sale_of(scheme, officer=1, each=6):
    buyers = np.zeros(24, np.int64)
    buyers[2:9] = each
    return Sale(scheme, 0, officer, 0, 2, 9, "spent", buyers)


def month_of(month, *sales, until=END, **options):
    def planted(held):
        plant = plant_of(PROCESS, held, 1.0, **options)
        return PROCESS, dataclasses.replace(plant, sales=sales)

    return month_with(planted, chunk=empty_month(seed=3, month=month), until=until)


def test_the_charges_of_the_spared_are_labelled():
    """A month of planning in which the unit has no other part in the scheme."""
    spared = 0
    for scheme in range(30):
        chunk, clean = month_of(1, sale_of(scheme)), without(until=END, month=1)
        charges = (chunk.charges, clean.charges)
        other = charges[0]["person"] != charges[1]["person"]
        cases, people = (charges[0][name][other].tolist() for name in ("case", "person"))
        assert labelled_rows(chunk, "outcomes", "spared") == set(zip(cases, people, strict=True))
        assert labelled_rows(chunk, "involvements", "spared") >= apart(chunk, clean, "involvements")
        spared += int(other.any())
    assert spared > 3


def test_no_supplier_stands_in_for_another():
    """Schemes whose suppliers are neighbours: neither is left among the subjects."""
    public = empty_month().public
    first = 3 * public.residents
    assert stand_in(public, first, {first}) == first + 1
    assert stand_in(public, first, {first, first + 1}) == first + 2
    last = first + public.dealers - 1
    assert stand_in(public, last, {last, first}) == first + 1
    everyone = range(first, first + public.dealers)
    assert public.priors[stand_in(public, first, everyone)] == 0


def test_a_neighbour_who_supplies_too_is_not_charged_instead():
    """Schemes of one area whose suppliers stand side by side, the second listed first."""
    clean = without(until="people", month=1)
    subjects = set(clean.cases["person"][clean.cases["unit"] == 0].tolist())
    plant, sales = plant_of(PROCESS, clean, 1.0), [sale_of(scheme) for scheme in range(80)]
    dealers = [deal_of(clean, plant, sale).dealer for sale in sales]
    pairs = [
        (sales[two], sales[one])
        for one, two in itertools.permutations(range(80), 2)
        if dealers[two] == dealers[one] + 1 and dealers[one] in subjects
    ]
    assert len(pairs) > 3
    for pair in pairs[:4]:
        chunk = month_of(1, *pair, until="people")
        mine = chunk.cases["person"][chunk.cases["unit"] == 0]
        assert not {dealers[sale.scheme] for sale in pair} & set(mine.tolist())


def test_colleagues_whom_the_entry_names_come_first():
    chunk = month_of(2, sale_of(7, each=60), officers=("K1002", "K1004", "K1006"), helpers=2)
    held = chunk.cases["officer"][chunk.cases["scheme"] == 7]
    assert set(np.array(chunk.force.officer_ids)[held].tolist()) == {"K1002", "K1004", "K1006"}


def test_the_buyers_of_a_crew_are_arrested_by_its_members():
    crew = {"kind": "crew", "dose": 1.0, "driven_by": "decree", "acts": ["supply"]}
    members = ["K1001", "K1003", "K1004"]
    world = made(world_of(behaviours=[{**crew, "officers": members}], months=8), until="cases",
                 wanted=frozenset({"incidents"}))  # fmt: skip
    sold = [row[1] for row in rows(world.labels, "detail", "incident_id") if row[0] == "supplied"]
    by = dict(rows(world.tables["incidents"], "incident_id", "officer_id"))
    assert len(sold) > 10
    assert {by[number] for number in sold} <= set(members)


def test_a_colleague_on_leave_arrests_nobody():
    """Of the initiator and his two helpers one is on leave in March."""
    chunk = month_of(2, sale_of(7, each=60), helpers=2)
    held = np.unique(chunk.cases["officer"][chunk.cases["scheme"] == 7])
    assert len(held) == 2
    assert (chunk.force.duty[held, 2] > 0).all()


def test_an_investigator_on_leave_is_not_given_the_case():
    """Five of the six are away in the month after the scheme was told on."""
    for there in range(36, 42):
        chunk = empty_month(seed=3, month=3)
        investigators = np.arange(chunk.force.officers) >= 36
        assert (chunk.force.unit_of[:, 3] == 5).tolist() == investigators.tolist()
        chunk.force.duty[investigators, 3] = 0.0
        chunk.force.duty[there, 3] = 0.5

        def planted(held):
            told = dataclasses.replace(sale_of(7), stopped=3, reason="insider")
            return PROCESS, dataclasses.replace(plant_of(PROCESS, held, 1.0), sales=(told,))

        month_with(planted, chunk=chunk, until="cases")
        mine = (chunk.cases["scheme"] == 7) & (chunk.cases["source"] == HONEST)
        assert chunk.cases["officer"][mine].tolist() == [there]


@pytest.mark.parametrize("driven_by", ["decree", "incentive"])
def test_an_early_scheme_is_a_purchase_and_no_sale_follows(driven_by):
    """One line of custody, and where insiders told a case against the officer: no buyer."""
    supply = {"kind": "supply", "dose": 1.0, "driven_by": driven_by, "early": True}
    incentives = {"supply": {"start": 0.2, "sell": 1.0}, "insiders": {"hazard": 0.3}}
    world = made(world_of(behaviours=[supply], incentives=incentives))
    schemes = world.prepared.plan.decision.schemes
    assert len(schemes.bought) > 0
    assert (schemes.first_sale == -1).all()
    assert not world.tally["supplied_cases"]
    details = {row for row in rows(world.labels, "table", "detail") if row[1] != "reported"}
    assert details <= {("custody", "purchased"), ("custody", "signed out")}
    bought = [row for row in rows(world.labels, "table", "detail") if row in details]
    assert len(bought) == len(schemes.bought)
    selling = made(
        world_of(behaviours=[{**supply, "early": False}], incentives=incentives), until="cases",
        wanted=frozenset({"incidents"}),
    )  # fmt: skip
    assert selling.tally["supplied_cases"] > 0


def test_only_buyers_who_are_charged_are_charged_wrongly():
    supply = {"kind": "supply", "dose": 1.0, "driven_by": "decree"}
    all_of_them, half, nobody = (
        made(world_of(behaviours=[supply], courts={"charged_drug": share})).tally
        for share in (1.0, 0.5, 0.0)
    )
    assert all_of_them["wrongly_charged"] == all_of_them["supplied_cases"] > 0
    assert 0 < half["wrongly_charged"] < half["supplied_cases"] == all_of_them["supplied_cases"]
    assert 0 < half["added_months"] < all_of_them["added_months"]
    assert nobody["wrongly_charged"] == nobody["added_months"] == 0


def test_the_success_rate_of_the_unit_rises_while_it_sells():
    """Of the cases of a month, those that end in an arrest: with the scheme and without it."""
    units = [{"kind": "narcotics", "count": 2, "officers": 10, "cases_per_officer_month": 6}]

    def success(dose):
        scheme = {"kind": "supply", "dose": dose, "driven_by": "decree", "units": ["N01"]}
        world = made(world_of(months=12, department={"units": units}, behaviours=[scheme]))
        sold = rows(world.labels, "incident_id", "table", "detail")
        sold = {
            case for case, table, detail in sold if (table, detail) == ("incidents", "supplied")
        }
        counted = {}
        for case, unit, how in rows(
            world.tables["incidents"], "incident_id", "unit_id", "clearance"
        ):
            solved, cases, made_up = counted.get(unit, (0, 0, 0))
            counted[unit] = (solved + (how == "arrest"), cases + 1, made_up + (case in sold))
        return counted

    before, after = success(0.0), success(1.0)
    assert after["N02"] == before["N02"]
    added = after["N01"][2]
    assert added > 40
    assert after["N01"][1] == before["N01"][1] + added
    open_at_the_end = before["N01"][0] + added - after["N01"][0]
    assert 0 <= open_at_the_end <= 3
    rates = [counted["N01"][0] / counted["N01"][1] for counted in (before, after)]
    assert 0.85 < rates[0] < 0.95
    assert rates[1] > rates[0] + 0.004
