"""The answer to one interaction, from its acknowledgement to its card, whatever happens to messages in between.

An interaction must be acknowledged within 3 seconds, its token lives for 15 minutes, and a person may delete the
message in which the answer was to appear. What could not be shown is never lost: a paid scheme whose delivery was not
confirmed comes back through the outbox, and it stands in `/schemes`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import deque
from typing import TYPE_CHECKING, Any, Final

import aiohttp
import discord

from bot.card import Button, Card, Tone, Visibility
from bot.discord import PLATFORM, manners
from bot.discord.manners import Manner
from bot.discord.present import Drawn, Reader, present
from bot.i18n import _

if TYPE_CHECKING:
    from bot.discord.client import Client

log = logging.getLogger(__name__)

STALE_AFTER: Final = 2.5
"""Seconds: what arrives older could not be acknowledged in time, and Discord has told its person so already."""

SAME_LATENESS: Final = 1.0
"""Seconds: three in a row that are late by as much as each other say that the clock is wrong, not the people slow."""

PROGRESS_EVERY: Final = 1.5
"""Seconds between two edits: Discord takes about five in five seconds for one interaction, and the card needs one."""

EXPIRED: Final = frozenset({10062, 10015, 50027})
"""Unknown interaction, unknown webhook, a token that is no longer good: nothing more can be said on this way."""

ANSWERED: Final = 40060
"""Somebody has acknowledged this interaction before."""

FIRST_PAUSE: Final = 1.0
"""Seconds that discord.py waits before it repeats a request that Discord failed to serve."""

CUT_OFF: Final = (TimeoutError, OSError, aiohttp.ClientError)
"""What a connection can break with; discord.py repeats only some of them."""

PINGS: Final = discord.AllowedMentions.none()


class Reply:
    """One interaction and its answer.

    Args:
        client: the bot.
        interaction: what somebody did.
        manner: how the answer appears.
    """

    def __init__(self, client: Client, interaction: discord.Interaction[Any], manner: Manner) -> None:
        self._client = client
        self._interaction = interaction
        self._manner = manner
        self._seen = manners.watched(interaction)
        self._private = manner is Manner.PRIVATELY or (
            manner in {Manner.IN_PLACE, Manner.FROM_QUESTION, Manner.FROM_PANEL}
            and manners.is_private(interaction.message)
        )
        self._news: Card | None = None
        self._teller: asyncio.Task[None] | None = None

    async def acknowledge(self) -> bool:
        """Tell Discord that an answer comes; the first thing that happens. False when it is too late for that."""
        fresh = self._manner in {Manner.OPENLY, Manner.PRIVATELY}
        began = time.monotonic()
        for again in (False, True):
            try:
                await self._interaction.response.defer(ephemeral=self._manner is Manner.PRIVATELY, thinking=fresh)
                break
            except discord.HTTPException as error:
                if error.code == ANSWERED and (again or time.monotonic() - began >= FIRST_PAUSE):
                    break  # by our own first try, whose answer was lost
                if not isinstance(error, discord.NotFound) and error.code != ANSWERED:
                    log.warning("not acknowledged", extra={"status": error.status, "code": error.code})
                return False
            except CUT_OFF as error:
                # a connection that was kept open too long, for instance: the next one is fresh
                log.info("acknowledgement cut off", extra={"error": type(error).__name__})
                if again:
                    return False
        self._client.metrics.acknowledged(PLATFORM, age_of(self._interaction))
        return True

    # --- how far it is ---

    def tell(self, card: Card) -> None:
        """Show how far the work is, soon, unless something newer comes first."""
        self._news = card
        if self._teller is None or self._teller.done():
            self._teller = asyncio.create_task(self._tell())

    async def _tell(self) -> None:
        """Edit the answer with the newest news, at a pace that Discord allows."""
        if self._manner is Manner.FROM_PANEL or (self._manner is Manner.IN_PLACE and self._is_showpiece):
            return
        while True:
            await asyncio.sleep(PROGRESS_EVERY)  # first of all: most work is done before there is anything to tell
            card, self._news = self._news, None
            if card is None:
                return
            try:
                view = present(card, self._reader(card, private=self._private)).view
                await self._interaction.edit_original_response(view=view, attachments=[], allowed_mentions=PINGS)
            except (discord.HTTPException, *CUT_OFF):
                return  # the card itself will find a way, or not

    async def _told(self) -> None:
        """Tell no more; an edit on its way is waited for, so that it cannot come after the card."""
        if self._teller is not None:
            self._news = None
            self._teller.cancel()
            await asyncio.gather(self._teller, return_exceptions=True)

    @property
    def _is_showpiece(self) -> bool:
        return manners.is_showpiece(self._interaction.message)

    # --- the card ---

    async def show(self, card: Card) -> bool:
        """Show the answer; whether it arrived."""
        await self._told()
        try:
            await self._place(card)
        except discord.HTTPException as error:
            return await self._second_try(card, error)
        except CUT_OFF as error:
            log.warning("answer not sent", extra={"error": type(error).__name__})
            return False
        return True

    async def _place(self, card: Card) -> None:
        """Put the card where its manner and its visibility want it."""
        mine = card.visibility is Visibility.OWNER and self._seen
        match self._manner:
            case Manner.OPENLY if mine:
                await self._instead(card)
            case Manner.OPENLY | Manner.PRIVATELY:
                await self._become(card)
            case Manner.IN_PLACE:
                stays = card.tone in {Tone.REFUSAL, Tone.FAULT} or (mine and not self._private)
                await (self._follow(card, private=self._seen) if stays else self._become(card))
            case Manner.FROM_QUESTION | Manner.FROM_PANEL if card.visibility is Visibility.OWNER:
                keep = self._manner is Manner.FROM_PANEL
                await (self._follow(card, private=True) if keep else self._become(card))
            case Manner.FROM_QUESTION:
                await self._follow(card, private=False)
                await self._take_back()
            case Manner.FROM_PANEL:
                await self._follow(card, private=False)

    async def _become(self, card: Card) -> None:
        """The answer takes the place of the placeholder or of the message that was pressed."""
        drawn = await self._drawn(card, private=self._private or not self._seen)
        edit = self._interaction.edit_original_response
        try:
            await edit(view=drawn.view, attachments=drawn.files(), allowed_mentions=PINGS)
        except CUT_OFF:  # an edit may come twice
            await edit(view=drawn.view, attachments=drawn.files(), allowed_mentions=PINGS)
        await self._aside(card, shown=self._private or not self._seen)

    async def _instead(self, card: Card) -> None:
        """The answer in private, and the placeholder that everyone sees goes.

        Discord gives the first message after a placeholder its place, open as that is: so the placeholder is filled
        first, then it takes back what was said.
        """
        word = Card(title=_("Answered in private"), tone=Tone.PROGRESS)
        view = present(word, self._reader(word, private=False)).view
        await self._interaction.edit_original_response(view=view, allowed_mentions=PINGS)
        await self._follow(card, private=True)
        await self._take_back()

    async def _take_back(self) -> None:
        """Delete what stood for the answer, now that this has arrived; its person may have put it away already."""
        try:
            await self._interaction.delete_original_response()
        except (discord.HTTPException, *CUT_OFF) as error:
            log.info("not taken back", extra={"code": getattr(error, "code", 0)})

    async def _follow(self, card: Card, *, private: bool) -> None:
        """The answer as a further message."""
        drawn = await self._drawn(card, private=private or not self._seen)
        await self._interaction.followup.send(
            view=drawn.view, files=drawn.files(), ephemeral=private, allowed_mentions=PINGS
        )
        await self._aside(card, shown=private or not self._seen)

    async def _aside(self, card: Card, *, shown: bool) -> None:
        """What is for the owner alone, said in private below a card that everyone sees."""
        if shown or not card.aside:
            return
        own = Card(title="", lines=card.aside)
        view = present(own, self._reader(own, private=True)).view
        try:
            await self._interaction.followup.send(view=view, ephemeral=True, allowed_mentions=PINGS)
        except (discord.HTTPException, *CUT_OFF):
            log.info("aside not sent")

    async def _second_try(self, card: Card, error: discord.HTTPException) -> bool:
        """The place is gone, or the picture was too much for it: a plain message, if there can be one."""
        log.info("answer refused", extra={"status": error.status, "code": error.code})
        if error.code in EXPIRED:
            return await self._client.write_to(self._interaction, card)
        try:
            await self._plainly(card)
        except (discord.HTTPException, *CUT_OFF) as again:
            log.warning("answer lost", extra={"code": getattr(again, "code", 0)})
            return False
        return True

    async def _plainly(self, card: Card) -> None:
        """The answer in words, as a further message.

        A placeholder that everyone sees may still be there, and the next message takes its place: so what is private
        never goes first, and what is for all does not carry what is for its owner alone.
        """
        asked_openly = self._manner in {Manner.OPENLY, Manner.FROM_QUESTION, Manner.FROM_PANEL}
        private = not (asked_openly and card.visibility is Visibility.EVERYONE)
        word = await self._word() if private and self._seen and self._manner is Manner.OPENLY else None
        drawn = present(card, self._reader(card, private=private or not self._seen))
        await self._interaction.followup.send(
            view=drawn.view, files=drawn.files(), ephemeral=private and self._seen, allowed_mentions=PINGS
        )
        await self._aside(card, shown=private or not self._seen)
        if word is not None:
            with contextlib.suppress(discord.HTTPException, *CUT_OFF):
                await word.delete()
        if word is not None or (not private and self._manner is Manner.FROM_QUESTION):
            await self._take_back()

    async def _word(self) -> discord.WebhookMessage:
        """A word for everyone, to fill an open placeholder with."""
        word = Card(title=_("Answered in private"), tone=Tone.PROGRESS)
        view = present(word, self._reader(word, private=False)).view
        said: discord.WebhookMessage = await self._interaction.followup.send(
            view=view, allowed_mentions=PINGS, wait=True
        )
        return said

    async def _drawn(self, card: Card, *, private: bool) -> Drawn:
        return await self._client.draw(card, self._reader(card, private=private))

    def _reader(self, card: Card, *, private: bool) -> Reader:
        """For whom the card is written, and what only Discord offers with it."""
        user = self._interaction.user
        more: tuple[Button, ...] = ()
        if private and self._seen and card.posts is not None:
            more = (Button(_("Post it here"), card.posts),)
        return Reader(user.id, self._client.writer, name=user.display_name, private=private, more=more)


class Punctuality:
    """Tells what came too late from what a wrong clock of this machine makes look late."""

    def __init__(self) -> None:
        self._ages: deque[float] = deque(maxlen=3)
        self._told = False

    def is_late(self, age: float) -> bool:
        """Whether something of this age (seconds) is past answering; Discord has the last word on what is not."""
        self._ages.append(age)
        if age <= STALE_AFTER:
            return False
        alike = min(self._ages) > STALE_AFTER and max(self._ages) - min(self._ages) < SAME_LATENESS
        if len(self._ages) < 3 or not alike:
            return True
        if not self._told:
            self._told = True
            log.warning("this machine's clock runs ahead of Discord's", extra={"by_s": round(min(self._ages), 1)})
        return False


def age_of(interaction: discord.Interaction[Client]) -> float:
    """Seconds since somebody did it: their moment by Discord's clock, now by ours."""
    return max(0.0, interaction.client.core.clock() / 1000 - interaction.created_at.timestamp())
