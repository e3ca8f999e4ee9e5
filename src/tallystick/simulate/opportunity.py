"""How many chances does an honest case give on average, in each unit?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from tallystick.simulate.behaviours.easy_arrests import MINOR
from tallystick.simulate.catalogue import CODES, UNIT_KINDS, column, mixes
from tallystick.simulate.force import Force
from tallystick.simulate.incentives import Opportunity
from tallystick.simulate.records.goods import MEAN_EXHIBITS
from tallystick.simulate.world import World

REACH = 0.35
SERIOUS = 5
POSSESSION = CODES.index("drug_possession")


def opportunities(world: World, force: Force) -> Opportunity:
    """Chances per honest case of each unit [U], from the mix of its work and the law of goods.

    `band` is the number of exhibits within 35 % below the first line of their substance and
    `over` above it (loose goods are log-normal; packs are left out of this forecast);
    `complaint` the number of uncleared complaints and `clearable` the share solved for true.
    `serious` is exhibits over a line and complaints of violent crime (robbery, aggravated
    assault, rape, murder) that are solved. `use` is possession of less than the first line.
    """
    band = over = 0.0
    lines = {each.substance: each.lines for each in world.law}
    total = sum(each.share for each in world.substances)
    for each in world.substances:
        cuts = lines.get(each.name, ())
        if cuts:
            top = np.log(cuts[0].g / each.median_g) / max(each.log_sd, 1e-9)
            low = np.log(cuts[0].g * (1 - REACH) / each.median_g) / max(each.log_sd, 1e-9)
            band += each.share / total * float(ndtr(top) - ndtr(low))
            over += each.share / total * float(1 - ndtr(top))
    mix = mixes()[force.unit_kind]
    drug = mix[:, CODES.index("drug_sale")] + mix[:, CODES.index("drug_possession")]
    complaint, cleared = column("complaint"), column("cleared")
    complaints = mix @ complaint
    solved = (mix @ (complaint * cleared)) / np.maximum(complaints, 1e-9)
    grave = complaint * cleared * (column("severity") >= SERIOUS)
    return Opportunity(
        band=drug * MEAN_EXHIBITS * band,
        over=drug * MEAN_EXHIBITS * over,
        complaint=complaints * (1 - solved),
        clearable=solved,
        use=mix[:, POSSESSION] * (1 - over),
        easy_use=_easy_use(force) * (1 - over),
        serious=drug * MEAN_EXHIBITS * over + mix @ grave,
    )


def _easy_use(force: Force) -> NDArray[np.float64]:
    """The share of easy arrests that are for possession, as the behaviour draws them; [U]."""
    patrol = mixes()[UNIT_KINDS.index("patrol")]
    share = np.full(
        len(UNIT_KINDS), patrol[POSSESSION] / patrol[[CODES.index(c) for c in MINOR]].sum()
    )
    share[UNIT_KINDS.index("narcotics")] = 1.0
    share[UNIT_KINDS.index("traffic")] = 0.0
    return np.asarray(share[force.unit_kind])
