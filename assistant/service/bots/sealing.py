"""What the platforms sign and encrypt, by their published rules. Every comparison takes the same time."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 16
_WECOM_PAD = 32


class Unsealed(Exception):
    """A message that is not signed or encrypted as it should be."""


def same(one: str, other: str) -> bool:
    """Whether two secrets are the same."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def wecom_signature(token: str, timestamp: str, nonce: str, encrypted: str) -> str:
    """SHA-1 over the four, sorted and joined."""
    return hashlib.sha1("".join(sorted((token, timestamp, nonce, encrypted))).encode()).hexdigest()  # noqa: S324 - their rule


def wecom_open(aes_key: str, corp_id: str, encrypted: str) -> str:
    """The message in an `Encrypt`: 16 random bytes, its length, itself, and whom it is for. Unsealed if it is not."""
    key = wecom_key(aes_key)
    data = _unpadded(_aes(key, key[:_BLOCK], _bytes(encrypted)), _WECOM_PAD)
    length = int.from_bytes(data[16:20], "big")
    message, receiver = data[20 : 20 + length], data[20 + length :]
    if len(message) != length or not hmac.compare_digest(receiver, corp_id.encode()):
        raise Unsealed("it is for another company")
    return _text(message)


def wecom_key(aes_key: str) -> bytes:
    """The 32 bytes of an EncodingAESKey of 43 characters. Unsealed if it is none."""
    key = _bytes(aes_key + "=")
    if len(key) != 32:
        raise Unsealed("an EncodingAESKey has 43 characters")
    return key


def dingtalk_signature(secret: str, timestamp: str) -> str:
    """HMAC-SHA256 of the timestamp and the secret under the secret, in base64."""
    digest = hmac.digest(secret.encode(), f"{timestamp}\n{secret}".encode(), "sha256")
    return base64.b64encode(digest).decode()


def feishu_signature(key: str, timestamp: str, nonce: str, body: bytes) -> str:
    """SHA-256 over timestamp, nonce, encrypt key and the body as it came."""
    return hashlib.sha256(f"{timestamp}{nonce}{key}".encode() + body).hexdigest()


def feishu_open(key: str, encrypted: str) -> str:
    """The event in an `encrypt`: AES-256-CBC under the SHA-256 of the key, the first block being the vector."""
    data = _bytes(encrypted)
    plain = _aes(hashlib.sha256(key.encode()).digest(), data[:_BLOCK], data[_BLOCK:])
    return _text(_unpadded(plain, _BLOCK))


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unsealed("it is not base64") from error


def _aes(key: bytes, vector: bytes, data: bytes) -> bytes:
    if not data or len(data) % _BLOCK or len(vector) != _BLOCK:
        raise Unsealed("it has not whole blocks")
    decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return decryptor.update(data) + decryptor.finalize()


def _unpadded(data: bytes, block: int) -> bytes:
    count = data[-1]
    if not 1 <= count <= block or data[-count:] != bytes([count]) * count:
        raise Unsealed("its padding is not right; is the key?")
    return data[:-count]


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unsealed("it is no text; is the key right?") from error
