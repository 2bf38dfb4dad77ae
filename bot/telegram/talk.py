"""One answer from beginning to end: who asks, what the screens say to it, where it is shown, what is left to do."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from telegram import User
from telegram.error import TelegramError

from bot.card import Card, Tone
from bot.i18n import speaking, spoken
from bot.people import meet
from bot.screens import notices, refusals
from bot.screens.visit import Visit
from bot.telegram import PLATFORM, questions
from bot.telegram.intake import answering
from bot.telegram.place import Place
from bot.telegram.post import Lost
from bot.telegram.progress import Crowd, Progress
from bot.telegram.reply import Reply, Request
from core.accounts.service import known_person, person_for
from core.errors import NotFound
from core.generation.notices import EVENT

if TYPE_CHECKING:
    from bot.metrics import Metrics
    from bot.telegram.application import Telegrams
    from bot.telegram.showing import Showing
    from core.outbox.message import Message as Notice
    from core.services import Services

log = logging.getLogger(__name__)

OUTCOMES: Final = {Tone.REFUSAL: "refused", Tone.FAULT: "failed"}

SEEN: Final = "👀"
"""The reaction to what is being worked on."""

SEEN_AT: Final = frozenset({"paintscheme", "message", "photo"})
"""What is reacted to before it is read."""

DONE_PRIVATELY: Final = "👌"
"""The reaction to a command in a group whose answer is in the person's own chat."""

Ask = Callable[[Visit], Awaitable[Card]]
"""What a visit asks of the screens."""


@dataclass(frozen=True, slots=True)
class Means:
    """What an answer is made with.

    Attributes:
        core: what the product knows and does.
        metrics: what an operator can measure.
        telegrams: the two Bots.
        showing: shows cards.
        username: the bot's own.
        crowd: everybody who waits for an answer.
    """

    core: Services
    metrics: Metrics
    telegrams: Telegrams
    showing: Showing
    username: str
    crowd: Crowd = field(default_factory=Crowd)


async def person_of(core: Services, user: User) -> str:
    """The person whom Telegram knows by this id, made at the first contact. Raises `Blocked`."""
    found = await core.db.read(known_person, PLATFORM, str(user.id))
    if found is None:
        found = await core.db.write(person_for, PLATFORM, str(user.id), now=core.clock())
    return found


async def owns(core: Services, user: User, code: str) -> bool:
    """Whether a scheme is theirs. Nobody is made a person by being asked about."""
    person_id = await core.db.read(known_person, PLATFORM, str(user.id))
    if person_id is None:
        return False
    try:
        await core.schemes.by_code(person_id, code)
    except NotFound:
        return False
    return True


def language_of(user: User | None) -> str:
    """The language to answer in: the one of their app, where we have it."""
    return spoken((user.language_code if user is not None else "") or "en")


async def react(telegrams: Telegrams, place: Place, emoji: str | None) -> None:
    """Put a reaction on the message of a place, or take it off. Where none are allowed nothing is missing."""
    try:
        async with telegrams.signs:
            await telegrams.quick.set_message_reaction(place.chat, place.message, emoji)
    except TelegramError as error:
        log.debug("no reaction", extra={"error": type(error).__name__})


async def answer(means: Means, request: Request, event: str, ask: Ask, what: str) -> None:
    """Ask the screens, and show what they say.

    Args:
        means: what it is made with.
        request: what somebody did.
        event: names it, so that the same one twice is done once.
        ask: what it asks of the screens.
        what: the command's name for the figures.
    """
    place = request.place
    quick, signs = means.telegrams.quick, means.telegrams.signs
    progress = Progress(quick, signs, means.crowd, means.showing.post, place, instead=request.panel)
    with speaking(language_of(request.user)):
        progress.begin()
        card, person_id = await _card(means, request, event, ask, progress)
        if card.unfinished:
            await progress.end()
            raise asyncio.CancelledError  # the update stays as it is, for the next process
        reply = Reply(means.showing, means.username, request, progress)
        shown = await reply.show(card)
        means.metrics.command(PLATFORM, what, OUTCOMES.get(card.tone, "done") if shown else "lost")
        if not place.private and request.written and shown is not None and shown[0].private:
            await react(means.telegrams, place, DONE_PRIVATELY)
        elif request.written and what in SEEN_AT and card.tone in OUTCOMES:
            await react(means.telegrams, place, None)  # nothing is being worked on
        if person_id:
            await _after(means, request, card, person_id, shown)


async def send(means: Means, place: Place, card: Card, *, reply_to: int = 0) -> None:
    """Show a card that nobody waits for with tokens in their hand; one that does not arrive is only logged."""
    try:
        await means.showing.new(place, card, reply_to=reply_to)
    except Lost as loss:
        log.info("not said", extra={"reason": str(loss)[:120]})


async def _card(means: Means, request: Request, event: str, ask: Ask, progress: Progress) -> tuple[Card, str]:
    """The card, and the person's id when they could be told who they are."""
    core = means.core
    known: list[str] = []
    nobody = Visit("", PLATFORM, event)

    async def work() -> Card:
        known.append(await meet(core, PLATFORM, str(request.user.id)))
        visit = Visit(
            known[0],
            PLATFORM,
            f"{PLATFORM}:{event}",
            # an answer that comes later speaks the same language; what this one begins it also tells
            surface={"locale": language_of(request.user), EVENT: answering.get()},
            confirms=True,
            place="" if request.place.private else str(request.place),
            tell=progress.tell,
        )
        return await ask(visit)

    try:
        card = await refusals.guarded(core, nobody, work())
    except asyncio.CancelledError:
        await progress.end()
        raise
    return card, known[0] if known else ""


async def _after(means: Means, request: Request, card: Card, person_id: str, shown: tuple[Place, int] | None) -> None:
    """Remember what was asked, confirm what was delivered, and tell what could not be told before."""
    core = means.core
    try:
        place, message = shown or (request.place, 0)
        if card.asks is not None and shown is not None:
            await questions.remember(core, place, person_id, card.asks, message)
        elif await questions.asked(core, place, person_id) is not None:
            await questions.remember(core, place, person_id, None, 0)
        if shown is None:
            return
        if card.delivery:
            await core.desk.delivered(card.delivery)
        await notices.tell_waiting(core, person_id, lambda notice: _tell(means, request, notice))
    except Exception:
        log.exception("nothing done after the answer")


async def _tell(means: Means, request: Request, notice: Notice) -> bool:
    """One notice, in private; one that this version does not know waits for another."""
    card = notices.notice_card(notice)
    if card is None:
        return False
    try:
        await means.showing.new(Place.own(request.user), replace(card, asks=None))
    except Lost:
        return False
    return True
