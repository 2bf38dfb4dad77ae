"""What a chat platform is to the process that runs it: something that starts, takes in, delivers and stops."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from bot.exits import TokenRefused
from core.outbox.message import Message, Outcome

if TYPE_CHECKING:
    from bot.web.server import RouteGroup

__all__ = ["Surface", "TokenRefused"]


class Surface(Protocol):
    """One chat platform in this process. `bot.run` starts it, watches it, and closes it."""

    @property
    def name(self) -> str:
        """The platform as identities and outbox messages name it: "discord", "telegram"."""

    @property
    def ready(self) -> bool:
        """True while it is connected and able to answer; false while a dropped connection is being mended."""

    def web_routes(self) -> Sequence[RouteGroup]:
        """What the web side serves for it (webhooks, pictures); asked once, before `start`, and only with a port.

        A route may be called before the surface is ready: what it cannot answer yet it answers with 503.
        """

    async def start(self) -> None:
        """Log in and register commands; returns when connected.

        Raises:
            TokenRefused: the platform does not know the token.
            Misconfigured: something else the operator has to do.
            Unavailable: the platform cannot be reached.
        """

    async def run(self) -> None:
        """Stay connected, mending what drops; returns after `close`.

        Raises:
            Refusal: it cannot go on, said for the operator; kinds as in `start`.
        """

    async def stop_intake(self) -> None:
        """Take nothing new from now on; what is under way goes on, and can still be answered."""

    async def close(self) -> None:
        """Let the last answers out, a few seconds at most, and disconnect; `run` returns.

        What was under way had its time before. It is cancelled when it takes too long. A surface that never started,
        or whose start failed, closes too.
        """

    async def deliver(self, message: Message) -> Outcome:
        """Bring one message of the outbox to its person, and say what came of it; an exception means later."""
