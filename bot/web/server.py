"""The web side: one aiohttp application of several groups of routes, on one port of its own.

Health and figures are a group (`bot.web.health`); webhooks and pages are others. What goes wrong is one kind sentence;
the access log names routes, never what stood in an address; no header says which version of what answers.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
from collections.abc import Iterable
from typing import Final

from aiohttp import web, web_response
from aiohttp.abc import AbstractAccessLogger
from aiohttp.typedefs import Handler

from bot.i18n import _
from bot.screens.refusals import fault
from core.errors import Misconfigured
from core.words import N_

log = logging.getLogger(__name__)

SERVER: Final = "wetpalette"
MAX_BODY: Final = 1 << 20
"""Bytes of a request body; no provider's webhook comes near."""

QUIET: Final = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked for every few seconds by machines: their successes are not worth a line."""

TAKEN: Final = N_(
    "Port {port} on {host} is taken by another program. Set web.port to a free one, or stop the other program."
)
NO_SUCH_HOST: Final = N_("web.host is {host}, which is no address of this machine.")
NOT_ALLOWED: Final = N_("Port {port} on {host} may not be opened by this user. Set web.port to 1024 or more.")

RouteGroup = Iterable[web.AbstractRouteDef]
"""Routes that belong together: what `aiohttp.web.get` and its kin make, or a `RouteTableDef`."""

# aiohttp would name itself, Python and both versions, on malformed requests also, which no signal sees.
web_response.SERVER_SOFTWARE = SERVER  # type: ignore[attr-defined]


def create_app(groups: Iterable[RouteGroup], *, max_body: int = MAX_BODY) -> web.Application:
    """An application of these groups of routes.

    Args:
        groups: each a list of routes.
        max_body: bytes a handler may read of a request; more is answered with 413.
    """
    app = web.Application(middlewares=[_kindly], client_max_size=max_body)
    for group in groups:
        app.add_routes(group)
    return app


class WebSide:
    """An application on a port, from `start` to `close`.

    Args:
        app: what answers.
        host: the address to listen on.
        port: the port; 0 lets the system choose one.
    """

    def __init__(self, app: web.Application, host: str, port: int) -> None:
        self._runner = web.AppRunner(
            app, access_log_class=_AccessLog, access_log=log, handle_signals=False, shutdown_timeout=2.0
        )
        self._host = host
        self._port = port

    async def start(self) -> None:
        """Listen.

        Raises:
            Misconfigured: the port is taken, or the address cannot be had.
        """
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise Misconfigured(_reason(error), host=self._host, port=str(self._port)) from None

    @property
    def address(self) -> str:
        """Where it listens ("http://127.0.0.1:8080"); empty before it does."""
        if not self._runner.addresses:
            return ""
        host, port = self._runner.addresses[0][:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    async def close(self) -> None:
        """Stop listening; answers under way get two seconds. A second call does nothing."""
        await self._runner.cleanup()


def _reason(error: OSError) -> str:
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return NO_SUCH_HOST
    return NOT_ALLOWED if error.errno in (errno.EACCES, errno.EPERM) else TAKEN


@web.middleware
async def _kindly(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every refusal is one plain sentence; a fault is an apology with a number, its text stays in the log."""
    try:
        return await handler(request)
    except web.HTTPException as refusal:
        if refusal.status < 400:
            raise
        headers = {name: refusal.headers[name] for name in ("Allow", "Retry-After") if name in refusal.headers}
        return _sentence(refusal.status, _words(refusal.status), headers)
    except asyncio.CancelledError:
        raise
    except Exception as error:
        return _sentence(500, " ".join(str(line) for line in fault(error, platform="web").lines))


def _sentence(status: int, text: str, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(status=status, text=f"{text}\n", headers={"Cache-Control": "no-store"} | (headers or {}))


def _words(status: int) -> str:
    known = {
        404: _("There is nothing at this address."),
        405: _("This address does not take that kind of request."),
        413: _("That is too large."),
    }
    return known.get(status, _("This request cannot be answered."))


class _AccessLog(AbstractAccessLogger):
    """One line a request: which route, how it ended, how long it took. No address, no query, no sender."""

    def log(self, request: web.BaseRequest, response: web.StreamResponse, time: float) -> None:
        where = _route(request)
        if where in QUIET and response.status < 500:
            return
        values = {"method": _method(request), "route": where, "status": response.status, "ms": round(time * 1000, 1)}
        self.logger.info("request", extra=values)

    @property
    def enabled(self) -> bool:
        """Whether a line would be written at all."""
        return self.logger.isEnabledFor(logging.INFO)


def _route(request: web.BaseRequest) -> str:
    """The pattern of the route that answered; "-" when none did, for the path itself is anybody's text."""
    match = request.match_info if isinstance(request, web.Request) and request._match_info is not None else None
    resource = match.route.resource if match is not None else None
    return resource.canonical if resource is not None else "-"


def _method(request: web.BaseRequest) -> str:
    return request.method if request.method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} else "-"
