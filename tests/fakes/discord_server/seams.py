"""Pointing discord.py, in this very process, at the local server."""

from __future__ import annotations

from types import TracebackType

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.fakes.discord_server.server import DiscordServer


class Seams:
    """`with Seams(server):` discord.py speaks to the server; afterwards to Discord again."""

    def __init__(self, server: DiscordServer) -> None:
        self._server = server

    def __enter__(self) -> None:
        self._before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
        Route.BASE = self._server.api_base
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self._server.gateway_url)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = self._before
