"""Polling: ask Telegram for updates, keep them, and only then let it forget them.

What is asked for next tells Telegram what was received (the offset). It moves once `Intake.take` has returned.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from telegram.error import Conflict, EndPointNotFound, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.surface import TokenRefused
from bot.telegram import PLATFORM
from core.errors import Misconfigured
from core.words import N_

if TYPE_CHECKING:
    import telegram

log = logging.getLogger(__name__)

T = TypeVar("T")

REFUSED: Final = N_("Telegram does not know this token. Copy it anew from @BotFather into telegram.token.")
TWO_READERS: Final = N_(
    "Another program receives this bot’s messages with the same token. Stop it, or make a bot of its own for it."
)
WEBHOOK_SET: Final = N_(
    "Another program has Telegram send this bot’s messages to an address on the web. Stop it, or set telegram.mode to"
    " webhook."
)

METHOD: Final = "get__updates"
"""So that it is called as `getUpdates`, which gives the JSON as Telegram sent it: under the names the library has a
method for, it would warn that one should use that."""

LONG_POLL_S: Final = 30
"""How long Telegram keeps a question open until there is something to say."""

MARGIN_S: Final = 10.0
"""How much longer than that an answer may take to arrive."""

MOST_AT_ONCE: Final = 100
LONGEST_PAUSE_S: Final = 30.0

OVERLAP_S: Final = 60.0
"""How long another program may read the same bot's messages: a process that is being replaced goes on for a while."""


def seconds_of(flood: RetryAfter) -> float:
    """How long Telegram wants to be left alone; the library is on its way from seconds to `timedelta`."""
    after = flood.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


class Taking(Protocol):
    """What updates are handed to."""

    async def take(self, updates: Sequence[dict[str, Any]]) -> int:
        """Keep them; raises when that cannot be done."""


class Poller:
    """Asks Telegram for updates until it is stopped.

    Args:
        bot: asks; no rate limiter may stand before it.
        intake: gets them.
        allowed: the kinds of updates to ask for.
        sleep: waits so many seconds.
        clock: seconds that only ever go forward; the loop's when None.

    Attributes:
        ready: whether the latest question was answered, and the answer kept.
    """

    def __init__(
        self,
        bot: telegram.Bot,
        intake: Taking,
        *,
        allowed: Sequence[str],
        sleep: Callable[[float], Coroutine[Any, Any, None]] = asyncio.sleep,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self.ready = False
        self._bot = bot
        self._intake = intake
        self._allowed = list(allowed)
        self._sleep = sleep
        self._clock = clock or (lambda: asyncio.get_running_loop().time())
        self._offset: int | None = None
        self._known = False  # Telegram has answered once: the token is good
        self._pause = 1.0
        self._told: str | None = None
        self._conflicts: tuple[float, float] | None = None  # the first and the latest of a row
        self._stopped = False
        self._waiting: asyncio.Task[Any] | None = None

    async def run(self) -> None:
        """Ask again and again until `stop`.

        Raises:
            TokenRefused: Telegram does not know the token (any more).
            Misconfigured: another program keeps receiving the bot's messages.
        """
        try:
            while not self._stopped:
                try:
                    await self._once()
                except _StoppedError:
                    return
                except Exception as error:
                    await self._mend(error)
        finally:
            self.ready = False

    def stop(self) -> None:
        """Ask no more; `run` returns at once, or when what has just come is kept."""
        self._stopped = True
        if self._waiting is not None:
            self._waiting.cancel()

    async def _once(self) -> None:
        # After trouble, and at first, only to see whether all is well: a long question would leave that open.
        wait = LONG_POLL_S if self.ready else 0
        asked: dict[str, Any] = {"timeout": wait, "limit": MOST_AT_ONCE, "allowed_updates": self._allowed}
        if self._offset is not None:
            asked["offset"] = self._offset
        updates = await self._until_stopped(
            self._bot.do_api_request(METHOD, api_kwargs=asked, read_timeout=wait + MARGIN_S)
        )
        self._known = True
        if updates:
            await self._intake.take(updates)
        # An answer without updates confirms what was before. From there on Telegram knows by itself what comes next;
        # our number would be a wrong one when it goes on at a random one after a quiet week.
        self._offset = max(update["update_id"] for update in updates) + 1 if updates else None
        self._all_is_well()

    async def _mend(self, error: Exception) -> None:
        """Wait as long as an error asks for.

        Raises:
            TokenRefused, Misconfigured: waiting does not help.
        """
        if self._is_refusal(error):
            raise TokenRefused(REFUSED) from None
        self._look_for_another(error)
        self.ready = False
        kind = type(error).__name__
        if kind != self._told:
            self._told = kind
            ours = not isinstance(error, TelegramError)  # of those the place is of no interest
            log.warning(
                "telegram's updates cannot be received",
                exc_info=error if ours else None,
                extra={"error": kind, "platform": PLATFORM},
            )
        pause = self._pause
        if isinstance(error, RetryAfter):
            pause = seconds_of(error)
        else:
            self._pause = min(pause * 2, LONGEST_PAUSE_S)
        try:
            await self._until_stopped(self._sleep(pause))
        except _StoppedError:
            return

    def _all_is_well(self) -> None:
        self._pause = 1.0
        self.ready = True
        if self._told is not None:
            self._told = None
            log.info("telegram's updates are received again", extra={"platform": PLATFORM})

    def _is_refusal(self, error: Exception) -> bool:
        """Whether the token is what is wrong: Telegram says 401 of one that was taken back, 404 of what is none.

        What stands between us and Telegram may say 404 as well. So it counts only while nothing was ever answered.
        """
        if isinstance(error, EndPointNotFound | InvalidToken):
            told = error.__cause__ if isinstance(error.__cause__, InvalidToken) else error
            return not self._known or "unauthorized" in str(told).lower()
        return isinstance(error, Forbidden)

    def _look_for_another(self, error: Exception) -> None:
        """Give up when others have been reading the bot's messages for too long.

        Two that ask in turn are answered now and then: only a minute without a conflict ends the row.
        """
        if not isinstance(error, Conflict):
            return
        now = self._clock()
        first, latest = self._conflicts or (now, now)
        self._conflicts = (now if now - latest > OVERLAP_S else first, now)
        if now - self._conflicts[0] >= OVERLAP_S:
            raise Misconfigured(WEBHOOK_SET if "webhook" in str(error).lower() else TWO_READERS) from None

    async def _until_stopped(self, work: Coroutine[Any, Any, T]) -> T:
        """Await something that `stop` may cut short."""
        if self._stopped:
            work.close()
            raise _StoppedError
        task: asyncio.Task[T] = asyncio.create_task(work)
        self._waiting = task
        try:
            return await task
        except asyncio.CancelledError:
            if self._stopped and task.cancelled():
                raise _StoppedError from None
            raise
        finally:
            self._waiting = None
            task.cancel()


class _StoppedError(Exception):
    """`stop` was called."""
