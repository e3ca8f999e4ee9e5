"""For each kind of report the checks that could bear it out; which records, the words say."""

from __future__ import annotations

from collections.abc import Mapping

KINDS: Mapping[str, tuple[str, ...]] = {
    "goods": ("exhibits.unaccounted", "exhibits.custody"),
    "seller": ("people.supplied_buyers", "people.sting_share"),
    "changed": ("exhibits.stage_drift", "exhibits.moved_when", "records.revised"),
    "never": ("records.unmatched", "records.impossible_activity"),
    "pressure": ("figures.ratchet", "figures.pace"),
}
"""Checks by kind: goods in no record, a seller who is never charged, weights or dates changed,
records of what did not happen, and pressure to do any of it."""
