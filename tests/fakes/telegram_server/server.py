"""The local Telegram itself: what it knows, where it listens, and the levers tests pull."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from fnmatch import fnmatchcase
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes.telegram_server.acts import Acts, Where
from tests.fakes.telegram_server.faults import Fault, Flood, Trouble
from tests.fakes.telegram_server.handles import Handle, Signal, told
from tests.fakes.telegram_server.model import (
    CHANNEL,
    CHANNEL_SENDER,
    GROUP,
    GROUP_ANONYMOUS,
    PRIVATE,
    SUPERGROUP,
    Chat,
    Member,
    Message,
    StoredFile,
    User,
)
from tests.fakes.telegram_server.places import Places
from tests.fakes.telegram_server.rest import LARGEST_BODY, Request, Rest, Violation
from tests.fakes.telegram_server.spec import Problem, Spec
from tests.fakes.telegram_server.updates import Updates

TOKEN = "123456789:local-token-of-the-tests_0123456789"
FIRST_PERSON = 5_000_000_001  # beyond 32 bits, as people's numbers are by now


class TelegramServer(Acts, Places):
    """A Telegram on 127.0.0.1, with one bot. Use it as `async with TelegramServer() as telegram:`.

    `checking` False compares no request with the description (for measurements); limits always hold.
    `privacy` is the bot's privacy mode in groups. `check_own_answers` compares what this server says, too.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        name: str = "Wetpalette",
        username: str = "wetpalette_bot",
        privacy: bool = True,
        inline_mode: bool = True,
        inline_feedback: bool = False,
        checking: bool = True,
        check_own_answers: bool = False,
    ) -> None:
        self.token = token
        self.me = User(int(token.split(":", maxsplit=1)[0]), name, username=username, is_bot=True, started=True)
        self.privacy, self.inline_mode, self.inline_feedback = privacy, inline_mode, inline_feedback
        self.check_own_answers = check_own_answers
        self.users: dict[int, User] = {self.me.id: self.me, GROUP_ANONYMOUS.id: GROUP_ANONYMOUS}
        self.users[CHANNEL_SENDER.id] = CHANNEL_SENDER
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.queries: dict[str, Handle] = {}
        self.inline_messages: dict[str, Message] = {}
        self.commands: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
        self.about: dict[tuple[str, str], str] = {}
        self.requests: list[Request] = []
        self.own_mistakes: list[Violation] = []
        self.callback_lives = 15.0  # seconds in which a button can be answered
        self.inline_lives = 10.0
        self.network_delay = 0.0  # seconds of every request, there and back together
        self.trouble = Trouble()
        self.signal = Signal()
        self._counter = itertools.count(1)
        self._ahead = 0.0
        self._runner: web.AppRunner | None = None
        spec = Spec.load() if checking else None
        self.checked_against_spec = spec is not None
        self._spec = spec
        self.reactions = spec.reactions if spec is not None else None
        self.rest = Rest(self, spec)
        self.updates = Updates(self)
        self.port = 0
        self.owner = self.user("Bot Owner")

    # --- life ---

    async def start_listening(self, port: int = 0) -> None:
        """Listen on 127.0.0.1 (a free port when 0)."""
        app = web.Application(client_max_size=LARGEST_BODY)
        app.router.add_get("/file/bot{token}/{path:.+}", self.rest.file)
        app.router.add_route("*", "/bot{token:[^/]+}/{method}", self.rest.handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port, backlog=1024)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop listening, polls and deliveries."""
        await self.updates.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start_listening()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """What `telegram.api_base` is set to."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_base(self) -> str:
        return self.url

    # --- time ---

    def now(self) -> float:
        """Unix time in seconds on this server's clock."""
        return time.time() + self._ahead

    @staticmethod
    def monotonic() -> float:
        return time.monotonic()

    def advance(self, seconds: float) -> None:
        """Put the clock forward: queries and messages age. The bot's own clock does not notice."""
        self._ahead += seconds

    def tick(self) -> int:
        """The next number of everything that happens."""
        return next(self._counter)

    # --- judgement ---

    @property
    def violations(self) -> list[Violation]:
        """Everything in requests that is not as the Bot API has it, in order of discovery."""
        return self.rest.found

    def assert_clean(self) -> None:
        """Raise with every violation, readable."""
        found = self.violations
        assert not found, f"{len(found)} violations of Telegram's API:\n" + "\n".join(map(str, found))

    def refused(self, method: str = "*") -> list[Request]:
        """The requests that got an error, whatever for."""
        return [r for r in self.sent(method) if r.status is not None and r.status >= 400]

    def sent(self, method: str = "*") -> list[Request]:
        """The requests to a method (with `*`), in their order."""
        return [r for r in self.requests if fnmatchcase(r.method, method)]

    async def until(self, is_so: Callable[[], Any], timeout: float = 10.0) -> None:  # noqa: ASYNC109
        """Wait until `is_so()`; looks again after every request and every 10 ms. AssertionError after `timeout` s."""
        last = lambda: "\n".join(map(str, self.requests[-10:]))  # noqa: E731
        await self.signal.until(is_so, timeout, last, look_every=0.01)

    async def listened(self, timeout: float = 10.0) -> None:  # noqa: ASYNC109
        """Wait until the bot polls, or has set its webhook."""
        await self.until(lambda: self.updates.polled or self.updates.webhook is not None, timeout)

    # --- trouble ---

    def fail(
        self,
        method: str,
        *,
        status: int | None = None,
        description: str | None = None,
        retry_after: float = 1,
        times: int | None = 1,
        delay: float = 0.0,
        done_anyway: bool = False,
        drop: bool = False,
        chat: Where | None = None,
    ) -> Fault:
        """Let requests to a method (with `*`; `download` for files) go wrong, of all chats or of one.

        `status` 429 with `retry_after` s, 500, 502 (in HTML), 400 with a `description` …; `drop` cuts the connection;
        neither: only `delay` seconds pass. `times` None is for ever. `done_anyway`: the work is done, the answer lost.
        """
        chat_id = self.place_of(chat).id if chat is not None else None
        fault = Fault(method, status, description, retry_after, times, delay, done_anyway, drop, chat_id)
        self.trouble.faults.append(fault)
        return fault

    def flood_control(self, *, overall: int = 30, chat: float = 1.0, group: int = 20, burst: int = 1) -> Flood:
        """Hold the bot to Telegram's limits from now on; `.refused` counts the 429s.

        `overall` and `chat` a second, `group` a minute; `burst` messages a chat takes at once.
        """
        self.trouble.flood = Flood(overall, chat, group, burst)
        return self.trouble.flood

    # --- people and places ---

    def user(
        self, name: str, *, language: str | None = "en", username: str | None = None, started: bool = False
    ) -> User:
        """A person. They have started the bot once they write to it, or with `started`."""
        people = sum(not u.is_bot for u in self.users.values())
        user = User(FIRST_PERSON + people, name, language, username, started=started)
        self.users[user.id] = user
        self.private_of(user)
        return user

    def private_of(self, user: User) -> Chat:
        """The conversation of a person with the bot."""
        chat = self.chats.get(user.id)
        if chat is None:
            chat = self.chats[user.id] = Chat(user.id, PRIVATE, user=user)
        return chat

    def place_of(self, where: Where) -> Chat:
        return self.private_of(where) if isinstance(where, User) else where

    def group(self, title: str = "Brush Club", *people: User) -> Chat:
        """A basic group: people are members, the bot, too."""
        return self._chat(GROUP, -(4_000_000_000 + len(self.chats)), title, people)

    def supergroup(
        self,
        title: str = "Brush Club",
        *people: User,
        forum: bool = False,
        username: str | None = None,
        members: dict[int, Member] | None = None,
    ) -> Chat:
        """A supergroup, with topics if `forum` (`chat.topic(name)` opens one)."""
        chat = self._chat(SUPERGROUP, -(1_002_000_000_000 + len(self.chats)), title, people)
        chat.is_forum, chat.username = forum, username
        if members is not None:
            chat.members = dict(members)
        return chat

    def channel(self, title: str = "Painted", *, username: str | None = None, bot: str = "administrator") -> Chat:
        """A channel of the owner's."""
        chat = self._chat(CHANNEL, -(1_002_000_000_000 + len(self.chats)), title, ())
        chat.username = username
        chat.members[self.me.id] = Member(self.me, bot)
        return chat

    def _chat(self, kind: str, number: int, title: str, people: tuple[User, ...]) -> Chat:
        chat = Chat(number, kind, title)
        for one in (*people, self.me):
            chat.members[one.id] = Member(one)
        chat.members[self.owner.id] = Member(self.owner, "creator")
        self.chats[number] = chat
        return chat

    def menu(self, kind: str = "default", language: str = "", chat: Chat | None = None) -> list[str] | None:
        """The commands set for a scope and language, by name; None when nothing was."""
        for key, commands in self.commands.items():
            if (key[0], key[1], key[3]) == (kind, chat.id if chat else None, language):
                return [c["command"] for c in commands]
        return None

    def make_old(self, message: Message, seconds: float) -> None:
        """Let a message have been written so long ago."""
        message.date -= int(seconds)

    def remove(self, message: Message) -> None:
        """A message is deleted, by whomever."""
        message.deleted = True
        message.changed = self.tick()
        told(message.chat.listeners)

    # --- what the parts need ---

    def handle(self, what: str, user: User | None, chat: Chat | None) -> Handle:
        """A handle to what comes from now on."""
        handle = Handle(self, what, user, chat, time.monotonic(), self.tick(), self.now())
        if chat is not None:
            chat.listeners.append(handle)
        if user is not None and not user.is_bot and (chat is None or chat.user is not user):
            self.private_of(user).listeners.append(handle)
        return handle

    def publish(self, message: Message) -> None:
        """A message stands in its chat."""
        message.chat.messages[message.id] = message
        message.born = self.tick()
        message.keep(message.at, message.born)

    def announce(self, handle: Handle, kind: str, content: dict[str, Any], *, update_id: int | None = None) -> None:
        """Tell the bot, if it wants to know."""
        update = self.updates.push(kind, content, update_id=update_id)
        if update is None:
            return
        handle.updates.append(update)
        handle.at = handle.updates[0].at
        if self.check_own_answers and self._spec is not None:
            seen = Request(update.at, f"update {kind}", 0, params=update.payload)
            found: list[Problem] = self._spec.check_object("Update", update.payload)
            self.own_mistakes += [Violation(seen, problem, "description") for problem in found]

    def _about_chat(self, request: Request) -> Chat | None:
        inline = request.params.get("inline_message_id")
        if inline is not None and str(inline) in self.inline_messages:
            return self.inline_messages[str(inline)].chat
        if isinstance(request.chat_id, str):
            name = request.chat_id.removeprefix("@")
            return next((c for c in self.chats.values() if c.user is None and c.username == name), None)
        return self.chats.get(request.chat_id) if isinstance(request.chat_id, int) else None

    def attribute(self, request: Request) -> None:
        """Note a request with the chat or the query it is about."""
        chat = self._about_chat(request)
        if chat is not None:
            chat.requests.append(request)
        query = request.params.get("callback_query_id") or request.params.get("inline_query_id")
        handle = self.queries.get(str(query))
        if handle is not None:
            handle.query_requests.append(request)

    def happened(self, request: Request) -> None:
        """A request had its effect: those who wait for that chat or query look again."""
        chat = self._about_chat(request)
        if chat is not None:
            told(chat.listeners)
        query = request.params.get("callback_query_id") or request.params.get("inline_query_id")
        handle = self.queries.get(str(query))
        if handle is not None:
            told([handle])
