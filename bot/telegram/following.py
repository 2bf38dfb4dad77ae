"""The messages in which a card goes on: remembered, so that they change and go with it."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.telegram import PLATFORM
from core.intake import service as intake

if TYPE_CHECKING:
    from bot.telegram.place import Place
    from core.services import Services

log = logging.getLogger(__name__)


class Following:
    """Knows which messages continue which.

    Args:
        core: where that is kept, as long as pictures are.
    """

    def __init__(self, core: Services) -> None:
        self._core = core

    async def of(self, place: Place, message: int) -> list[int]:
        """The messages that continue a message, in their order."""
        kept = await self._core.db.read(intake.reference_of, platform=PLATFORM, digest=_digest(place, message))
        return [int(number) for number in kept.split(",")] if kept else []

    async def keep(self, place: Place, message: int, rest: Sequence[int]) -> None:
        """Remember what continues a message. Not worth an answer: a failure is logged."""
        try:
            if rest:
                await self._core.db.write(
                    intake.sent,
                    platform=PLATFORM,
                    digest=_digest(place, message),
                    reference=",".join(map(str, rest)),
                    now=self._core.clock(),
                )
            else:
                await self._core.db.write(intake.lost, platform=PLATFORM, digest=_digest(place, message))
        except Exception:
            log.exception("what continues a message is not remembered")


def _digest(place: Place, message: int) -> str:
    return hashlib.sha256(f"goes on|{place.chat}:{message}".encode()).hexdigest()
