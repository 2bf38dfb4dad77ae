"""Who asks, from where, and how the answer can reach them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.card import Card


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of one person on one surface.

    Attributes:
        person_id: who asks.
        platform: "terminal", "discord", "telegram".
        event: names the real event (an interaction, an update), so that the same one twice is done once.
        agreed: the price was said and asking counts as agreement (`wetpalette try`).
        place: where it was asked, the platform's own short text; kept with a question that waits for its answer.
        surface: where an answer can be delivered after a crash, the platform's own references; JSON.
        confirms: the surface says when a scheme has arrived (`Card.delivery`); until then the outbox owes it.
        tell: shows a card that a later one takes the place of: how far the work has come.
    """

    person_id: str
    platform: str
    event: str
    agreed: bool = False
    place: str = ""
    surface: Mapping[str, str] = field(default_factory=dict)
    confirms: bool = False
    tell: Callable[[Card], Awaitable[None] | None] | None = None
