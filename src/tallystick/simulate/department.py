"""What may a world file say of the department: its units, its officers, its districts?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

MONTH = r"^(19[7-9][0-9]|2[01][0-9]{2})-(0[1-9]|1[0-2])$"


def _name(text: str) -> str:
    if not text or text != text.strip() or not text.isprintable():
        raise ValueError(f"{text!r} cannot be a name: it must be plain text")
    return text


def _text(text: str) -> str:
    if not text.strip() or "\0" in text:
        raise ValueError(f"{text!r} says nothing, or holds a NUL")
    return text


Name = Annotated[str, AfterValidator(_name)]
Text = Annotated[str, AfterValidator(_text)]


class Part(BaseModel):
    """A part of a world file: what it does not know it refuses."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Units(Part):
    """Units of one kind.

    `names` gives each unit its name; without it there are `count` units, named by kind and
    number. `cases_per_officer_month` is the mean honest flow, and `ability_cv` its coefficient
    of variation over officers.
    """

    kind: Literal["narcotics", "patrol", "traffic", "investigation"] = Field(
        description="what the units do; it decides which offences come to them"
    )
    count: int = Field(default=1, ge=1)
    names: tuple[Name, ...] = ()
    officers: int = Field(default=12, ge=2, description="officers in each unit")
    cases_per_officer_month: float = Field(default=2.2, gt=0, le=2000)
    ability_cv: float = Field(default=0.45, ge=0, le=2)

    @model_validator(mode="after")
    def _one_name_each(self) -> Units:
        if self.names and self.count not in (1, len(self.names)):
            raise ValueError(f"{len(self.names)} names for {self.count} units")
        if len(set(self.names)) < len(self.names):
            raise ValueError("two units have the same name")
        return self

    def called(self, scale: float, taken: int) -> tuple[str, ...]:
        """The names of the units at this scale; `taken` units of other kinds come before."""
        wanted = max(1, round(max(self.count, len(self.names)) * scale))
        numbered = (f"{self.kind[0].upper()}{taken + i + 1:02d}" for i in range(wanted))
        return tuple(
            self.names[i] if i < len(self.names) else name for i, name in enumerate(numbered)
        )

    def each(self, scale: float) -> int:
        """Officers in each unit at this scale: fewer only when less than one unit is left."""
        units = max(self.count, len(self.names))
        return max(2, round(self.officers * min(1.0, units * scale)))


class Department(Part):
    """The department.

    `transfers` is the share of officers moved to another unit of the same kind in a year,
    `badge_changes` the share given a new badge in a year, `leave_months` the mean months of
    leave an officer takes in a year, `ranked` the share of sergeants.
    """

    units: tuple[Units, ...] = Field(
        default=(
            Units(kind="narcotics", count=2),
            Units(kind="patrol", count=4, officers=20, cases_per_officer_month=6),
            Units(kind="traffic", count=1, cases_per_officer_month=25),
            Units(kind="investigation", count=2, cases_per_officer_month=3),
        ),
        min_length=1,
    )
    areas_per_unit: int = Field(
        default=4, ge=1, le=50, description="areas in the district of each unit"
    )
    transfers: float = Field(default=0.05, ge=0, le=1)
    badge_changes: float = Field(default=0.03, ge=0, le=1)
    leave_months: float = Field(default=1.0, ge=0, le=4)
    ranked: float = Field(default=0.15, ge=0, le=1)


class Flow(Part):
    """How honest cases arrive.

    `season` is the relative swing over the year (peak in `peak_month`), `weekend` the flow of a
    Saturday or Sunday relative to a weekday, `trend` the growth per year, `shock_sd` the log
    standard deviation of a unit's month.
    """

    season: float = Field(default=0.10, ge=0, lt=1)
    peak_month: int = Field(default=7, ge=1, le=12)
    weekend: float = Field(default=0.8, gt=0, le=5)
    trend: float = Field(default=0.0, gt=-0.9, le=2)
    shock_sd: float = Field(default=0.05, ge=0, le=1)


class Recording(Part):
    """How cases are entered.

    Late entry in two parts, measured on one town's stops (median .7 h, 12 % after a day, .5 %
    after 30 days): a share `late` log-normal with median `late_hours`, the rest with median
    `prompt_hours`. `five_minute` is the share of times written to the next five minutes, and
    `leads` the share of what begins with a tip, an informant or an inquiry that ends in an
    arrest (design: nothing is published by origin); what begins in another of the officers' own
    ways is an arrest.
    """

    prompt_hours: float = Field(default=0.55, gt=0)
    late: float = Field(default=0.16, ge=0, le=1)
    late_hours: float = Field(default=60.0, gt=0)
    late_log_sd: float = Field(
        default=1.35, gt=0, le=5, description="log standard deviation of late entry"
    )
    five_minute: float = Field(default=0.2, ge=0, le=1)
    leads: float = Field(default=0.75, ge=0, le=1)
    unrecorded: float = Field(default=0.10, ge=0, lt=1, description="complaints never entered")
    misclassified: float = Field(
        default=0.05, ge=0, lt=1, description="serious complaints entered as the lesser offence"
    )


class Identities(Part):
    """How cases name their officers, where not by the number that `officers` has.

    `by_badge` is the share of cases in which the badge of the day stands alone, `by_name` the
    share in which the name of the day stands in the place of the number. `renamed` is the share
    of officers who change their name in a year, `namesakes` the share with the name of another.
    With either share above 0 the export has `aliases` of names, and the truth whom each such case
    means; badges are changed by `department.badge_changes` and given twice by `badge_reuse`.
    """

    by_badge: float = Field(default=0.0, ge=0, le=1)
    by_name: float = Field(default=0.0, ge=0, le=1)
    renamed: float = Field(default=0.02, ge=0, le=1)
    namesakes: float = Field(default=0.02, ge=0, le=1)

    @model_validator(mode="after")
    def _one_way_each(self) -> Identities:
        if self.by_badge + self.by_name > 1:
            raise ValueError("by_badge and by_name are shares of the same cases: at most 1 in all")
        return self

    @property
    def in_use(self) -> bool:
        """Whether any case names its officer so."""
        return self.by_badge + self.by_name > 0


class SecondSystem(Part):
    """The court's or bureau's own record of the same events.

    `missing` is the mean share of an officer's events that it lacks and `missing_shape` the
    shape of the Beta over officers (small is uneven); `only_there` the share of its records
    that match no case.
    """

    present: bool = Field(default=True, description="whether there is one at all")
    missing: float = Field(default=0.04, ge=0, lt=1)
    missing_shape: float = Field(default=8.0, gt=0)
    only_there: float = Field(default=0.01, ge=0, lt=1)
    minutes_off: float = Field(
        default=15.0,
        ge=0,
        le=1440,
        description="standard deviation of its times from the true ones",
    )
