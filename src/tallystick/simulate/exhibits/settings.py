"""What may a world file say of goods, of weighing them, of the laboratory and of custody?

Every class is frozen and refuses keys that it does not know, so that a misspelt setting stops
the world instead of being ignored. Weights are grams, durations days or hours as named.
"""

from __future__ import annotations

from pydantic import Field, model_validator

from tallystick.simulate.department import Name, Part

OUNCE_G = 28.349523125
GRIDS = (
    "shown", "hundredth", "tenth", "half", "one", "five", "ten", "fifty",
    "hundred", "five_hundred", "thousand", "eighth_ounce",
)  # fmt: skip
MAGNITUDES = ("under 1 g", "1 to 10 g", "10 to 100 g", "100 g to 1 kg", "1 kg and more")


class Pack(Part):
    """A standard pack: what it should hold, how often it is met, how well it is filled.

    `over` is the mean overfill as a share (0.05: a "contract" pack five per cent above its
    name), `error_sd` the log standard deviation of one pack, `most` the largest number of packs
    in one exhibit (1 to `most`, equally likely).
    """

    name: str = Field(description="what it is called")
    net_g: float = Field(gt=0, le=1e6, description="what it should hold")
    share: float = Field(ge=0, le=1, description="of the exhibits of its substance")
    over: float = Field(default=0.0, gt=-1, le=1)
    error_sd: float = Field(default=0.03, ge=0, le=1)
    most: int = Field(default=1, ge=1, le=100)


class Substance(Part):
    """A substance: how much of it is met, in which packs, how it dries and how pure it is.

    Loose goods are log-normal with `median_g` and `log_sd`; the packs' shares are taken off the
    loose part. A share `fresh_share` of exhibits is fresh herb, losing `fresh_loss_least` +
    `fresh_loss_range` Beta(3, 2) of its weight (Warner et al. 2017: 25 to 77 %); other goods
    lose up to `dry_loss`.
    """

    name: Name = Field(description="its code in the records")
    share: float = Field(ge=0, le=1, description="of drug cases, relative to the others")
    median_g: float = Field(gt=0, le=1e6)
    log_sd: float = Field(ge=0, le=5)
    packs: tuple[Pack, ...] = ()
    fresh_share: float = Field(default=0.0, ge=0, le=1)
    fresh_loss_least: float = Field(default=0.25, ge=0, lt=1)
    fresh_loss_range: float = Field(default=0.52, ge=0, lt=1)
    dry_loss: float = Field(default=0.0, ge=0, lt=1)
    purity_mean: float = Field(default=0.5, gt=0, lt=1, description="mean purity")
    purity_sd: float = Field(default=0.15, ge=0, lt=0.5, description="its spread over exhibits")

    @model_validator(mode="after")
    def _shares(self) -> Substance:
        if sum(pack.share for pack in self.packs) > 1 + 1e-9:
            raise ValueError(f"{self.name}: the shares of the packs add up to more than 1")
        if self.fresh_loss_least + self.fresh_loss_range >= 1:
            raise ValueError(f"{self.name}: fresh goods would lose all their weight")
        if self.purity_sd**2 >= self.purity_mean * (1 - self.purity_mean):
            raise ValueError(f"{self.name}: purity_sd is too large for a share with that mean")
        return self


class Mix(Part):
    """To which steps readings of one order of magnitude are rounded; the shares add up to 1.

    `shown` is all that the scale displays; `hundredth`, `tenth`, `half`, `one`, `five`, `ten`,
    `fifty`, `hundred`, `five_hundred` and `thousand` are steps of that many grams, and
    `eighth_ounce` multiples of 3.5437 g.
    """

    shown: float = Field(default=0.0, ge=0, le=1)
    hundredth: float = Field(default=0.0, ge=0, le=1)
    tenth: float = Field(default=0.0, ge=0, le=1)
    half: float = Field(default=0.0, ge=0, le=1)
    one: float = Field(default=0.0, ge=0, le=1)
    five: float = Field(default=0.0, ge=0, le=1)
    ten: float = Field(default=0.0, ge=0, le=1)
    fifty: float = Field(default=0.0, ge=0, le=1)
    hundred: float = Field(default=0.0, ge=0, le=1)
    five_hundred: float = Field(default=0.0, ge=0, le=1)
    thousand: float = Field(default=0.0, ge=0, le=1)
    eighth_ounce: float = Field(default=0.0, ge=0, le=1)

    @model_validator(mode="after")
    def _adds_up(self) -> Mix:
        total = sum(self.row())
        if abs(total - 1) > 1e-6:
            raise ValueError(f"the shares of a rounding mix add up to {total:.6g}, not 1")
        return self

    def row(self) -> tuple[float, ...]:
        """The shares in the order of `GRIDS`."""
        return tuple(float(getattr(self, name)) for name in GRIDS)


# Below 10 g: a design choice for street weights. From 10 g: solved so that log-uniform weights
# show, among whole grams, the shares measured on Colombia's seizures of 2019 (10-99 g: multiples
# of 50, 10, 5, other 5, 30, 15, 50 %; 100-999 g: of 100, 50, 10, 5, other 20, 7, 19, 11, 43 %;
# from 1 kg: of 1000, 100, other 39, 15, 28 %, the rest multiples of 5, 10 and 50).
DEFAULT_MIX = (
    Mix(hundredth=0.40, tenth=0.35, half=0.25),
    Mix(hundredth=0.30, tenth=0.30, half=0.25, one=0.15),
    Mix(hundredth=0.10, tenth=0.25, one=0.3761, five=0.1213, ten=0.1297, fifty=0.0229),
    Mix(tenth=0.10, one=0.4730, five=0.1036, ten=0.1097, fifty=0.0914, hundred=0.1223),
    Mix(one=0.3445, ten=0.1211, hundred=0.1502, thousand=0.3842),
)


class Scale(Part):
    """One kind of scale and the share of units that own it."""

    readability_g: float = Field(ge=0.01, le=1000, description="the step it shows, in grams")
    share: float = Field(ge=0, le=1, description="of units that own it; all add up to 1")


class Weighing(Part):
    """How goods are weighed and written down where they are seized.

    `mix` has one entry per order of magnitude (`MAGNITUDES`); an officer's own mix is
    Dirichlet(`concentration` x mix). `popularity_sd` is the log standard deviation of the
    attraction of each particular round number, shared by the department. `bias_sd` is the
    relative error of a unit's scale. A share `gross_share` is weighed in its container; there
    the tare is 0 to `tare_error_g` short in a share `tare_error_share`. Goods of N pieces are
    summed piece by piece in a share `summed_share`, with error up to N x readability (and never
    a quarter of the goods).
    """

    mix: tuple[Mix, ...] = DEFAULT_MIX
    concentration: float = Field(default=12.0, gt=0, le=1e6)
    popularity_sd: float = Field(default=0.15, ge=0, le=2)
    scales: tuple[Scale, ...] = (
        Scale(readability_g=0.01, share=0.7),
        Scale(readability_g=0.1, share=0.3),
    )
    bias_sd: float = Field(default=0.002, ge=0, le=0.2)
    gross_share: float = Field(default=0.12, ge=0, le=1)
    tare_error_share: float = Field(default=0.10, ge=0, le=1)
    tare_error_g: float = Field(default=3.0, ge=0)
    summed_share: float = Field(default=0.3, ge=0, le=1)

    @model_validator(mode="after")
    def _complete(self) -> Weighing:
        if len(self.mix) != len(MAGNITUDES):
            raise ValueError(f"mix needs {len(MAGNITUDES)} entries: {', '.join(MAGNITUDES)}")
        total = sum(scale.share for scale in self.scales)
        if abs(total - 1) > 1e-6:
            raise ValueError(f"the shares of the scales add up to {total:.6g}, not 1")
        return self


class Laboratory(Part):
    """Which exhibits the laboratory, the court and the incinerator weigh, and when.

    Coverage of the laboratory is .4 to .8 in the field (NFLIS 2013). Waits are log-normal with
    the given median days and a common `log_sd`. `sample_g` is used up by analysis, but never
    more than a twentieth of the goods.
    """

    coverage: float = Field(default=0.6, ge=0, le=1, description="share of exhibits it weighs")
    median_days: float = Field(default=21.0, gt=0, le=3650, description="wait for it")
    log_sd: float = Field(default=0.7, ge=0, le=3)
    readability_g: float = Field(
        default=0.01, ge=0.01, le=1, description="the step its scale shows, in grams"
    )
    purity_share: float = Field(
        default=0.5, ge=0, le=1, description="share of its exhibits whose purity it measures"
    )
    purity_error_sd: float = Field(default=0.01, ge=0, le=0.2, description="error of the purity")
    sample_g: float = Field(default=0.2, ge=0)
    court_coverage: float = Field(
        default=0.15, ge=0, le=1, description="share of exhibits weighed for the court"
    )
    court_median_days: float = Field(default=120.0, gt=0, le=3650, description="wait for it")
    destruction_coverage: float = Field(
        default=0.35, ge=0, le=1, description="share of exhibits weighed at destruction"
    )
    destruction_median_days: float = Field(default=200.0, gt=0, le=3650, description="wait for it")
    room_readability_g: float = Field(
        default=0.01, ge=0.01, le=100, description="step of the scale at court and destruction"
    )


class Custody(Part):
    """How exhibits change hands.

    The share of transfers to an evidence room that leave no receipt is Beta(`missing_a`,
    `missing_b`) by room: 12 of 132 were missing in a review by the US Department of Justice's
    inspector general (16-08).
    """

    missing_a: float = Field(default=12.0, gt=0)
    missing_b: float = Field(default=120.0, gt=0)
    transfer_median_hours: float = Field(
        default=6.0, gt=0, le=8760, description="from the seizure to the evidence room"
    )
    transfer_log_sd: float = Field(
        default=0.9, ge=0, le=3, description="log standard deviation of that"
    )
    return_median_days: float = Field(
        default=3.0,
        gt=0,
        le=3650,
        description="from a weighing elsewhere back to the evidence room",
    )
    return_log_sd: float = Field(
        default=0.5, ge=0, le=3, description="log standard deviation of that"
    )
