"""Which innocent things look like gaming? One file each; the tuple is the whole list."""

from tallystick.simulate.entry import Process
from tallystick.simulate.oddities import (
    badge_reuse,
    dealer_at_large,
    department_template,
    festival,
    goods_on_loan,
    grant_operation,
    lab_backlog,
    late_tickets,
    law_change,
    new_commander,
    new_scale,
    new_unit,
    one_dealer,
    packs,
    specialist,
    station_clerk,
    town_tickets,
)

ODDITIES: tuple[Process, ...] = (
    badge_reuse.PROCESS,
    town_tickets.PROCESS,
    late_tickets.PROCESS,
    packs.PROCESS,
    new_scale.PROCESS,
    new_commander.PROCESS,
    new_unit.PROCESS,
    law_change.PROCESS,
    festival.PROCESS,
    grant_operation.PROCESS,
    specialist.PROCESS,
    department_template.PROCESS,
    lab_backlog.PROCESS,
    one_dealer.PROCESS,
    dealer_at_large.PROCESS,
    station_clerk.PROCESS,
    goods_on_loan.PROCESS,
)


def oddity(name: str) -> Process:
    """Return the oddity called `name`; KeyError when there is none."""
    for each in ODDITIES:
        if each.name == name:
            return each
    raise KeyError(name)
