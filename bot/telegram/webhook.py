"""The webhook: Telegram brings updates to an address of ours, and brings again what we did not take."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from aiohttp import web
from telegram.error import BadRequest, RetryAfter

from bot.telegram import PLATFORM
from bot.telegram.intake import number_of
from bot.telegram.polling import seconds_of
from core.errors import Misconfigured, Unavailable
from core.words import N_

if TYPE_CHECKING:
    import telegram

    from bot.telegram.intake import Intake

log = logging.getLogger(__name__)

PATH: Final = "/webhooks/telegram"
HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"

NO_ADDRESS: Final = N_(
    "telegram.mode is webhook, so Telegram needs an address to send to: set web.public_url to the https address that"
    " leads to web.port."
)
NOT_SAFE: Final = N_("Telegram sends only to https addresses, so web.public_url cannot be {url}.")
NOT_TAKEN: Final = N_(
    "Telegram does not take {url} as an address to send to. web.public_url must be an https address that the whole"
    " internet can reach, on port 443, 80, 88 or 8443."
)

AT_MOST_TRIES: Final = 3
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def secret_of(token: str) -> str:
    """What Telegram has to send along, 64 hexadecimal digits.

    Derived from the token: every process knows it, nobody needs to set it, and it tells nothing of the token.
    """
    return hmac.new(token.encode(), b"wetpalette: telegram webhook", hashlib.sha256).hexdigest()


def routes(intake_of: Callable[[], Intake | None], secret: str) -> list[web.AbstractRouteDef]:
    """The group of routes for `bot.web.server.create_app`.

    Args:
        intake_of: who takes updates; None before the start and after the end.
        secret: what has to come with every update.
    """

    async def take(request: web.Request) -> web.Response:
        """Answer 200 once an update is kept; whatever else is answered has Telegram send it again."""
        if not hmac.compare_digest(_header(request), secret.encode()):
            raise web.HTTPUnauthorized
        try:
            update = json.loads(await request.read())
        except (ValueError, RecursionError):
            raise web.HTTPBadRequest from None
        if number_of(update) is None:
            raise web.HTTPBadRequest
        intake = intake_of()
        if intake is None or not intake.taking:
            raise web.HTTPServiceUnavailable
        try:
            await intake.take([update])
        except Unavailable:
            log.warning("an update could not be kept", extra={"platform": PLATFORM})
            raise web.HTTPServiceUnavailable from None
        return web.Response()

    return [web.post(PATH, take)]


def _header(request: web.Request) -> bytes:
    return request.headers.get(HEADER, "").encode("utf-8", "surrogateescape")


async def register(bot: telegram.Bot, public_url: str, secret: str, allowed: Sequence[str]) -> None:
    """Have Telegram send the updates of these kinds to us, if it does not yet.

    Args:
        bot: asks Telegram.
        public_url: `web.public_url`.
        secret: what Telegram has to send along.
        allowed: the kinds of updates.

    Raises:
        Misconfigured: the address is none that Telegram can send to.
        telegram.error.TelegramError: Telegram cannot be reached, or does not know the token.
    """
    address = address_of(public_url, secret)
    for left in reversed(range(AT_MOST_TRIES)):
        info = await bot.get_webhook_info()
        same = info.url == address and set(info.allowed_updates) == set(allowed)
        if same and info.last_error_date is None:
            return
        try:
            await bot.set_webhook(address, allowed_updates=list(allowed), secret_token=secret)
        except RetryAfter as flood:  # several processes that start together
            if not left:
                raise
            await asyncio.sleep(seconds_of(flood))
        except BadRequest as error:
            if "webhook" not in str(error).lower():
                raise
            raise Misconfigured(NOT_TAKEN, url=public_url) from None
        else:
            log.info("telegram sends updates to web.public_url", extra={"platform": PLATFORM})
            return


async def unregister(bot: telegram.Bot) -> None:
    """Have Telegram keep the updates for us to fetch; what waits goes on waiting.

    Raises:
        telegram.error.TelegramError: Telegram cannot be reached, or does not know the token.
    """
    if (await bot.get_webhook_info()).url:
        await bot.delete_webhook(drop_pending_updates=False)


def address_of(public_url: str, secret: str) -> str:
    """The address that Telegram sends to.

    Telegram never says which secret it has. Part of the address changes with it, so that a new token is noticed.

    Raises:
        Misconfigured: there is none, or it is not safe; plain http is for servers on this machine only.
    """
    url = public_url.strip().rstrip("/")
    if not url:
        raise Misconfigured(NO_ADDRESS)
    try:
        parts = urlsplit(url)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        named = bool(parts.hostname) and not parts.query and not parts.fragment
    except ValueError:  # brackets that hold no address
        safe = named = False
    if not safe or not named:
        raise Misconfigured(NOT_SAFE, url=public_url)
    return f"{url}{PATH}?v={hashlib.sha256(secret.encode()).hexdigest()[:8]}"
