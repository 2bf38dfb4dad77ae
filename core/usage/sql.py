"""The statements of the usage: each compiled once a dialect, the same text on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BindParameter, Text, bindparam, cast, func, select

from core.clock import DAY
from core.generation.tables import request
from core.ledger.tables import ledger_entry, ledger_txn
from core.naming.tables import naming
from core.paintschemes.tables import paintscheme
from core.persistence.metadata import BigInt
from core.persistence.statements import Statement


def _int(name: str) -> BindParameter[int]:
    return bindparam(name, type_=BigInt)


def _text(name: str) -> BindParameter[str]:
    return bindparam(name, type_=Text())


_r, _n, _e, _t, _s = request.c, naming.c, ledger_entry.c, ledger_txn.c, paintscheme.c

REQUESTS: Final = Statement(
    select(
        _r.type,
        _r.status,
        func.count().label("requests"),
        cast(func.sum(_r.charged), BigInt).label("charged"),
    )
    .where(
        _r.person_id == _text("person_id"),
        _r.created_at >= _int("since"),
        _r.created_at <= _int("until"),
        _r.status != "pending",
    )
    .group_by(_r.type, _r.status)
)
# Names are stored once they are there: each row is a request that was answered.
NAMINGS: Final = Statement(
    select(
        _n.feature.label("type"),
        func.count().label("requests"),
        cast(func.sum(_n.cost), BigInt).label("charged"),
    )
    .where(
        _n.person_id == _text("person_id"),
        _n.created_at >= _int("since"),
        _n.created_at <= _int("until"),
    )
    .group_by(_n.feature)
)
# What moved on the wallet itself, on its debt included; the day is one of UTC.
_DAY: Final = cast((_t.created_at - _t.created_at % DAY) / DAY, BigInt).label("day")
TOKENS: Final = Statement(
    select(_DAY, _t.kind, _t.source, cast(func.sum(_e.amount), BigInt).label("amount"))
    .join(ledger_txn, _t.id == _e.txn_id)
    .where(_e.wallet_id == _text("wallet_id"), _t.created_at >= _int("since"), _t.created_at <= _int("until"))
    .group_by("day", _t.kind, _t.source)
)
_PAINTED: Final = (
    _s.person_id == _text("person_id"),
    _s.request_id.is_not(None),
    _s.created_at >= _int("since"),
    _s.created_at <= _int("until"),
)
SCHEMES: Final = Statement(select(func.count()).select_from(paintscheme).where(*_PAINTED))
KNOWN: Final = Statement(select(_s.colours).where(*_PAINTED, _s.colours.is_not(None)))
SEALED: Final = Statement(
    select(_s.body)
    .where(*_PAINTED, _s.colours.is_(None))
    .order_by(_s.created_at.desc(), _s.id.desc())
    .limit(_int("most"))
)
