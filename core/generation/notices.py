"""What the desk has to tell a person when nobody waits for the answer any more: it goes through the outbox.

Where the event that asked is kept and still to be answered (`core.intake`), that answer tells it, in the place where it
was asked, and the outbox is not needed. A surface names its event in the request's `surface`.
"""

from __future__ import annotations

import json
from typing import Final

from sqlalchemy import Connection

from core.intake import service as intake
from core.outbox import service as outbox
from core.preferences.service import wants_finished

READY: Final = "scheme_ready"
"""A scheme was finished after a crash, or its delivery was never confirmed. Payload: request_id, code, surface."""

FAILED: Final = "scheme_failed"
"""A request was given up, 0 tokens charged. Payload: request_id, incident, surface."""

FINISHED: Final = "scheme_finished"
"""A request that took long has ended in a scheme, told beside its answer to those who want that. Payload: request_id,
code, surface."""

NOT_BROUGHT: Final = "terminal"
"""The platform on which nobody can be looking elsewhere."""

EVENT: Final = "event"
"""Where a surface names the event that it answers, by the number under which it is kept."""


def told_by_its_answer(conn: Connection, surface: str) -> bool:
    """Whether the event of a request is still to be answered, so that nothing has to be told beside that.

    Args:
        conn: a connection inside a transaction.
        surface: the references of the request, JSON.
    """
    told = json.loads(surface)
    number = told.get(EVENT)
    return bool(number) and intake.unanswered(conn, platform=str(told.get("platform", "")), number=str(number))


def ready(conn: Connection, *, person_id: str, request_id: str, surface: str, code: str, now: int) -> None:
    """Tell the person, once for each request, that a scheme waits for them."""
    _put(conn, person_id, READY, {"request_id": request_id, "code": code}, surface, now)


def finished(conn: Connection, *, person_id: str, request_id: str, surface: str, code: str, now: int) -> None:
    """Tell the person where they asked, once for each request, that it has ended; nothing unless they want that."""
    platform = str(json.loads(surface).get("platform", ""))
    if platform == NOT_BROUGHT or not wants_finished(conn, person_id=person_id):
        return
    _put(conn, person_id, FINISHED, {"request_id": request_id, "code": code}, surface, now, platform)


def failed(conn: Connection, *, person_id: str, request_id: str, surface: str, incident: str, now: int) -> None:
    """Tell the person, once for each request, that nothing came of it and nothing was charged."""
    if told_by_its_answer(conn, surface):
        return
    _put(conn, person_id, FAILED, {"request_id": request_id, "incident": incident}, surface, now)


def _put(
    conn: Connection,
    person_id: str,
    kind: str,
    payload: dict[str, object],
    surface: str,
    now: int,
    platform: str = "",
) -> None:
    outbox.put(
        conn,
        person_id=person_id,
        kind=kind,
        payload=payload | {"surface": json.loads(surface)},
        now=now,
        dedupe_key=f"{kind}:{payload['request_id']}",
        platform=platform or None,
    )
