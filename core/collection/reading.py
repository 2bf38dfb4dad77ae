"""Looking at a collection: one thing, pages, what fits some letters, how far it is, which schemes are in use.

Plain functions of a connection. What belongs to somebody else reads like what is not there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import Connection

from core.collection import sql
from core.collection.naming import searched
from core.collection.values import MAX_ARMIES, PAGE, SUGGESTED, Army, Model, Page, Progress, Status
from core.errors import BadInput, NotFound, UnknownWord
from core.paintschemes.finding import plain
from core.paintschemes.stored import read_code
from core.words import N_

NO_MODEL: Final = N_("That model is no longer in your collection. Nothing was changed.")
NO_ARMY: Final = N_("That army is no longer in your collection. Nothing was changed.")
NEITHER: Final = N_("That is no longer in your collection. Nothing was changed.")
BAD_PAGE: Final = N_("That page is no longer there. Open the list anew.")
NOTHING_NAMED: Final = N_("Say which one: a name, how it begins, or its code.")

LOOSE: Final = "-"
"""In place of an army's code: the models that are in none."""
_NO_SPACES: Final = "\u0e00"
"""From here on stand the scripts that write words without spaces between them (Thai, Han, kana, Hangul)."""


class Found(NamedTuple):
    """A model or an army that fits what was typed."""

    code: str
    title: str
    army: str
    """Name of the army that a model is in; empty for an army, and for a model in none."""
    is_army: bool


def model(conn: Connection, *, person_id: str, code: str) -> Model:
    """A model of this person. Raises `NotFound`."""
    row = sql.MODEL.one(conn, person_id=person_id, code=read_code(code))
    if row is None:
        raise NotFound(NO_MODEL)
    return Model._make(row)


def models(conn: Connection, *, person_id: str, codes: Sequence[str]) -> tuple[Model, ...]:
    """Several models in the order of their codes, each once. Raises `NotFound` when one of them is not there."""
    wanted = list(dict.fromkeys(read_code(code) for code in codes))
    rows = sql.MODELS_BY_CODE.all(conn, person_id=person_id, codes=wanted)
    found = {row.code: Model._make(row) for row in rows}
    if not wanted or len(found) != len(wanted):
        raise NotFound(NO_MODEL)
    return tuple(found[code] for code in wanted)


def army(conn: Connection, *, person_id: str, code: str) -> Army:
    """An army of this person. Raises `NotFound`."""
    row = sql.ARMY.one(conn, person_id=person_id, code=read_code(code))
    if row is None:
        raise NotFound(NO_ARMY)
    return Army._make(row)


def either(conn: Connection, *, person_id: str, code: str) -> Model | Army:
    """The model or the army with this code. Raises `NotFound`."""
    own = {"person_id": person_id, "code": read_code(code)}
    row = sql.MODEL.one(conn, **own)
    if row is not None:
        return Model._make(row)
    row = sql.ARMY.one(conn, **own)
    if row is None:
        raise NotFound(NEITHER)
    return Army._make(row)


def armies(conn: Connection, *, person_id: str) -> tuple[Army, ...]:
    """All armies in their order, at most `MAX_ARMIES`."""
    return tuple(Army._make(row) for row in sql.ARMIES.all(conn, person_id=person_id)[:MAX_ARMIES])


def everything(conn: Connection, *, person_id: str) -> tuple[Model, ...]:
    """All models in their order."""
    return tuple(Model._make(row) for row in sql.EVERYTHING.all(conn, person_id=person_id))


def count(conn: Connection, *, person_id: str) -> int:
    """How many models and units there are."""
    return int(sql.COUNT.scalar(conn, person_id=person_id) or 0)


def page(
    conn: Connection,
    *,
    person_id: str,
    army_code: str = "",
    status: Status | None = None,
    after: str | None = None,
    limit: int = PAGE,
) -> Page:
    """A page of models in their order, from where the last page ended.

    Args:
        conn: a connection.
        person_id: whose.
        army_code: only of this army; `LOOSE` for those in none; empty for all.
        status: only what is so far.
        after: `Page.after` of the page before.
        limit: models at most.

    Raises:
        NotFound: there is no such army.
        BadInput: `after` is no place in a list.
    """
    wanted: dict[str, object] = {"person_id": person_id}
    which = "all"
    if army_code == LOOSE:
        which = "none"
    elif army_code:
        which, wanted["army_id"] = "army", army(conn, person_id=person_id, code=army_code).id
    if status is not None:
        wanted["status"] = status.value
    at, last_id = _read_place(after)
    narrow = status is not None
    rows = sql.page(which, with_status=narrow).all(conn, **wanted, at=at, last_id=last_id, most=limit + 1)
    shown = tuple(Model._make(row) for row in rows[:limit])
    behind = f"{shown[-1].place:x}.{shown[-1].id}" if len(rows) > limit else None
    return Page(shown, behind, int(sql.size(which, with_status=narrow).scalar(conn, **wanted) or 0))


def find(
    conn: Connection, *, person_id: str, text: str, limit: int = SUGGESTED, with_armies: bool = True
) -> tuple[Found, ...]:
    """What an autocomplete offers: models and armies with every typed word, or how it begins, in a name or nickname.

    Names that begin with what was typed come first, armies before models; without words, the newest.
    """
    words = plain(text[:200]).split()
    own = {"person_id": person_id}
    if not words:
        found = sql.NEWEST.all(conn, **own, most=limit)
        kept = [_of_army(row) for row in armies(conn, **own)] if with_armies else []
        return (*kept[: limit // 2], *map(_of_model, found))[:limit]
    longest = max(words, key=len)
    pattern = f"%{longest}%" if longest >= _NO_SPACES else f"% {longest}%"
    rows = [row for row in sql.WORDS.all(conn, **own, pattern=pattern) if _fits(row.search, words)]
    best = sorted(rows, key=lambda row: (*_rank(row.search, words), row.place, row.id))[:limit]
    fitting = []
    if with_armies:
        marked = [row for row in sql.ARMY_WORDS.all(conn, **own) if _fits(row.search, words)]
        marked = sorted(marked, key=lambda row: (*_rank(row.search, words), row.place, row.id))[:limit]
        if marked:
            by_id = {row.id: _of_army(row) for row in sql.ARMIES_BY_ID.all(conn, **own, ids=[m.id for m in marked])}
            fitting = [by_id[row.id] for row in marked if row.id in by_id]
    room = [row.id for row in best[: limit - len(fitting)]]
    if room:
        named = {row.id: _of_model(row) for row in sql.MODELS_BY_ID.all(conn, **own, ids=room)}
        fitting += [named[model_id] for model_id in room if model_id in named]
    return tuple(fitting)


def alike(conn: Connection, *, person_id: str, code: str) -> tuple[Found, ...]:
    """Other models of the same name in the same army, oldest first. Raises `NotFound`."""
    one = model(conn, person_id=person_id, code=code)
    if one.army_id is None:
        rows = sql.NAMES_OF_NONE.all(conn, person_id=person_id)
    else:
        rows = sql.NAMES_OF_ARMY.all(conn, person_id=person_id, army_id=one.army_id)
    key = searched(one.name)
    same = [row.id for row in rows if row.id != one.id and searched(row.name) == key]
    return tuple(map(_of_model, sql.MODELS_BY_ID.all(conn, person_id=person_id, ids=same))) if same else ()


def named(conn: Connection, *, person_id: str, text: str) -> Model | Army:
    """The model or army that a typed text means: a code, a whole name or nickname, or one that nothing else fits.

    Raises:
        BadInput: nothing was typed.
        UnknownWord: nothing fits, or several do; they are named then.
    """
    if read_code(text):
        try:
            return either(conn, person_id=person_id, code=text)
        except NotFound:
            pass
    said = plain(text)
    if not said:
        raise BadInput(NOTHING_NAMED)
    found = find(conn, person_id=person_id, text=text)
    whole = [one for one in found if said in _called(one)]
    for fitting in (whole, found):
        if len(fitting) == 1:
            return either(conn, person_id=person_id, code=fitting[0].code)
    near = dict.fromkeys(one.title for one in (whole or found))
    raise UnknownWord(N_("model or army"), text.strip()[:60], tuple(near)[:3])


def progress(conn: Connection, *, person_id: str) -> tuple[Progress, tuple[Progress, ...]]:
    """How far everything is, and each army in its order; what is in no army comes last, where there is any."""
    sizes: dict[str | None, Counter[Status]] = {}
    rows: Counter[str | None] = Counter()
    for row in sql.PROGRESS.all(conn, person_id=person_id):
        sizes.setdefault(row.army_id, Counter())[Status(row.status)] += int(row.sizes)
        rows[row.army_id] += int(row.models)
    parts = [
        Progress(one, rows[one.id], _every(sizes.get(one.id, Counter()))) for one in armies(conn, person_id=person_id)
    ]
    if None in sizes:
        parts.append(Progress(None, rows[None], _every(sizes[None])))
    whole = sum(sizes.values(), Counter())
    return Progress(None, sum(rows.values()), _every(whole)), tuple(parts)


def schemes_in_use(
    conn: Connection, *, person_id: str, army_code: str = "", unpainted_only: bool = False
) -> tuple[tuple[str, int], ...]:
    """The ids of the schemes that an army (or everything) is painted with, each with how many miniatures, most first.

    Args:
        conn: a connection.
        person_id: whose.
        army_code: as for `page`.
        unpainted_only: leave out what is done, which needs no more paint.

    Raises:
        NotFound: there is no such army.
    """
    wanted = army(conn, person_id=person_id, code=army_code).id if army_code not in {"", LOOSE} else None
    uses: Counter[str] = Counter()
    for row in sql.SCHEMES.all(conn, person_id=person_id):
        if army_code and row.army_id != wanted:
            continue
        if not (unpainted_only and row.status == Status.DONE):
            uses[str(row.scheme_id)] += int(row.sizes)
    return tuple(sorted(uses.items(), key=lambda use: (-use[1], use[0])))


def nicknames(conn: Connection, *, person_id: str) -> frozenset[str]:
    """All nicknames that are borne in this collection."""
    return frozenset(str(row[0]) for row in sql.NICKNAMES.all(conn, person_id=person_id))


def given(conn: Connection, *, person_id: str, code: str, limit: int = 25) -> tuple[tuple[str, int], ...]:
    """The nicknames that a model or an army was given, newest first, each with when (epoch ms). Raises `NotFound`."""
    target = either(conn, person_id=person_id, code=code)
    rows = sql.GIVEN.all(conn, person_id=person_id, target_id=target.id, most=limit)
    return tuple((str(row.name), int(row.given_at)) for row in rows)


def _read_place(after: str | None) -> tuple[int, str]:
    if after is None:
        return -1, ""
    at, dot, last_id = after.partition(".")
    try:
        place = int(at, 16)
    except ValueError:
        raise BadInput(BAD_PAGE) from None
    if not dot or not 0 <= place < 2**62:
        raise BadInput(BAD_PAGE)
    return place, last_id


def _every(sizes: Counter[Status]) -> dict[Status, int]:
    return {status: sizes[status] for status in Status}


def _fits(search: str, words: Sequence[str]) -> bool:
    return all((word if word >= _NO_SPACES else f" {word}") in search for word in words)


def _rank(search: str, words: Sequence[str]) -> tuple[bool, bool]:
    """What is called exactly so, then what begins so."""
    said = " ".join(words)
    parts = [part.strip() for part in search.split("|")]
    return said not in parts, not any(part.startswith(said) for part in parts)


def _called(found: Found) -> set[str]:
    """A title as a whole, and its nickname and its name alone."""
    nickname, _, rest = found.title.partition(" (")
    return {plain(found.title), plain(nickname), plain(rest)} - {""}


def _of_model(row: Model) -> Found:
    one = Model._make(row)
    return Found(one.code, one.title, one.army_name or "", is_army=False)


def _of_army(row: Army) -> Found:
    one = Army._make(row)
    return Found(one.code, one.title, "", is_army=True)
