"""Pictures on their way out: drawn off the event loop, uploaded once, sent again by what Telegram calls them."""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING, Final

from telegram import Message

from bot.card import Picture
from bot.easel import Easel
from bot.telegram import PLATFORM
from core.intake import service as intake

if TYPE_CHECKING:
    from core.services import Services

log = logging.getLogger(__name__)

PHOTO: Final = "photo"
FILE: Final = "file"
"""How something was sent: Telegram gives each a file id of its own kind."""


def digest_of(key: str, how: str = PHOTO) -> str:
    """What a sent picture is remembered under: SHA-256 of what it shows and how it was sent."""
    return hashlib.sha256(f"{how}|{key}".encode()).hexdigest()


class Pictures:
    """What has been uploaded, and what draws.

    Args:
        core: where file ids are kept.
    """

    def __init__(self, core: Services) -> None:
        self._core = core
        self._easel = Easel(PLATFORM)

    async def of(self, picture: Picture) -> bytes | str | None:
        """A picture as it can be sent: what Telegram calls it, or its bytes; None when it could not be drawn."""
        known = await self.known(picture.key) if picture.key else None
        return known or await self.drawn(picture)

    async def drawn(self, picture: Picture) -> bytes | None:
        """Its PNG bytes; None when drawing failed."""
        return await self._easel.draw(picture)

    async def known(self, key: str, how: str = PHOTO) -> str | None:
        """What Telegram calls it, when it was sent before."""
        return await self._core.db.read(intake.reference_of, platform=PLATFORM, digest=digest_of(key, how))

    async def keep(self, key: str, message: Message | bool, how: str = PHOTO) -> None:
        """Remember what Telegram calls what it has just been sent. Not worth an answer: a failure is logged."""
        if not key or isinstance(message, bool):
            return
        if how == PHOTO:
            name = message.photo[-1].file_id if message.photo else ""
        else:
            name = message.document.file_id if message.document else ""
        if not name:
            return
        try:
            await self._core.db.write(
                intake.sent, platform=PLATFORM, digest=digest_of(key, how), reference=name, now=self._core.clock()
            )
        except Exception:
            log.exception("a picture that was sent is not remembered")

    async def forget(self, key: str, how: str = PHOTO) -> None:
        """Telegram does not know it any more."""
        await self._core.db.write(intake.lost, platform=PLATFORM, digest=digest_of(key, how))

    def close(self) -> None:
        """Draw nothing more."""
        self._easel.close()
