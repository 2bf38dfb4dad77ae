"""What machines ask a running process: is it alive, may people be sent to it, and what do its figures say."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from aiohttp import web
from sqlalchemy import Connection, text

if TYPE_CHECKING:
    from bot.metrics import Metrics
    from core.persistence.database import Database

log = logging.getLogger(__name__)

PATIENCE_S: Final = 1.0
"""How long the database may take for a trivial read before the process counts as not ready."""

_UNCACHED: Final = {"Cache-Control": "no-store"}


class Health:
    """Answers `/healthz`, `/readyz` and `/metrics`.

    Args:
        db: must answer for the process to be ready.
        metrics: what `/metrics` shows.
        surfaces: the name of each surface and whether it is ready, asked anew each time.
        intake: whether new work is taken.
    """

    def __init__(
        self,
        db: Database,
        metrics: Metrics,
        *,
        surfaces: Callable[[], Mapping[str, bool]],
        intake: Callable[[], bool],
    ) -> None:
        self._db = db
        self._metrics = metrics
        self._surfaces = surfaces
        self._intake = intake
        self._look: asyncio.Task[bool] | None = None

    def routes(self) -> list[web.RouteDef]:
        """The group of routes for `bot.web.server.create_app`."""
        return [
            web.get("/healthz", self.healthz),
            web.get("/readyz", self.readyz),
            web.get("/metrics", self.metrics),
        ]

    async def healthz(self, _request: web.Request) -> web.Response:
        """The process lives and its loop turns: 200 "ok", and nothing else is looked at."""
        return web.Response(text="ok", headers=_UNCACHED)

    async def readyz(self, _request: web.Request) -> web.Response:
        """200 when the database answers, every surface is connected and new work is taken; else 503, saying which."""
        surfaces = dict(self._surfaces())
        intake = self._intake()
        database = await self._database_answers()
        ready = database and intake and all(surfaces.values())
        body = {"ready": ready, "database": database, "intake": intake, "surfaces": surfaces}
        return web.json_response(body, status=200 if ready else 503, headers=_UNCACHED)

    async def metrics(self, request: web.Request) -> web.Response:
        """The figures in the format the asker prefers; put together beside the loop."""
        body, content_type = await asyncio.to_thread(self._metrics.exposition, request.headers.get("Accept", ""))
        return web.Response(body=body, headers=_UNCACHED | {"Content-Type": content_type})

    async def _database_answers(self) -> bool:
        """One look at a time: a database that hangs must not lose a reader to every question."""
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(self._read())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                return await asyncio.shield(self._look)
        return False

    async def _read(self) -> bool:
        try:
            return await self._db.read(_trivial)
        except Exception as error:
            log.warning("the database did not answer", exc_info=error)
            return False


def _trivial(conn: Connection) -> bool:
    return conn.execute(text("SELECT 1")).scalar() == 1
