"""Seals: of a run its manifest and signature, of a case its log; it imports no other room."""

from tallystick.seal.halves import Half, HalfVerdict, half, verify_half
from tallystick.seal.log import GENESIS, JSON, Entry, Fault, body_hash, entry, verify_chain
from tallystick.seal.manifest import add_pages, tree_hash, write_manifest
from tallystick.seal.verify import EarlierVersionError, SealError, Verdict, canonical, verify_folder

__all__ = [
    "GENESIS",
    "JSON",
    "EarlierVersionError",
    "Entry",
    "Fault",
    "Half",
    "HalfVerdict",
    "SealError",
    "Verdict",
    "add_pages",
    "body_hash",
    "canonical",
    "entry",
    "half",
    "tree_hash",
    "verify_chain",
    "verify_folder",
    "verify_half",
    "write_manifest",
]
