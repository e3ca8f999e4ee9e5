import dataclasses
from datetime import UTC, datetime

import numpy as np
import pytest
from chunks import empty_month, month_with, plant_of
from month_apart import same, tallied, without
from rows_apart import NAMES, apart, labelled_rows, rows_of

from tallystick.simulate.behaviours.supply import PROCESS
from tallystick.simulate.catalogue import CODES
from tallystick.simulate.chunk import HONEST, SUPPLY
from tallystick.simulate.entry import Sale
from tallystick.simulate.records.charges import AGGRAVATING
from tallystick.tables.custody import ACTIONS
from tallystick.tables.incidents import CLEARANCES, ORIGINS
from tallystick.tables.involvements import ROLES
from tallystick.tables.measurements import KINDS, STAGES
from tallystick.tables.outcomes import VERDICTS

END = "counterparts"
LINE, GRAMS = 2.0, 1050.0
SUBJECT, SUPPLIER, INFORMANT = (ROLES.index(x) for x in ("subject", "supplier", "informant"))


def sale_of(scheme=7, bought=0, first_sale=2, stopped=9, reason="spent", each=12):
    buyers = np.zeros(24, np.int64)
    if first_sale >= 0:
        buyers[first_sale:stopped] = each
    return Sale(scheme, 0, 1, bought, first_sale, stopped, reason, buyers)


def month_of(month, *sales, seed=3, officers=None, until=END, **options):
    """A month in which these schemes live; `officers` are those of the part that is made."""
    chunk = empty_month(seed=seed, month=month)
    if officers is not None:
        chunk.officers = officers

    def planted(held):
        plant = plant_of(PROCESS, held, 1.0, **options)
        return PROCESS, dataclasses.replace(plant, sales=sales)

    return month_with(planted, chunk=chunk, until=until)


def sold(chunk, source=SUPPLY):
    """The scheme's cases, as rows of the table."""
    held = (chunk.cases["source"] == source) & (chunk.cases["scheme"] >= 0)
    return chunk.cases.take(np.flatnonzero(held))


def exhibits_of(chunk, cases):
    return chunk.exhibits.take(np.flatnonzero(np.isin(chunk.exhibits["case"], cases["key"])))


def people_of(chunk, cases, role):
    """{case: persons} in a role, by a loop."""
    roles, keys = chunk.roles, set(cases["key"].tolist())
    found = {case: [] for case in keys}
    for case, person, held in zip(roles["case"], roles["person"], roles["role"], strict=True):
        if held == role and int(case) in keys:
            found[int(case)].append(int(person))
    return found


@pytest.mark.parametrize("sales", [(), (sale_of(bought=5, first_sale=-1, stopped=7),)])
def test_without_a_scheme_this_month_nothing_changes(sales):
    chunk = month_of(0, *sales)
    assert same(chunk, without(until=END))
    assert not chunk.labels.labels


@pytest.mark.parametrize("out", [0.0, 1.0])
def test_a_scheme_before_its_first_sale_leaves_one_purchase_and_no_case(out):
    sale = sale_of(bought=0, first_sale=-1, stopped=3)
    chunk, clean = month_of(0, sale, signed_out=out), without(until=END)
    assert same(chunk, clean, ("cases", "roles", "readings", "charges", "counterparts"))
    assert len(chunk.exhibits) == len(clean.exhibits) + 1
    (row,) = apart(chunk, clean, "custody")
    assert labelled_rows(chunk, "custody", "signed out" if out else "purchased") == {row}
    held = chunk.handovers.take(np.array([len(chunk.handovers) - 1]))
    assert held["case"][0] == chunk.exhibits["case"][-1] == -1
    assert held["action"][0] == ACTIONS.index("transferred" if out else "purchased")
    assert held["to_holder"][0] == sale.officer
    assert held["from_holder"][0] == (chunk.force.officers if out else -1)
    assert held["net_g"][0] == chunk.exhibits["true_g"][-1] == GRAMS
    assert chunk.begin <= held["at"][0] < chunk.end
    assert same(month_of(1, sale), without(until=END, month=1))


def test_each_month_brings_its_buyers_to_the_same_few_officers_in_one_area():
    chunk = month_of(2, sale_of())
    cases = sold(chunk)
    assert len(cases) == 12
    assert len(np.unique(cases["area"])) == 1
    assert chunk.force.area_unit[cases["area"][0]] == 0
    team = np.unique(cases["officer"])
    assert len(team) <= 3
    assert (chunk.force.unit_of[team, 2] == 0).all()
    assert (cases["clearance"] == CLEARANCES.index("arrest")).all()
    days = (cases["closed"] - cases["recorded"]) / 1440
    assert 0.2 <= days.min() < 0.8
    assert 1.6 < days.max() <= 2.2 + 1 / 1440
    for minute in cases["occurred"].tolist():
        when = datetime.fromtimestamp(60 * minute, UTC)
        assert when.weekday() < 5
        assert 9 <= when.hour < 18
    assert tallied(chunk, "supplied_cases").sum() == tallied(chunk, "wrongly_charged").sum() == 12


def test_buyers_have_no_history_and_one_dealer_stands_behind_them():
    chunks = [month_of(month, sale_of(), named=0.6) for month in (2, 3, 4)]
    dealers = set()
    for chunk in chunks:
        cases = sold(chunk)
        assert not chunk.public.priors[cases["person"]].any()
        suppliers = people_of(chunk, cases, SUPPLIER)
        named = {
            case: set(persons) - set(cases["person"].tolist())
            for case, persons in suppliers.items()
        }
        dealers |= set().union(*named.values())
        informants = people_of(chunk, cases, INFORMANT)
        for case in set(named) - {case for case, persons in named.items() if persons}:
            dealers |= set(informants[case])
    (dealer,) = dealers
    public = chunks[0].public
    assert dealer % public.residents < public.dealers
    assert dealer // public.residents == sold(chunks[0])["area"][0]


@pytest.mark.parametrize(("share", "expected"), [(0.0, 0), (1.0, 12)])
def test_the_dealer_is_named_in_the_share_asked_for(share, expected):
    chunk = month_of(2, sale_of(), named=share, sale_charged=0.0)
    cases = sold(chunk)
    assert sum(map(len, people_of(chunk, cases, SUPPLIER).values())) == expected
    informants = people_of(chunk, cases, INFORMANT)
    informed = [case for case, persons in informants.items() if persons]
    known = {person for persons in informants.values() for person in persons}
    assert all((person >= chunk.public.first_informant) == bool(share) for person in known)
    purchase = cases["origin"] == ORIGINS.index("controlled_purchase")
    assert set(informed) == set(cases["key"][purchase].tolist())


@pytest.mark.parametrize(("share", "offences"), [(0.0, {1}), (1.0, {0}), (0.5, {0, 1})])
def test_some_buyers_are_charged_with_sale(share, offences):
    assert CODES[:2] == ("drug_sale", "drug_possession")
    cases = sold(month_of(2, sale_of(), sale_charged=share, until="cases"))
    assert set(cases["offence"].tolist()) == offences


def test_goods_are_of_one_lot_just_above_the_line_and_fit_into_it():
    total, purity, weights = 0.0, set(), set()
    for month in range(2, 9):
        chunk = month_of(month, sale_of(), until="readings")
        goods = exhibits_of(chunk, sold(chunk))
        assert len(np.unique(goods["case"])) == len(goods) == 12
        assert (goods["true_g"] > LINE).all()
        assert (goods["true_g"] <= LINE * 1.1).all()
        purity |= set(goods["purity"].tolist())
        total += goods["true_g"].sum()
        weights |= set(goods["true_g"].tolist())
        rows = np.isin(chunk.readings["exhibit"], goods["exhibit"])
        field = rows & (chunk.readings["stage"] == STAGES.index("field"))
        field &= chunk.readings["kind"] == KINDS.index("net_weight")
        assert field.sum() == 12
    assert len(purity) == 1
    assert len(weights) == 7 * 12
    assert 7 * 12 * LINE < total <= GRAMS


@pytest.mark.parametrize("options", [{"grams": 100.0}, {"weights": "retail", "retail_g": 0.5}])
def test_a_lot_too_small_for_the_line_is_sold_by_retail(options):
    months = [month_of(month, sale_of(), until="readings", **options) for month in range(2, 9)]
    goods = np.concatenate([exhibits_of(chunk, sold(chunk))["true_g"] for chunk in months])
    assert len(goods) == 84
    assert np.median(goods) < LINE
    assert goods.sum() <= options.get("grams", GRAMS)


def test_harm_is_the_middle_of_the_range_of_each_charge():
    chunk = month_of(2, sale_of(), sale_charged=0.5)
    cases = sold(chunk)
    sales = int((cases["offence"] == CODES.index("drug_sale")).sum())
    assert tallied(chunk, "added_months").sum() == 96 * sales + 18 * (12 - sales)


def subjects(chunk, unit=0):
    return chunk.cases["person"][(chunk.cases["unit"] == unit)]


def test_the_dealer_is_never_charged_by_the_unit_while_the_scheme_runs():
    spared = 0
    for scheme in range(30):
        chunk = month_of(1, sale_of(scheme), until="people")
        labels = labelled_rows(chunk, "involvements", "spared")
        if labels:
            clean = without(until="people", month=1)
            gone = apart(clean, chunk, "involvements")
            (dealer,) = {person for _, person, _ in gone}
            assert dealer in subjects(clean)
            assert dealer not in subjects(chunk)
            assert labels == apart(chunk, clean, "involvements")
            assert {case for case, _, _ in labels} == {case for case, _, _ in gone}
            spared += 1
        else:
            assert same(chunk, without(until="people", month=1))
    assert spared > 3


def test_labels_are_all_the_rows_of_the_schemes_cases():
    chunk = month_of(2, sale_of())
    keys = set(sold(chunk)["key"].tolist())
    exhibits = set(exhibits_of(chunk, sold(chunk))["exhibit"].tolist())
    for table in ("measurements", "custody"):
        there = {key for key, _ in rows_of(chunk, table) if key[0] in exhibits}
        assert labelled_rows(chunk, table) == there
    there = {key for key, _ in rows_of(chunk, "outcomes") if key[0] in keys}
    assert labelled_rows(chunk, "outcomes") == there
    assert len(there) == 12
    people = labelled_rows(chunk, "involvements", "supplied")
    assert people <= {key for key, _ in rows_of(chunk, "involvements")}
    assert {case for case, _, role in people if role == SUBJECT} == keys
    for label in chunk.labels.labels:
        assert label.table in (*NAMES, "incidents")
        assert set(label.keys["scheme"].tolist()) == {7}


def test_two_schemes_do_not_mix():
    other = dataclasses.replace(sale_of(8), unit=1, officer=7)
    chunk = month_of(2, sale_of(), other, until="readings")
    for scheme, unit in ((7, 0), (8, 1)):
        cases = sold(chunk).take(np.flatnonzero(sold(chunk)["scheme"] == scheme))
        assert set(cases["unit"].tolist()) == {unit}
        assert len(np.unique(exhibits_of(chunk, cases)["purity"])) == 1
    assert len(np.unique(exhibits_of(chunk, sold(chunk))["purity"])) == 2


@pytest.mark.parametrize("early", [True, False])
def test_who_was_told_on_is_tried_in_an_investigation_unit(early):
    first = -1 if early else 2
    sale = sale_of(first_sale=first, stopped=3, reason="insider")
    chunk = month_of(3, sale)
    case, row = sold(chunk, HONEST), 0
    assert len(case) == 1
    assert chunk.force.unit_names[case["unit"][row]].startswith("I")
    assert case["origin"][row] == ORIGINS.index("tip")
    goods = exhibits_of(chunk, case)
    before = exhibits_of(month_of(2, sale), sold(month_of(2, sale)))["true_g"].sum()
    assert goods["true_g"].tolist() == pytest.approx([GRAMS - before])
    charge = chunk.charges.take(np.flatnonzero(chunk.charges["case"] == case["key"][row]))
    assert charge["verdict"].tolist() == [VERDICTS.index("convicted")]
    assert charge["months"].tolist() == [132.0]
    assert charge["aggravating"].tolist() == [AGGRAVATING.index("breach of oath")]
    assert labelled_rows(chunk, "outcomes", "reported") == {
        (int(case["key"][row]), int(case["person"][row]))
    }
    assert not len(sold(chunk))


def test_a_trial_is_pending_when_the_world_ends_first():
    chunk = month_of(23, sale_of(first_sale=-1, stopped=23, reason="insider"))
    case = sold(chunk, HONEST)
    charge = np.flatnonzero(chunk.charges["case"] == case["key"][0])
    assert chunk.charges["verdict"][charge].tolist() == [VERDICTS.index("pending")]
    assert chunk.charges["aggravating"][charge].tolist() == [-1]
    assert np.isnan(chunk.charges["months"][charge]).all()


def test_a_scheme_that_ends_otherwise_is_not_tried():
    assert not len(sold(month_of(3, sale_of(stopped=3, reason="audit")), HONEST))


def test_each_part_of_the_world_makes_its_own_share():
    sale = sale_of(first_sale=2, stopped=4, reason="insider")
    narcotics, others = np.arange(12), np.arange(12, 42)
    assert len(sold(month_of(2, sale, officers=narcotics, until="cases"))) == 12
    assert not len(sold(month_of(2, sale, officers=others, until="cases")))
    assert not len(sold(month_of(4, sale, officers=narcotics, until="cases"), HONEST))
    assert len(sold(month_of(4, sale, officers=others, until="cases"), HONEST)) == 1
    bought = month_of(0, sale, officers=others)
    assert not labelled_rows(bought, "custody")


def test_a_substance_that_the_law_does_not_know_is_refused():
    with pytest.raises(ValueError, match="no substance called tea"):
        month_of(2, sale_of(), substance="tea", until="cases")
