"""The Discord client: what people do comes in, goes to a screen, and comes back as a card."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import discord

from bot import routes
from bot.card import Button, Card, Tone
from bot.discord import PLATFORM, forms, manners
from bot.discord.buttons import CardButton, CardMenu
from bot.discord.completions import Kept
from bot.discord.manners import Manner
from bot.discord.present import Drawn, Reader, present
from bot.discord.reply import CUT_OFF, PINGS, Punctuality, Reply, age_of
from bot.discord.tree import Tree
from bot.discord.words import Writer
from bot.easel import Easel
from bot.i18n import _, chosen, speaking, spoken
from bot.people import meet
from bot.screens import dispatch, notices, refusals
from bot.screens.visit import Visit
from core.accounts.service import met
from core.generation.desk import CLOSING

if TYPE_CHECKING:
    from bot.metrics import Metrics
    from bot.screens.commands import Asked
    from core.outbox.message import Message
    from core.services import Services

log = logging.getLogger(__name__)

OUTCOMES: Final = {Tone.REFUSAL: "refused", Tone.FAULT: "failed"}

Ask = Callable[[Visit], Awaitable[Card]]
"""What a visit asks of the screens."""


class Client(discord.AutoShardedClient):
    """The bot on Discord.

    Args:
        core: what the product knows and does.
        metrics: what an operator can measure.
        shard_ids: the shards of this process; None runs all.
        shard_count: how many there are over all processes; None leaves it to Discord.
    """

    def __init__(
        self,
        core: Services,
        metrics: Metrics,
        *,
        shard_ids: Collection[int] | None = None,
        shard_count: int | None = None,
    ) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nothing here is ever spoken
        # Servers are all that slash commands need: no member list, no message is ever read, nothing is cached.
        intents = discord.Intents.none()
        intents.guilds = True
        super().__init__(
            intents=intents,
            allowed_mentions=PINGS,
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            shard_ids=list(shard_ids) if shard_ids else None,  # type: ignore[arg-type]  # None is its default
            shard_count=shard_count,
        )
        self.core = core
        self.metrics = metrics
        self.writer = Writer()
        self.closing = False
        self.kept = Kept()
        self._punctuality = Punctuality()
        self.tree: Tree = Tree(self)
        self._at_work: set[asyncio.Task[Any]] = set()
        self._pressed: set[tuple[int, int, str]] = set()
        self._easel = Easel(PLATFORM)

    async def setup_hook(self) -> None:
        """Know our buttons of any age, and see to it that Discord knows our commands."""
        self.add_dynamic_items(CardButton, CardMenu)
        mentions = await self.tree.register()
        self.writer = Writer(mentions)

    # --- what comes in ---

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """A form that was sent in. Read here and not by a `Modal`, because it may be older than this process."""
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        data: dict[str, Any] = dict(interaction.data or {})
        match = forms.TEMPLATE.fullmatch(str(data.get("custom_id", "")))
        if match is None:
            return
        answers = forms.Answers.read(data, interaction)
        route = forms.route_of(match["text"])
        if route is None:
            await self.answer(interaction, Manner.PRIVATELY, _stale, "modal")
            return
        manner = forms.manner(route, answers, interaction)
        await self.answer(interaction, manner, lambda visit: forms.asked(self.core, visit, route, answers), "modal")

    async def pressed(self, interaction: discord.Interaction[Any], owner: int, text: str, *, form: bool) -> None:
        """A button or a menu. What belongs to somebody else is refused in private; a second click waits for none."""
        if owner != interaction.user.id:
            await self.answer(interaction, Manner.PRIVATELY, _not_yours, "button")
            return
        try:
            route = routes.decode(text)
        except routes.StaleRouteError:
            await self.answer(interaction, Manner.PRIVATELY, _stale, "button")
            return
        if form or isinstance(route, manners.FORMS):
            await self.open_form(interaction, route)
            return
        message = interaction.message.id if interaction.message else 0
        click = (interaction.user.id, message, text)
        if click in self._pressed:
            await Reply(self, interaction, Manner.IN_PLACE).acknowledge()
            return
        self._pressed.add(click)
        try:
            manner = manners.of_press(route, interaction)
            await self.answer(interaction, manner, lambda visit: dispatch.show(self.core, visit, route), "button")
        finally:
            self._pressed.discard(click)

    async def command(self, interaction: discord.Interaction[Any], name: str, asked: Asked, manner: Manner) -> None:
        """A command with its options read."""
        await self.answer(interaction, manner, lambda visit: dispatch.show(self.core, visit, asked), name)

    async def open_form(self, interaction: discord.Interaction[Any], route: routes.Route) -> None:
        """Open the form for a route; the form is the acknowledgement."""
        if not await self._in_time(interaction, "modal"):
            return
        try:
            with speaking(await self._language(interaction)):
                form = await forms.form_for(self.core, interaction, route)
        except Exception as error:
            await self._answer(interaction, Manner.PRIVATELY, _raising(error), "modal")
            return
        try:
            await interaction.response.send_modal(form)
        except (discord.HTTPException, *CUT_OFF) as error:
            log.info("form not opened", extra={"code": getattr(error, "code", 0)})
            return
        finally:
            form.stop()  # what is sent in is read in `on_interaction`, by any process
        self.metrics.acknowledged(PLATFORM, age_of(interaction))

    # --- what goes out ---

    async def answer(self, interaction: discord.Interaction[Any], manner: Manner, ask: Ask, what: str) -> None:
        """Acknowledge, ask, show. `what` is the command's name for the figures."""
        if await self._in_time(interaction, what):
            await self._answer(interaction, manner, ask, what)

    async def _answer(self, interaction: discord.Interaction[Any], manner: Manner, ask: Ask, what: str) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._at_work.add(task)
            task.add_done_callback(self._at_work.discard)
        reply = Reply(self, interaction, manner)
        if not await reply.acknowledge():
            self.metrics.command(PLATFORM, what, "late")
            return
        with speaking(spoken(str(interaction.locale))):
            card, person_id = await self._card(interaction, reply, ask)
            self.kept.forget(interaction.user.id)
            shown = await reply.show(card)
            self.metrics.command(PLATFORM, what, OUTCOMES.get(card.tone, "done") if shown else "lost")
            if shown and person_id:
                await self._after(interaction, card, person_id)

    async def _card(self, interaction: discord.Interaction[Any], reply: Reply, ask: Ask) -> tuple[Card, str]:
        """The card, and the person's id when they could be told who they are."""
        nobody = Visit("", PLATFORM, str(interaction.id))
        known: list[str] = []

        async def work() -> Card:
            known.append(await self.person(interaction.user.id))
            visit = replace(manners.visit(interaction, known[0]), tell=reply.tell)
            return await ask(visit)

        card = await refusals.guarded(self.core, nobody, work())
        return card, known[0] if known else ""

    async def _after(self, interaction: discord.Interaction[Any], card: Card, person_id: str) -> None:
        """Confirm what was delivered, and tell what could not be told before."""
        try:
            if card.delivery:
                await self.core.desk.delivered(card.delivery)
            await notices.tell_waiting(self.core, person_id, lambda message: self._tell(interaction, message))
        except Exception:
            log.exception("nothing said after the answer")

    async def _tell(self, interaction: discord.Interaction[Any], message: Message) -> bool:
        """One notice, in private; one that this version does not know waits for another."""
        notice = notices.notice_card(message)
        if notice is None:
            return False
        view = present(notice, Reader(interaction.user.id, self.writer)).view
        try:
            await interaction.followup.send(view=view, ephemeral=manners.watched(interaction), allowed_mentions=PINGS)
        except (discord.HTTPException, *CUT_OFF):
            return False
        return True

    async def person(self, user_id: int) -> str:
        """The person whom Discord knows by this id, and their language from here on. Raises `Blocked`."""
        return await meet(self.core, PLATFORM, str(user_id))

    async def _language(self, interaction: discord.Interaction[Any]) -> str:
        """The locale to answer in before anybody is asked for as a person: chosen, or that of their app."""
        known = await self.core.db.read(met, PLATFORM, str(interaction.user.id))
        return chosen(known.language if known else "", spoken(str(interaction.locale)))

    async def draw(self, card: Card, reader: Reader) -> Drawn:
        """The message for a card, its pictures drawn off the event loop."""
        picture = None if card.picture is None else await self._easel.draw(card.picture)
        return present(card, reader, picture=picture, pages=[await self._easel.draw(page) for page in card.pages])

    async def write_to(self, interaction: discord.Interaction[Any], card: Card) -> bool:
        """Bring a card whose interaction has expired into the channel, where we may speak; else the outbox does."""
        if not card.delivery:
            return False
        reader = Reader(interaction.user.id, self.writer, name=interaction.user.display_name, private=False)
        rights = interaction.app_permissions
        open_here = interaction.is_guild_integration() and interaction.guild_id is not None
        if open_here and rights.send_messages and rights.attach_files and interaction.channel_id is not None:
            drawn = await self.draw(card, reader)
            channel = self.get_partial_messageable(interaction.channel_id, guild_id=interaction.guild_id)
            try:
                await channel.send(view=drawn.view, files=drawn.files(), allowed_mentions=PINGS)
            except (discord.HTTPException, *CUT_OFF) as error:
                log.info("channel refused", extra={"code": getattr(error, "code", 0)})
            else:
                return True
        return False

    # --- the end ---

    async def finish(self) -> None:
        """Wait for the answers under way."""
        while self._at_work:
            await asyncio.wait(self._at_work)

    async def close(self) -> None:
        """Disconnect."""
        await super().close()
        self._easel.close()

    async def _in_time(self, interaction: discord.Interaction[Any], what: str) -> bool:
        """Whether this can still be answered, and shall be."""
        if self._punctuality.is_late(age_of(interaction)):
            log.info("dropped, too old", extra={"age_s": round(age_of(interaction), 1)})
            self.metrics.command(PLATFORM, what, "late")
            return False
        if self.closing:
            with speaking(spoken(str(interaction.locale))):
                card = Card(title=_("Back in a minute"), lines=(_(CLOSING),), tone=Tone.REFUSAL)
                view = present(card, Reader(interaction.user.id, self.writer)).view
            try:
                await interaction.response.send_message(view=view, ephemeral=True, allowed_mentions=PINGS)
            except (discord.HTTPException, *CUT_OFF):
                log.info("not told about the restart")
            return False
        return True


def _raising(error: Exception) -> Ask:
    """What went wrong before there was a visit, said as everything that goes wrong is."""

    async def ask(_visit: Visit) -> Card:
        raise error

    return ask


async def _stale(_visit: Visit) -> Card:
    return refusals.stale()


async def _not_yours(_visit: Visit) -> Card:
    return Card(
        title=_("That is somebody else’s"),
        lines=(_("Only the one who asked can use these buttons. Yours is a sentence away."),),
        buttons=((Button(_("Paint something"), routes.AskBrief()),),),
        tone=Tone.REFUSAL,
    )
