"""What waits in the outbox, and what can come of an attempt to deliver it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from core.clock import HOUR, MINUTE, SECOND

MAX_ATTEMPTS: Final = 12
"""Attempts before a message becomes a notice: with the pauses below about three hours."""

FIRST_PAUSE: Final = 5 * SECOND
LONGEST_PAUSE: Final = HOUR
SHORTEST_PAUSE: Final = SECOND
LEASE: Final = 2 * MINUTE
"""How long a batch may take before another process may think the first one dead, in milliseconds."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message with the address it goes to.

    Attributes:
        id: stays the same over all attempts; a surface that can deduplicate uses it.
        person_id: whom it is for.
        platform: where it goes; empty for a notice, which is shown wherever the person is.
        platform_user_id: the person's id there; empty for a notice.
        kind: what it is, for instance "scheme_ready".
        payload: the ids it is about.
        attempts: how often delivery was begun, this time included.
        created_at: epoch ms.
    """

    id: str
    person_id: str
    platform: str
    platform_user_id: str
    kind: str
    payload: dict[str, Any]
    attempts: int
    created_at: int


@dataclass(frozen=True, slots=True)
class Delivered:
    """The person has it."""


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: the platform is away, or asked to wait.

    Attributes:
        after: how long to wait, in milliseconds, a second at least; None leaves it to the usual, growing pauses.
    """

    after: int | None = None


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """Never on this way: the person has blocked the bot or left. It waits as a notice for their next command."""


Outcome = Delivered | Later | Undeliverable


def pause(attempts: int) -> int:
    """How long to wait after so many attempts, in milliseconds: doubling from 5 seconds, an hour at most."""
    return min(FIRST_PAUSE << min(attempts - 1, 20), LONGEST_PAUSE)
