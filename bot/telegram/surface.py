"""Telegram as a surface of the process: connects, takes updates in, brings what waits, stops."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from telegram.error import EndPointNotFound, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.i18n import speaking
from bot.people import language_for
from bot.screens import dispatch
from bot.surface import TokenRefused
from bot.telegram import PLATFORM, menus, webhook
from bot.telegram.application import build, seconds
from bot.telegram.following import Following
from bot.telegram.groups import moved
from bot.telegram.handlers import UPDATES, Handlers
from bot.telegram.intake import Intake
from bot.telegram.pictures import Pictures
from bot.telegram.place import Place
from bot.telegram.polling import REFUSED, Poller
from bot.telegram.post import Lost, Post
from bot.telegram.showing import Offers, Showing
from bot.telegram.talk import Means
from bot.web import pictures as web_pictures
from core.clock import MINUTE, SECOND
from core.errors import Unavailable
from core.outbox.message import Delivered, Later, Message, Outcome, Undeliverable
from core.words import N_

if TYPE_CHECKING:
    from bot.metrics import Metrics
    from bot.settings import Settings
    from bot.web.server import RouteGroup
    from core.services import Services

log = logging.getLogger(__name__)

AWAY: Final = N_("Telegram cannot be reached at the moment ({address}). Try again in a few minutes.")

LEFT_BEHIND: Final = 10 * MINUTE
"""What another process took and has not answered for so long, it will not."""

LOOK_EVERY_S: Final = 60.0


class TelegramSurface:
    """Telegram in this process.

    Args:
        core: what the product knows and does.
        settings: what the operator wants.
        metrics: what can be measured.
    """

    name: Final = PLATFORM

    def __init__(self, core: Services, settings: Settings, metrics: Metrics) -> None:
        self._core = core
        self._settings = settings
        self._metrics = metrics
        self._token = settings.telegram.token.get_secret_value().strip()
        self._telegrams = build(settings.telegram)
        self._pictures = Pictures(core)
        self._showing: Showing | None = None
        self._intake: Intake | None = None
        self._poller: Poller | None = None
        self._connected = False
        self._closed = asyncio.Event()

    @property
    def ready(self) -> bool:
        """True while updates come in and can be answered."""
        if not self._connected or self._closed.is_set():
            return False
        return self._poller is None or self._poller.ready

    def web_routes(self) -> Sequence[RouteGroup]:
        """The webhook, and the pictures that Telegram fetches for inline mode."""
        groups: list[RouteGroup] = []
        if self._settings.telegram.mode == "webhook":
            groups.append(webhook.routes(lambda: self._intake, webhook.secret_of(self._token)))
        if self._settings.web.public_url:
            groups.append(web_pictures.routes(self._core))
        return groups

    # --- life ---

    async def start(self) -> None:
        """Ask who we are, tell what we can do, and take up what a process before us left."""
        try:
            await self._telegrams.open()
            await self._begin()
        except (InvalidToken, Forbidden, EndPointNotFound):
            raise TokenRefused(REFUSED) from None
        except TelegramError as error:
            log.warning("telegram not reached", extra={"error": type(error).__name__})
            raise Unavailable(AWAY, address=self._settings.telegram.api_base or "api.telegram.org") from None

    async def _begin(self) -> None:
        quick, me = self._telegrams.quick, self._telegrams.bot.bot
        username = me.username or ""
        post = Post(self._telegrams.bot, self._moved)
        self._showing = Showing(
            post, self._pictures, Following(self._core), Offers(sharing=bool(me.supports_inline_queries))
        )
        means = Means(self._core, self._metrics, self._telegrams, self._showing, username)
        handlers = Handlers(means, self._addresses())
        app = self._telegrams.app
        handlers.install(app)
        await menus.publish(quick, menus.languages())
        intake = Intake(
            self._core, app.process_update, handlers.arrived, given_up=handlers.given_up, bot=self._telegrams.bot
        )
        if self._settings.telegram.mode == "webhook":
            # a SQLite file has one process: what is left there was left by one that is gone
            await intake.recover(older_than_ms=0 if self._core.db.dialect == "sqlite" else LEFT_BEHIND)
            self._intake = intake
            await webhook.register(quick, self._settings.web.public_url, webhook.secret_of(self._token), UPDATES)
        else:
            await webhook.unregister(quick)
            await intake.recover()
            self._intake = intake
            self._poller = Poller(quick, intake, allowed=UPDATES)
        self._connected = True

    async def run(self) -> None:
        """Take updates in until closed."""
        if self._intake is None:
            return
        looking = asyncio.create_task(self._look_after(self._intake))
        try:
            if self._poller is not None:
                await self._poller.run()
            await self._closed.wait()
        finally:
            looking.cancel()

    async def _look_after(self, intake: Intake) -> None:
        """Take up what was left behind: by another process, or here by a write whose answer was lost."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                await intake.recover(older_than_ms=LEFT_BEHIND)
            except Exception:
                log.exception("what was left behind cannot be looked for")

    async def stop_intake(self) -> None:
        """Ask for nothing more; Telegram keeps what people write meanwhile."""
        if self._poller is not None:
            self._poller.stop()
        if self._intake is not None:
            self._intake.stop_intake()

    async def close(self) -> None:
        """Let the last answers out, and disconnect. What is not answered by then is the next process's."""
        await self.stop_intake()
        if self._intake is not None:
            await self._intake.close()
        self._closed.set()
        await self._telegrams.close()
        self._pictures.close()

    # --- what waits ---

    async def deliver(self, message: Message) -> Outcome:
        """Write to a person; what Telegram refuses for good waits as a notice."""
        if self._showing is None:
            return Later()
        with speaking(await language_for(self._core, message)):
            card = await dispatch.brought(self._core, message)
            if card is None:
                return Undeliverable()
            try:
                await self._showing.new(Place(int(message.platform_user_id)), card)
            except Lost as loss:
                return Undeliverable() if loss.forever else Later(int(loss.after * SECOND) + SECOND)
            except RetryAfter as refusal:
                return Later(int(seconds(refusal) * SECOND) + SECOND)
        return Delivered()

    async def _moved(self, old: int, new: int) -> None:
        await moved(self._core, old, new)

    def _addresses(self) -> web_pictures.Addresses | None:
        """What makes the addresses of pictures, where we have a web side that Telegram can reach."""
        web = self._settings.web
        return web_pictures.addresses(self._core, web.public_url) if web.public_url and web.port is not None else None
