"""What follows for an officer whose act came out, and how heavily does the prospect weigh?

Certainty and severity are apart (Nagin 2013: longer terms, where they are long already, deter
little), and small chances are overweighted (Prelec 1998): ``risk = w(pi) L^gamma`` with
``w(pi) = exp(-(-ln pi)^alpha)``. With gamma and alpha 1 it is the plain product.
"""

from __future__ import annotations

import numpy as np
from pydantic import Field

from tallystick.simulate.incentives.decision import Floats
from tallystick.simulate.incentives.setting import Setting


class Sanctions(Setting):
    """What follows when an act of an officer has come out.

    Parameters
    ----------
    by_act
        Without it, whoever is sanctioned never games again, nor makes an easy arrest, and no one
        comes in his place. With it, a soft act costs a warning and a hard one the post or a
        warning; lawful work goes on, and another officer takes the post that became free.
    warning_months
        How many months an officer abstains from misconduct after a warning.
    dismissal
        Share of officers with a hard act that came out who lose the post. The initiator of a
        supply scheme that came out always does.
    """

    by_act: bool = False
    warning_months: int = Field(default=12, ge=0, le=36)
    dismissal: float = Field(default=0.3, ge=0, le=1)


class Deterrence(Setting):
    """How officers weigh the chance of being found against what they would lose.

    Parameters
    ----------
    gamma
        Power of the loss: 1 takes severity in full, .3 says that longer terms add little.
    prelec
        Prelec's exponent: 1 takes a chance as it is, .65 overweights small ones.
    job
        What the post is worth to who loses it, where `penalties` say what the law adds: the
        loss of the acts for which no other is feared.
    """

    gamma: float = Field(default=1.0, ge=0.1, le=1)
    prelec: float = Field(default=1.0, ge=0.4, le=1)
    job: float = Field(default=1.7, ge=0, le=100)


def weight(chance: Floats, prelec: float) -> Floats:
    """Prelec's weight of a chance from 0 to 1."""
    with np.errstate(divide="ignore"):
        return np.asarray(np.exp(-((-np.log(chance)) ** prelec)))


def loss(sanction: Floats, detect: float, severity: float, lost: float, felt: Deterrence) -> Floats:
    """What an act risks; [O].

    `sanction` [O] is the believed chance of an independent audit with a sanction, `detect` that
    such an audit sees the act, `lost` what a sanction takes and `severity` a factor on it.
    """
    if felt.gamma == 1 and felt.prelec == 1:
        return np.asarray(sanction * severity * detect * lost)
    return np.asarray(weight(sanction * detect, felt.prelec) * (severity * lost) ** felt.gamma)
