"""An interaction: what a person did, what the bot answered, and how it can be waited for."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.discord_server.components import Seen
from tests.fakes.discord_server.faults import Refused
from tests.fakes.discord_server.model import USUAL, Channel, Message, User

if TYPE_CHECKING:
    from tests.fakes.discord_server.rest import Request

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
ANSWER, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
FIRST_ANSWER_WITHIN, TOKEN_LIVES = 3.0, 15 * 60.0
ALLOWED = {
    COMMAND: {ANSWER, DEFER, MODAL},
    COMPONENT: {ANSWER, DEFER, DEFER_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    MODAL_SUBMIT: {ANSWER, DEFER, DEFER_UPDATE, UPDATE},
}


@dataclass(frozen=True)
class How:
    """The circumstances of what a person does.

    `locale` is the person's own when None. `installed` says who installed the app: "guild", "user" or "both" (None: the
    server where the bot is a member or in its DM, else the person). `age` is how many seconds ago it happened when it
    reaches the bot. `permissions` are the person's.
    """

    locale: str | None = None
    installed: str | None = None
    entitlements: tuple[dict[str, Any], ...] = ()
    attachment_size_limit: int = 10 * 1024 * 1024
    age: float = 0.0
    permissions: int = USUAL


class Signal:
    """Wakes everybody who waits for a change."""

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
        """Wait until `is_so()` is true; after `timeout` seconds an AssertionError tells `story()`.

        It looks after every change, and every `look_every` seconds for what changes elsewhere.
        """
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


@dataclass(eq=False)
class Modal(Seen):
    """A form shown to a person."""

    title: str
    custom_id: str
    components: list[dict[str, Any]]
    shown_by: Interaction
    submitted: bool = False


@dataclass(eq=False)
class Interaction:
    """One thing a person did, and the handle to its outcome. Times are in seconds."""

    id: int
    kind: int
    user: User
    channel: Channel
    how: How
    sent_at: float
    owners: dict[str, str]
    application_id: int
    source: Message | None = None  # the message whose button it was, also through a modal
    command: str = ""
    token: str = field(default_factory=lambda: secrets.token_urlsafe(120))
    response_kind: int | None = None
    acknowledged_after: float | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    modal: Modal | None = None
    choices: list[dict[str, Any]] | None = None
    updated: bool = False  # the source message was edited through this interaction
    ephemeral: bool = False
    requests: list[Request] = field(default_factory=list)
    signal: Signal = field(default_factory=Signal)
    payload: dict[str, Any] = field(default_factory=dict)

    # --- what a test reads ---

    @property
    def acknowledged(self) -> bool:
        return self.response_kind is not None

    @property
    def deferred(self) -> bool:
        """Acknowledged with a promise ("… is thinking" or a silent one) that is not kept yet."""
        if self.response_kind == DEFER:
            return self.original is not None and self.original.loading
        return self.response_kind == DEFER_UPDATE and not self.updated and not self.followups

    @property
    def messages(self) -> list[Message]:
        """What the bot answered: the original (not a message it updated) and the follow-ups, without deleted ones."""
        own = [self.original] if self.original is not None else []
        return [m for m in own + self.followups if not m.deleted]

    @property
    def message(self) -> Message:
        """The last message of the answer; of an update, the message updated."""
        found = [m for m in self.messages if not m.loading]
        if not found and self.updated and self.source is not None:
            return self.source
        assert found, f"there is no answer: {self.story()}"
        return found[-1]

    @property
    def choice_names(self) -> list[str]:
        assert self.choices is not None, self.story()
        return [choice["name"] for choice in self.choices]

    def answered(self) -> bool:
        """Whether there is something to see: a message, a form, choices or an updated message."""
        if self.choices is not None or self.modal is not None or self.updated:
            return True
        return any(not m.loading for m in self.messages)

    async def finished(
        self,
        predicate: Callable[[Interaction], Any] | None = None,
        timeout: float = 10.0,  # noqa: ASYNC109
    ) -> Interaction:
        """Wait until `predicate(self)` is true (None: `answered`). AssertionError after `timeout` seconds.

        A predicate that itself asserts what is not there yet (`it.message`, `button("…")`) is not true yet.
        """

        def so() -> Any:
            try:
                return predicate(self) if predicate else self.answered()
            except AssertionError:
                return False

        await self.signal.until(so, timeout, self.story)
        return self

    async def was_acknowledged(self, timeout: float = FIRST_ANSWER_WITHIN) -> Interaction:  # noqa: ASYNC109
        """Wait for the first response of any kind."""
        await self.signal.until(lambda: self.acknowledged, timeout, self.story)
        return self

    def story(self) -> str:
        """What happened so far, for a failure."""
        lines = [f"interaction {self.command or self.kind} of {self.user.name}"]
        lines += [f"  {request}" for request in self.requests]
        for message in self.messages:
            lines.append(f"  message{' (thinking)' if message.loading else ''}: {message.text()!r}")
        return "\n".join(lines)

    # --- Discord's rules ---

    def may_respond(self, kind: int, now: float) -> None:
        """Refuse a first response that is late, a second one, or one that does not fit."""
        if now - self.sent_at > FIRST_ANSWER_WITHIN and not self.acknowledged:
            raise Refused(10062)
        if self.acknowledged:
            raise Refused(40060)
        fits = kind in ALLOWED[self.kind]
        if kind in (DEFER_UPDATE, UPDATE) and self.source is None:
            fits = False
        if not fits:
            errors = {"type": {"_errors": [{"code": "INVALID_TYPE", "message": f"type {kind} does not answer this"}]}}
            raise Refused(50035, body={"message": "Invalid Form Body", "code": 50035, "errors": errors})

    def may_follow_up(self, now: float) -> None:
        """Refuse what uses the token after 15 minutes or before a response."""
        if now - self.sent_at > TOKEN_LIVES:
            raise Refused(50027)
        if not self.acknowledged or self.kind == AUTOCOMPLETE or self.modal is not None:
            raise Refused(10015)

    @property
    def only_by_user(self) -> bool:
        """Installed by the person alone."""
        return "0" not in self.owners

    def target(self) -> Message | None:
        """What `@original` means."""
        return self.source if self.response_kind in (DEFER_UPDATE, UPDATE) else self.original

    def told_in_message(self) -> dict[str, Any]:
        """What a message says of the interaction it came from."""
        metadata: dict[str, Any] = {
            "id": str(self.id), "type": self.kind, "user": self.user.payload(),
            "authorizing_integration_owners": self.owners,
        }  # fmt: skip
        if self.kind == COMPONENT and self.source is not None:
            metadata["interacted_message_id"] = str(self.source.id)
        if self.kind == MODAL_SUBMIT:
            trigger = {k: v for k, v in metadata.items() if k != "type"}
            metadata["triggering_interaction_metadata"] = {**trigger, "type": COMMAND}
        app = str(self.application_id)
        return {"application_id": app, "webhook_id": app, "interaction_metadata": metadata}

    def every_message(self) -> Iterator[Message]:
        if self.original is not None:
            yield self.original
        yield from self.followups
        if self.source is not None and self.response_kind in (DEFER_UPDATE, UPDATE):
            yield self.source
