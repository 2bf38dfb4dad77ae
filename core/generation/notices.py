"""What the desk has to tell a person when nobody waits for the answer any more: it goes through the outbox."""

from __future__ import annotations

import json
from typing import Final

from sqlalchemy import Connection

from core.outbox import service as outbox

READY: Final = "scheme_ready"
"""A scheme was finished after a crash, or its delivery was never confirmed. Payload: request_id, code, surface."""

FAILED: Final = "scheme_failed"
"""A request was given up, 0 tokens charged. Payload: request_id, incident, surface."""


def ready(conn: Connection, *, person_id: str, request_id: str, surface: str, code: str, now: int) -> None:
    """Tell the person, once for each request, that a scheme waits for them."""
    _put(conn, person_id, READY, {"request_id": request_id, "code": code}, surface, now)


def failed(conn: Connection, *, person_id: str, request_id: str, surface: str, incident: str, now: int) -> None:
    """Tell the person, once for each request, that nothing came of it and nothing was charged."""
    _put(conn, person_id, FAILED, {"request_id": request_id, "incident": incident}, surface, now)


def _put(conn: Connection, person_id: str, kind: str, payload: dict[str, object], surface: str, now: int) -> None:
    outbox.put(
        conn,
        person_id=person_id,
        kind=kind,
        payload=payload | {"surface": json.loads(surface)},
        now=now,
        dedupe_key=f"{kind}:{payload['request_id']}",
    )
