"""The seal of a run: manifest, verification and signature; it imports no other room."""

from tallystick.seal.manifest import add_pages, tree_hash, write_manifest
from tallystick.seal.verify import EarlierVersionError, SealError, Verdict, canonical, verify_folder

__all__ = [
    "EarlierVersionError",
    "SealError",
    "Verdict",
    "add_pages",
    "canonical",
    "tree_hash",
    "verify_folder",
    "write_manifest",
]
