"""What one can prefer, and what follows from it: plain functions of a connection.

Whoever has set nothing has no row, and what holds for everybody holds for them. Each setting says what shall be, not
what shall change, so that the same press twice is as once; pressing again what is chosen takes it off.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, get_args

from sqlalchemy import Connection

from core.clock import DAY, utc_day
from core.errors import BadInput, Refusal, UnknownWord
from core.generation import vocabulary
from core.outbox import service as outbox
from core.preferences import sql
from core.words import N_

Confirm = Literal["always", "changed", "never"]
"""When somebody is asked before tokens are spent: about everything, about a price they have not agreed to yet, or
about nothing but a price that went up."""

DAILY_READY: Final = "daily_ready"
"""The claim of the day can be made and was not. Payload: day, surface."""

MAX_BRANDS: Final = 8
"""Usual brands of one person; a brief names as many at most."""

AT_ONCE: Final = 100
"""Reminders of one transaction."""

_LOCALE: Final = re.compile(r"[A-Za-z]{2,3}(_[A-Za-z0-9]{1,8})*")

FULL: Final = N_("You have {most} usual brands, which is as many as fit. Take one off first.")


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person prefers.

    Attributes:
        style: key of `core.generation.vocabulary.USUAL_STYLES`; empty for none.
        brands: brands of the catalogue for briefs that name none, in the order they were chosen.
        themes: keys of `core.nicknames.TRADITIONS` for names, in the order they were chosen.
        tone: key of `core.nicknames.TONES`; empty leaves it to each name.
        confirm: when they are asked before tokens are spent.
        language: the locale they are answered in everywhere; empty for that of their app.
        remind_at: when it is next looked whether the claim of the day was made, epoch ms; None: never.
        tell_finished: whether a request that took long tells when it has ended.
        platform: where they were last, of those who are reminded; empty where nobody knows.
    """

    style: str = ""
    brands: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    tone: str = ""
    confirm: Confirm = "changed"
    language: str = ""
    remind_at: int | None = None
    tell_finished: bool = False
    platform: str = ""

    @property
    def daily_ready(self) -> bool:
        """Whether they are told when the claim of the day can be made."""
        return self.remind_at is not None


NONE: Final = Preferences()


def preferences(conn: Connection, *, person_id: str) -> Preferences:
    """What this person prefers."""
    row = sql.ROW.one(conn, of_person=person_id)
    return NONE if row is None else _of(row)


def language(conn: Connection, *, person_id: str) -> str:
    """The locale this person wants to be answered in; empty for that of their app."""
    return str(sql.LANGUAGE.scalar(conn, of_person=person_id) or "")


def confirm(conn: Connection, *, person_id: str) -> Confirm:
    """When this person is asked before tokens are spent."""
    found: Confirm = sql.CONFIRM.scalar(conn, of_person=person_id) or NONE.confirm
    return found


def wants_finished(conn: Connection, *, person_id: str) -> bool:
    """Whether this person is told when a request that took long has ended."""
    return sql.WANTS_FINISHED.one(conn, of_person=person_id) is not None


# Settings: each returns whether it changed anything -------------------------------------------------------------------


def set_style(conn: Connection, *, person_id: str, style: str) -> bool:
    """The usual style of painting; empty for none. Raises `UnknownWord`."""
    _one_of(N_("style"), style, vocabulary.USUAL_STYLES)
    return _change(conn, person_id, style=style)


def set_brands(conn: Connection, *, person_id: str, brands: tuple[str, ...]) -> bool:
    """All usual brands at once, as the catalogue writes them.

    Raises:
        Refusal: more than fit.
    """
    brands = tuple(dict.fromkeys(brands))
    if len(brands) > MAX_BRANDS:
        raise Refusal(FULL, most=MAX_BRANDS)
    return _change(conn, person_id, brands=brands)


def prefer_brand(conn: Connection, *, person_id: str, brand: str, on: bool) -> bool:
    """Add a usual brand, or take it off. Raises `Refusal` when no more fit."""
    sql.LOCK_PERSON.scalar(conn, of_person=person_id)  # two presses at once must not lose one of them
    now = preferences(conn, person_id=person_id).brands
    return set_brands(conn, person_id=person_id, brands=_with(now, brand, on=on))


def set_themes(conn: Connection, *, person_id: str, themes: tuple[str, ...]) -> bool:
    """All naming themes at once, by their keys. Raises `UnknownWord`."""
    from core.nicknames.catalogue import TRADITIONS  # noqa: PLC0415  not needed to paint

    for theme in themes:
        _one_of(N_("theme"), theme, TRADITIONS)
    return _change(conn, person_id, themes=tuple(dict.fromkeys(theme for theme in themes if theme)))


def prefer_theme(conn: Connection, *, person_id: str, theme: str, on: bool) -> bool:
    """Add a naming theme, or take it off. Raises `UnknownWord`."""
    sql.LOCK_PERSON.scalar(conn, of_person=person_id)
    now = preferences(conn, person_id=person_id).themes
    return set_themes(conn, person_id=person_id, themes=_with(now, theme, on=on))


def set_tone(conn: Connection, *, person_id: str, tone: str) -> bool:
    """The tone of names; empty leaves it to each name. Raises `UnknownWord`."""
    from core.nicknames.catalogue import TONES  # noqa: PLC0415  not needed to paint

    _one_of(N_("tone"), tone, TONES)
    return _change(conn, person_id, tone=tone)


def set_confirm(conn: Connection, *, person_id: str, when: str) -> bool:
    """When to ask before tokens are spent. Raises `UnknownWord`."""
    if when not in get_args(Confirm):
        raise UnknownWord(N_("word"), when[:60], get_args(Confirm))
    return _change(conn, person_id, confirm=when)


def set_language(conn: Connection, *, person_id: str, locale: str) -> bool:
    """The locale to answer in; empty for that of the app. Which there are is for the surfaces to know.

    Raises:
        BadInput: it is no locale at all.
    """
    if locale and (len(locale) > 16 or not _LOCALE.fullmatch(locale)):
        raise BadInput(N_("That is no language I know. Choose one from the list."))
    return _change(conn, person_id, language=locale)


def set_daily_ready(conn: Connection, *, person_id: str, on: bool, now: int, platform: str) -> bool:
    """Whether to remind of the claim of the day, at the time of day at which this was switched on.

    Args:
        conn: a connection inside a transaction.
        person_id: who.
        on: whether.
        now: epoch ms.
        platform: where they are.
    """
    sql.LOCK_PERSON.scalar(conn, of_person=person_id)
    if preferences(conn, person_id=person_id).daily_ready == on:
        return False
    return _change(conn, person_id, remind_at=now + DAY if on else None, platform=platform if on else "")


def set_tell_finished(conn: Connection, *, person_id: str, on: bool) -> bool:
    """Whether a request that took long tells when it has ended."""
    return _change(conn, person_id, tell_finished=on)


def met_on(conn: Connection, *, person_id: str, platform: str) -> None:
    """Remember where somebody was last, for what reaches them later."""
    sql.ELSEWHERE.run(conn, of_person=person_id, new_platform=platform)


# Reminders ------------------------------------------------------------------------------------------------------------


def anybody_due(conn: Connection, *, now: int) -> bool:
    """Whether `remind` has anything to do at `now` (epoch ms)."""
    return sql.ANY_DUE.one(conn, now=now) is not None


def remind(conn: Connection, *, now: int) -> int:
    """Put a message into the outbox for everybody whose moment has come and whose claim of the day was not made.

    One indexed query finds those whose moment it is; each is looked at once a day. Nobody is reminded again while the
    last reminder has not arrived.

    Returns:
        How many were looked at; as many as `AT_ONCE` when there may be more.
    """
    due = conn.execute(sql.DUE, {"now": now, "most": AT_ONCE}).all()
    today = utc_day(now).isoformat()
    for row in due:
        told = row.reminder_id
        claimed = sql.CLAIMED.one(conn, of_person=row.person_id, today=today) is not None
        if not claimed and not (told and sql.STILL_TOLD.one(conn, message_id=told)):
            told = outbox.put(
                conn,
                person_id=row.person_id,
                kind=DAILY_READY,
                payload={"day": today, "surface": {"locale": row.language}},
                now=now,
                dedupe_key=f"{DAILY_READY}:{row.person_id}:{today}",
                platform=row.platform or None,
            )
        later = (now - row.remind_at) // DAY + 1  # days that were slept through are not made up for
        sql.NEXT.run(conn, of_person=row.person_id, next_at=row.remind_at + later * DAY, new_reminder=told)
    return len(due)


# --- small machinery ---


def _of(row: Any) -> Preferences:
    return Preferences(
        style=row.style,
        brands=tuple(json.loads(row.brands)),
        themes=tuple(json.loads(row.themes)),
        tone=row.tone,
        confirm=row.confirm,
        language=row.language,
        remind_at=row.remind_at,
        tell_finished=bool(row.tell_finished),
        platform=row.platform,
    )


def _change(conn: Connection, person_id: str, **values: Any) -> bool:
    sql.LOCK_PERSON.scalar(conn, of_person=person_id)
    before = preferences(conn, person_id=person_id)
    after = replace(before, **values)
    if after == before:
        return False
    sql.BEGIN.run(conn, of_person=person_id)
    sql.CHANGE.run(
        conn,
        of_person=person_id,
        new_style=after.style,
        new_brands=_json(after.brands),
        new_themes=_json(after.themes),
        new_tone=after.tone,
        new_confirm=after.confirm,
        new_language=after.language,
        new_remind_at=after.remind_at,
        new_tell_finished=int(after.tell_finished),
        new_platform=after.platform,
    )
    return True


def _json(words: tuple[str, ...]) -> str:
    return json.dumps(words, ensure_ascii=False, separators=(",", ":"))


def _with(words: tuple[str, ...], word: str, *, on: bool) -> tuple[str, ...]:
    rest = tuple(one for one in words if one != word)
    return (words if word in words else (*words, word)) if on else rest


def _one_of(what: str, given: str, known: Mapping[str, object]) -> None:
    """Refuse a key that is none; the empty one is no choice."""
    if given and given not in known:
        raise UnknownWord(what, given[:60], tuple(known)[:3])
