"""What somebody was asked here and has not answered: kept in the database, so that a restart forgets nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import routes
from bot.telegram import PLATFORM
from core.intake import service as intake

if TYPE_CHECKING:
    from bot.telegram.place import Place
    from core.services import Services


async def remember(core: Services, place: Place, person_id: str, route: routes.Route | None, message: int) -> None:
    """Wait for words that belong to a route; None: for none any more."""
    if route is None:
        await core.db.write(intake.answered, platform=PLATFORM, place=place.conversation, person_id=person_id)
        return
    await core.db.write(
        intake.ask,
        platform=PLATFORM,
        place=place.conversation,
        person_id=person_id,
        asked=intake.Question(routes.encode(route), str(message)),
        now=core.clock(),
    )


async def asked(core: Services, place: Place, person_id: str) -> tuple[routes.Route, int] | None:
    """What the person was asked here, and by which message."""
    found = await core.db.read(
        intake.asked, platform=PLATFORM, place=place.conversation, person_id=person_id, now=core.clock()
    )
    if found is None:
        return None
    try:
        return routes.decode(found.route), int(found.message)
    except routes.StaleRouteError:
        return None
