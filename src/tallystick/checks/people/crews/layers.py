"""In what may officers hang together, and in which records is it seen?"""

from __future__ import annotations

from ibis.expr.types import Table as Relation

from tallystick.checks.people.crews.named import CASES, COMPLAINTS, NAMED_AS, beside_each_other
from tallystick.checks.people.crews.named import NEEDS as NAMED_NEEDS
from tallystick.checks.shared.encounters import NEEDS, SUBJECT, arrested, met, together
from tallystick.checks.shared.encounters import ROLES as CHOSEN
from tallystick.findings import Result
from tallystick.tables.store import Tables

PEOPLE, SUBJECTS, ALL = "shared people", "shared subjects", "all layers"
LAYERS = (PEOPLE, SUBJECTS, CASES, COMPLAINTS)
ROLES = {
    PEOPLE: CHOSEN,
    SUBJECTS: (SUBJECT,),
    CASES: (NAMED_AS[CASES],),
    COMPLAINTS: (NAMED_AS[COMPLAINTS],),
}
"""By layer, the roles of those who are shared, or of the officers themselves."""
JOINT = (CASES, COMPLAINTS)


def ready(layer: str, tables: Tables) -> bool:
    """Whether the tables hold what a layer is seen in."""
    needs = NAMED_NEEDS if layer in JOINT else NEEDS
    if not all(tables.holds(table, *columns) for table, columns in needs.items()):
        return False
    return layer != SUBJECTS or tables.holds("incidents", "clearance")


def layer_of(result: Result) -> str:
    """The layer of a result; that of the strongest for one of all layers."""
    return str(result.detail.get("layer", result.aspect))


def of_layer(tables: Tables, result: Result) -> Relation:
    """The occasions at which the result's officers share what its layer says."""
    layer = layer_of(result)
    if layer in JOINT:
        return beside_each_other(tables, result, layer)
    return together((met if layer == PEOPLE else arrested)(tables), result)
