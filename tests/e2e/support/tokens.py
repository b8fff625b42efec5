"""An independent implementation of reply tokens, written from their description: tokens that the desk must accept or
refuse."""

import hashlib
import hmac
import pathlib
import time

LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
PURPOSES = {"reply": 1, "note": 2, "action": 3, "confirm": 4, "return_path": 5, "unsubscribe": 6, "loop": 7}


def spell(bits: str) -> str:
    bits += "0" * (-len(bits) % 5)
    return "".join(LETTERS[int(bits[at:at + 5], 2)] for at in range(0, len(bits), 5))


def newest_key(key_file: pathlib.Path) -> tuple[int, bytes]:
    number, _, secret = key_file.read_text().splitlines()[0].split()
    return int(number), bytes.fromhex(secret)


def token(key: tuple[int, bytes], ticket: int, party: str, *, purpose: str = "reply", expires: float | None = None) -> str:
    """The fields and their bits: version 2, purpose 4, key 8, ticket 34, hour of expiry 20, hash of the address 64,
    HMAC-SHA-256 128."""
    hour = int((expires if expires is not None else time.time() + 86400) // 3600) + 1
    named = int.from_bytes(hashlib.sha256(party.lower().encode()).digest()[:8], "big")
    fields = f"{1:02b}{PURPOSES[purpose]:04b}{key[0]:08b}{ticket:034b}{hour:020b}{named:064b}"
    proof = hmac.new(key[1], b"t" + spell(fields).encode(), hashlib.sha256).digest()[:16]
    return spell(fields + f"{int.from_bytes(proof, 'big'):0128b}")
