"""Seals: of a run its manifest and signature, of a case its log; it imports no other room."""

from tallystick.seal.bundle import Parts, write_bundle
from tallystick.seal.bundle_check import BundleVerdict, verify_bundle
from tallystick.seal.halves import Half, HalfVerdict, half, verify_half
from tallystick.seal.log import (
    GENESIS,
    JSON,
    Entry,
    Fault,
    body_hash,
    entry,
    read_log,
    verify_chain,
    write_log,
)
from tallystick.seal.manifest import add_pages, tree_hash, write_manifest
from tallystick.seal.verify import EarlierVersionError, SealError, Verdict, canonical, verify_folder

__all__ = [
    "GENESIS",
    "JSON",
    "BundleVerdict",
    "EarlierVersionError",
    "Entry",
    "Fault",
    "Half",
    "HalfVerdict",
    "Parts",
    "SealError",
    "Verdict",
    "add_pages",
    "body_hash",
    "canonical",
    "entry",
    "half",
    "read_log",
    "tree_hash",
    "verify_bundle",
    "verify_chain",
    "verify_folder",
    "verify_half",
    "write_bundle",
    "write_log",
    "write_manifest",
]
