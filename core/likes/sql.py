"""The statements of the likes: each compiled once a dialect, the same text on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BindParameter, Text, bindparam, delete, func, insert, select, update

from core.accounts.tables import person
from core.likes.tables import learning, liked_colour, thumb
from core.paintschemes.tables import paintscheme
from core.persistence.metadata import BigInt
from core.persistence.statements import Statement


def _int(name: str) -> BindParameter[int]:
    return bindparam(name, type_=BigInt)


def _text(name: str) -> BindParameter[str]:
    return bindparam(name, type_=Text())


_t, _c, _l, _s = thumb.c, liked_colour.c, learning.c, paintscheme.c

LOCK_PERSON: Final = Statement(
    select(person.c.id).where(person.c.id == _text("person_id")).with_for_update(key_share=True)
)

_ONE_THUMB: Final = (_t.person_id == _text("person_id"), _t.scheme_id == _text("scheme_id"))
THUMB: Final = Statement(select(_t.up).where(*_ONE_THUMB))
GIVE: Final = Statement(insert(thumb), once=True)
DROP: Final = Statement(delete(thumb).where(*_ONE_THUMB))
DROP_ALL: Final = Statement(delete(thumb).where(_t.person_id == _text("person_id")))
DROP_OF_SCHEME: Final = Statement(
    delete(thumb).where(
        _t.person_id == _text("person_id"),
        _t.scheme_id == select(_s.id).where(_s.code == _text("code")).scalar_subquery(),
    )
)
THUMBS: Final = Statement(
    select(_t.up, func.count().label("thumbs")).where(_t.person_id == _text("person_id")).group_by(_t.up)
)
LATEST_THUMBS: Final = Statement(
    select(_s.id, _s.body, _t.up, _t.given_at)
    .join(thumb, _t.scheme_id == _s.id)
    .where(_t.person_id == _text("person_id"), _s.deleted_at.is_(None))
    .order_by(_t.given_at.desc(), _s.id.desc())
    .limit(_int("most"))
)

_STARRED: Final = (_s.person_id == _text("person_id"), _s.favourite_at.is_not(None), _s.favourite_at > _int("since"))
LATEST_STARS: Final = Statement(
    select(_s.id, _s.body, _s.favourite_at)
    .where(*_STARRED)
    .order_by(_s.favourite_at.desc(), _s.id.desc())
    .limit(_int("most"))
)
STARS: Final = Statement(select(func.count()).select_from(paintscheme).where(*_STARRED))

COLOURS: Final = Statement(select(_c.hex).where(_c.person_id == _text("person_id")).order_by(_c.added_at, _c.hex))
ADD_COLOUR: Final = Statement(insert(liked_colour), once=True)
REMOVE_COLOUR: Final = Statement(delete(liked_colour).where(_c.person_id == _text("person_id"), _c.hex == _text("hex")))

LEARNING: Final = Statement(select(_l.active, _l.since).where(_l.person_id == _text("person_id")))
LEARN: Final = Statement(insert(learning), once=True)
SWITCH: Final = Statement(update(learning).where(_l.person_id == _text("of_person")).values(active=_int("active")))
RESET: Final = Statement(update(learning).where(_l.person_id == _text("of_person")).values(since=_int("since")))
