"""Handles: what came of one thing a person did."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram_server.model import Chat, Message, User

if TYPE_CHECKING:
    from tests.fakes.telegram_server.rest import Request
    from tests.fakes.telegram_server.server import TelegramServer
    from tests.fakes.telegram_server.updates import Update

# What a person notices.
VISIBLE = ("send", "edit", "answer", "setMessageReaction", "deleteMessage")


class Signal:
    """Something changes now and then, and others wait for it to be as they want."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()

    def changed(self) -> None:
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def until(
        self,
        is_so: Callable[[], Any],
        timeout: float,  # noqa: ASYNC109
        story: Callable[[], str],
        *,
        look_every: float = 0.25,
    ) -> None:
        """Wait until `is_so()` is true; after `timeout` seconds an AssertionError tells `story()`."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while not is_so():
            left = deadline - loop.time()
            if left <= 0:
                raise AssertionError(f"not within {timeout} s: {story()}")
            waiter = loop.create_future()
            self._waiters.add(waiter)
            try:
                await asyncio.wait((waiter,), timeout=min(left, look_every))
            finally:
                self._waiters.discard(waiter)


@dataclass(frozen=True)
class Answer:
    """An answer to a button or an inline query. `after` is seconds since the press or the query."""

    after: float
    text: str = ""
    alert: bool = False
    url: str | None = None
    results: tuple[dict[str, Any], ...] = ()
    button: dict[str, Any] | None = None
    cache_time: int = 300
    personal: bool = False
    next_offset: str = ""

    @property
    def titles(self) -> list[str]:
        """What the results of an inline query are called; their captions where they have no title."""
        return [str(r.get("title") or r.get("caption") or "") for r in self.results]


@dataclass(eq=False)
class Handle:
    """One act and its outcome. Acts in one chat at the same time share what follows there."""

    server: TelegramServer
    what: str
    user: User | None
    chat: Chat | None
    at: float  # of time.monotonic(), when the bot could have heard of it
    since: int  # everything later counts higher
    sent_at: float = 0.0  # on the server's clock
    updates: list[Update] = field(default_factory=list)
    said: Message | None = None  # what the person wrote
    source: Message | None = None  # the message whose button was pressed
    query_id: str | None = None
    query: str = ""
    answers: list[Answer] = field(default_factory=list)
    sent: list[Message] = field(default_factory=list)  # messages the person sent through inline mode
    query_requests: list[Request] = field(default_factory=list)
    signal: Signal = field(default_factory=Signal)

    # --- what a test reads ---

    def _after(self, chat: Chat | None) -> list[Message]:
        return [m for m in chat.from_bot(self.server.me) if m.born > self.since] if chat else []

    @property
    def messages(self) -> list[Message]:
        """The bot's messages that followed in that chat, without deleted ones."""
        return self._after(self.chat)

    @property
    def private(self) -> list[Message]:
        """The bot's messages that followed in the person's own conversation with it."""
        return self._after(self.server.private_of(self.user) if self.user else None)

    @property
    def edited(self) -> list[Message]:
        """Older messages of the bot's in that chat, changed since."""
        if self.chat is None:
            return []
        old = [m for m in self.chat.from_bot(self.server.me) if m.born <= self.since]
        return [m for m in old if m.changed > self.since]

    @property
    def message(self) -> Message:
        """What the bot said or changed last in that chat. AssertionError when there is nothing."""
        found = [*self.edited, *self.messages]
        assert found, f"the bot said nothing: {self.story()}"
        return max(found, key=lambda m: m.changed)

    @property
    def answer(self) -> Answer:
        """The first answer to the button or the inline query."""
        assert self.answers, f"there is no answer: {self.story()}"
        return self.answers[0]

    @property
    def requests(self) -> list[Request]:
        """What the bot asked of Telegram since, about that chat, the person's own, or this query."""
        places = {c.id: c for c in (self.chat, self.server.private_of(self.user) if self.user else None) if c}
        about = [r for chat in places.values() for r in chat.requests if r.number > self.since]
        return sorted([*about, *self.query_requests], key=lambda r: r.number)

    @property
    def actions(self) -> list[str]:
        """What the bot was seen doing since ("upload_photo" …)."""
        return [action for at, action in self.chat.actions if at >= self.at] if self.chat else []

    @property
    def reactions(self) -> list[str]:
        """The emoji the bot gave to what the person wrote."""
        return list(self.said.reactions) if self.said else []

    @property
    def first_reaction_after(self) -> float | None:
        """Seconds until the first thing a person can notice, with half of the network's delay."""
        seen = (r for r in self.requests if r.done and r.method.startswith(VISIBLE))
        first = next(seen, None)
        return None if first is None else first.arrived - self.at

    def happened(self) -> bool:
        """Whether there is an outcome: of a query its answer, otherwise a message or a change of one."""
        if self.query_id is not None:
            return bool(self.answers)
        return bool(self.messages or self.edited or self.private)

    async def finished(
        self,
        predicate: Callable[[Handle], Any] | None = None,
        timeout: float = 10.0,  # noqa: ASYNC109
    ) -> Handle:
        """Wait until `predicate(self)` is true (None: `happened`). AssertionError after `timeout` seconds.

        A predicate that itself asserts what is not there yet (`it.message`, `button("…")`) is not true yet.
        """

        def so() -> Any:
            try:
                return predicate(self) if predicate else self.happened()
            except AssertionError:
                return False

        await self.signal.until(so, timeout, self.story)
        return self

    async def delivered(self, timeout: float = 10.0) -> Handle:  # noqa: ASYNC109
        """Wait until the bot has confirmed every update of it."""
        await self.server.until(lambda: all(u.confirmed for u in self.updates), timeout)
        return self

    def story(self) -> str:
        """What happened so far, for a failure."""
        lines = [f"{self.what} of {self.user.name if self.user else 'nobody'}"]
        lines += [f"  {update}" for update in self.updates] or ["  no update: the bot may not see it"]
        lines += [f"  {request}" for request in self.requests[-15:]]
        lines += [f"  message {message}" for message in [*self.edited, *self.messages]]
        lines += [f"  answer {answer}" for answer in self.answers]
        return "\n".join(lines)


def told(handles: Sequence[Handle]) -> None:
    """Let those who wait look again."""
    for handle in handles:
        handle.signal.changed()
