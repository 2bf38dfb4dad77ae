"""Time, in one unit: milliseconds since the Unix epoch, UTC."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime

Clock = Callable[[], int]
"""A clock is a function without arguments that returns epoch milliseconds; tests pass their own."""

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def now_ms() -> int:
    """The wall clock, in epoch milliseconds."""
    return time.time_ns() // 1_000_000


def utc(ms: int) -> datetime:
    """Epoch milliseconds as an aware UTC `datetime`."""
    return datetime.fromtimestamp(ms / 1000, UTC)


def utc_day(ms: int) -> date:
    """The UTC calendar day that holds this instant."""
    return utc(ms).date()
