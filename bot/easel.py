"""Where a surface has its pictures drawn: off the event loop, one after the other."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Final

from bot.card import Picture
from bot.screens import refusals

AT_ONCE: Final = 1
"""Pictures drawn side by side. Threads share one interpreter: two finish no sooner, and the event loop waits longer."""


class Easel:
    """Draws the pictures of one surface.

    Args:
        platform: the surface, for the log.
    """

    def __init__(self, platform: str) -> None:
        self._platform = platform
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="draw")

    async def draw(self, picture: Picture) -> bytes | None:
        """PNG bytes in the language of the moment; None when drawing failed, which is logged under an incident."""
        context = copy_context()  # the language of the answer goes along
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._threads, context.run, picture.draw)
        except Exception as error:
            # the scheme is stored and paid for; without its picture its words are still there
            refusals.fault(error, platform=self._platform)
            return None

    def close(self) -> None:
        """Draw nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)
