"""Ed25519 keys in OpenSSH's form, and SSH signatures with them.

The form is that of OpenSSH's PROTOCOL.sshsig, so that ``ssh-keygen -Y verify`` checks it.
"""

from __future__ import annotations

import base64
import hashlib
import os
import struct
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from tallystick.seal.verify import NAMESPACE, SEAL_TEXT, SIGNATURE, SealError

MAGIC, VERSION, HASHED_BY = b"SSHSIG", 1, b"sha512"
EXTRA = "signatures need the package cryptography; run: pip install 'tallystick[seal]'"


def make_keys(path: Path, identity: str, namespaces: Sequence[str] = (NAMESPACE,)) -> str:
    """Write a new private key to `path`, readable by its owner alone, and its public key beside it.

    Return the line for an ``allowed_signers`` file, for signatures in `namespaces`. Raises
    SealError where one of the files is there already or cannot be made.
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
    public = _public_text(key)
    content = {path: private, path.with_name(f"{path.name}.pub"): f"{public}\n".encode()}
    try:
        for place, each in content.items():
            number = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(number, "wb") as file:
                file.write(each)
    except OSError as error:
        raise SealError(f"{error.filename}: {error.strerror}; choose another --out.") from None
    return signers_line(identity, public, namespaces)


def signers_line(identity: str, public: str, namespaces: Sequence[str]) -> str:
    """Return a line of an ``allowed_signers`` file: who may sign with `public`, and in what."""
    return f'{identity} namespaces="{",".join(namespaces)}" {public}\n'


def public_key(key_file: Path) -> str:
    """Return the public key of a private one, such as ``ssh-ed25519 AAAA…``."""
    return _public_text(_read_key(key_file))


def sign(folder: Path, seal: str, key_file: Path) -> str:
    """Write ``seal.txt`` and its SSH signature into a run folder; return the key's fingerprint.

    Raises SealError where the key cannot be used.
    """
    message = f"{seal}\n".encode()
    blob = signature(message, NAMESPACE, key_file)
    (folder / SEAL_TEXT).write_bytes(message)
    (folder / SIGNATURE).write_text(armour(blob), encoding="ascii")
    return fingerprint(public_key(key_file))


def signature(message: bytes, namespace: str, key_file: Path) -> bytes:
    """Return the SSH signature of a message, as bytes without armour.

    Raises SealError where the key cannot be used.
    """
    key = _read_key(key_file)
    signed: bytes = key.sign(_signed(message, namespace))
    return _head(_public_blob(key), namespace) + signed


def is_signature(blob: bytes, message: bytes, namespace: str, public: str) -> bool:
    """Return whether `blob` is an SSH signature of `message` by the key `public`."""
    _, ed25519 = _cryptography()
    key = _blob_of(public)
    if blob[:-64] != _head(key, namespace):
        return False
    from cryptography.exceptions import InvalidSignature

    try:
        ed25519.Ed25519PublicKey.from_public_bytes(key[-32:]).verify(
            blob[-64:], _signed(message, namespace)
        )
    except InvalidSignature:
        return False
    return True


def signing_key(blob: bytes) -> str:
    """Return the public key that an SSH signature says that it is by; "" where it is none."""
    key = blob[len(MAGIC) + 8 :][:51]
    return f"ssh-ed25519 {base64.b64encode(key).decode()}" if _is_key(key) else ""


def armour(blob: bytes) -> str:
    """Return a signature as the text that ``ssh-keygen -Y verify -s`` reads."""
    text = base64.b64encode(blob).decode()
    rows = [text[at : at + 70] for at in range(0, len(text), 70)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *rows, "-----END SSH SIGNATURE-----", ""])


def fingerprint(public: str) -> str:
    """Return the fingerprint of a public key, as ``ssh-keygen -l`` prints it."""
    digest = hashlib.sha256(_blob_of(public)).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def _head(key: bytes, namespace: str) -> bytes:
    """Return what comes before the 64 bytes of an Ed25519 signature (PROTOCOL.sshsig)."""
    fields = b"".join(map(_string, (key, namespace.encode(), b"", HASHED_BY)))
    told = _string(b"ssh-ed25519") + struct.pack(">I", 64)
    return MAGIC + struct.pack(">I", VERSION) + fields + struct.pack(">I", len(told) + 64) + told


def _signed(message: bytes, namespace: str) -> bytes:
    fields = (namespace.encode(), b"", HASHED_BY, hashlib.sha512(message).digest())
    return MAGIC + b"".join(map(_string, fields))


def _blob_of(public: str) -> bytes:
    """Return the bytes of a public key; SealError where it is no Ed25519 key."""
    words = public.split()
    with suppress(ValueError, IndexError):
        blob = base64.b64decode(words[1], validate=True)
        if _is_key(blob):
            return blob
    raise SealError(f"{public[:80]!r} is no public Ed25519 key; give one as ssh-ed25519 AAAA…")


def _is_key(blob: bytes) -> bool:
    return len(blob) == 51 and blob[:-32] == _string(b"ssh-ed25519") + struct.pack(">I", 32)


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


def _public_text(key: Any) -> str:
    return f"ssh-ed25519 {base64.b64encode(_public_blob(key)).decode()}"


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
