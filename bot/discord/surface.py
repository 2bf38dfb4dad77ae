"""Discord as a surface of the process: logs in, stays connected, brings what waits, stops."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Final

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.discord import PLATFORM
from bot.discord.client import Client
from bot.discord.present import Reader
from bot.discord.reply import CUT_OFF, PINGS
from bot.i18n import speaking
from bot.people import language_for
from bot.screens import dispatch
from bot.surface import TokenRefused
from core.clock import SECOND
from core.errors import Misconfigured, Unavailable
from core.outbox.message import Delivered, Later, Message, Outcome, Undeliverable
from core.words import N_

if TYPE_CHECKING:
    from bot.metrics import Metrics
    from bot.settings import Discord
    from core.services import Services

log = logging.getLogger(__name__)

CONNECT_WITHIN: Final = 60.0
"""Seconds for all shards to be ready; Discord lets one identify every five seconds."""

REFUSED: Final = N_("Discord does not know this token. Copy it anew from your application’s page into discord.token.")
AWAY: Final = N_("Discord cannot be reached at the moment ({address}). Try again in a few minutes.")
NO_INTENTS: Final = N_("Discord refuses what the bot asks to hear. Look at your application’s page, under Bot.")
SHARDS: Final = N_("Discord refuses these shards: look at discord.shard_ids and discord.shard_count.")
LOST: Final = N_("Discord has closed the connection for good (code {code}).")

_CLOSED: Final = {4004: REFUSED, 4010: SHARDS, 4011: SHARDS, 4013: NO_INTENTS, 4014: NO_INTENTS}


class DiscordSurface:
    """Discord in this process.

    Args:
        core: what the product knows and does.
        settings: the operator's settings for Discord.
        metrics: what can be measured.
    """

    name: Final = PLATFORM

    def __init__(self, core: Services, settings: Discord, metrics: Metrics) -> None:
        self._core = core
        self._settings = settings
        if settings.api_base:
            Route.BASE = settings.api_base.rstrip("/")
        if settings.gateway_url:
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway_url)
        self.client = Client(core, metrics, shard_ids=settings.shard_ids, shard_count=settings.shard_count)
        self._connected: asyncio.Task[None] | None = None

    @property
    def ready(self) -> bool:
        """True while every shard of this process is connected."""
        client = self.client
        alive = client.shards.values()
        return client.is_ready() and not client.is_closed() and not any(shard.is_closed() for shard in alive)

    def web_routes(self) -> tuple[()]:
        """None: Discord speaks through its gateway."""
        return ()

    async def start(self) -> None:
        """Log in, register the commands, connect."""
        # Names are completed at every keystroke: the first person to type must not wait for the index, nor all others.
        learning = asyncio.create_task(asyncio.to_thread(lambda: self._core.catalogue.names))
        try:
            await self.client.login(self._settings.token.get_secret_value())
            self._connected = asyncio.create_task(self.client.connect(reconnect=True), name="discord")
            ready = asyncio.create_task(self.client.wait_until_ready())
            await asyncio.wait({self._connected, ready}, timeout=CONNECT_WITHIN, return_when=asyncio.FIRST_COMPLETED)
            ready.cancel()
            if self._connected.done():
                self._connected.result()
            if not self.client.is_ready():
                raise self._away()
        except discord.LoginFailure:
            raise TokenRefused(REFUSED) from None
        except discord.PrivilegedIntentsRequired:
            raise Misconfigured(NO_INTENTS) from None
        except discord.ConnectionClosed as error:
            raise self._closed(error) from None
        except (discord.HTTPException, discord.GatewayNotFound, aiohttp.ClientError, OSError) as error:
            log.warning("discord not reached", extra={"error": type(error).__name__})
            raise self._away() from None
        finally:
            await learning

    async def run(self) -> None:
        """Stay connected until closed."""
        if self._connected is None:
            return
        try:
            await asyncio.shield(self._connected)
        except discord.PrivilegedIntentsRequired:
            raise Misconfigured(NO_INTENTS) from None
        except discord.ConnectionClosed as error:
            raise self._closed(error) from None

    async def stop_intake(self) -> None:
        """Answer new interactions with a word about the restart."""
        self.client.closing = True

    async def close(self) -> None:
        """Let what is nearly sent go out, and disconnect."""
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self.client.finish(), 3)
        await self.client.close()
        if self._connected is not None:
            await asyncio.gather(self._connected, return_exceptions=True)

    async def deliver(self, message: Message) -> Outcome:
        """Write to a person; what Discord refuses for good waits as a notice."""
        with speaking(await language_for(self._core, message)):
            card = await dispatch.brought(self._core, message)
            if card is None:
                return Undeliverable()
            user_id = int(message.platform_user_id)
            drawn = await self.client.draw(card, Reader(user_id, self.client.writer))
        try:
            channel = await self.client.create_dm(discord.Object(user_id))
            await channel.send(
                view=drawn.view,
                files=drawn.files(),
                allowed_mentions=PINGS,
                nonce=message.id[-25:],  # sent again because the answer got lost, it is still one message
            )
        except (discord.Forbidden, discord.NotFound):
            return Undeliverable()
        except discord.RateLimited as error:
            return Later(int(error.retry_after * SECOND) + SECOND)
        except discord.HTTPException as error:
            return Later() if error.status >= 500 or error.status == 429 else Undeliverable()
        except CUT_OFF:
            return Later()
        return Delivered()

    def _away(self) -> Unavailable:
        return Unavailable(AWAY, address=self._settings.api_base or "discord.com")

    @staticmethod
    def _closed(error: discord.ConnectionClosed) -> Misconfigured | Unavailable:
        """What a closed gateway means for the operator."""
        said = _CLOSED.get(error.code)
        if said is REFUSED:
            return TokenRefused(REFUSED)
        return Misconfigured(said) if said else Unavailable(LOST, code=error.code)
