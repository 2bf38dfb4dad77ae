"""The fingerprint of facts: SHA-256 over a canonical JSON text.

Each entry of a wallet carries the hash of: the hash before it, its own line number, its transaction in full and every
line of that transaction. Who changes, removes or adds a fact later has to recompute every hash after it, and cannot do
so unseen when somebody kept a later one.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import NamedTuple

# ASCII output and no spaces: one value, one text, on every machine.
_canonical = json.JSONEncoder(separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode


class Txn(NamedTuple):
    """A row of `ledger_txn`, in the order in which it is hashed."""

    id: str
    key: str
    request_hash: str
    kind: str
    source: str | None
    expires_at: int | None
    order_id: str | None
    hold_id: str | None
    reverses_id: str | None
    actor: str
    reason: str
    created_at: int


class Line(NamedTuple):
    """A row of `ledger_entry` without its transaction and its hash, in the order in which it is hashed."""

    line: int
    account: str
    wallet_id: str | None
    amount: int
    balance_after: int | None
    version: int | None


def digest(*parts: object) -> str:
    """SHA-256 of JSON values (strings, integers, None, lists of them), as 64 hexadecimal characters."""
    return sha256(_canonical(parts).encode("ascii")).hexdigest()


def genesis(wallet_id: str, kind: str, owner_id: str, created_at: int) -> str:
    """What stands before the first entry of a wallet; binds the chain to its owner."""
    return digest("wallet", wallet_id, kind, owner_id, created_at)


def entry_hash(previous: str, line: int, txn: Txn, lines: tuple[Line, ...]) -> str:
    """The hash of the entry at `line` of `txn`, whose lines are all given; `previous` is the hash before it."""
    return digest(previous, line, txn, lines)
