"""What was replied to a finding, and what became of it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Disposition = Literal["explained", "corrected", "referred", "open"]


@dataclass(frozen=True)
class Reply:
    """The words of whoever replied: a new record that points at a finding and leaves it as it is.

    `finding` is the id within the run; `by` replied `on` that day, with `text` as it was written.
    `checked_by` is the audit office, the agency or a third party, who looked into it on
    `checked_on`; `changed` says what changed because of it.
    """

    finding: str
    by: str
    on: date
    text: str
    checked_by: str | None = None
    checked_on: date | None = None
    disposition: Disposition | None = None
    changed: str | None = None
