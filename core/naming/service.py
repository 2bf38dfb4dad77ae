"""Asking for names, paying for them, choosing one.

What is paid for are six names that are stored: they are made first, which takes milliseconds, and one transaction takes
the tokens and keeps the names, or neither. A name that somebody has or was shown for the same thing never comes again.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from sqlalchemy import Connection, Text, bindparam, insert, select, tuple_, update

from core.clock import MINUTE, Clock
from core.errors import BadInput, NotFound, Refusal
from core.generation.requests import lock_person
from core.ids import id_of
from core.ledger import service as ledger
from core.naming.tables import naming
from core.nicknames import NameAsk, NameColour, Reason, Suggestion, different, more_like, sillier, suggest
from core.nicknames.reading import traditions_for
from core.persistence.metadata import BigInt
from core.persistence.statements import Statement
from core.pricing import service as pricing
from core.wordlists import normalise
from core.words import N_

if TYPE_CHECKING:
    from core.collection.service import Collection
    from core.persistence.database import Database
    from core.persistence.vault import Vault

PAGE: Final = 5
SHOWN: Final = 400
"""So many of the latest requests for one thing are looked through for names that were shown."""

GONE: Final = N_("I no longer have those names. Ask again; nothing was taken.")
NO_MORE: Final = N_("I have no more names of that kind for it. Try another tradition or tone; nothing was taken.")
NO_SUCH_NAME: Final = N_("There are not that many names on that card. Nothing was changed.")

How = Literal["like", "different", "sillier"]
"""How further names differ from the ones that were shown."""

_n = naming.c
_of_person = _n.person_id == bindparam("person_id", type_=Text())
_COLUMNS: Final = [_n.id, _n.key, _n.target, _n.input, _n.suggested, _n.feature, _n.cost, _n.chosen, _n.created_at]

_ADD: Final = Statement(insert(naming))
_BY_KEY: Final = Statement(select(_n.id, _n.person_id).where(_n.key == bindparam("key", type_=Text())))
_ONE: Final = Statement(select(*_COLUMNS).where(_n.id == bindparam("naming_id", type_=Text()), _of_person))
_OF_TARGET: Final = Statement(
    select(_n.suggested)
    .where(_of_person, _n.target == bindparam("of_target", type_=Text()))
    .order_by(_n.created_at.desc())
    .limit(bindparam("most", type_=BigInt))
)
_RECENT: Final = Statement(
    select(*_COLUMNS)
    .where(
        _of_person,
        tuple_(_n.created_at, _n.id) < tuple_(bindparam("at", type_=BigInt), bindparam("last_id", type_=Text())),
    )
    .order_by(_n.created_at.desc(), _n.id.desc())
    .limit(bindparam("most", type_=BigInt))
)
_CHOSEN: Final = Statement(select(_n.suggested, _n.chosen).where(_of_person, _n.chosen.is_not(None)))
_CHOOSE: Final = Statement(
    update(naming)
    .where(_n.id == bindparam("naming_id", type_=Text()), _n.person_id == bindparam("of_person", type_=Text()))
    .values(chosen=bindparam("number", type_=BigInt), chosen_at=bindparam("now", type_=BigInt))
)
_LATEST: Final = (2**62, "~")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants names for.

    Attributes:
        text: own words; for a model or an army what it is called there.
        target: the code of the model or the army; empty for free words.
        kind: "model", "unit" or "army".
        tradition: a key; empty leaves it to what is named.
        traits: keys or own words.
        tone: from serious (0) to silly (1).
        archetype: a key of the factions; may be empty.
        colours: of the scheme it is painted with.
        themes: keys of traditions to choose from where none is named; empty leaves it to what is named.
        turn: how often something different was asked for.
    """

    text: str = ""
    target: str = ""
    kind: Literal["model", "unit", "army"] = "model"
    tradition: str = ""
    traits: tuple[str, ...] = ()
    tone: float = 0.0
    archetype: str = ""
    colours: tuple[NameColour, ...] = ()
    themes: tuple[str, ...] = ()
    turn: int = 0

    @property
    def about(self) -> str:
        """What the names are for, as it is remembered: the same words are the same thing."""
        if self.target:
            return self.target
        return "text:" + hashlib.sha256(normalise(self.text).encode()).hexdigest()[:32]

    def digest(self) -> str:
        """A fingerprint of all that is asked for."""
        return hashlib.sha256(self.written().encode()).hexdigest()

    def written(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> Wanted:
        """As `written` wrote it."""
        found = json.loads(text)
        colours = tuple(NameColour(**colour) for colour in found.pop("colours"))
        found |= {name: tuple(found.get(name, ())) for name in ("traits", "themes")}
        return cls(**found, colours=colours)

    def ask(self, seed: int, avoid: frozenset[str]) -> NameAsk:
        """What the engine is asked; of several themes the one that suits best, then the next."""
        asked = NameAsk(
            tradition=self.tradition,
            kind=self.kind,
            archetype=self.archetype,
            traits=self.traits,
            tone=self.tone,
            colours=self.colours,
            text=self.text,
            seed=seed,
            avoid=avoid,
            turn=self.turn,
        )
        if self.tradition or not self.themes:
            return asked
        suit = [key for key in traditions_for(asked) if key in self.themes]
        themes = dict.fromkeys((*suit, *self.themes))
        return replace(asked, tradition=tuple(themes)[self.turn % len(themes)])


@dataclass(frozen=True, slots=True)
class Names:
    """Six names that were suggested, and which of them was taken.

    Attributes:
        id: names the request on a button.
        wanted: what was asked.
        suggestions: in the order shown.
        cost: tokens that were paid.
        chosen: counted from 0; None for none yet.
        created_at: epoch ms.
    """

    id: str
    wanted: Wanted
    suggestions: tuple[Suggestion, ...]
    cost: int
    chosen: int | None
    created_at: int

    @property
    def taken(self) -> Suggestion | None:
        """The one that was chosen."""
        return None if self.chosen is None else self.suggestions[self.chosen]


@dataclass(frozen=True, slots=True)
class NamesPage:
    """A page of what was suggested, newest first; `after` is where the next begins, empty on the last."""

    names: tuple[Names, ...]
    after: str


class Naming:
    """Names that people ask for.

    Args:
        db: where they are kept.
        vault: seals what was asked and suggested.
        clock: epoch ms.
        collection: who is called what already.
    """

    def __init__(self, db: Database, vault: Vault, clock: Clock, collection: Collection) -> None:
        self._db = db
        self._vault = vault
        self._clock = clock
        self._collection = collection

    async def price(self, feature: str) -> int:
        """What names cost, in tokens."""
        return (await self._db.read(pricing.price_of, feature)).cost

    async def make(self, person_id: str, wanted: Wanted, *, key: str, seed: int, agreed: int) -> Names:
        """Six names for what is wanted, paid for and kept; the same event gives the same names and is paid once.

        Args:
            person_id: who asks and pays.
            wanted: what for.
            key: names the event.
            seed: differs from event to event.
            agreed: the price they agreed to, tokens.

        Raises:
            PriceRose: it costs more by now; nothing was taken.
            InsufficientTokens, BadInput: nothing was taken.
        """
        return await self._made(person_id, wanted, lambda ask: ask, key=key, seed=seed, agreed=agreed)

    async def more(
        self, person_id: str, naming_id: str, how: How, *, like: int = 0, key: str, seed: int, agreed: int
    ) -> Names:
        """Further names: more like one of those shown (counted from 0), different ones, or sillier ones.

        Raises:
            PriceRose, InsufficientTokens, BadInput, NotFound: nothing was taken.
        """
        shown = await self.one(person_id, naming_id)
        wanted, suggestions = shown.wanted, shown.suggestions
        if how == "like":
            one = _nth(shown, like)
            return await self._made(
                person_id, wanted, lambda ask: more_like(ask, one, suggestions), key=key, seed=seed, agreed=agreed,
                feature="more_names",
            )  # fmt: skip
        if how == "different":
            wanted = replace(wanted, turn=wanted.turn + 1)
            turned = lambda ask: different(replace(ask, turn=ask.turn - 1), suggestions)  # noqa: E731  one line of one use
        else:
            silly = sillier(wanted.ask(seed, frozenset()), suggestions)
            wanted = replace(wanted, tone=float(silly.tone))
            turned = lambda ask: replace(ask, avoid=ask.avoid | silly.avoid)  # noqa: E731
        return await self._made(person_id, wanted, turned, key=key, seed=seed, agreed=agreed, feature="more_names")

    async def _made(
        self,
        person_id: str,
        wanted: Wanted,
        turned: Any,
        *,
        key: str,
        seed: int,
        agreed: int,
        feature: str = "nickname",
    ) -> Names:
        before = await self._db.read(_known, key=key, person_id=person_id)
        if before is not None:
            return await self.one(person_id, before)
        avoid = await self._shown(person_id, wanted.about)
        suggestions = await asyncio.to_thread(suggest, turned(wanted.ask(seed, avoid)))
        if not suggestions:
            raise BadInput(NO_MORE)
        made = await self._db.write(
            keep,
            naming_id=id_of(f"naming:{key}"),
            person_id=person_id,
            key=key,
            target=wanted.about,
            sealed=self._vault.seal(wanted.written()),
            suggested=self._vault.seal(json.dumps([_plain(one) for one in suggestions], ensure_ascii=False)),
            digest=wanted.digest(),
            feature=feature,
            agreed=agreed,
            now=self._clock(),
        )
        return await self.one(person_id, made)

    async def one(self, person_id: str, naming_id: str) -> Names:
        """Names that were suggested.

        Raises:
            NotFound: there are none, or they are somebody else's.
        """
        row = await self._db.read(_ONE.one, naming_id=naming_id, person_id=person_id)
        if row is None:
            raise NotFound(GONE)
        return self._names(row)

    async def choose(self, person_id: str, naming_id: str, number: int, *, change_id: str) -> Names:
        """Take one of the names (counted from 0); where they were for a model or an army, it bears it from now on.

        Of two that are chosen the later counts; the first stands in the history of what bears it.

        Raises:
            NotFound: the names, or what they were for, are gone; nothing was changed.
        """
        names = await self.one(person_id, naming_id)
        return await self._take(person_id, names, number, names.wanted.target, change_id)

    async def give(self, person_id: str, naming_id: str, number: int, target: str, *, change_id: str) -> Names:
        """Take one of the names (counted from 0), and give it to a model or an army.

        Raises:
            NotFound: the names, or what they go to, are gone; nothing was changed.
        """
        names = await self.one(person_id, naming_id)
        return await self._take(person_id, names, number, target, change_id)

    async def _take(self, person_id: str, names: Names, number: int, target: str, change_id: str) -> Names:
        from core.collection.naming import read_nickname  # noqa: PLC0415  not needed to suggest

        full = _nth(names, number).full
        await self._db.write(
            take,
            person_id=person_id,
            naming_id=names.id,
            number=number,
            target=target,
            nickname=await asyncio.to_thread(read_nickname, full) if target else "",
            change_id=change_id,
            given_id=id_of(f"given:{change_id}"),
            now=self._clock(),
        )
        return replace(names, chosen=number)

    async def recent(self, person_id: str, *, after: str = "", limit: int = PAGE) -> NamesPage:
        """What was suggested, newest first; `after` as a page before said it."""
        at, _dot, last = after.partition(".")
        place = (int(at), last) if at.isascii() and at.isdigit() and len(at) < 16 and last else _LATEST
        rows = await self._db.read(_RECENT.all, person_id=person_id, at=place[0], last_id=place[1], most=limit + 1)
        names = tuple(self._names(row) for row in rows[:limit])
        more = len(rows) > limit
        return NamesPage(names, f"{names[-1].created_at}.{names[-1].id}" if more else "")

    async def _shown(self, person_id: str, about: str) -> frozenset[str]:
        """Names that the person has, or was shown for the same thing."""
        borne = set(await self._collection.nicknames(person_id))
        rows = await self._db.read(_OF_TARGET.all, person_id=person_id, of_target=about, most=SHOWN)
        taken = await self._db.read(_CHOSEN.all, person_id=person_id)

        def opened() -> set[str]:
            found = {name["full"] for (sealed,) in rows for name in json.loads(self._vault.open(sealed))}
            return found | {json.loads(self._vault.open(sealed))[chosen]["full"] for sealed, chosen in taken}

        return frozenset(borne | await asyncio.to_thread(opened))

    def _names(self, row: Any) -> Names:
        suggested = json.loads(self._vault.open(row.suggested))
        return Names(
            row.id,
            Wanted.read(self._vault.open(row.input)),
            tuple(_suggestion(one) for one in suggested),
            row.cost,
            row.chosen,
            row.created_at,
        )


class PriceRose(Refusal):
    """Names cost more than was agreed to, so their person is asked again; `cost` is what they cost now, tokens."""

    def __init__(self, cost: int) -> None:
        super().__init__(N_("Names cost more by now. Nothing was taken; please ask again."))
        self.cost = cost


def _nth(names: Names, number: int) -> Suggestion:
    if not 0 <= number < len(names.suggestions):
        raise NotFound(NO_SUCH_NAME)
    return names.suggestions[number]


def _known(conn: Connection, *, key: str, person_id: str) -> str | None:
    row = _BY_KEY.one(conn, key=key)
    if row is None:
        return None
    if row.person_id != person_id:
        raise NotFound(GONE)
    return str(row.id)


def keep(
    conn: Connection,
    *,
    naming_id: str,
    person_id: str,
    key: str,
    target: str,
    sealed: str,
    suggested: str,
    digest: str,
    feature: str,
    agreed: int,
    now: int,
) -> str:
    """Take the tokens and keep the names, all or nothing; the id they are kept under."""
    lock_person(conn, person_id)  # the same event from two sides comes one after the other
    before = _known(conn, key=key, person_id=person_id)
    if before is not None:
        return before
    quote = pricing.quote(conn, person_id=person_id, feature=feature, inputs_digest=digest, now=now)
    if quote.cost > agreed:
        raise PriceRose(quote.cost)
    hold_id = None
    if quote.cost:
        wallet_id = ledger.ensure_wallet(conn, owner_id=person_id, now=now)
        held = ledger.hold(
            conn, wallet_id=wallet_id, amount=quote.cost, feature=feature, key=f"names:{key}", now=now,
            expires_at=now + MINUTE, quote_id=quote.id,
        )  # fmt: skip
        pricing.use_quote(
            conn, quote_id=quote.id, person_id=person_id, feature=feature, inputs_digest=digest, hold_id=held.id,
            now=now,
        )  # fmt: skip
        ledger.capture(conn, hold_id=held.id, now=now)
        hold_id = held.id
    _ADD.run(
        conn, id=naming_id, person_id=person_id, key=key, target=target, input=sealed, suggested=suggested,
        feature=feature, cost=quote.cost, hold_id=hold_id, chosen=None, chosen_at=None, created_at=now,
    )  # fmt: skip
    return naming_id


def take(
    conn: Connection,
    *,
    person_id: str,
    naming_id: str,
    number: int,
    target: str,
    nickname: str,
    change_id: str,
    given_id: str,
    now: int,
) -> None:
    """Remember which name was chosen and have its target bear it, both or neither."""
    if target:
        from core.collection import editing  # noqa: PLC0415  not needed to suggest

        change = editing.name(
            conn, person_id=person_id, code=target, nickname=nickname, given_id=given_id, change_id=change_id, now=now
        )
        if change.repeated:  # another may have been chosen since
            return
    _CHOOSE.run(conn, naming_id=naming_id, of_person=person_id, number=number, now=now)


def _plain(one: Suggestion) -> Mapping[str, Any]:
    """A suggestion as JSON holds it."""
    return {
        "full": one.full,
        "short": one.short,
        "why": one.reason.message,
        "values": dict(one.reason.values),
        "keys": sorted(one.reason.keys),
        "tradition": one.tradition,
        "parts": list(one.parts),
        "shape": one.shape,
        "flavour": one.flavour,
        "tone": one.tone,
    }


def _suggestion(found: Mapping[str, Any]) -> Suggestion:
    reason = Reason(found["why"], found["values"], frozenset(found["keys"]))
    parts: Sequence[str] = found["parts"]
    return Suggestion(
        found["full"],
        found["short"],
        reason,
        found["tradition"],
        tuple(parts),
        found["shape"],
        found["flavour"],
        found["tone"],
    )
