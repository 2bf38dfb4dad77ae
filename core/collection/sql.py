"""The statements of the collection: each compiled once a dialect, the same text on SQLite and PostgreSQL."""

from __future__ import annotations

from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Insert,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    tuple_,
    update,
)

from core.accounts.tables import person
from core.collection.tables import army, army_past, collection_change, collection_list, given_name, model, model_past
from core.collection.values import Army, Model
from core.paintschemes.tables import paintscheme
from core.persistence.metadata import BigInt
from core.persistence.statements import Statement


class Named(NamedTuple):
    """What has to be known of a model to see that another is the same."""

    id: str
    code: str
    name: str
    size: int
    status: str


def _int(name: str) -> BindParameter[int]:
    return bindparam(name, type_=BigInt)


def _text(name: str) -> BindParameter[str]:
    return bindparam(name, type_=Text())


_ids: Final = bindparam("ids", expanding=True, type_=Text())
_a, _m, _s, _c = army.c, model.c, paintscheme.c, collection_change.c
_MY_ARMY: Final = _a.person_id == _text("person_id")
_MY_MODEL: Final = _m.person_id == _text("person_id")
_SCHEME: Final = (_s.code.label("scheme_code"), func.coalesce(_s.name, _s.title).label("scheme_title"))

LOCK_PERSON: Final = Statement(
    select(person.c.id).where(person.c.id == _text("person_id")).with_for_update(key_share=True)
)

# Armies -------------------------------------------------------------------------------------------------------------

_OF_ARMY: Final = [_a[name] for name in Army._fields[:-2]]
_ARMIES: Final = (
    select(*_OF_ARMY, *_SCHEME)
    .select_from(army.outerjoin(paintscheme, _s.id == _a.scheme_id))
    .where(_MY_ARMY)
    .order_by(_a.place, _a.id)
)
ARMIES: Final = Statement(_ARMIES)
ARMY: Final = Statement(_ARMIES.where(_a.code == _text("code")))
ARMIES_BY_ID: Final = Statement(_ARMIES.where(_a.id.in_(_ids)))
ARMY_WORDS: Final = Statement(select(_a.id, _a.search, _a.place).where(_MY_ARMY))
ARMY_END: Final = Statement(select(func.max(_a.place)).where(_MY_ARMY))
ADD_ARMY: Final = Statement(insert(army))
DROP_ARMY: Final = Statement(delete(army).where(_MY_ARMY, _a.id == _text("id")))

# Models -------------------------------------------------------------------------------------------------------------

_OF_MODEL: Final = [_m[name] for name in Model._fields[:-7]]
_JOINED: Final = model.outerjoin(army, _a.id == _m.army_id).outerjoin(
    paintscheme, _s.id == func.coalesce(_m.scheme_id, _a.scheme_id)
)
_MODELS: Final = (
    select(
        *_OF_MODEL,
        _m.army_id,
        _a.code.label("army_code"),
        _a.name.label("army_name"),
        _a.archetype.label("army_archetype"),
        _a.scheme_id.label("army_scheme_id"),
        *_SCHEME,
    )
    .select_from(_JOINED)
    .where(_MY_MODEL)
)
MODEL: Final = Statement(_MODELS.where(_m.code == _text("code")))
MODELS_BY_CODE: Final = Statement(_MODELS.where(_m.code.in_(bindparam("codes", expanding=True, type_=Text()))))
MODELS_BY_ID: Final = Statement(_MODELS.where(_m.id.in_(_ids)).order_by(_m.place, _m.id))
EVERYTHING: Final = Statement(_MODELS.order_by(_m.place, _m.id))
CODES: Final = Statement(select(_m.code).where(_MY_MODEL).union_all(select(_a.code).where(_MY_ARMY)))
COUNT: Final = Statement(select(func.count()).select_from(model).where(_MY_MODEL))
END: Final = Statement(select(func.max(_m.place)).where(_MY_MODEL))
ADD: Final = Statement(insert(model))
DROP: Final = Statement(delete(model).where(_MY_MODEL, _m.id.in_(_ids)))
DROP_OF_ARMY: Final = Statement(delete(model).where(_MY_MODEL, _m.army_id == _text("army_id")))
EMPTY_ARMY: Final = Statement(
    update(model).where(model.c.army_id == _text("of_army"), _MY_MODEL).values(army_id=cast(literal(None), Text))
)
PLACES_OF_ARMY: Final = Statement(
    select(_m.id, _m.place).where(_MY_MODEL, _m.army_id == _text("army_id")).order_by(_m.place, _m.id)
)
PLACES_OF_NONE: Final = Statement(
    select(_m.id, _m.place).where(_MY_MODEL, _m.army_id.is_(None)).order_by(_m.place, _m.id)
)
SET_PLACE: Final = Statement(update(model).where(_MY_MODEL, _m.id == _text("model_id")).values(place=_int("new_place")))
_NAMED: Final = [_m[name] for name in Named._fields]
NAMES_OF_ARMY: Final = Statement(select(*_NAMED).where(_MY_MODEL, _m.army_id == _text("army_id")).order_by(_m.id))
NAMES_OF_NONE: Final = Statement(select(*_NAMED).where(_MY_MODEL, _m.army_id.is_(None)).order_by(_m.id))
PROGRESS: Final = Statement(
    select(
        _m.army_id,
        _m.status,
        func.count().label("models"),
        cast(func.sum(_m.size), BigInt).label("sizes"),
    )
    .where(_MY_MODEL)
    .group_by(_m.army_id, _m.status)
)
_USED: Final = func.coalesce(_m.scheme_id, _a.scheme_id)
SCHEMES: Final = Statement(
    select(_USED.label("scheme_id"), _m.army_id, _m.status, cast(func.sum(_m.size), BigInt).label("sizes"))
    .select_from(model.outerjoin(army, _a.id == _m.army_id))
    .where(_MY_MODEL, _USED.is_not(None))
    .group_by(_USED, _m.army_id, _m.status)
)
WORDS: Final = Statement(select(_m.id, _m.search, _m.place).where(_MY_MODEL, _m.search.like(_text("pattern"))))
NEWEST: Final = Statement(_MODELS.order_by(_m.place.desc(), _m.id.desc()).limit(_int("most")))
NICKNAMES: Final = Statement(
    select(_m.nickname)
    .where(_MY_MODEL, _m.nickname != "")
    .union_all(select(_a.nickname).where(_MY_ARMY, _a.nickname != ""))
)


@cache
def page(which: str, *, with_status: bool) -> Statement:
    """A page of "all" models, of an "army", or of those in "none", behind a place."""
    return Statement(
        _narrowed(_MODELS, which, with_status=with_status)
        .where(tuple_(_m.place, _m.id) > tuple_(_int("at"), _text("last_id")))
        .order_by(_m.place, _m.id)
        .limit(_int("most"))
    )


@cache
def size(which: str, *, with_status: bool) -> Statement:
    """How many models such a list has."""
    return Statement(
        _narrowed(select(func.count()).select_from(model).where(_MY_MODEL), which, with_status=with_status)
    )


def _narrowed(base: Select[Any], which: str, *, with_status: bool) -> Select[Any]:
    if which == "army":
        base = base.where(_m.army_id == _text("army_id"))
    elif which == "none":
        base = base.where(_m.army_id.is_(None))
    return base.where(_m.status == _text("status")) if with_status else base


@cache
def set_models(columns: tuple[str, ...]) -> Statement:
    """Give some models new values of some columns; the parameters are `new_` and the column."""
    mine = _m.person_id == _text("owner_id")  # a parameter called as a column would be taken for a new value
    return Statement(update(model).where(mine, _m.id.in_(_ids)).values(_new(model, columns)))


@cache
def set_army(columns: tuple[str, ...]) -> Statement:
    """Give an army new values of some columns; the parameters are `new_` and the column."""
    return Statement(update(army).where(_MY_ARMY, _a.id == _text("army_id")).values(_new(army, columns)))


def _new(table: Table, columns: tuple[str, ...]) -> dict[str, BindParameter[Any]]:
    return {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in columns}


# What was before ----------------------------------------------------------------------------------------------------

CHANGE: Final = Statement(
    select(_c.number, _c.what).where(_c.id == _text("change_id"), _c.person_id == _text("person_id"))
)
LAST_CHANGE: Final = Statement(
    select(_c.id, _c.number, _c.what)
    .where(_c.person_id == _text("person_id"))
    .order_by(_c.number.desc())
    .limit(literal(1, BigInt))
)
ADD_CHANGE: Final = Statement(insert(collection_change))
_OLD: Final = select(_c.id).where(_c.person_id == _text("person_id"), _c.number <= _int("number")).scalar_subquery()
FORGET: Final = (
    Statement(delete(army_past).where(army_past.c.change_id.in_(_OLD))),
    Statement(delete(model_past).where(model_past.c.change_id.in_(_OLD))),
    Statement(delete(collection_change).where(_c.person_id == _text("person_id"), _c.number <= _int("number"))),
)
_OF_CHANGE: Final = {past: past.c.change_id == _text("change_id") for past in (army_past, model_past)}
DROP_CHANGE: Final = (
    *(Statement(delete(past).where(of)) for past, of in _OF_CHANGE.items()),
    Statement(delete(collection_change).where(_c.id == _text("change_id"))),
)


def _remember(table: Table, past: Table, *conditions: ColumnElement[bool]) -> Insert:
    names = [c.name for c in table.columns]
    row = select(
        cast(_text("change_id"), Text) + "." + table.c.id,
        cast(_text("change_id"), Text),
        cast(_int("existed"), BigInt),
        *table.columns,
    ).where(table.c.person_id == _text("person_id"), *conditions)
    # A row that one change touches twice keeps what it was before the first time.
    known = select(past.c.key).where(past.c.key == cast(_text("change_id"), Text) + "." + table.c.id)
    return insert(past).from_select(["key", "change_id", "existed", *names], row.where(~known.exists()))


REMEMBER_MODELS: Final = Statement(_remember(model, model_past, _m.id.in_(_ids)))
REMEMBER_OF_ARMY: Final = Statement(_remember(model, model_past, _m.army_id == _text("army_id")))
REMEMBER_ARMY: Final = Statement(_remember(army, army_past, _a.id == _text("army_id")))
PAST_MODELS: Final = Statement(select(model_past.c.id, model_past.c.existed).where(_OF_CHANGE[model_past]))
_TOUCHED: Final = select(model_past.c.id).where(_OF_CHANGE[model_past]).scalar_subquery()
DROP_TOUCHED: Final = Statement(delete(model).where(_MY_MODEL, _m.id.in_(_TOUCHED)))
RESTORE_MODELS: Final = Statement(
    insert(model).from_select(
        [c.name for c in model.columns],
        select(*(model_past.c[c.name] for c in model.columns)).where(
            and_(_OF_CHANGE[model_past], model_past.c.existed == 1)
        ),
    )
)
PAST_ARMIES: Final = Statement(
    select(army_past.c.existed, *(army_past.c[c.name] for c in army.columns)).where(_OF_CHANGE[army_past])
)

# Names that were given, and lists that wait -------------------------------------------------------------------------

_g, _l = given_name.c, collection_list.c
GIVE_NAME: Final = Statement(insert(given_name), once=True)
GIVEN: Final = Statement(
    select(_g.name, _g.given_at)
    .where(_g.person_id == _text("person_id"), _g.target_id == _text("target_id"))
    .order_by(_g.given_at.desc(), _g.id.desc())
    .limit(_int("most"))
)
_MY_LIST: Final = (_l.id == _text("list_id"), _l.person_id == _text("person_id"))
KEEP_LIST: Final = Statement(insert(collection_list), once=True)
LIST: Final = Statement(select(_l.body).where(*_MY_LIST))
REVISE_LIST: Final = Statement(
    update(collection_list).where(*_MY_LIST, _l.body == _text("old_body")).values(body=_text("new_body"))
)
FORGET_LISTS: Final = Statement(
    delete(collection_list).where(_l.person_id == _text("person_id"), _l.created_at < _int("before"))
)
DROP_LIST: Final = Statement(delete(collection_list).where(*_MY_LIST))
