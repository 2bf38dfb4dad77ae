"""The collection through its service on both databases: added, changed, taken back, painted, called, exported."""

from __future__ import annotations

import asyncio
import csv
import io
import json

import pytest
from sqlalchemy import func, select

from core.collection import changes, lists
from core.collection import values as of
from core.collection.reading import LOOSE
from core.collection.service import Collection
from core.collection.tables import army_past, collection_change, collection_list, model, model_past
from core.collection.values import Army, Edit, Kind, Model, Status
from core.errors import BadInput, NotFound, Refusal, UnknownWord
from core.ids import new_id
from core.services import Services
from tests.integration.test_surfaces_screens import Clock, Guest, code_of, guest_of


@pytest.fixture
def collection(core: Services) -> Collection:
    return core.collection


@pytest.fixture
def me(guest: Guest) -> str:
    return guest.person_id


async def army_of(collection: Collection, me: str, name: str = "Pale Host") -> str:
    return (await collection.add_army(me, name)).armies[0].code


async def one(collection: Collection, me: str, text: str, **more) -> Model:
    (added,) = (await collection.add(me, text, **more)).models
    return added


async def all_of(collection: Collection, me: str, army: str = "") -> list[Model]:
    out: list[Model] = []
    after = None
    while True:
        page = await collection.page(me, army=army, after=after, limit=7)
        out += page.models
        after = page.after
        if after is None:
            assert page.count == len(out)
            return out


async def whole(collection: Collection, me: str) -> tuple[object, ...]:
    """Everything there is, for comparing before and after."""
    return await collection.armies(me), tuple(await all_of(collection, me))


# --- adding ---


async def test_a_typed_line_becomes_a_model_of_an_army(collection, me):
    army = await army_of(collection, me)
    unit = await one(collection, me, "10 skeleton archers", army=army, notes="bows  left\n\nglue arms")
    assert (unit.name, unit.size, unit.kind, unit.archetype) == ("Skeleton archers", 10, "unit", "risen dead")
    assert (unit.status, unit.army_name, unit.army_code) == ("unbuilt", "Pale Host", army)
    assert collection.notes(unit) == "bows left\n\nglue arms"
    hero = await one(collection, me, "Ottoline", size=1, status=Status.DONE)
    assert (hero.army_id, hero.kind, hero.status) == (None, "model", "done")
    assert await collection.either(me, hero.code.lower()) == hero
    assert isinstance(await collection.either(me, army), Army)


async def test_notes_are_sealed(core: Services, collection, me):
    await one(collection, me, "Lich", notes="gold trim, then sepia")
    stored = await core.db.read(lambda conn: conn.scalar(select(model.c.notes)))
    assert "sepia" not in stored
    assert core.vault.open(stored) == "gold trim, then sepia"


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u200b", "***", "x" * 200, "\u200b" * 200])
async def test_names_that_are_none_are_refused_and_nothing_happens(collection, me, name):
    await army_of(collection, me)
    kept = await one(collection, me, "Lich")
    before = await whole(collection, me)
    with pytest.raises(BadInput):
        await collection.add(me, name, size=1)
    with pytest.raises(BadInput):
        await collection.add(me, name)
    with pytest.raises(BadInput):
        await collection.add_army(me, name)
    with pytest.raises(BadInput):
        await collection.edit(me, [kept.code], Edit(name=name))
    assert await whole(collection, me) == before


async def test_names_are_kept_as_written_and_a_collection_may_name_a_makers_models(collection, me):
    assert (await one(collection, me, "<b>Lich</b> & *co*", size=1)).name == "<b>Lich</b> & *co*"
    assert (await one(collection, me, "5 Ultramarines")).name == "Ultramarines"
    marked = await one(collection, me, "Lich", size=1)
    with pytest.raises(BadInput):
        await collection.nickname(me, marked.code, "Ultramarines")


async def test_too_much_is_refused_as_a_whole(core, collection, me, monkeypatch):
    monkeypatch.setattr("core.collection.editing.MAX_MODELS", 3)
    monkeypatch.setattr("core.collection.editing.MAX_ARMIES", 1)
    await army_of(collection, me)
    with pytest.raises(Refusal, match="armies"):
        await army_of(collection, me, "Another")
    unit = await one(collection, me, "5 ghouls")
    listed = await collection.propose(me, "a lich, a wight, a bat")
    with pytest.raises(Refusal, match="holds 3 models"):
        await collection.confirm(me, listed.id)
    await one(collection, me, "Lich")
    results = await asyncio.gather(*(collection.add(me, f"Bat {n}") for n in range(3)), return_exceptions=True)
    assert sum(isinstance(result, Refusal) for result in results) == 2
    with pytest.raises(Refusal, match="holds 3 models"):
        await collection.split(me, unit.code, 2)
    assert len(await all_of(collection, me)) == 3
    monkeypatch.undo()
    assert (of.MAX_MODELS, of.MAX_ARMIES) == (2_000, 100)
    with pytest.raises(BadInput, match="between 1 and"):
        await collection.add(me, "rats", size=10_000)
    with pytest.raises(BadInput, match="between 1 and"):
        await collection.edit(me, [unit.code], Edit(size=0))
    with pytest.raises(BadInput, match="at most 1000"):
        await collection.edit(me, [unit.code], Edit(notes="x" * 1001))


async def test_two_armies_of_one_name_are_refused(collection, me):
    first = await army_of(collection, me, "Pale Host")
    with pytest.raises(BadInput, match="already have"):
        await army_of(collection, me, "pale  HOST")
    second = await army_of(collection, me, "Red Host")
    with pytest.raises(BadInput, match="already have"):
        await collection.edit_army(me, second, Edit(name="Pale host"))
    renamed = await collection.edit_army(me, first, Edit(name="PALE HOST", archetype="risen dead", notes="since 2019"))
    assert (renamed.armies[0].name, renamed.armies[0].archetype) == ("PALE HOST", "risen dead")
    assert collection.notes(renamed.armies[0]) == "since 2019"


async def test_the_same_event_twice_is_one_change(collection, me):
    event = new_id()
    first, second = await asyncio.gather(*(collection.add(me, "Lich", change_id=event) for _ in range(2)))
    assert {first.repeated, second.repeated} == {True, False}
    assert first.models == second.models
    assert len(await all_of(collection, me)) == 1


async def test_what_is_somebody_elses_is_not_there(core, clock, collection, me):
    other = (await guest_of(core, clock, new_id())).person_id
    army = await army_of(collection, me)
    mine = await one(collection, me, "Lich", army=army)
    listed = await collection.propose(me, "a bat")
    change = await collection.nickname(me, mine.code, "Sepherine")
    tries = [
        collection.model(other, mine.code),
        collection.army(other, army),
        collection.page(other, army=army),
        collection.add(other, "Bat", army=army),
        collection.propose(other, "a bat", army=army),
        collection.edit(other, [mine.code], Edit(size=2)),
        collection.move(other, [mine.code], ""),
        collection.merge(other, mine.code, mine.code),
        collection.split(other, mine.code, 1),
        collection.remove(other, [mine.code]),
        collection.remove_army(other, army, keep_models=False),
        collection.apply(other, mine.code, None),
        collection.nickname(other, mine.code, "Marrow"),
        collection.given(other, mine.code),
        collection.proposal(other, listed.id),
        collection.confirm(other, listed.id),
        collection.drop_row(other, listed.id, 0),
        collection.undo(other, change.id),
        collection.undo(other),
        collection.schemes(other, army),
    ]
    for attempt in tries:
        with pytest.raises(NotFound):
            await attempt
    assert await collection.find(other, "") == ()
    assert json.loads(await collection.export(other, "json")) == {"version": 1, "armies": [], "models": []}
    assert (await collection.model(me, mine.code)).nickname == "Sepherine"


# --- pasted lists ---


async def test_a_list_waits_for_a_yes(core: Services, collection, me):
    army = await army_of(collection, me)
    await one(collection, me, "4 ghouls", army=army)
    shown = await collection.propose(
        me, "10 skeleton archers, 1 lich on dragon\nGhouls x3\nlich on Dragon\n0 bats", army=army
    )
    assert [(row.name, row.size) for row in shown.rows] == [
        ("Skeleton archers", 10), ("Lich on dragon", 1), ("Ghouls", 3), ("Lich on Dragon", 1),
    ]  # fmt: skip
    assert shown.there == (2, 3)
    assert [unread.text for unread in shown.unread] == ["0 bats"]
    assert len(await all_of(collection, me)) == 1
    sealed = await core.db.read(lambda conn: conn.scalar(select(collection_list.c.body)))
    assert "dragon" not in sealed
    assert await collection.proposal(me, shown.id) == shown

    shorter = await collection.drop_row(me, shown.id, 0)
    changed = await collection.change_row(me, shown.id, 0, "2 Liches")
    assert [row.name for row in shorter.rows] == ["Lich on dragon", "Ghouls", "Lich on Dragon"]
    assert [(row.name, row.size) for row in changed.rows][:2] == [("Liches", 2), ("Ghouls", 3)]
    assert (changed.there, changed.unread) == ((1,), shown.unread)
    with pytest.raises(NotFound):
        await collection.drop_row(me, shown.id, 3)

    first, second = await asyncio.gather(*(collection.confirm(me, shown.id, "add") for _ in range(2)))
    assert {first.repeated, second.repeated} == {True, False}
    names = [(m.name, m.size, m.army_code) for m in await all_of(collection, me, army)]
    assert names == [("Ghouls", 4, army), ("Liches", 2, army), ("Ghouls", 3, army), ("Lich on Dragon", 1, army)]


@pytest.mark.parametrize(
    ("duplicates", "wanted"),
    [
        ("add", [("Ghouls", 4), ("Ghouls", 3), ("Lich", 1), ("Ghouls", 2), ("Lich", 1)]),
        ("merge", [("Ghouls", 9), ("Lich", 2)]),
        ("skip", [("Ghouls", 4), ("Lich", 1), ("Lich", 1)]),
    ],
)
async def test_what_is_there_already_is_added_merged_or_left_out(collection, me, duplicates, wanted):
    await one(collection, me, "4 ghouls", status=Status.DONE)
    before = await whole(collection, me)
    shown = await collection.propose(me, "3 ghouls, a lich, 2 ghouls, a lich")
    change = await collection.confirm(me, shown.id, duplicates)
    found = await all_of(collection, me)
    assert [(m.name, m.size) for m in found] == wanted
    assert found[0].status == ("unbuilt" if duplicates == "merge" else "done")
    assert (await collection.undo(me, change.id)).what == "add"
    assert await whole(collection, me) == before
    assert (await collection.confirm(me, shown.id, "skip")).repeated is False  # the list waits on


async def test_a_list_of_500_lines_is_added_and_taken_back_as_one(collection, me):
    text = "\n".join(f"{n % 20 + 1} Ghouls of the {n}th grave" for n in range(500))
    shown = await collection.propose(me, text)
    assert len(shown.rows) == 500
    change = await collection.confirm(me, shown.id)
    assert len(change.models) == 500
    found = await all_of(collection, me)
    assert [m.name for m in found] == [row.name for row in shown.rows]
    assert (await collection.undo(me)).models == 500
    assert await all_of(collection, me) == []
    with pytest.raises(BadInput, match="501 entries"):
        await collection.propose(me, text + "\na bat")


async def test_a_list_whose_army_went_is_refused_and_waits_on(collection, me):
    army = await army_of(collection, me)
    shown = await collection.propose(me, "a bat", army=army)
    await collection.remove_army(me, army, keep_models=False)
    with pytest.raises(NotFound, match="army"):
        await collection.confirm(me, shown.id)
    await collection.undo(me)
    assert [m.army_code for m in (await collection.confirm(me, shown.id)).models] == [army]


async def test_lists_of_long_ago_are_forgotten(core, clock: Clock, collection, me):
    old = await collection.propose(me, "a bat")
    let_go = await collection.propose(me, "a cat")
    await collection.discard(me, let_go.id)
    clock.now += lists.KEPT
    new = await collection.propose(me, "a rat")
    for gone in (old, let_go):
        with pytest.raises(NotFound):
            await collection.confirm(me, gone.id)
    assert (await collection.proposal(me, new.id)).rows[0].name == "Rat"


# --- changing and taking back ---


async def test_every_change_can_be_taken_back_one_after_the_other(guest: Guest, collection, me):
    scheme = code_of(await guest.scheme())
    states = [await whole(collection, me)]
    army = await army_of(collection, me)
    other = await army_of(collection, me, "Red Host")
    states += [states[0], await whole(collection, me)]
    unit = await one(collection, me, "10 skeletons", army=army, notes="spears")
    hero = await one(collection, me, "Lich", army=army, notes="staff")
    loose = await one(collection, me, "skeletons", size=3)
    lich, skeletons, spare = hero.code, unit.code, loose.code
    done = Edit(status=Status.DONE)
    steps = [
        lambda: collection.edit(me, [skeletons, lich], done),
        lambda: collection.edit(me, [lich], Edit(name="Lich king", size=2, archetype="frost tribe", notes="")),
        lambda: collection.edit(me, [skeletons], Edit(kind=Kind.MODEL)),
        lambda: collection.move(me, [skeletons, spare], other),
        lambda: collection.move(me, [lich], ""),
        lambda: collection.split(me, skeletons, 4),
        lambda: collection.shift(me, spare, -1),
        lambda: collection.merge(me, spare, skeletons),
        lambda: collection.apply(me, spare, scheme),
        lambda: collection.apply(me, other, scheme),
        lambda: collection.apply(me, spare, None),
        lambda: collection.nickname(me, spare, "The Third Coats"),
        lambda: collection.nickname(me, other, "Gannet's Crew"),
        lambda: collection.nickname(me, spare, ""),
        lambda: collection.edit_army(me, other, Edit(name="Blue Host", notes="paint it blue")),
        lambda: collection.remove(me, [spare]),
        lambda: collection.remove_army(me, other, keep_models=True),
        lambda: collection.remove_army(me, army, keep_models=False),
    ]
    seen = [await whole(collection, me)]
    made = []
    for step in steps:
        made.append(await step())
        seen.append(await whole(collection, me))
        assert seen[-1] != seen[-2], made[-1].what
    for change, before, after in zip(reversed(made), reversed(seen[:-1]), reversed(seen[1:]), strict=True):
        assert await whole(collection, me) == after
        assert await collection.last_change(me) == (change.id, change.what)
        assert (await collection.undo(me, change.id)).what == change.what
        assert await whole(collection, me) == before
    for _ in range(5):
        await collection.undo(me)
    assert await whole(collection, me) == states[0]
    with pytest.raises(NotFound, match="nothing to take back"):
        await collection.undo(me)


async def test_a_removal_brings_back_everything_that_went(guest, collection, me):
    army = await army_of(collection, me)
    listed = await collection.propose(me, "10 skeletons, a lich, 5 ghouls, 2 bats", army=army)
    await collection.confirm(me, listed.id)
    lich = next(m for m in await all_of(collection, me) if m.name == "Lich")
    await collection.nickname(me, lich.code, "Sepherine")
    await collection.apply(me, army, code_of(await guest.scheme()))
    before = await whole(collection, me)
    gone = await collection.remove_army(me, army, keep_models=False)
    assert (gone.gone, gone.models, gone.armies) == (4, (), ())
    assert await whole(collection, me) == ((), ())
    assert await collection.undo(me, gone.id) == ("remove_army", 4, 1)
    assert await whole(collection, me) == before
    kept = await collection.remove_army(me, army, keep_models=True)
    assert len(kept.models) == 4
    assert [m.army_code for m in await all_of(collection, me)] == [None] * 4
    await collection.undo(me)
    assert await whole(collection, me) == before


async def test_only_the_last_change_can_be_taken_back(collection, me):
    first = await collection.add(me, "Lich")
    second = await collection.add(me, "Bat")
    with pytest.raises(Refusal, match="changed after that"):
        await collection.undo(me, first.id)
    await collection.undo(me, second.id)
    with pytest.raises(NotFound):
        await collection.undo(me, second.id)
    await collection.undo(me, first.id)
    assert await all_of(collection, me) == []


async def test_what_changes_nothing_leaves_nothing_to_take_back(collection, me):
    added = await collection.add(me, "Lich")
    await collection.edit(me, [added.models[0].code], Edit())
    await collection.shift(me, added.models[0].code, -1)
    assert (await collection.last_change(me)) == (added.id, "add")


async def test_old_changes_are_forgotten_whole(core: Services, collection, me):
    lich = await one(collection, me, "Lich")
    army = await army_of(collection, me)
    for n in range(changes.KEPT + 3):
        await collection.edit(me, [lich.code], Edit(size=n + 2))
        await collection.edit_army(me, army, Edit(name=f"Host {n}"))
    counts = [
        await core.db.read(lambda conn, t=table: conn.scalar(select(func.count()).select_from(t)))
        for table in (collection_change, model_past, army_past)
    ]
    assert counts == [changes.KEPT, changes.KEPT // 2, changes.KEPT // 2]
    for _ in range(changes.KEPT):
        await collection.undo(me)
    with pytest.raises(NotFound):
        await collection.undo(me)
    assert (await collection.model(me, lich.code)).size == changes.KEPT + 4 - changes.KEPT // 2  # 33 edits, 15 back


async def test_order_is_the_owners(collection, me):
    army = await army_of(collection, me)
    listed = await collection.propose(me, "4 a\n1 b\n1 c\n1 d".replace("a", "Ape").replace("b", "Bat"), army=army)
    await collection.confirm(me, listed.id)
    ape, bat, *_ = await all_of(collection, me, army)

    async def order() -> list[str]:
        return [f"{m.name}{m.size}" for m in await all_of(collection, me, army)]

    assert await order() == ["Ape4", "Bat1", "C1", "D1"]
    await collection.shift(me, bat.code, +1)
    assert await order() == ["Ape4", "C1", "Bat1", "D1"]
    await collection.shift(me, bat.code, +9)
    assert await order() == ["Ape4", "C1", "D1", "Bat1"]
    (part,) = [m for m in (await collection.split(me, ape.code, 1)).models if m.code != ape.code]
    assert await order() == ["Ape3", "Ape1", "C1", "D1", "Bat1"]
    await collection.shift(me, part.code, -1)
    assert await order() == ["Ape1", "Ape3", "C1", "D1", "Bat1"]
    await collection.shift(me, part.code, +2)
    assert await order() == ["Ape3", "C1", "Ape1", "D1", "Bat1"]


async def test_merging_adds_up_and_loses_nothing(collection, me):
    done = await one(collection, me, "5 ghouls", status=Status.DONE, notes="green wash")
    bare = await one(collection, me, "3 ghouls", status=Status.PRIMED, notes="no heads yet")
    await collection.nickname(me, bare.code, "The Unburied")
    assert [found.code for found in await collection.alike(me, done.code)] == [bare.code]
    merged = (await collection.merge(me, done.code, bare.code)).models
    assert [(m.code, m.size, m.status, m.nickname) for m in merged] == [(done.code, 8, "primed", "The Unburied")]
    assert collection.notes(merged[0]) == "green wash\nno heads yet"
    with pytest.raises(NotFound):
        await collection.model(me, bare.code)
    with pytest.raises(BadInput, match="same"):
        await collection.merge(me, done.code, done.code)
    long = await one(collection, me, "Bat", notes="x" * 990)
    with pytest.raises(BadInput, match="Shorten"):
        await collection.merge(me, done.code, long.code)


async def test_a_unit_is_split_between_one_and_all_but_one(collection, me):
    unit = await one(collection, me, "10 ghouls", status=Status.BUILT, notes="claws")
    for off in (0, 10, -1):
        with pytest.raises(BadInput):
            await collection.split(me, unit.code, off)
    stays, part = (await collection.split(me, unit.code, 9)).models
    assert (stays.code, stays.size, part.size, part.status) == (unit.code, 1, 9, "built")
    assert (part.name, collection.notes(part), part.code != unit.code) == ("Ghouls", "claws", True)
    with pytest.raises(BadInput, match="single"):
        await collection.split(me, unit.code, 1)


# --- schemes and nicknames ---


async def test_a_model_is_painted_as_its_army_unless_it_has_its_own(guest: Guest, core, collection, me):
    mine, theirs = code_of(await guest.scheme()), code_of(await guest.scheme(faction="orc raiders"))
    army = await army_of(collection, me)
    plain = await one(collection, me, "10 skeletons", army=army)
    hero = await one(collection, me, "Lich", army=army, status=Status.DONE)
    await collection.apply(me, hero.code, mine)
    await collection.apply(me, army, theirs)
    plain, hero = [await collection.model(me, m.code) for m in (plain, hero)]
    assert (plain.scheme_code, plain.inherits, plain.scheme_id) == (theirs, True, None)
    assert (hero.scheme_code, hero.inherits) == (mine, False)
    titles = {code: (await core.schemes.by_code(me, code)).title for code in (mine, theirs)}
    assert (plain.scheme_title, hero.scheme_title) == (titles[theirs], titles[mine])

    shopping = await collection.schemes(me, army)
    assert [name for name, _ in shopping] == [titles[theirs], titles[mine]]  # ten before one
    assert [name for name, _ in await collection.schemes(me, unpainted_only=True)] == [titles[theirs]]
    assert await collection.schemes(me, LOOSE) == ()

    await core.schemes.delete(me, mine)  # what a model was painted with is remembered all the same
    assert (await collection.model(me, hero.code)).scheme_id == hero.scheme_id
    assert titles[mine] in [name for name, _ in await collection.schemes(me)]
    with pytest.raises(NotFound):
        await collection.apply(me, plain.code, mine)
    assert (await collection.apply(me, hero.code, None)).models[0].scheme_code == theirs
    assert (await collection.apply(me, army, None)).armies[0].scheme_code is None
    assert (await collection.model(me, hero.code)).scheme_code is None


async def test_somebody_elses_scheme_cannot_be_applied(core, clock, guest, collection, me):
    other = await guest_of(core, clock, new_id())
    lich = await one(collection, me, "Lich")
    with pytest.raises(NotFound):
        await collection.apply(me, lich.code, code_of(await other.scheme()))


async def test_of_two_names_at_once_the_last_stays_and_both_are_remembered(collection, me):
    lich = await one(collection, me, "Lich")
    made = await asyncio.gather(*(collection.nickname(me, lich.code, name) for name in ("Sepherine", "Marrowick")))
    now = (await collection.model(me, lich.code)).nickname
    history = [name for name, _ in await collection.given(me, lich.code)]
    assert sorted(history) == ["Marrowick", "Sepherine"]
    assert now in history
    assert await collection.nicknames(me) == {now}
    # Taking back the one that came last leaves the other.
    last = await collection.last_change(me)
    assert last == (next(c.id for c in made if [m.nickname for m in c.models] == [now]), "nickname")
    await collection.undo(me)
    assert (await collection.model(me, lich.code)).nickname == next(name for name in history if name != now)
    assert len(await collection.given(me, lich.code)) == 2


async def test_a_model_that_went_cannot_be_named(collection, me):
    lich = await one(collection, me, "Lich")
    await collection.remove(me, [lich.code])
    with pytest.raises(NotFound, match="no longer in your collection"):
        await collection.nickname(me, lich.code, "Sepherine")
    assert (await collection.last_change(me))[1] == "remove"


# --- looking ---


async def test_pages_hold_every_model_once(collection, me):
    army = await army_of(collection, me)
    listed = await collection.propose(me, "\n".join(f"Ghoul {n}" for n in range(23)), army=army)
    await collection.confirm(me, listed.id)
    loose = await one(collection, me, "Bat")
    done = (await all_of(collection, me))[4]
    await collection.edit(me, [done.code], Edit(status=Status.DONE))
    assert [m.name for m in await all_of(collection, me, army)] == [f"Ghoul {n}" for n in range(23)]
    assert [m.code for m in await all_of(collection, me, LOOSE)] == [loose.code]
    only = await collection.page(me, army=army, status=Status.DONE)
    assert ([m.code for m in only.models], only.count, only.after) == ([done.code], 1, None)
    first = await collection.page(me, limit=5)
    await collection.remove(me, [first.models[-1].code])  # the place it ends at stays a place
    second = await collection.page(me, after=first.after, limit=5)
    assert [m.name for m in second.models] == [f"Ghoul {n}" for n in range(5, 10)]
    for nowhere in ("", "x", "5", "-1.a", "zz.b", f"{2**70:x}.a"):
        with pytest.raises(BadInput):
            await collection.page(me, after=nowhere)
    with pytest.raises(NotFound):
        await collection.page(me, army="00000000")


async def test_letters_find_names_and_nicknames(collection, me):
    army = await army_of(collection, me, "Grave Walkers")
    for line in ("10 grave guard", "a wight king", "Élodie the Grey", "骷髏弓箭手", "Lich (grave lord)"):
        await one(collection, me, line, army=army)
    lich = (await collection.find(me, "lich"))[0]
    await collection.nickname(me, lich.code, "Old Marrowick")

    async def found(text: str, **more) -> list[str]:
        return [one.title for one in await collection.find(me, text, **more)]

    assert await found("grave") == ["Grave Walkers", "Grave guard", "Old Marrowick (Lich (grave lord))"]
    assert await found("grave", with_armies=False, limit=1) == ["Grave guard"]
    assert await found("gra gua") == ["Grave guard"]
    assert await found("rave") == []
    assert await found("marrow") == ["Old Marrowick (Lich (grave lord))"]
    assert await found("elodie gray") == ["Élodie the Grey"]
    assert await found("弓箭") == ["骷髏弓箭手"]
    assert await found("100%_") == []
    assert len(await found("")) == 6
    assert (await collection.named(me, "wight")).name == "Wight king"
    assert (await collection.named(me, "old marrowick")).code == lich.code
    assert (await collection.named(me, f"#{lich.code.lower()}")).code == lich.code
    assert isinstance(await collection.named(me, "grave walkers"), Army)
    with pytest.raises(UnknownWord) as several:
        await collection.named(me, "grave")
    assert several.value.near[0] == "Grave Walkers"
    for nothing in ("", " *"):
        with pytest.raises(BadInput):
            await collection.named(me, nothing)


async def test_progress_counts_miniatures(collection, me):
    assert (await collection.progress(me))[0].total == 0
    army, empty = await army_of(collection, me), await army_of(collection, me, "Red Host")
    await one(collection, me, "10 ghouls", army=army, status=Status.DONE)
    await one(collection, me, "30 skeletons", army=army, status=Status.PRIMED)
    await one(collection, me, "Lich", status=Status.DONE)
    everything, parts = await collection.progress(me)
    assert (everything.rows, everything.total, everything.painted) == (3, 41, 11)
    assert [(p.army.code if p.army else None, p.painted, p.total) for p in parts] == [
        (army, 10, 40), (empty, 0, 0), (None, 1, 1),
    ]  # fmt: skip
    assert parts[0].sizes == {
        Status.UNBUILT: 0, Status.BUILT: 0, Status.PRIMED: 30, Status.IN_PROGRESS: 0, Status.DONE: 10,
    }  # fmt: skip


async def test_exports_hold_everything_and_no_formula(guest, collection, me):
    army = await army_of(collection, me, "Pale Host")
    await collection.apply(me, army, code_of(await guest.scheme()))
    unit = await one(collection, me, '=HYPERLINK("http://x")', size=4, army=army, notes="@SUM(1)\nsecond, line")
    await collection.nickname(me, unit.code, "-Third Coat")
    await one(collection, me, "Lich")
    rows = list(csv.DictReader(io.StringIO(await collection.export(me, "csv"))))
    assert [row["name"] for row in rows] == ['\'=HYPERLINK("http://x")', "Lich"]
    assert (rows[0]["notes"], rows[0]["nickname"]) == ("'@SUM(1)\nsecond, line", "'-Third Coat")
    assert (rows[0]["army"], rows[0]["count"], rows[0]["status"], rows[0]["scheme of"]) == (
        "Pale Host", "4", "unbuilt", "army",
    )  # fmt: skip
    whole = json.loads(await collection.export(me, "json"))
    (host,) = whole["armies"]
    assert (host["name"], [m["count"] for m in host["models"]]) == ("Pale Host", [4])
    assert (host["models"][0]["nickname"], host["models"][0]["notes"]) == ("-Third Coat", "@SUM(1)\nsecond, line")
    assert host["models"][0]["scheme_code"] == host["scheme_code"]
    assert [m["name"] for m in whole["models"]] == ["Lich"]
