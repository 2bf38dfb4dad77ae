"""The statements of the desk: each compiled once a dialect, the same text on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BindParameter, Text, bindparam, insert, literal_column, select, update

from core.accounts.tables import person
from core.generation.tables import request
from core.persistence.metadata import BigInt
from core.persistence.statements import Statement


def _int(name: str) -> BindParameter[int]:
    return bindparam(name, type_=BigInt)


def _text(name: str) -> BindParameter[str]:
    return bindparam(name, type_=Text())


_r = request.c
_PENDING: Final = _r.status == "pending"
_MINE: Final = (
    _r.id == _text("request_id"),
    _PENDING,
    _r.owner_instance == _text("owner"),
    _r.attempts == _int("attempt"),
)

# FOR NO KEY UPDATE: one request of a person at a time, without being in the way of rows that refer to the person.
LOCK_PERSON: Final = Statement(
    select(person.c.id).where(person.c.id == _text("person_id")).with_for_update(key_share=True)
)
ROW: Final = Statement(select(request).where(_r.id == _text("request_id")))
ROW_BY_KEY: Final = Statement(select(request).where(_r.key == _text("key")))
IN_THE_HOUSE: Final = Statement(
    select(_r.id, _r.started_at)
    .where(_r.person_id == _text("person_id"), _PENDING, _r.lease_until > _int("now"))
    .order_by(_r.created_at, _r.id)
)
INSERT: Final = Statement(
    insert(request).values(
        {
            name: bindparam(name)
            for name in (
                "id",
                "person_id",
                "type",
                "key",
                "inputs_digest",
                "input",
                "parent_id",
                "quote_id",
                "hold_id",
                "cost",
                "engine",
                "engine_version",
                "platform",
                "surface",
                "owner_instance",
                "lease_until",
                "heartbeat_at",
                "created_at",
                "started_at",
            )
        }
    )
)
START: Final = Statement(update(request).where(*_MINE, _r.started_at.is_(None)).values(started_at=_int("now")))
RENEW: Final = Statement(
    update(request).where(*_MINE).values(lease_until=_int("lease_until"), heartbeat_at=_int("now"))
)
TAKE_OVER: Final = Statement(
    update(request)
    .where(_r.id == _text("request_id"), _PENDING, _r.lease_until < _int("now"), _r.attempts == _int("seen"))
    .values(
        owner_instance=_text("owner"),
        lease_until=_int("lease_until"),
        heartbeat_at=_int("now"),
        attempts=_r.attempts + literal_column("1", BigInt),
    )
)
COMPLETE: Final = Statement(
    update(request)
    .where(*_MINE)
    .values(
        status=literal_column("'completed'", Text),
        response=_text("response"),
        confidence=_int("confidence"),
        understood=_int("understood"),
        not_understood=_int("not_understood"),
        engine=_text("engine"),
        engine_version=_text("engine_version"),
        milliseconds=_int("milliseconds"),
        charged=_r.cost,
        finished_at=_int("now"),
        delivered_at=_int("delivered_at"),
    )
)
_END: Final = {
    "status": _text("new_status"),
    "error": _text("error"),
    "incident": _text("incident"),
    "finished_at": _int("now"),
}
FAIL: Final = Statement(update(request).where(*_MINE).values(_END))
CANCEL: Final = Statement(
    update(request).where(_r.id == _text("request_id"), _r.person_id == _text("person_id"), _PENDING).values(_END)
)
GIVE_UP: Final = Statement(
    update(request).where(_r.id == _text("request_id"), _PENDING, _r.lease_until < _int("now")).values(_END)
)
HAND_BACK: Final = Statement(update(request).where(*_MINE).values(lease_until=literal_column("0", BigInt)))
DELIVERED: Final = Statement(
    update(request)
    .where(_r.id == _text("request_id"), _r.status == "completed", _r.delivered_at.is_(None))
    .values(delivered_at=_int("now"))
)
LAPSED: Final = Statement(
    select(_r.id, _r.key)
    .where(_PENDING, _r.lease_until < _int("now"))
    .order_by(_r.lease_until, _r.id)
    .limit(bindparam("most", type_=BigInt))
)
ROW_BY_HOLD: Final = Statement(select(request).where(_r.hold_id == _text("hold_id")))
OWED: Final = Statement(
    select(_r.id)
    .where(_r.status == "completed", _r.delivered_at.is_(None), _r.finished_at < _int("before"))
    .order_by(_r.finished_at)
    .limit(bindparam("most", type_=BigInt))
)
