"""The answer to one thing that somebody did: where it appears, and in place of what.

One rule for all cards. One with a picture is a showpiece and stays; what is asked from it appears below. One without
is a panel, and the next card takes its place. What is for its owner alone is never said in a group: it goes into their
own chat with the bot, and the group gets a link there where the bot may not begin that chat.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, User

from bot import routes
from bot.card import Card, Link, Tone, Visibility
from bot.i18n import _
from bot.screens.manners import AGREED, MADE_OPENLY, SAME_CARD, answers, leaves
from bot.telegram import links
from bot.telegram.place import Place
from bot.telegram.post import Lost, NoPictures, NotKnown, NotThere
from bot.telegram.showing import Showing, goes_on
from bot.telegram.words import data

if TYPE_CHECKING:
    from bot.telegram.progress import Progress

log = logging.getLogger(__name__)

FAILED: Final = frozenset({Tone.REFUSAL, Tone.FAULT})


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody did.

    Attributes:
        user: who.
        place: where.
        written: it was written; otherwise a button was pressed.
        openly: its answer may be for everyone.
        pressed: the message whose button they pressed; None also where Telegram no longer shows it.
        route: what was asked for, where it is a route: a link can lead back to it.
        goal: where the answer belongs when that is another place: the group in which a scheme or names were asked for.
    """

    user: User
    place: Place
    pressed: Message | None = None
    route: routes.Route | None = None
    goal: Place | None = None
    written: bool = True
    openly: bool = True

    @property
    def own(self) -> Place:
        """The person's own chat."""
        return self.place if self.place.private else Place.own(self.user)

    @property
    def panel(self) -> bool:
        """Whether a button without a picture was pressed, whose message can say something else."""
        return self.pressed is not None and self.pressed.text is not None


class Reply:
    """Brings one answer to where it belongs.

    Args:
        showing: shows cards.
        username: the bot's, for links to it.
        request: what is answered.
        progress: what has been shown so far.
    """

    def __init__(self, showing: Showing, username: str, request: Request, progress: Progress) -> None:
        self._showing = showing
        self._username = username
        self._request = request
        self._progress = progress

    async def show(self, card: Card) -> tuple[Place, int] | None:
        """Show the answer; where it is and the number of its message, None when it did not arrive."""
        overwritten = await self._progress.end()
        request = self._request
        try:
            if request.goal is not None and card.visibility is Visibility.EVERYONE and card.tone not in FAILED:
                return await self._elsewhere(request.goal, card)
            if not request.place.private:
                return await self._in_group(card)
            if request.pressed is not None:
                return await self._pressed(card, overwritten=overwritten)
            return await self._new(request.place, card, self._answers(card))
        except Lost as loss:
            log.info("answer lost", extra={"reason": str(loss)[:120]})
            return None

    def _answers(self, card: Card) -> int:
        """The message that a new one answers: a scheme its words, in case several are under way."""
        return self._request.place.message if card.delivery or card.asks is not None else 0

    async def _new(self, place: Place, card: Card, reply_to: int = 0) -> tuple[Place, int]:
        message = await self._showing.new(place, card, reply_to=reply_to)
        return place.of_sent(message), message.message_id

    # --- in the person's own chat ---

    async def _pressed(self, card: Card, *, overwritten: bool) -> tuple[Place, int]:
        """The answer to a button."""
        request = self._request
        stays = (card.tone in FAILED or leaves(request.route)) and not overwritten
        try:
            if request.panel and card.picture is None and card.asks is None and not stays:
                await self._showing.become(request.place, card, went_on=self._went_on)
                return request.place, request.place.message
            if not request.panel and isinstance(request.route, SAME_CARD) and await self._same(card):
                return request.place, request.place.message
        except (Lost, NotThere, NoPictures, NotKnown):
            log.info("not in place")
        shown = await self._new(request.place, card, 0 if request.panel else request.place.message)
        if overwritten or (request.panel and card.picture is not None and answers(request.route)):
            await self._showing.post.delete(request.place)
        return shown

    @property
    def _went_on(self) -> bool:
        return self._request.pressed is not None and goes_on(self._request.pressed)

    async def _same(self, card: Card) -> bool:
        """The card that was pressed, changed where it is; False when that is not possible."""
        request = self._request
        if card.picture is None or request.pressed is None:
            return False
        if isinstance(request.route, routes.Thumb):
            await self._showing.rebutton(request.place, card)
            return True
        return await self._showing.redraw(request.place, card, went_on=goes_on(request.pressed))

    # --- in a group ---

    async def _in_group(self, card: Card) -> tuple[Place, int] | None:
        """The answer to what was done where others read along."""
        request = self._request
        openly = request.openly and card.visibility is Visibility.EVERYONE and card.tone not in FAILED
        if not request.written:
            if openly and isinstance(request.route, SAME_CARD):
                try:
                    if await self._same(card):
                        return request.place, request.place.message
                except (Lost, NotThere, NoPictures, NotKnown):
                    log.info("not in place")
            openly = openly and isinstance(request.route, (*MADE_OPENLY, *SAME_CARD, routes.AskBrief))
        if openly:
            try:
                return await self._new(request.place, card, request.place.message)
            except Lost as loss:
                if not loss.forever:
                    raise
                card = _moved_here(card)
        return await self._in_private(card)

    async def _in_private(self, card: Card) -> tuple[Place, int] | None:
        """The answer in the person's own chat, or word in the group of how to get there."""
        request = self._request
        try:
            return await self._new(request.own, card)
        except Lost as loss:
            if not loss.forever:
                raise
        if card.harmless:
            return await self._new(request.place, replace(card, aside=()), request.place.message)
        await self._point_home(card)
        return None

    async def _point_home(self, card: Card) -> None:
        """Word in the group that there is an answer, with the way to it."""
        request = self._request
        agreed = next((b.route for row in card.buttons for b in row if isinstance(b.route, AGREED)), None)
        back = request.route if agreed is None else _question(agreed)
        payload = links.to(back) if back is not None else ""
        button = InlineKeyboardButton(_("Open our chat"), url=links.address(self._username, payload or "hello"))
        if isinstance(back, routes.AskDraft):
            said = _("A scheme costs tokens, and before I take any I ask you, in our own chat. It comes here then.")
        elif isinstance(back, routes.AskNames):
            said = _("Names cost tokens, and before I take any I ask you, in our own chat. They come here then.")
        elif payload:
            said = _("Prices, balances and settings are for your eyes alone. I answer in our own chat.")
        else:  # no link leads back to what was asked
            said = _("That answer is for you alone. Open our own chat once, then ask me again, here or there.")
        await self._showing.post.text(
            request.place,
            data(said).markup,
            reply_to=request.place.message,
            keyboard=InlineKeyboardMarkup([[button]]),
        )

    async def _elsewhere(self, goal: Place, card: Card) -> tuple[Place, int]:
        """A scheme or names whose price was agreed to in private, where they were asked for; here word of that."""
        request = self._request
        try:
            message = await self._showing.new(goal, card, reply_to=goal.message)
        except Lost:
            return await self._pressed(_moved_here(card), overwritten=True)
        there = (message.link or "").partition("?")[0]  # the library puts an empty thread behind it
        word = Card(
            title=_("It is where you asked for it"),
            lines=(card.title, *card.aside),
            links=(Link(_("Go there"), there),) if there else (),
        )
        try:
            await self._showing.become(request.place, word, went_on=self._went_on)
        except (Lost, NotThere):
            log.info("not told in private")
        return goal.of_sent(message), message.message_id


def _moved_here(card: Card) -> Card:
    """A card for everyone that only its owner gets to see, with word of why."""
    said = _("I could not write where you asked for it, so it comes to you alone.")
    return replace(card, aside=(*card.aside, said))


def _question(agreed: routes.PaintDraft | routes.NameDraft) -> routes.Route:
    """The price question that is agreed to with a route."""
    return (routes.AskNames if isinstance(agreed, routes.NameDraft) else routes.AskDraft)(agreed.draft)
