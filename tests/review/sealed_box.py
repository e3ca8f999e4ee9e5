"""A box with letters to two readers, and the library that opens them in a browser.

The packages of the library are no part of the program: `make library` brings them to build/library.
"""

import io
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

LIBRARY = Path(__file__).parents[2] / "build/library"
PACKAGES = sorted(LIBRARY.glob("*.tgz"))
NEEDS_LIBRARY = pytest.mark.skipif(
    not PACKAGES or find_spec("pyrage") is None,
    reason="not shown: letters in a browser, since build/library has no packages (make library) "
    "or the extra intake is not installed",
)


@dataclass
class SealedBox:
    """A copy of a box for a browser, its readers' identities, and the colleague's."""

    box: object
    copy: Path
    identities: dict
    colleague: str
    colleague_identity: str
    threads: tuple = ("a" * 32, "b" * 32)

    def key(self, folder, name):
        """A key file as age-keygen writes it."""
        identity = self.identities[name]
        path = folder / f"{name}.txt"
        path.write_text(f"# created: today\n# public key: {identity.to_public()}\n{identity}\n")
        return path


def picture():
    from PIL import Image

    data = io.BytesIO()
    Image.new("RGB", (40, 30), (10, 120, 60)).save(data, "JPEG")
    return data.getvalue()


def sealed_box(folder, texts, answers=None):
    """Two threads: one of a hand, another hand and none, to all; the other to Ombudsman alone."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from pyrage.x25519 import Identity

    from tallystick.intake.box import threads
    from tallystick.intake.box.database import make_box
    from tallystick.intake.box.readers import agree, in_force, propose
    from tallystick.intake.browser_copy import browser_copy
    from tallystick.intake.letters.hand import signed
    from tallystick.intake.letters.letter import COLLEAGUE, Letter, packed
    from tallystick.intake.letters.locking import locked

    box = make_box(folder / "channel")
    identities = {}
    for name, outside in (("Inspector", False), ("Ombudsman", True)):
        identities[name] = Identity.generate()
        reader = propose(box, str(identities[name].to_public()), name, outside, "ann")
        agree(box, reader.fingerprint, "bob")
    colleague, hands = Identity.generate(), [Ed25519PrivateKey.generate() for _ in range(2)]
    made = SealedBox(box, folder / "box.letters", identities, str(colleague.to_public()),
                     str(colleague))  # fmt: skip
    readers = {each.name: each for each in in_force(box)}

    def put(thread, text, to, hand, files=()):
        prints = tuple(readers[each].fingerprint for each in to)
        letter = Letter(COLLEAGUE, text, prints, answers or {"kind": "goods"}, files)
        data = packed(signed(letter, thread, hand) if hand else letter)
        keys = [readers[each].recipient for each in to]
        ciphertext = locked(data, keys, made.colleague, len(readers))
        stored = (len(data), ciphertext)
        if not threads.begin(box, thread, made.colleague, stored):
            threads.add(box, thread, COLLEAGUE, stored)

    put(made.threads[0], texts[0], readers, hands[0], [(picture(), picture())])
    put(made.threads[0], texts[1], readers, hands[0])
    put(made.threads[0], texts[2], readers, hands[1])
    put(made.threads[0], texts[3], readers, None)
    put(made.threads[1], texts[4], ["Ombudsman"], hands[0])
    browser_copy(box, made.copy)
    return made
