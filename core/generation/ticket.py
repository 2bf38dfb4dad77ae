"""The values that a request is made of: what is asked, who may work on it, what came of it, and the limits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.clock import MINUTE, SECOND
from core.paintschemes.stored import NewScheme


class Status(StrEnum):
    """Where a request stands."""

    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much at once, how long, how often. Times in milliseconds.

    Attributes:
        at_once: requests of one person that are worked on at the same time, over all processes.
        in_line: requests of one person that may wait, tokens set aside, for one of those to end.
        lease: how long the work is believed to go on without a sign of life.
        beat: between two signs of life.
        poll: between two looks at a row that another process is working on.
        engine: how long an engine may think.
        hold: how long tokens stay set aside before the sweeper looks at them.
        attempts: how often a request is begun before its tokens go back.
        delivery: how long a surface has for a delivery it promised to confirm.
    """

    at_once: int = 2
    in_line: int = 8
    lease: int = 30 * SECOND
    beat: int = 10 * SECOND
    poll: int = SECOND // 2
    engine: int = 2 * MINUTE
    hold: int = 30 * MINUTE
    attempts: int = 2
    delivery: int = 2 * MINUTE


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What goes into a new row. The id is made beforehand, so that a repeated transaction knows its own row."""

    id: str
    person_id: str
    type: str
    key: str
    inputs_digest: str
    input: str
    """The brief, sealed."""
    quote_id: str
    parent_id: str | None
    engine: str
    engine_version: str
    platform: str
    surface: str
    """The surface's own references, JSON."""
    owner: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """The right to work on one request: this row, this worker, this attempt."""

    id: str
    person_id: str
    type: str
    key: str
    inputs_digest: str
    input: str
    hold_id: str | None
    cost: int
    parent_id: str | None
    surface: str
    owner: str
    attempt: int
    started: bool
    """False while it waits in line."""
    opened_at: int
    """When it was asked for, epoch ms."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the work came to, ready to be stored."""

    scheme: NewScheme
    response: str
    """The engine's proposal, sealed."""
    confidence: int
    """Thousandths."""
    understood: int
    not_understood: int
    engine: str
    engine_version: str
    milliseconds: int
