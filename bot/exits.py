"""What `wetpalette` tells the shell: one exit status for each kind of end, listed in the README."""

from __future__ import annotations

from enum import IntEnum

from core.errors import Busy, InsufficientTokens, Misconfigured, Refusal, Unavailable


class Exit(IntEnum):
    """Exit statuses. The first three are what shells and other tools mean by them."""

    DONE = 0
    TODO = 1
    """`doctor` or `audit` found something that must be done."""
    INPUT = 2
    """What was typed cannot be used."""
    TOKENS = 3
    """Not enough tokens."""
    CONFIGURATION = 4
    """The configuration file, a variable or a key."""
    DATABASE = 5
    """The database is broken, newer, not migrated or not there."""
    FILE = 6
    """A file cannot be written."""
    LATER = 7
    """Too much at once, or something is away for the moment."""
    REFUSED = 8
    """A chat platform does not know the bot's token."""
    FAULT = 70
    """Our fault; the log has it under the incident's number."""
    STOPPED = 130
    """Ctrl-C."""


class DatabaseRefusal(Misconfigured):
    """The operator has to do something about the database or its keys."""


class TokenRefused(Misconfigured):
    """A chat platform does not know the bot's token: it was mistyped, or somebody made a new one."""


class CannotWrite(Unavailable):
    """A file cannot be written where it was asked for."""


def status_of(refusal: Refusal) -> Exit:
    """The exit status for a refusal."""
    if isinstance(refusal, InsufficientTokens):
        return Exit.TOKENS
    if isinstance(refusal, CannotWrite):
        return Exit.FILE
    if isinstance(refusal, TokenRefused):
        return Exit.REFUSED
    if isinstance(refusal, DatabaseRefusal):
        return Exit.DATABASE
    if isinstance(refusal, Misconfigured):
        return Exit.CONFIGURATION
    if isinstance(refusal, Busy | Unavailable):
        return Exit.LATER
    return Exit.INPUT
