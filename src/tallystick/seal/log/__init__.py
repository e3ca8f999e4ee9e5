"""The log of a case: entries, each chained to the one before by its hash."""

from tallystick.seal.log.chain import Fault, verify_chain
from tallystick.seal.log.entries import GENESIS, JSON, Entry, body_hash, entry
from tallystick.seal.log.lines import read_log, write_log

__all__ = [
    "GENESIS",
    "JSON",
    "Entry",
    "Fault",
    "body_hash",
    "entry",
    "read_log",
    "verify_chain",
    "write_log",
]
