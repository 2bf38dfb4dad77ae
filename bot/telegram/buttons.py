"""Buttons: answered at once, pressed once, and only by the one they are for."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

from telegram import CallbackQuery, Message, Update, User
from telegram.constants import ChatType
from telegram.error import TelegramError

from bot import routes
from bot.card import Card
from bot.i18n import _, speaking
from bot.screens import dispatch
from bot.screens.manners import AGREED
from bot.telegram import PLATFORM
from bot.telegram.place import Place
from bot.telegram.reply import Request
from bot.telegram.talk import Means, answer, language_of, owns, person_of
from core.accounts.service import known_person
from core.drafts import service as drafts
from core.errors import NotFound, Refusal
from core.services import Services

if TYPE_CHECKING:
    from bot.screens.visit import Visit

log = logging.getLogger(__name__)


Click = tuple[int, int, int, str]
"""Who pressed, the chat, the message, what the button holds."""


class Buttons:
    """Takes presses of buttons.

    Args:
        means: what answers are made with.
    """

    def __init__(self, means: Means) -> None:
        self._means = means
        self._pressed: set[Click] = set()
        self._twice: set[str] = set()

    async def arrived(self, query: CallbackQuery) -> None:
        """The first reaction: Telegram's own sign of waiting goes; a second click waits for none."""
        click = _click(query)
        if click in self._pressed:
            self._twice.add(query.id)
        else:
            self._pressed.add(click)
        await self._acknowledge(query)

    async def _acknowledge(self, query: CallbackQuery) -> None:
        """Answer a button, with word of it where it belongs to somebody else."""
        said = None
        try:
            theirs = await self._theirs(query)
        except Refusal:
            theirs = True  # why it cannot be told is the answer to the press itself
        if not theirs:
            with speaking(language_of(query.from_user)):
                said = _not_yours(_route(query.data or ""))
        try:
            await self._means.telegrams.quick.answer_callback_query(query.id, said, show_alert=said is not None)
        except TelegramError as error:
            log.info("button not answered", extra={"error": type(error).__name__})  # too old, mostly

    async def pressed(self, update: Update, _context: object) -> None:
        """A button. What belongs to somebody else was refused when it arrived; a second click waits for none."""
        query = update.callback_query
        if query is None:
            return
        try:
            if query.id not in self._twice and await self._theirs(query):
                await self._press(query)
        finally:
            self._twice.discard(query.id)
            self._pressed.discard(_click(query))

    async def _press(self, query: CallbackQuery) -> None:
        core, text = self._means.core, query.data or ""
        route = _route(text)
        place = Place.of_press(query)
        message = query.message if isinstance(query.message, Message) else None
        goal = await self._goal(query.from_user, route) if place.private else None
        request = Request(query.from_user, place, message, route, goal, written=False)

        async def ask(visit: Visit) -> Card:
            return await dispatch.press(core, visit, text)

        await answer(self._means, request, f"button:{query.id}", ask, "button")

    async def _goal(self, user: User, route: routes.Route | None) -> Place | None:
        """The group in which a scheme or names were asked for, when their price is agreed to here."""
        if not isinstance(route, AGREED):
            return None
        core = self._means.core
        try:
            person_id = await person_of(core, user)
            kept = await core.db.read(drafts.place_of, draft_id=route.draft, person_id=person_id)
        except Exception as error:
            log.info("no place with a draft", extra={"error": type(error).__name__})
            return None
        return Place.read(kept) if kept else None

    async def _theirs(self, query: CallbackQuery) -> bool:
        """Whether a button is theirs to press: in a group, what belongs to a scheme or to names is their owner's."""
        message = query.message
        route = _route(query.data or "")
        if message is None or message.chat.type == ChatType.PRIVATE:
            return True
        for argument, theirs in OWNED.items():
            if named := getattr(route, argument, ""):
                return await theirs(self._means.core, query.from_user, named)
        return True


async def _owns_names(core: Services, user: User, naming: str) -> bool:
    """Whether names were suggested to them."""
    person_id = await core.db.read(known_person, PLATFORM, str(user.id))
    if person_id is None:
        return False
    try:
        await core.naming.one(person_id, naming)
    except NotFound:
        return False
    return True


OWNED: Final[dict[str, Callable[[Services, User, str], Awaitable[bool]]]] = {"code": owns, "naming": _owns_names}
"""What a route can be about, by its argument, and how to tell whose that is."""


def _not_yours(route: routes.Route | None) -> str:
    if hasattr(route, "naming"):
        return _("Only the one who asked can use these buttons. Yours is a /nickname away.")
    return _(
        "Only the one who asked can use these buttons, as long as the scheme is kept. Yours is a /paintscheme away."
    )


def _click(query: CallbackQuery) -> Click:
    place = Place.of_press(query)
    return query.from_user.id, place.chat, place.message, query.data or ""


def _route(text: str) -> routes.Route | None:
    try:
        return routes.decode(text)
    except routes.StaleRouteError:
        return None
