"""Runs in which units have other names, and what people do with them."""

from made_runs import Made, changed, make_run
from opened_case import ACTOR

OLD, NEW = "Division 3", "Central Department"
WAS = Made(OLD)
IS = changed(WAS, subject=NEW)
OTHER = Made("Division 1", check="figures.recount", aspect="arrests", verdict="exceptions")


def imported(folder, *made, name):
    from tallystick.review.runs.importing import import_run

    return import_run(ACTOR, make_run(folder / name, *made, name=name))[0]


def mask(unit):
    from tallystick.review.models import MaskedName

    return MaskedName.objects.get(kind="unit", name=unit).mask


def joined(earlier=OLD, later=NEW, by=ACTOR, reason="Order 12 of 2024"):
    from tallystick.review.log.entries import append

    return append(by, "unit.join", {"earlier": mask(earlier), "later": mask(later)}, reason).seq


def separated(of, by=ACTOR, reason="Order 12 was of another unit"):
    from tallystick.review.log.entries import append

    return append(by, "unit.separate", {"of": of}, reason)


def patterns(made=WAS):
    """The patterns of one question that are shown, by their unit."""
    from tallystick.review.models import Pattern

    rows = Pattern.objects.filter(check_name=made.check, aspect=made.aspect)
    return {each.subject: each for each in rows}


def seen(pattern):
    """The runs that saw a pattern, each with the name under which it did."""
    from tallystick.review.runs.sealed import finding_of

    rows = pattern.sightings.select_related("run").order_by("run__sealed_seq")
    return [(each.run.name, finding_of(each.finding_json).subject) for each in rows]


def explain(browser, pattern, **changes):
    """Explain a pattern by a form, as who works alone."""
    from people_at_work import explained

    told = {"until": "2090-01-01", "estimate_at_most": "20", **changes}
    address = f"/findings/{pattern.code}/propose"
    assert browser.post(address, explained(pattern, **told)).status_code == 302


def decisions():
    from tallystick.review.models import Disposition

    columns = ("id", "pattern_id", "sighting_id", "value", "state")
    return list(Disposition.objects.order_by("id").values_list(*columns))


def tables():
    """What the runs make of patterns, without the numbers of rows that are written anew."""
    from tallystick.review.models import Absence, Pattern, Sighting

    of = ("id", "fingerprint", "kind", "over", "disposition", "latest_id", "joined_to_id")
    why = ("pattern_id", "run_id", "why", "masked_reason", "smallest_detectable")
    return (
        list(Pattern._base_manager.order_by("id").values_list(*of)),
        list(Sighting.objects.order_by("id").values_list("id", "pattern_id")),
        sorted(map(str, Absence.objects.values_list(*why))),
    )
