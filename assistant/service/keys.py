"""API keys: told apart without being kept. A key has a name, scopes, and the hash by which it is recognised.

One entry of `ZHINAN_API_KEYS` (entries are separated by commas or blanks) is one of

    SECRET                         may do everything; fine for one person
    NAME:SCOPES:SECRET             scopes are `ask`, `operate` or `ask+operate`
    NAME:SCOPES:sha256$HEX         the same without the secret itself; `python -m assistant key` makes one
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Literal, get_args

from assistant.errors import BadInput

Scope = Literal["ask", "operate"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
_HASHED = re.compile(r"sha256\$([0-9a-fA-F]{64})")
_NAME = re.compile(r"[\w.-]{1,40}")


@dataclass(frozen=True)
class Key:
    """A key that is let in."""

    name: str
    scopes: frozenset[Scope]
    digest: bytes


class Keyring:
    """The keys that are let in; empty means that no key is asked for."""

    def __init__(self, keys: tuple[Key, ...]):
        self._keys = keys

    def __bool__(self) -> bool:
        return bool(self._keys)

    def find(self, secret: str) -> Key | None:
        """The key with this secret. Every key is compared, and each comparison takes the same time."""
        digest = hash_of(secret)
        found = None
        for key in self._keys:
            if hmac.compare_digest(key.digest, digest):
                found = key
        return found


def hash_of(secret: str) -> bytes:
    """SHA-256 is enough for a key: it is random, unlike a password, so that guessing it is hopeless at any speed."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def read_keys(text: str) -> Keyring:
    """The keyring that a setting describes. BadInput names the entry that is not usable, never its secret."""
    keys = [_key(entry, place) for place, entry in enumerate(re.split(r"[,\s]+", text.strip()), 1) if entry]
    names = [key.name for key in keys]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise BadInput(f"ZHINAN_API_KEYS: two entries are named {name!r}; give each a name of its own")
    return Keyring(tuple(keys))


def new_key(name: str, scopes: str) -> tuple[str, str]:
    """A fresh secret, and the entry that lets it in."""
    secret = f"zn_{secrets.token_urlsafe(32)}"
    entry = f"{name}:{scopes}:sha256${hash_of(secret).hex()}"
    _key(entry, 1)
    return secret, entry


def _key(entry: str, place: int) -> Key:
    where = f"ZHINAN_API_KEYS: entry {place}"
    parts = entry.split(":", 2)
    if len(parts) == 2:
        raise BadInput(f"{where}: write SECRET or NAME:SCOPES:SECRET, e.g. office:ask:…")
    name, scopes, secret = parts if len(parts) == 3 else (f"key-{place}", "+".join(SCOPES), entry)
    if not _NAME.fullmatch(name):
        raise BadInput(f"{where}: a name has letters, digits, '.', '_' and '-', at most 40")
    unknown = [scope for scope in scopes.split("+") if scope not in SCOPES]
    if unknown:
        raise BadInput(f"{where} ({name}): scope {unknown[0]!r} is not known; use ask, operate or ask+operate")
    hashed = _HASHED.fullmatch(secret)
    if not secret or (secret.startswith("sha256$") and not hashed):
        raise BadInput(f"{where} ({name}): sha256$ is followed by 64 hexadecimal digits")
    digest = bytes.fromhex(hashed[1]) if hashed else hash_of(secret)
    return Key(name, frozenset(scope for scope in SCOPES if scope in scopes.split("+")), digest)
