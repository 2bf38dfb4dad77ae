"""Who somebody is on a platform, and how they want to be answered: what every surface asks first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import i18n
from core.accounts.service import met, person_for
from core.preferences import service as preferences

if TYPE_CHECKING:
    from core.outbox.message import Message
    from core.services import Services


async def meet(core: Services, platform: str, user_id: str) -> str:
    """The person whom a platform knows by this id, made at the first contact; from here on in their language.

    One query for those who are known. Where they are is remembered for those who want to be reminded.

    Args:
        core: what the product knows.
        platform: "discord", "telegram", "terminal".
        user_id: the platform's own id, as text.

    Raises:
        Blocked: they may not use the bot.
    """
    found = await core.db.read(met, platform, user_id)
    if found is None:
        return await core.db.write(person_for, platform, user_id, now=core.clock())
    if found.elsewhere:
        await core.db.write(preferences.met_on, person_id=found.person_id, platform=platform)
    i18n.speak(i18n.chosen(found.language, i18n.locale()))
    return found.person_id


async def language_for(core: Services, message: Message) -> str:
    """The locale for what reaches somebody later: the one they chose, else that in which they asked."""
    chosen = await core.db.read(preferences.language, person_id=message.person_id)
    surface = message.payload.get("surface") or {}
    return i18n.chosen(chosen, i18n.spoken(str(surface.get("locale") or "en")))
