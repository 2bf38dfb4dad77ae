"""Inline mode: `@bot words` in any chat offers one's own schemes, to be sent there as pictures.

It costs nothing and draws nothing: a picture that Telegram has goes by its file id, another by its address, where we
have a web side that Telegram can reach; else the scheme goes as words.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING, Final, TypeVar

from sqlalchemy import Connection
from telegram import (
    Bot,
    InlineQuery,
    InlineQueryResult,
    InlineQueryResultArticle,
    InlineQueryResultCachedPhoto,
    InlineQueryResultPhoto,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.i18n import _
from bot.screens.help import FOOTNOTE
from bot.screens.pictures import sheet
from bot.screens.result import paint_name
from bot.telegram import PLATFORM
from bot.telegram.pictures import digest_of
from bot.telegram.words import CAPTION, NOTHING, Html, cut, joined, tagged, text
from bot.web.pictures import Addressed, Addresses
from core.errors import BadInput
from core.intake.service import lost, reference_of
from core.paintschemes.scheme import ROLE_NAMES, Area
from core.paintschemes.stored import Page, StoredScheme

if TYPE_CHECKING:
    from core.services import Services

__all__ = ["Addresses", "answer"]

log = logging.getLogger(__name__)

PAGE: Final = 20
"""Schemes of one answer; whoever scrolls on asks for the next ones."""

FEW: Final = 5
"""With fewer than these a way to a new one is offered as well."""

KEPT_S: Final = 10
"""How long Telegram may give somebody the same answer to the same words, seconds."""

START: Final = "new"
"""What the buttons over the answers open in one's own chat with the bot."""

_LATE: Final = ("query is too old", "query id is invalid")
"""What Telegram says to an answer nobody waits for any more: they typed on."""


_T = TypeVar("_T")

_THREAD: Final = ThreadPoolExecutor(1, thread_name_prefix="inline")
"""Of its own: behind the schemes of a rush the answer to what somebody types would be too late."""


async def _aside(work: Callable[[], _T]) -> _T:
    """Do what takes some milliseconds beside the event loop, in the language of the moment."""
    return await asyncio.get_running_loop().run_in_executor(_THREAD, copy_context().run, work)


async def answer(
    core: Services, query: InlineQuery, bot: Bot, *, person_id: str | None, pictures: Addresses | None
) -> None:
    """Answer what somebody typed after the bot's name.

    Args:
        core: finds the schemes.
        query: what was typed, and from where on the answer goes.
        bot: answers without waiting its turn behind messages.
        person_id: who typed; None for somebody we have not met.
        pictures: gives pictures that Telegram does not have their addresses; None when it could not fetch them.
    """
    if person_id is None:
        start = InlineQueryResultsButton(_("Start with Wetpalette"), start_parameter=START)
        await _send(bot, query, (), button=start)
        return
    page = await _page(core, person_id, query)
    keys = await _aside(lambda: [sheet(stored).key for stored in page.schemes])
    known = await core.db.read(_known, keys=keys)
    results = await _aside(lambda: _results(page.schemes, keys, known, pictures))
    button = None
    if not query.offset and page.after is None and len(results) < FEW:
        button = InlineQueryResultsButton(_("Paint a new one"), start_parameter=START)
    if await _send(bot, query, results, button=button, after=page.after or ""):
        return
    # One that Telegram will not take must not keep the others from them: words it always takes. What it was said to
    # have is uploaded anew the next time.
    await _send(bot, query, [_article(one, None) for one in page.schemes], button=button, after=page.after or "")
    await core.db.write(_forget, keys=[key for key, file_id in zip(keys, known, strict=True) if file_id])


async def _page(core: Services, person_id: str, query: InlineQuery) -> Page:
    """The schemes that fit, from where the last answer ended; from the start when that place is none."""
    try:
        return await core.schemes.find(person_id, query.query, after=query.offset or None, limit=PAGE)
    except BadInput:
        return await core.schemes.find(person_id, query.query, limit=PAGE)


def _results(
    schemes: Sequence[StoredScheme], keys: Sequence[str], known: Sequence[str | None], pictures: Addresses | None
) -> list[InlineQueryResult]:
    return [
        _cached(stored, file_id) if file_id else _article(stored, pictures(stored, key) if pictures else None)
        for stored, key, file_id in zip(schemes, keys, known, strict=True)
    ]


def _known(conn: Connection, *, keys: Sequence[str]) -> list[str | None]:
    """What Telegram calls the pictures that it has."""
    return [reference_of(conn, platform=PLATFORM, digest=digest_of(key)) if key else None for key in keys]


def _forget(conn: Connection, *, keys: Sequence[str]) -> None:
    for key in keys:
        lost(conn, platform=PLATFORM, digest=digest_of(key))


async def _send(
    bot: Bot,
    query: InlineQuery,
    results: Sequence[InlineQueryResult],
    *,
    button: InlineQueryResultsButton | None = None,
    after: str = "",
) -> bool:
    """Send an answer; False when Telegram would not take its results. One that comes too late is none."""
    try:
        await bot.answer_inline_query(
            query.id, results, cache_time=KEPT_S, is_personal=True, next_offset=after, button=button
        )
    except BadRequest as error:
        if any(said in error.message.lower() for said in _LATE):
            return True
        log.warning("inline results refused", extra={"said": error.message, "results": len(results)})
        return not results
    return True


# --- one scheme -----------------------------------------------------------------------------------------------------


def _cached(stored: StoredScheme, file_id: str) -> InlineQueryResult:
    return InlineQueryResultCachedPhoto(
        id=stored.code,
        photo_file_id=file_id,
        title=stored.title,
        description=_described(stored),
        caption=caption(stored).markup,
        parse_mode=ParseMode.HTML,
    )


def _article(stored: StoredScheme, found: Addressed | None) -> InlineQueryResult:
    """As a picture to be fetched, or as words where there is no address."""
    if found is not None:
        return InlineQueryResultPhoto(
            id=stored.code,
            photo_url=found.sheet,
            thumbnail_url=found.small,
            photo_width=found.width,
            photo_height=found.height,
            title=stored.title,
            description=_described(stored),
            caption=caption(stored).markup,
            parse_mode=ParseMode.HTML,
        )
    return InlineQueryResultArticle(
        id=stored.code,
        title=stored.title,
        description=_described(stored),
        input_message_content=InputTextMessageContent(
            caption(stored).markup, parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
        ),
    )


def _described(stored: StoredScheme) -> str:
    """The colours by name, which is what somebody looks for."""
    return cut(", ".join(area.name for area in stored.scheme.areas), 200)


def caption(stored: StoredScheme) -> Html:
    """A scheme in words, for people who have never seen the bot: within what a caption holds, line by line whole.

    The paints go first where there is not room for everything, then the last of the lines; the small print stays.
    """
    scheme = stored.scheme
    head = joined((tagged("b", stored.title), text(_(scheme.mood_line) if scheme.mood_line else "")))
    foot = tagged("i", _(FOOTNOTE))
    whole = NOTHING
    for paints in (True, False):
        lines = [_line(area, paint=paints) for area in scheme.areas]
        whole = joined((head, joined(lines), foot), "\n\n")
        if whole.length <= CAPTION:
            return whole
    while lines and whole.length > CAPTION:
        lines.pop()
        whole = joined((head, joined(lines), foot), "\n\n")
    return whole


def _line(area: Area, *, paint: bool) -> Html:
    """Role, name and hex of a colour, and the paint for it."""
    base = area.ladder.base.paint
    line = joined((text(f"{_(ROLE_NAMES[area.role])}: {area.name}"), tagged("code", area.hex)), " ")
    return line + text(f", {paint_name(base)}") if base is not None and paint else line
