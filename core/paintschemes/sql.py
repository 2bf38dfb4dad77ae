"""The statements of the scheme room: each compiled once a dialect, the same text on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Select,
    Text,
    bindparam,
    func,
    insert,
    null,
    or_,
    select,
    tuple_,
    update,
)

from core.accounts.tables import person
from core.paintschemes.finding import Listed
from core.paintschemes.stored import SchemeRow
from core.paintschemes.tables import paintscheme
from core.persistence.metadata import BigInt
from core.persistence.statements import Statement


def _int(name: str) -> BindParameter[int]:
    return bindparam(name, type_=BigInt)


def _text(name: str) -> BindParameter[str]:
    return bindparam(name, type_=Text())


_s = paintscheme.c
_COLUMNS: Final = [_s[name] for name in SchemeRow._fields]
_OF_PERSON: Final = _s.person_id == _text("person_id")
_KEPT: Final = _s.deleted_at.is_(None)


def _page(
    at: ColumnElement[int], *conditions: ColumnElement[bool], columns: Sequence[Column[Any]] = _COLUMNS
) -> Select[tuple[object, ...]]:
    return (
        select(*columns)
        .where(_OF_PERSON, *conditions, tuple_(at, _s.id) < tuple_(_int("at"), _text("last_id")))
        .order_by(at.desc(), _s.id.desc())
        .limit(bindparam("most", type_=BigInt))
    )


LOCK_PERSON: Final = Statement(
    select(person.c.id).where(person.c.id == _text("person_id")).with_for_update(key_share=True)
)
INSERT: Final = Statement(
    insert(paintscheme).values(
        {
            name: bindparam(name)
            for name in (
                "id",
                "code",
                "person_id",
                "request_id",
                "parent_id",
                "change",
                "title",
                "body",
                "origin",
                "locks",
                "colours",
                "seed",
                "engine",
                "engine_version",
                "created_at",
            )
        }
    )
)
CODE_TAKEN: Final = Statement(select(_s.id).where(_s.code == _text("code")))
BY_ID: Final = Statement(select(*_COLUMNS).where(_OF_PERSON, _s.id == _text("scheme_id")))
BY_CODE: Final = Statement(select(*_COLUMNS).where(_OF_PERSON, _s.code == _text("code"), _KEPT))
OF_REQUEST: Final = Statement(select(*_COLUMNS).where(_s.request_id == _text("request_id")))
VARIANT: Final = Statement(
    select(*_COLUMNS).where(_OF_PERSON, _s.parent_id == _text("parent_id"), _s.change == _text("change"))
)
RECENT: Final = Statement(_page(_s.created_at, _KEPT))
# A name of its owner's is not in the text to search, and a scheme of before has none: those are looked at in any case.
_MAY_FIT: Final = or_(
    _s.colours.like(_text("said")),
    _s.colours.like(_text("archetype")),
    _s.code.like(_text("code_like")),
    _s.colours.is_(None),
    _s.name.is_not(None),
)
LISTED: Final = Statement(_page(_s.created_at, _KEPT, _MAY_FIT, columns=[_s[name] for name in Listed._fields]))
OF_IDS: Final = Statement(select(*_COLUMNS).where(_s.id.in_(bindparam("ids", expanding=True)), _KEPT))
BARE: Final = Statement(select(_s.id).where(_s.colours.is_(None), _KEPT).limit(bindparam("most", type_=BigInt)))
FILL: Final = Statement(update(paintscheme).where(_s.id == _text("scheme_id")).values(colours=_text("new_colours")))
FAVOURITES: Final = Statement(_page(_s.favourite_at, _s.favourite_at.is_not(None)))
FAVOURITE_COUNT: Final = Statement(select(func.count()).where(_OF_PERSON, _s.favourite_at.is_not(None)))
STAR: Final = Statement(
    update(paintscheme)
    .where(_OF_PERSON, _s.code == _text("wanted"), _KEPT, _s.favourite_at.is_(None))
    .values(favourite_at=_int("now"))
)
UNSTAR: Final = Statement(
    update(paintscheme).where(_OF_PERSON, _s.code == _text("wanted"), _KEPT).values(favourite_at=null())
)
RENAME: Final = Statement(
    update(paintscheme).where(_OF_PERSON, _s.code == _text("wanted"), _KEPT).values(name=_text("new_name"))
)
LOCK: Final = Statement(
    update(paintscheme).where(_OF_PERSON, _s.code == _text("wanted"), _KEPT).values(locks=_text("new_locks"))
)
CARRY_LOCKS: Final = Statement(
    update(paintscheme).where(_OF_PERSON, _s.id == _text("scheme_id")).values(locks=_text("new_locks"))
)
DELETE: Final = Statement(
    update(paintscheme)
    .where(_OF_PERSON, _s.code == _text("wanted"), _KEPT)
    .values(deleted_at=_int("now"), favourite_at=null())
)
REVIVE: Final = Statement(
    update(paintscheme)
    .where(_OF_PERSON, _s.id == _text("scheme_id"), _s.deleted_at.is_not(None))
    .values(deleted_at=null())
)
