"""Ed25519 keys in OpenSSH's form, and SSH signatures over a seal.

The form is that of OpenSSH's PROTOCOL.sshsig, so that ``ssh-keygen -Y verify`` checks it.
"""

from __future__ import annotations

import base64
import hashlib
import os
import struct
from pathlib import Path
from typing import Any

from tallystick.seal.verify import NAMESPACE, SEAL_TEXT, SIGNATURE, SealError

MAGIC, VERSION, HASHED_BY = b"SSHSIG", 1, b"sha512"
EXTRA = "signing needs the package cryptography; run: pip install 'tallystick[seal]'"


def make_keys(path: Path, identity: str) -> str:
    """Write a new private key to `path`, readable by its owner alone, and its public key beside it.

    Return the line for an ``allowed_signers`` file. Raises SealError where one of the files is
    there already or cannot be made.
    """
    serialization, ed25519 = _cryptography()
    if not identity.strip() or set(identity) & set(' \t\n\r,"*?!#'):
        raise SealError(
            f"--identity: {identity!r} is no name for a signer; write an e-mail address."
        )
    key = ed25519.Ed25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.OpenSSH,
        serialization.NoEncryption(),
    )
    public = _public_line(key)
    try:
        for place, content in ((path, private), (path.with_name(f"{path.name}.pub"), public)):
            number = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(number, "wb") as file:
                file.write(content)
    except OSError as error:
        raise SealError(f"{error.filename}: {error.strerror}; choose another --out.") from None
    return f'{identity} namespaces="{NAMESPACE}" {public.decode()}'


def sign(folder: Path, seal: str, key_file: Path) -> str:
    """Write ``seal.txt`` and its SSH signature into a run folder; return the key's fingerprint.

    Raises SealError where the key cannot be used.
    """
    key = _read_key(key_file)
    message = f"{seal}\n".encode()
    public = _public_blob(key)
    hashed = hashlib.sha512(message).digest()
    signed = MAGIC + b"".join(map(_string, (NAMESPACE.encode(), b"", HASHED_BY, hashed)))
    signature = _string(b"ssh-ed25519") + _string(key.sign(signed))
    blob = MAGIC + struct.pack(">I", VERSION)
    blob += b"".join(map(_string, (public, NAMESPACE.encode(), b"", HASHED_BY, signature)))
    text = base64.b64encode(blob).decode()
    rows = [text[at : at + 70] for at in range(0, len(text), 70)]
    armour = ["-----BEGIN SSH SIGNATURE-----", *rows, "-----END SSH SIGNATURE-----", ""]
    (folder / SEAL_TEXT).write_bytes(message)
    (folder / SIGNATURE).write_text("\n".join(armour), encoding="ascii")
    digest = hashlib.sha256(public).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def _read_key(path: Path) -> Any:
    serialization, ed25519 = _cryptography()
    advice = "make one with: tallystick seal keys"
    try:
        key = serialization.load_ssh_private_key(path.read_bytes(), None)
    except FileNotFoundError:
        raise SealError(f"{path}: no such key; {advice}") from None
    except (OSError, TypeError, ValueError) as error:
        raise SealError(
            f"{path}: not an OpenSSH private key without a passphrase: {error}. Sign with "
            f"ssh-keygen -Y sign -n {NAMESPACE} -f KEY {SEAL_TEXT}, or {advice}"
        ) from None
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise SealError(f"{path}: not an Ed25519 key; {advice}")
    return key


def _public_line(key: Any) -> bytes:
    return b"ssh-ed25519 " + base64.b64encode(_public_blob(key)) + b"\n"


def _public_blob(key: Any) -> bytes:
    return _string(b"ssh-ed25519") + _string(key.public_key().public_bytes_raw())


def _string(content: bytes) -> bytes:
    """Return a string of the SSH protocol (RFC 4251, section 5)."""
    return struct.pack(">I", len(content)) + content


def _cryptography() -> tuple[Any, Any]:
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError:
        raise SealError(EXTRA) from None
    return serialization, ed25519
