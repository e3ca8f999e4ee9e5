"""Which regimes do the gates compare?"""

from __future__ import annotations

from tallystick.simulate.incentives import Audits, Incentives, People, Regime

COMPLAINTS = ("easy", "unrecord", "downgrade", "unfound")
PAPER = ("easy", "ghost", "copied", "witness", "recycled")
ALL = ("easy", "threshold", "backdate", "ghost")


def judged(
    kind: str, *, audits: Audits | None = None, people: People | None = None, **regime: object
) -> Incentives:
    """A regime with everything else at its default."""
    return Incentives(
        regime=Regime.model_validate({"kind": kind, **regime}),
        audits=audits or Audits(),
        people=people or People(),
    )


STRONG = {"costs": {"threshold": 0.4}}
QUOTA = {"quota": 2.0, "pressure": 0.5}

PRESETS: dict[str, tuple[Incentives, tuple[str, ...]]] = {
    "clean": (judged("none"), ()),
    "none": (judged("none"), ALL),
    "effort": (judged("prior_year"), ()),
    "year": (judged("prior_year"), ALL),
    "year low hold": (judged("prior_year", hold_back=0.15), ALL),
    "year held": (judged("prior_year", hold_back=0.35), ALL),
    "stressed": (judged("prior_year", pressure=4.0), ALL),
    "severity": (judged("severity", **STRONG), ALL),
    "banned": (judged("severity", **STRONG, opportunities={"threshold": 0.2}), ALL),
    "elsewhere": (judged("severity", **STRONG, opportunities={"threshold": 0}), ALL),
    "quota": (judged("quota", **QUOTA), ("easy", "ghost")),
    "quota none": (judged("none"), ("easy", "ghost")),
    "count": (judged("count", fewer_crimes=True), COMPLAINTS),
    "clearance": (judged("clearance"), COMPLAINTS),
    "complaints": (judged("none"), COMPLAINTS),
    "audit .25": (judged("prior_year", audits=Audits(chance=0.25)), ALL),
    "no sanction": (judged("prior_year", audits=Audits(sanction=0)), ALL),
    "audit .25, no sanction": (
        judged("prior_year", audits=Audits(chance=0.25, sanction=0)),
        ALL,
    ),
    "paper .04": (judged("prior_year", audits=Audits(chance=0.04)), PAPER),
    "paper 1": (judged("prior_year", audits=Audits(chance=1)), PAPER),
    "chosen": (judged("prior_year", audits=Audits(chance=0.5, independence=0.2)), PAPER),
    "drawn": (judged("prior_year", audits=Audits(chance=0.5, independence=1)), PAPER),
    "supply": (judged("prior_year"), (*ALL, "supply")),
}
