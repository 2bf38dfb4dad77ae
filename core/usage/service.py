"""What a person did here since some time: requests by kind, tokens by way, favourite factions and colours.

Tokens are added up out of the ledger's journal, line by line as it was posted; no balance is worked out here. What a
scheme holds is sealed; its colours and archetype stand beside it once somebody has searched, and of the others the
newest are opened.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

from sqlalchemy import Connection

from core.clock import DAY, Clock, utc_day
from core.ledger.amounts import FREE, PURCHASED, Source
from core.ledger.service import find_wallet
from core.paintschemes.finding import is_current
from core.paintschemes.stored import unpacked
from core.usage import sql

if TYPE_CHECKING:
    from core.persistence.database import Database
    from core.persistence.vault import Vault

OPENED: Final = 200
"""So many of the newest schemes are opened when what they hold does not stand beside them."""
MOST: Final = 8
"""Factions and colours that are named."""
CHOSEN: Final = 3
"""The first colours of a scheme (primary, secondary, accent) say what somebody likes; metal is in every scheme."""

Period = Literal["week", "month", "all"]
_DAYS: Final[dict[Period, int]] = {"week": 7, "month": 30}


@dataclass(frozen=True, slots=True)
class Requests:
    """Requests of one kind ("paintscheme", "reroll", …): how many were answered, and how many ended otherwise."""

    kind: str
    completed: int
    unfinished: int
    charged: int
    """Tokens."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day (UTC) on which tokens came or went, by the same ways as in `Usage`."""

    day: date
    earned: int
    bought: int
    spent: int
    gifts: int = 0
    expired: int = 0
    taken_back: int = 0


@dataclass(frozen=True, slots=True)
class Usage:
    """What a person did since some time. Amounts in whole tokens.

    Attributes:
        since: epoch ms; 0 for all time.
        requests: by kind, most first.
        earned: given by the house: the welcome, daily claims, promotions.
        gifts: given by other people.
        bought: bought, also where a debt was paid with it first.
        taken_back: bought ones that left with their money.
        spent: paid for what was made.
        expired: not used in time.
        days: days with something on them, oldest first; days without are left out.
        factions: keys of archetypes with how many schemes, most first.
        colours: colour families, likewise; a family counts once a scheme.
        schemes: painted ones.
        looked_at: of how many schemes factions and colours are known.
    """

    since: int
    requests: tuple[Requests, ...]
    earned: int
    gifts: int
    bought: int
    taken_back: int
    spent: int
    expired: int
    days: tuple[Day, ...]
    factions: tuple[tuple[str, int], ...] = ()
    colours: tuple[tuple[str, int], ...] = ()
    schemes: int = 0
    looked_at: int = 0


@dataclass(frozen=True, slots=True)
class Painted:
    """What a scheme holds, as far as it is known: what can be searched of it, or its sealed content."""

    colours: str | None
    body: str | None


def usage(conn: Connection, *, person_id: str, since: int, now: int) -> Usage:
    """Requests and tokens from `since` to `now` (epoch ms). What is painted most is for `Usages` to open."""
    own = {"person_id": person_id, "since": since, "until": now}
    asked: dict[str, list[Any]] = {}
    for row in sql.REQUESTS.all(conn, **own):
        asked.setdefault(str(row.type), []).append(row)
    requests = [
        Requests(
            kind,
            sum(int(row.requests) for row in rows if row.status == "completed"),
            sum(int(row.requests) for row in rows if row.status != "completed"),
            sum(int(row.charged) for row in rows),
        )
        for kind, rows in asked.items()
    ]
    requests += [
        Requests(str(row.type), int(row.requests), 0, int(row.charged)) for row in sql.NAMINGS.all(conn, **own)
    ]
    wallet_id = find_wallet(conn, owner_id=person_id)
    lines = [] if wallet_id is None else sql.TOKENS.all(conn, wallet_id=wallet_id, since=since, until=now)
    total = _total(lines)
    by_day: dict[int, list[Any]] = {}
    for line in lines:
        by_day.setdefault(int(line.day), []).append(line)
    days = []
    for day, of_day in sorted(by_day.items()):
        flow = _total(of_day)
        ways = {way: flow[way] for way in _DAILY}
        if any(ways.values()):
            days.append(Day(utc_day(day * DAY), **ways))
    return Usage(
        since=since,
        requests=tuple(sorted(requests, key=lambda one: (-one.completed, one.kind))),
        earned=total["earned"],
        gifts=total["gifts"],
        bought=total["bought"],
        taken_back=total["taken_back"],
        spent=total["spent"],
        expired=total["expired"],
        days=tuple(days),
        schemes=int(sql.SCHEMES.scalar(conn, **own) or 0),
    )


def painted(conn: Connection, *, person_id: str, since: int, now: int) -> tuple[Painted, ...]:
    """What is known of the schemes painted from `since` to `now`, newest first; sealed content of `OPENED` at most."""
    own = {"person_id": person_id, "since": since, "until": now}
    known = [Painted(str(row.colours), None) for row in sql.KNOWN.all(conn, **own) if is_current(row.colours)]
    sealed = [Painted(None, str(row.body)) for row in sql.SEALED.all(conn, **own, most=OPENED)]
    return (*known, *sealed)


def since_of(period: Period, now: int) -> int:
    """When a period began that ends now, epoch ms: at midnight (UTC), with today as its last day; 0 for all time."""
    return 0 if period == "all" else (now // DAY - _DAYS[period] + 1) * DAY


def _total(lines: Iterable[Any]) -> Counter[str]:
    """Tokens by way. What a grant paid of a debt, and what a claw-back left as one, is among its lines and counts."""
    out: Counter[str] = Counter()
    for line in lines:
        amount = int(line.amount)
        if line.kind == "grant":
            out[_WAYS[Source(line.source)]] += amount
        elif line.kind == "capture":
            out["spent"] -= amount
        elif line.kind == "expire":
            out["expired"] -= amount
        elif line.kind in {"clawback", "reversal"}:
            out["taken_back"] -= amount
    return out


_WAYS: Final = {
    source: "earned" if source in FREE else "bought" if source in PURCHASED else "gifts" for source in Source
}


_DAILY: Final = ("earned", "bought", "spent", "gifts", "expired", "taken_back")


class Usages:
    """What people did, with what they painted opened.

    Args:
        db: where it is stored.
        vault: opens schemes.
        clock: epoch ms.
    """

    def __init__(self, db: Database, vault: Vault, clock: Clock) -> None:
        self._db = db
        self._vault = vault
        self._clock = clock

    async def of(self, person_id: str, period: Period) -> Usage:
        """What a person did in a period that ends now."""
        now = self._clock()
        since = since_of(period, now)
        found = await self._db.read(usage, person_id=person_id, since=since, now=now)
        rows = await self._db.read(painted, person_id=person_id, since=since, now=now)
        factions, colours = await asyncio.to_thread(self._counted, rows)
        return _with(found, factions, colours, len(rows))

    def _counted(self, rows: Sequence[Painted]) -> tuple[Counter[str], Counter[str]]:
        factions: Counter[str] = Counter()
        colours: Counter[str] = Counter()
        for row in rows:
            archetype, families = _read(row.colours) if row.colours else _looked(self._vault.open(row.body or ""))
            factions.update([archetype] if archetype else [])
            colours.update(families)
        return factions, colours


def _read(colours: str) -> tuple[str, set[str]]:
    """Archetype and colour families of what can be searched."""
    from core.colour.families import families  # noqa: PLC0415  not needed to count requests

    _form, hexes, archetype, _words = colours.split("|", 3)
    return archetype, set(families([f"#{hexes[at : at + 6]}" for at in range(0, len(hexes), 6)][:CHOSEN]))


def _looked(body: str) -> tuple[str, set[str]]:
    """The same of a scheme's content; only these parts of it are read, for this is done with many at once."""
    from core.colour.families import families  # noqa: PLC0415  as above

    scheme = json.loads(unpacked(body))
    return str(scheme.get("archetype", "")), set(families([area["hex"] for area in scheme["areas"][:CHOSEN]]))


def _with(found: Usage, factions: Counter[str], colours: Counter[str], looked_at: int) -> Usage:
    return replace(found, factions=_most(factions), colours=_most(colours), looked_at=looked_at)


def _most(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0])))[:MOST]
