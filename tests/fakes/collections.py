"""A collection with everything in it, and every place of it that a button can lead to."""

from __future__ import annotations

from bot import routes
from core.collection.values import Edit
from core.ids import new_id
from core.services import Services

LONG = "Grave guard of the seventh drowned tower with banners"


async def every_place(core: Services, person_id: str, scheme: str) -> list[routes.Route]:
    """Fill a person's collection as full as a page can be, and name every route into it, those that remove last.

    Args:
        core: the core.
        person_id: whose.
        scheme: code of one of their schemes.
    """
    keep = core.collection
    armies = [(await keep.add_army(person_id, f"{n} {LONG}"[:60])).armies[0].code for n in range(30)]
    first, second = armies[:2]
    waiting = await keep.propose(person_id, "\n".join(f"12 {LONG} {n}"[:60] for n in range(45)), army=first)
    await keep.confirm(person_id, waiting.id)
    await keep.nickname(person_id, first, "Tidewrack of the long and silent northern shore")
    page = await keep.page(person_id, army=first)
    one, other, third = (model.code for model in page.models[:3])
    await keep.edit(person_id, (one,), Edit(notes="Two thin coats, then wait. " * 35))
    twin = (await keep.add(person_id, f"12 {page.models[0].name}", army=first)).models[0].code
    listed = (
        await keep.propose(person_id, "\n".join(["x99999 rats"] * 20 + [f"{LONG} {n}"[:60] for n in range(60)]))
    ).id
    gone = (await keep.propose(person_id, "10 archers")).id
    return [
        routes.Collection(),
        routes.ArmyPage(first),
        routes.ArmyPage(first, page.after or ""),
        routes.ArmyPage("-"),
        routes.AllModels(),
        routes.AllModels(page.after or ""),
        routes.ArmyMore(first),
        routes.ShowModel(one),
        routes.SetStatus(one, "primed"),
        routes.AskEdit(one),
        routes.AskEdit(first),
        routes.AskMove(one),
        routes.AskMove(one, 1),
        routes.MoveTo(other, second),
        routes.AskMerge(one),
        routes.Merge(one, twin),
        routes.AskSplit(third),
        routes.Split(third, 2, 12),
        routes.AskAdd(first),
        routes.PasteModels(first),
        routes.AskArmy(),
        routes.Proposed(listed),
        routes.Proposed(listed, 40),
        routes.AskDropRow(listed),
        routes.DropRow(listed, 3, 60),
        routes.ConfirmList(listed, "merge"),
        routes.DiscardList(gone),
        routes.AskApply(one),
        routes.Apply(one, scheme),
        routes.Apply(first, scheme),
        routes.PutOn(scheme),
        routes.CollectionFile(),
        routes.ArmyShopping(first),
        routes.ArmyShopping(),
        routes.UndoChange(new_id()),
        routes.RemoveModel(one),
        routes.AskDisband(first),
        routes.Disband(second, keep=False),
    ]
