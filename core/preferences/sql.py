"""The statements of the preferences: each compiled once a dialect, the same text on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BindParameter, Text, bindparam, insert, select, update

from core.accounts.tables import person
from core.outbox.tables import outbox
from core.persistence.metadata import BigInt
from core.persistence.statements import Statement
from core.preferences.tables import preference
from core.pricing.tables import daily_claim


def _int(name: str) -> BindParameter[int]:
    return bindparam(name, type_=BigInt)


def _text(name: str) -> BindParameter[str]:
    return bindparam(name, type_=Text())


_p = preference.c
_MINE: Final = _p.person_id == _text("of_person")

LOCK_PERSON: Final = Statement(
    select(person.c.id).where(person.c.id == _text("of_person")).with_for_update(key_share=True)
)
ROW: Final = Statement(select(preference).where(_MINE))
BEGIN: Final = Statement(insert(preference).values(person_id=_text("of_person")), once=True)
CHANGE: Final = Statement(
    update(preference)
    .where(_MINE)
    .values(
        style=_text("new_style"),
        brands=_text("new_brands"),
        themes=_text("new_themes"),
        tone=_text("new_tone"),
        confirm=_text("new_confirm"),
        language=_text("new_language"),
        remind_at=_int("new_remind_at"),
        tell_finished=_int("new_tell_finished"),
        platform=_text("new_platform"),
    )
)
LANGUAGE: Final = Statement(select(_p.language).where(_MINE))
CONFIRM: Final = Statement(select(_p.confirm).where(_MINE))
WANTS_FINISHED: Final = Statement(select(_p.person_id).where(_MINE, _p.tell_finished == 1))
ELSEWHERE: Final = Statement(update(preference).where(_MINE).values(platform=_text("new_platform")))

DUE: Final = (
    select(_p.person_id, _p.remind_at, _p.reminder_id, _p.platform, _p.language)
    .join(person, person.c.id == _p.person_id)
    .where(_p.remind_at <= _int("now"), person.c.status == "active")
    .order_by(_p.remind_at, _p.person_id)
    .limit(_int("most"))
    .with_for_update(skip_locked=True, of=preference)  # SQLite has one writer and leaves this out
)
"""Those whose moment has come, longest first."""
ANY_DUE: Final = Statement(select(_p.person_id).where(_p.remind_at <= _int("now")).limit(1))
CLAIMED: Final = Statement(
    select(daily_claim.c.day).where(daily_claim.c.person_id == _text("of_person"), daily_claim.c.day >= _text("today"))
)
STILL_TOLD: Final = Statement(
    select(outbox.c.id).where(
        outbox.c.id == _text("message_id"), (outbox.c.state == "waiting") | (outbox.c.state == "notice")
    )
)
NEXT: Final = Statement(
    update(preference).where(_MINE).values(remind_at=_int("next_at"), reminder_id=_text("new_reminder"))
)
