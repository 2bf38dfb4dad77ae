"""Updates: the queue, long polling with its offsets, and delivery to a webhook."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aiohttp

from tests.fakes.telegram_server.faults import Refused
from tests.fakes.telegram_server.rest import Request

if TYPE_CHECKING:
    from tests.fakes.telegram_server.server import TelegramServer

NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
LONGEST_POLL = 50


@dataclass(eq=False)
class Update:
    """One update. Times are of `time.monotonic()`."""

    id: int
    kind: str
    content: dict[str, Any]
    at: float
    deliveries: list[float] = field(default_factory=list)
    confirmed: bool = False
    again: bool = False  # to be delivered whatever the offset says

    @property
    def payload(self) -> dict[str, Any]:
        return {"update_id": self.id, self.kind: self.content}

    @property
    def lane(self) -> Any:
        """What has to stay in order: the chat, or the person."""
        message = self.content.get("message") or self.content
        return (message.get("chat") or message.get("from") or {}).get("id")

    def __str__(self) -> str:
        state = "confirmed" if self.confirmed else f"delivered {len(self.deliveries)} times"
        return f"update {self.id} {self.kind}, {state}"


@dataclass(eq=False)
class Webhook:
    """Where updates are sent to."""

    url: str
    secret: str | None = None
    most: int = 40
    last_error: str | None = None
    last_error_at: int | None = None
    in_flight: dict[Any, asyncio.Task[None]] = field(default_factory=dict)
    answers: list[int] = field(default_factory=list)  # the status of every delivery, 0 without one


class Updates:
    """The updates that wait for the bot."""

    def __init__(self, server: TelegramServer) -> None:
        self._server = server
        self.pending: list[Update] = []
        self.allowed: frozenset[str] | None = None  # None: what Telegram sends by default
        self.next_id = 100_000_001
        self.webhook: Webhook | None = None
        self.backoff = 0.1  # seconds before a webhook is tried again; doubles up to `longest_backoff`
        self.longest_backoff = 5.0
        self.polls = 0
        self.polled = False
        self._poll = 0
        self._came = asyncio.Event()
        self._pump: asyncio.Task[None] | None = None
        self._session: aiohttp.ClientSession | None = None
        self._stopped = False

    # --- what comes in ---

    def wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def push(self, kind: str, content: dict[str, Any], *, update_id: int | None = None) -> Update | None:
        """Queue an update; None when the bot does not want this kind."""
        if not self.wanted(kind):
            return None
        # As it is now: the message may change before it is fetched.
        content = json.loads(json.dumps(content))
        update = Update(update_id or self.next_id, kind, content, time.monotonic())
        self.next_id = max(self.next_id, update.id + 1)
        self.pending.append(update)
        self._came.set()
        return update

    def redeliver(self, update: Update) -> None:
        """Deliver it once more under the same number."""
        update.again, update.confirmed = True, False
        if update not in self.pending:
            self.pending.append(update)
            self.pending.sort(key=lambda u: u.id)
        self._came.set()

    def allow(self, kinds: list[str] | None) -> None:
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    def drop(self) -> None:
        self.pending.clear()

    def _confirm(self, update: Update) -> None:
        update.confirmed, update.again = True, False
        with contextlib.suppress(ValueError):
            self.pending.remove(update)
        self._server.signal.changed()

    # --- polling ---

    async def poll(self, request: Request) -> list[dict[str, Any]]:
        """`getUpdates`."""
        if self.webhook is not None:
            said = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            raise Refused(said, status=409)
        self._poll += 1
        mine = self._poll
        self.polls += 1
        self.polled = True
        self._came.set()  # an older call is told of the conflict
        params = request.params
        self.allow(params.get("allowed_updates"))
        offset, limit = int(params.get("offset") or 0), min(100, int(params.get("limit") or 100))
        if offset < 0:
            keep = self.pending[offset:]
            for update in [u for u in self.pending if u not in keep]:
                self._confirm(update)
        for update in [u for u in self.pending if u.id < offset and not (u.again)]:
            self._confirm(update)
        deadline = time.monotonic() + min(LONGEST_POLL, int(params.get("timeout") or 0))
        while True:
            if request.gone():
                return []  # the bot has hung up, or died: nothing counts as delivered
            if mine != self._poll:
                said = "terminated by other getUpdates request; make sure that only one bot instance is running"
                raise Refused(said, status=409)
            left = deadline - time.monotonic()
            if self.pending or left <= 0 or self._stopped:
                break
            self._came.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._came.wait()
        if request.gone():
            return []
        chosen = self.pending[:limit]
        now = time.monotonic()
        for update in chosen:
            update.deliveries.append(now)
            update.again = False
        return [u.payload for u in chosen]

    # --- webhook ---

    def set_webhook(self, url: str, secret: str | None, most: int) -> None:
        self.remove_webhook()
        self.webhook = Webhook(url, secret, most)
        self._pump = asyncio.get_running_loop().create_task(self._deliver_all(self.webhook))

    def remove_webhook(self) -> None:
        if self._pump is not None:
            self._pump.cancel()
            self._pump = None
        if self.webhook is not None:
            for task in self.webhook.in_flight.values():
                task.cancel()
        self.webhook = None

    async def close(self) -> None:
        """End every poll and delivery."""
        self._stopped = True
        self._came.set()
        tasks = [t for t in (self._pump, *(self.webhook.in_flight.values() if self.webhook else ())) if t is not None]
        self.remove_webhook()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _deliver_all(self, webhook: Webhook) -> None:
        """Send what is pending: chats side by side, each chat in order."""
        while True:
            self._came.clear()
            for update in list(self.pending):
                if update.lane not in webhook.in_flight and len(webhook.in_flight) < webhook.most:
                    task = asyncio.get_running_loop().create_task(self._deliver(webhook, update))
                    webhook.in_flight[update.lane] = task
            await self._came.wait()

    async def _deliver(self, webhook: Webhook, update: Update) -> None:
        pause = self.backoff
        try:
            while not await self._post(webhook, update):
                await asyncio.sleep(pause)
                pause = min(pause * 2, self.longest_backoff)
            self._confirm(update)
        finally:
            if webhook.in_flight.get(update.lane) is asyncio.current_task():
                del webhook.in_flight[update.lane]
            self._came.set()

    async def _post(self, webhook: Webhook, update: Update) -> bool:
        session = self.session()
        headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
        await asyncio.sleep(self._server.network_delay / 2)
        update.deliveries.append(time.monotonic())
        try:
            timeout = aiohttp.ClientTimeout(total=60)
            async with session.post(webhook.url, json=update.payload, headers=headers, timeout=timeout) as response:
                webhook.answers.append(response.status)
                if 200 <= response.status < 300:
                    await self._in_answer(await response.read())
                    return True
                webhook.last_error = f"Wrong response from the webhook: {response.status} {response.reason}"
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            webhook.answers.append(0)
            webhook.last_error = f"Connection failed: {error}"
        webhook.last_error_at = int(self._server.now())
        return False

    async def _in_answer(self, body: bytes) -> None:
        """A method the bot asks for in its answer to the webhook."""
        try:
            told = json.loads(body)
        except ValueError:
            return
        if isinstance(told, dict) and isinstance(told.get("method"), str):
            await self._server.rest.call(told.pop("method"), told)

    def session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session

    def info(self) -> dict[str, Any]:
        """`getWebhookInfo`."""
        hook = self.webhook
        told: dict[str, Any] = {
            "url": hook.url if hook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self.pending),
        }
        if self.allowed is not None:
            told["allowed_updates"] = sorted(self.allowed)
        if hook is not None:
            told |= {"max_connections": hook.most, "ip_address": "127.0.0.1"}
            if hook.last_error is not None:
                told |= {"last_error_date": hook.last_error_at, "last_error_message": hook.last_error}
        return told
