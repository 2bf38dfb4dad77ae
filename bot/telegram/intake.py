"""What comes in from Telegram: kept before Telegram is told so, answered in the order of its lane, done once.

    raw JSON -> sealed, in the database -> `arrived` at once, beside everything
                                        -> its lane: begin -> `answer` -> done

A process that dies leaves what it had not done waiting, and the next one recovers it. What an answer does to tokens and
schemes is keyed by the update's number, so that a second time changes nothing.

Updates are known by their numbers for three days after their answer (`core.intake.service.DONE_KEPT`). After a week
without any, Telegram goes on at a random number, which may be one of years ago: what has been forgotten by then cannot
be mistaken for a redelivery, and Telegram itself keeps what it could not deliver for one day only.
"""

from __future__ import annotations

import asyncio
import contextvars
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Concatenate, Final

from telegram import Update

from bot.telegram import PLATFORM
from bot.telegram.lanes import Lanes, Work
from core.errors import Unavailable
from core.ids import new_code
from core.intake import service
from core.intake.service import Event

if TYPE_CHECKING:
    import telegram
    from sqlalchemy import Connection

    from core.services import Services

log = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 3
"""An update that was begun so often without an end is given up: it may be what ended the processes."""

LAST_WORDS_S: Final = 3.0
"""Seconds for what is under way when the surface closes; it had its time before."""

RUSH: Final = 16
"""More first reactions than this on their way at once are a rush."""

HEARD_S: Final = 2.0
"""How long answers wait for them then."""

LONGEST_PAUSE_S: Final = 30.0
MOST_UNSURE: Final = 10_000

Answer = Callable[[Update], Awaitable[None]]

answering: contextvars.ContextVar[str] = contextvars.ContextVar("answering", default="")
"""The number of the update that is being answered. What is begun for it is told by that answer, also by one that
another process has to begin anew."""


def number_of(update: object) -> str | None:
    """Telegram's number of an update as it was sent; None when it is no update at all."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return str(number) if isinstance(number, int) and not isinstance(number, bool) else None


def lane_of(update: Mapping[str, Any]) -> str:
    """What an update must be answered in order with.

    A private chat is one lane. In a group each person has their own: one person's slow request must not hold up another
    person, while each one's messages begin in the order in which they came. Inline queries are a lane of their own, so
    that typing one does not wait for a scheme; so is everything else that happens in no chat.

    Args:
        update: as Telegram sent it.
    """
    kind, content = next(((k, c) for k, c in update.items() if k != "update_id"), ("", None))
    if not isinstance(content, dict):
        return kind
    button = kind == "callback_query"
    place = content.get("message") if button else content
    chat = place.get("chat") if isinstance(place, dict) else None
    person = _id(content.get("from") or content.get("user"))
    if not isinstance(chat, dict):
        return f"{TYPING}{person}" if kind in _INLINE else f"{kind}:{person}"
    if chat.get("type") not in ("group", "supergroup") or not (button or "message_id" in content):
        return _id(chat)
    sender = None if button else content.get("sender_chat")  # a channel, or an administrator who stays unnamed
    return f"{_id(chat)}:{_id(sender) if sender else person}"


TYPING: Final = "inline:"
"""Begins the lanes of inline mode."""

_INLINE: Final = frozenset({"inline_query", "chosen_inline_result", "callback_query"})


def _id(of: object) -> str:
    return str(of.get("id", "")) if isinstance(of, dict) else ""


class Intake:
    """Takes updates in, and sees to it that each is answered once.

    Args:
        core: keeps and seals them.
        answer: answers one; makes its own apologies. What it raises is logged, and the update is done.
        arrived: the first reaction, beside the lanes and whatever happens there.
        given_up: takes the place of `answer` for an update that was begun `MOST_ATTEMPTS` times without an end.
        bot: what the parsed updates belong to.
        at_once: how many lanes are at work at the same time.
        sleep: waits so many seconds.

    Attributes:
        taking: False once `stop_intake` or `close` was called.
    """

    def __init__(
        self,
        core: Services,
        answer: Answer,
        arrived: Answer,
        *,
        given_up: Answer,
        bot: telegram.Bot,
        at_once: int = 64,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.taking = True
        self._core = core
        self._answer = answer
        self._arrived = arrived
        self._given_up = given_up
        self._bot = bot
        self._sleep = sleep
        self._lanes = Lanes(at_once)
        self._typing = Lanes(at_once)
        self._beside: set[asyncio.Task[None]] = set()
        self._held: set[str] = set()  # numbers in the lanes
        self._unsure: dict[str, str] = {}  # bodies whose write failed, and may have happened all the same
        self._recovering = asyncio.Lock()
        self._inside = 0  # calls of `take` at work
        self._nobody_inside = asyncio.Event()
        self._nobody_inside.set()
        self._last_moment = 0

    async def take(self, updates: Sequence[dict[str, Any]]) -> int:
        """Keep updates and have those answered that were not known before; how many that are.

        They are in the database when this returns. What comes after `stop_intake` is kept for the next process.

        Args:
            updates: the JSON as Telegram sent it.

        Raises:
            Unavailable: the database does not take them; Telegram has to send them again.
        """
        raws: dict[str, dict[str, Any]] = {}
        for raw in updates:
            number = number_of(raw)
            if number is None:
                log.error("something that is no update came in", extra={"incident": new_code()})
            else:
                raws.setdefault(number, raw)
        if not raws:
            return 0
        events = [Event(number, lane_of(raw), self._sealed(number, raw)) for number, raw in raws.items()]
        async with self._recovering:  # what a dead process left comes first
            self._inside += 1
            self._nobody_inside.clear()
        try:
            new = await self._keep(events)
            for event in events:
                if self.taking and event.number in new and event.number not in self._held:
                    self._lanes_of(event.lane).put(event.lane, self._admit(event, raws[event.number]))
        finally:
            self._inside -= 1
            if not self._inside:
                self._nobody_inside.set()
        return len(new)

    async def recover(self, *, older_than_ms: int = 0) -> int:
        """Take up what a process that is gone has left waiting, before anything new of the same lane; how many that is.

        Args:
            older_than_ms: leave what came since then to the process that took it; 0 where there is only one.

        Raises:
            Unavailable: the database does not answer.
        """
        until = self._core.clock() - older_than_ms if older_than_ms else service.EVER
        async with self._recovering:
            # Between the commit and its lane a new one would look like one that was left.
            await self._nobody_inside.wait()
            ours = frozenset(self._held)  # as it is now: some may be done while the database still reads them
            left = await self._core.db.read(service.waiting, platform=PLATFORM, until=until)
            if not self.taking:
                return 0
            mine = [one for one in left if one.number not in ours]
            lanes: dict[str, list[Work]] = {}
            for event in mine:
                lanes.setdefault(event.lane, []).append(self._admit(event, self._opened(event)))
            for lane, works in lanes.items():
                self._lanes_of(lane).put_before(lane, works)
        if mine:
            log.info("updates taken up again", extra={"count": len(mine), "platform": PLATFORM})
        return len(mine)

    def stop_intake(self) -> None:
        """Have nothing new answered from now on; what waits in the lanes still is."""
        self.taking = False

    async def finish(self) -> None:
        """Wait until everything that was taken is answered."""
        while self._beside or self._lanes.busy or self._typing.busy:
            await self._lanes.finish()
            await self._typing.finish()
            if self._beside:
                await asyncio.wait(set(self._beside))

    async def close(self, patience_s: float = LAST_WORDS_S) -> None:
        """Begin nothing more, and cancel what is not done within so many seconds: the next process answers it."""
        self.stop_intake()
        await asyncio.gather(self._lanes.stop(patience_s), self._typing.stop(patience_s))
        beside = set(self._beside)
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)

    def _lanes_of(self, lane: str) -> Lanes:
        """Inline queries have places of their own: their answers are late long before a rush of schemes is over."""
        return self._typing if lane.startswith(TYPING) else self._lanes

    # --- keeping ---

    def _sealed(self, number: str, raw: dict[str, Any]) -> str:
        """The same body again for one whose write failed, so that the database can tell whether it happened."""
        # Escaped, for what people type may hold half a character, which no encoding has.
        return self._unsure.get(number) or self._core.vault.seal(json.dumps(raw, separators=(",", ":")))

    async def _keep(self, events: Sequence[Event]) -> frozenset[str]:
        # Later than everything before, for batches may come faster than the clock ticks and are read back in order.
        now = max(self._core.clock(), self._last_moment + 1)
        self._last_moment = now + len(events)
        try:
            new = await self._core.db.write(service.take, platform=PLATFORM, events=events, now=now)
        except BaseException:
            if len(self._unsure) < MOST_UNSURE:
                self._unsure.update({event.number: event.body or "" for event in events})
            raise
        for event in events:
            self._unsure.pop(event.number, None)
        return frozenset(new)

    def _opened(self, event: Event) -> object:
        """The JSON of a sealed body; None when it cannot be opened."""
        try:
            return json.loads(self._core.vault.open(event.body or ""))
        except Exception as error:
            self._incident("a kept update cannot be opened", error)
            return None

    # --- answering ---

    def _admit(self, event: Event, raw: object) -> Work:
        """Hold an event, react to it, and return the work of answering it, which ends with letting go of it."""
        self._held.add(event.number)
        update: Update | None = None
        if isinstance(raw, dict):
            try:
                update = Update.de_json(raw, self._bot)
            except Exception as error:
                self._incident("an update cannot be read", error)
        if update is not None and event.attempts < MOST_ATTEMPTS:
            task = asyncio.create_task(self._harmless(self._arrived, update))
            self._beside.add(task)
            task.add_done_callback(self._beside.discard)
        return lambda: self._turn(event, update)

    async def _turn(self, event: Event, update: Update | None) -> None:
        """One event in its lane. When it is cancelled the event stays as it is, for the next process."""
        mine = {"platform": PLATFORM, "number": event.number}
        try:
            if not await self._surely(service.begin, **mine, attempts=event.attempts):
                return  # answered, or begun by another process
            answering.set(event.number)
            if len(self._beside) > RUSH and not event.lane.startswith(TYPING):
                # everybody is heard before anybody is served: drawing would keep the reactions waiting
                await asyncio.wait(set(self._beside), timeout=HEARD_S)
            if update is not None and event.attempts >= MOST_ATTEMPTS:
                self._incident("an update was given up")
                await self._harmless(self._given_up, update)
            elif update is not None:
                await self._harmless(self._answer, update)
            await self._surely(service.done, **mine, now=self._core.clock())
        finally:
            self._held.discard(event.number)

    async def _harmless(self, do: Answer, update: Update) -> None:
        try:
            await do(update)
        except Exception as error:
            self._incident("an update could not be answered", error)

    async def _surely(self, write: Callable[Concatenate[Connection, ...], bool], **values: Any) -> bool:
        """Write, and wait for a database that is away: nobody else will send this event again."""
        pause = 1.0
        while True:
            try:
                return await self._core.db.write(write, **values)
            except Unavailable:
                await self._sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)

    @staticmethod
    def _incident(what: str, error: Exception | None = None) -> None:
        log.error(what, exc_info=error, extra={"incident": new_code(), "platform": PLATFORM})
