"""Whether somebody has to be asked before tokens are spent, as they prefer."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection

from core.drafts import service as drafts
from core.preferences.service import Confirm, confirm


class Consent(NamedTuple):
    """Whether a price may be taken without a question, and how the person wants that."""

    given: bool
    when: Confirm


def consent(conn: Connection, *, person_id: str, feature: str, cost: int) -> Consent:
    """Whether this person may be charged for this feature without being asked.

    Who wants to be asked always is asked about everything that costs something. Who wants never to be asked is asked
    about a price that went up, until they have paid it once. All others are asked about a price they never paid.

    Args:
        conn: a connection.
        person_id: who would pay.
        feature: what for, as in the price list.
        cost: whole tokens.
    """
    when = confirm(conn, person_id=person_id)
    if when == "always":
        return Consent(cost == 0, when)
    if when == "never":
        most = drafts.most_agreed(conn, person_id=person_id, feature=feature)
        return Consent(most is None or cost <= most, when)
    return Consent(drafts.has_agreed(conn, person_id=person_id, feature=feature, cost=cost), when)
