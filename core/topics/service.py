"""The topic of a group in which painters are answered. A group without one answers wherever it is asked.

Who may choose is the platform's to say; nothing about a person is kept.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, Text, bindparam, delete, insert, select, update

from core.persistence.metadata import BigInt
from core.persistence.statements import Statement
from core.topics.tables import home_topic

_t = home_topic.c
_THERE: Final = (_t.platform == bindparam("of", type_=Text()), _t.place == bindparam("where", type_=Text()))

_CHOOSE: Final = Statement(insert(home_topic), once=True)
_CHANGE: Final = Statement(
    update(home_topic)
    .where(*_THERE)
    .values(topic=bindparam("to", type_=Text()), chosen_at=bindparam("now", type_=BigInt))
)
_HOME: Final = Statement(select(_t.topic).where(*_THERE))
_WHOLE: Final = Statement(select(_t.topic, _t.chosen_at).where(*_THERE))
_CLEAR: Final = Statement(delete(home_topic).where(*_THERE))


def set_home(conn: Connection, *, platform: str, place: str, topic: str, now: int) -> None:
    """From now on painters of a group are answered in this topic; an earlier choice is forgotten.

    Args:
        conn: a connection inside a transaction.
        platform: whose group.
        place: the group, as the platform names it.
        topic: the topic inside it, likewise.
        now: epoch ms.
    """
    if not _CHOOSE.run(conn, platform=platform, place=place, topic=topic, chosen_at=now):
        _CHANGE.run(conn, of=platform, where=place, to=topic, now=now)


def home_of(conn: Connection, *, platform: str, place: str) -> str | None:
    """The topic of a group in which painters are answered; None when that is everywhere."""
    found: str | None = _HOME.scalar(conn, of=platform, where=place)
    return found


def clear(conn: Connection, *, platform: str, place: str) -> bool:
    """Answer painters of a group everywhere again; False when they were."""
    return bool(_CLEAR.run(conn, of=platform, where=place))


def moved(conn: Connection, *, platform: str, old: str, new: str) -> bool:
    """A group goes on under another name; what was chosen since then stays. True when there was a choice to move."""
    row = _WHOLE.one(conn, of=platform, where=old)
    if row is None:
        return False
    _CLEAR.run(conn, of=platform, where=old)
    _CHOOSE.run(conn, platform=platform, place=new, topic=row.topic, chosen_at=row.chosen_at)
    return True
