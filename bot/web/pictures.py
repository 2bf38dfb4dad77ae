"""Sheets by address, for Telegram to fetch when somebody sends a scheme into a chat that has not seen it yet.

An address holds what it shows, sealed: nobody can guess one, or make one of another. It goes on working, and always
shows the same, because what can change (the name, the language) is part of it.

    GET /pictures/{token}.jpg          the sheet
    GET /pictures/{token}/small.jpg    its colours alone
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from aiohttp import web

from bot import i18n
from bot.i18n import _
from bot.screens.pictures import named, sheet
from core.errors import Misconfigured, NotFound

if TYPE_CHECKING:
    from core.paintschemes.stored import StoredScheme
    from core.services import Services

PURPOSE: Final = "picture"
"""Stands in front of what is sealed: what was sealed for anything else is no address."""

KEPT: Final = 16
"""Sheets that are kept as bytes, half a megabyte each: what is fetched twice is fetched soon after."""

ADDRESSES: Final = 4_096
"""Addresses and sizes that are remembered: a scheme has the same one the next time, so that it is fetched once."""

_FOREVER: Final = {"Cache-Control": "public, max-age=31536000, immutable"}


@dataclass(frozen=True, slots=True)
class Addressed:
    """Where the picture of a scheme is to be had, and how large it is in pixels."""

    sheet: str
    small: str
    width: int
    height: int


Addresses = Callable[["StoredScheme", str], Addressed]
"""Gives the sheet of a scheme, and the key of that picture, its address, in the language of the moment. Takes some
milliseconds: call it in a thread."""

_T = TypeVar("_T")


class _Latest(Generic[_T]):
    """The so many that were last asked for; any thread may ask."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, _T] = OrderedDict()
        self._lock = Lock()

    def seen(self, key: str) -> _T | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: str, value: _T) -> None:
        with self._lock:
            self._kept[key] = value
            self._kept.move_to_end(key)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)


def address(core: Services, public_url: str, stored: StoredScheme, language: str) -> str:
    """Where the sheet of a scheme is to be had.

    Args:
        core: seals the address.
        public_url: how the web side is reached from outside, `web.public_url`.
        stored: the scheme; the address is its owner's, whoever is given it.
        language: the locale of the words on the sheet.

    Returns:
        An address; another one each time, all of them good.
    """
    return f"{_base(core, public_url, stored, language)}.jpg"


def addresses(core: Services, public_url: str) -> Addresses:
    """What gives the pictures of schemes their addresses: the same one each time, as long as the process lives."""
    known: _Latest[Addressed] = _Latest(ADDRESSES)

    def of(stored: StoredScheme, key: str) -> Addressed:
        from bot.swatches.jpeg import size_of_sheet  # noqa: PLC0415  Pillow only where a picture is asked for

        found = known.seen(key)
        if found is None:
            base = _base(core, public_url, stored, i18n.locale())
            size = size_of_sheet(named(stored), translate=_, number=stored.code)
            found = Addressed(f"{base}.jpg", f"{base}/small.jpg", *size)
            known.keep(key, found)
        return found

    return of


def _base(core: Services, public_url: str, stored: StoredScheme, language: str) -> str:
    """The part that all addresses of one scheme begin with. The name is in it, for with another it looks otherwise."""
    shown = [PURPOSE, stored.person_id, stored.code, language, stored.title]
    return f"{public_url.rstrip('/')}/pictures/{core.vault.seal(json.dumps(shown))}"


def routes(core: Services) -> list[web.RouteDef]:
    """The group of routes for `bot.web.server.create_app`."""
    pictures = Pictures(core)
    return [
        web.get("/pictures/{token}.jpg", pictures.whole),
        web.get("/pictures/{token}/small.jpg", pictures.small),
    ]


class Pictures:
    """Answers for the pictures of schemes.

    Args:
        core: opens addresses and schemes.
    """

    def __init__(self, core: Services) -> None:
        self._core = core
        self._drawn: _Latest[bytes] = _Latest(KEPT)
        self._drawing = asyncio.Lock()

    async def whole(self, request: web.Request) -> web.Response:
        """The sheet. Whoever asks is told that it never changes."""
        stored, language = await self._scheme(request)
        with i18n.speaking(language):
            found = await self._sheet(stored)
        return web.Response(body=found, content_type="image/jpeg", headers=_FOREVER)

    async def small(self, request: web.Request) -> web.Response:
        """The colours alone, side by side."""
        from bot.swatches.jpeg import draw_stripes  # noqa: PLC0415  Pillow only where a picture is asked for

        stored, _language = await self._scheme(request)
        colours = tuple((area.hex, area.share) for area in stored.scheme.areas)
        drawn = await asyncio.to_thread(draw_stripes, colours)
        return web.Response(body=drawn, content_type="image/jpeg", headers=_FOREVER)

    async def _scheme(self, request: web.Request) -> tuple[StoredScheme, str]:
        """The scheme of an address, and the language of its words.

        Raises:
            web.HTTPNotFound: the address is none of ours, or the scheme is no longer there.
        """
        try:
            held = json.loads(self._core.vault.open(request.match_info["token"]))
            purpose, person_id, code, language, _name = map(str, held)
            if purpose != PURPOSE:
                raise web.HTTPNotFound
            return await self._core.schemes.by_code(person_id, code), i18n.spoken(language)
        except (Misconfigured, NotFound, ValueError, TypeError):
            raise web.HTTPNotFound from None

    async def _sheet(self, stored: StoredScheme) -> bytes:
        """Drawn one at a time: two would finish no sooner, and people who wait for a scheme come first."""
        from bot.swatches.jpeg import draw_sheet_jpeg  # noqa: PLC0415

        key = sheet(stored).key
        async with self._drawing:
            found = self._drawn.seen(key)
            if found is None:
                found = await asyncio.to_thread(draw_sheet_jpeg, named(stored), translate=_, number=stored.code)
                self._drawn.keep(key, found)
            return found
