"""The statements of the shelf: each compiled once a dialect, the same text on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BindParameter, Text, bindparam, delete, func, insert, literal, select, tuple_

from core.accounts.tables import person
from core.persistence.metadata import BigInt
from core.persistence.statements import Statement
from core.shelf.owned import OwnedPaint
from core.shelf.tables import shelf_paint, shelf_question


def _text(name: str) -> BindParameter[str]:
    return bindparam(name, type_=Text())


_p = shelf_paint.c
_COLUMNS: Final = [_p[name] for name in OwnedPaint._fields]
_MINE: Final = _p.person_id == _text("person_id")
_ORDER: Final = (_p.brand, _p.name, _p.paint_id)

LOCK_PERSON: Final = Statement(
    select(person.c.id).where(person.c.id == _text("person_id")).with_for_update(key_share=True)
)
IDS: Final = Statement(select(_p.paint_id).where(_MINE))
COUNT: Final = Statement(select(func.count()).select_from(shelf_paint).where(_MINE))
BRANDS: Final = Statement(select(_p.brand, func.count().label("paints")).where(_MINE).group_by(_p.brand))
ADD: Final = Statement(insert(shelf_paint), once=True)
REMOVE: Final = Statement(delete(shelf_paint).where(_MINE, _p.paint_id == _text("paint_id")))
ONE: Final = Statement(select(*_COLUMNS).where(_MINE, _p.paint_id == _text("paint_id")))
ALL: Final = Statement(select(*_COLUMNS).where(_MINE).order_by(*_ORDER))
FIRST: Final = Statement(select(*_COLUMNS).where(_MINE).order_by(*_ORDER).limit(bindparam("most", type_=BigInt)))
NEXT: Final = Statement(
    select(*_COLUMNS)
    .where(_MINE, tuple_(*_ORDER) > tuple_(_text("brand"), _text("name"), _text("after")))
    .order_by(*_ORDER)
    .limit(bindparam("most", type_=BigInt))
)
LAST_BATCH: Final = Statement(
    select(_p.batch).where(_MINE).order_by(_p.added_at.desc(), _p.batch.desc()).limit(literal(1, BigInt))
)
BATCH: Final = Statement(select(*_COLUMNS).where(_MINE, _p.batch == _text("batch")).order_by(*_ORDER))
REMOVE_BATCH: Final = Statement(delete(shelf_paint).where(_MINE, _p.batch == _text("batch")))

_q = shelf_question.c
_ASKED: Final = _q.person_id == _text("person_id")
ASK: Final = Statement(insert(shelf_question), once=True)
QUESTION: Final = Statement(select(_q.id, _q.line).where(_ASKED).order_by(_q.id).limit(literal(1, BigInt)))
QUESTIONS: Final = Statement(select(func.count()).select_from(shelf_question).where(_ASKED))
ANSWERED: Final = Statement(delete(shelf_question).where(_ASKED, _q.id == _text("question_id")))
DROP_QUESTIONS: Final = Statement(delete(shelf_question).where(_ASKED))
