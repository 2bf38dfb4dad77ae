"""The numbers of the price list that are no rows, and what follows from them: plain values and pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from core.clock import DAY, MINUTE
from core.ledger.amounts import Source

WELCOME_TOKENS: Final = 12
"""Given once to every person."""

DAILY_TOKENS: Final = 2
"""Given for a claim, one claim a UTC day."""

STREAK_DAYS: Final = 7
STREAK_TOKENS: Final = 4
"""Given on top on every `STREAK_DAYS`th day in a row."""

FREE_LIFETIME: Final = 30 * DAY
"""How long welcome and daily tokens last, in ms."""

FREE_CAP: Final = 20
"""Unexpired free tokens that a daily claim fills up to. The welcome grant counts; what an operator gave does not."""

CAPPED_SOURCES: Final = frozenset({Source.DAILY, Source.WELCOME, Source.PROMO})

QUOTE_LIFETIME: Final = 15 * MINUTE
"""How long a price that was shown stands, in ms."""


@dataclass(frozen=True, slots=True)
class Price:
    """What a feature costs: whole tokens, and the version of the price list that says so."""

    feature: str
    version: int
    cost: int


@dataclass(frozen=True, slots=True)
class Quote:
    """A price that was shown to a person for certain inputs and stands until `expires_at` (epoch ms)."""

    id: str
    person_id: str
    feature: str
    price_version: int
    cost: int
    inputs_digest: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class DailyClaim:
    """What a daily claim brought.

    Attributes:
        day: the UTC day it counts for.
        granted: whole tokens that were given.
        worth: what the day was worth; more than `granted` at the cap.
        streak: days in a row, this one included.
        expires_at: when the tokens expire, epoch ms.
        next_at: when the next claim is possible, epoch ms.
        repeated: the day had been claimed before; nothing was given this time, the rest says what was given then.
    """

    day: date
    granted: int
    worth: int
    streak: int
    expires_at: int
    next_at: int
    repeated: bool = False

    @property
    def capped(self) -> bool:
        """True when the cap left room for less than the day was worth."""
        return self.granted < self.worth


@dataclass(frozen=True, slots=True)
class DailyState:
    """Whether a person can claim, and what for.

    Attributes:
        claimable: a claim now would count.
        streak: days in a row so far; 0 when a day was missed.
        next_at: when the next claim is possible, epoch ms; now when `claimable`.
        worth: what the next claim is worth when it continues the streak.
        room: free tokens that fit under the cap now.
    """

    claimable: bool
    streak: int
    next_at: int
    worth: int
    room: int


def worth_of(streak: int) -> int:
    """Tokens for the `streak`th day in a row (from 1)."""
    return DAILY_TOKENS + (STREAK_TOKENS if streak % STREAK_DAYS == 0 else 0)


def streak_after(last_day: date | None, last_streak: int, today: date) -> int:
    """Days in a row with a claim on `today`; a missed day starts again at 1."""
    return last_streak + 1 if last_day is not None and last_day + timedelta(days=1) == today else 1


def start_of(day: date) -> int:
    """Midnight UTC at which the day begins, epoch ms."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000
