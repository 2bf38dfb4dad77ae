"""Identifiers: sortable by time for rows, short and speakable for people."""

from __future__ import annotations

import hashlib
import secrets

from ulid import ULID

# Crockford's base 32 without vowels that make words, and without letters that are read as digits.
CODE_ALPHABET = "0123456789BCDFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8


def new_id() -> str:
    """A new row id: a ULID, 26 characters, sortable by creation time."""
    return str(ULID())


def id_of(event: str) -> str:
    """The row id that an event always gives, so that the same one twice makes one row."""
    return str(ULID(hashlib.sha256(event.encode()).digest()[:16]))


def new_code() -> str:
    """A new public code, 8 characters of 30 (39 bits): short enough to type, too many to guess."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
