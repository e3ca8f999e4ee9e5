"""How did a reviewer rule on a finding?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Ruling = Literal["explained", "corrected", "referred", "open"]


@dataclass(frozen=True)
class Disposition:
    """A reviewer's ruling: a new record that points at a finding and changes nothing in it.

    `finding` is the id within the run folder named `run`; `checked_by` is the audit office,
    the agency or a third party.
    """

    run: str
    finding: str
    ruling: Ruling
    reason: str
    checked_by: str
    on: str
