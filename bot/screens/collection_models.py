"""Models and units, and what is changed about them: by buttons, by forms and in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot import routes
from bot.card import Button, Card, Field, Tone, Words, phrase
from bot.i18n import _
from bot.screens.collection import either_card, find, shopping
from bot.screens.collection_cards import (
    army_named,
    back,
    change_of,
    home,
    minis,
    named,
    open_button,
    own,
    said_of,
    short,
)
from bot.screens.collection_edits import of_form, read_edit
from bot.screens.collection_lists import add_words, answered, asked_again, found_army, paste_words
from bot.screens.collection_schemes import apply_words
from bot.screens.collection_words import EXAMPLES, CollectionWords, ModelEdit, around
from bot.screens.refusals import refused
from bot.screens.visit import Visit
from core.collection import naming
from core.collection.reading import LOOSE
from core.collection.values import STATUSES, Army, Change, Edit, Model, Status
from core.errors import BadInput, NotFound, Refusal, UnknownWord
from core.words import N_

if TYPE_CHECKING:
    from core.services import Services

ARMIES_A_PAGE: Final = 18
NOTES_KEPT: Final = N_("Noted.")
ONE_MODEL: Final = N_("“{name}” is an army; say which model or unit of it. Nothing was changed.")


@own
async def words(core: Services, visit: Visit, asked: CollectionWords) -> Card:
    """What was typed after `/collection`."""
    match asked.verb:
        case "add":
            return await add_words(core, visit, asked)
        case "add-army":
            return await found_army(core, visit, asked.text)
        case "paste":
            return await paste_words(core, visit, asked)
        case "find":
            return await find(core, visit, asked.text)
        case "shopping":
            army = await army_named(core, visit, asked.text)
            return await shopping(core, visit, routes.ArmyShopping(army.code if army else LOOSE))
        case "apply":
            return await apply_words(core, visit, asked)
        case "show":
            return await either_card(core, visit, await named(core, visit, asked.text))
        case "remove":
            return await _remove_named(core, visit, asked.text)
        case "status":
            return await _status_words(core, visit, asked)
        case "note":
            return await _note_words(core, visit, asked)
        case "move":
            return await _move_words(core, visit, asked)
        case "merge":
            return await _merge_words(core, visit, asked)
        case "rename":
            return await _rename_words(core, visit, asked)


async def model_named(core: Services, visit: Visit, text: str) -> Model:
    """The model that a typed text means. Raises `BadInput` for an army."""
    one = await named(core, visit, text)
    if isinstance(one, Army):
        raise BadInput(ONE_MODEL, name=one.title)
    return one


async def changed(core: Services, visit: Visit, change: Change, target: str, *said: Words) -> Card:
    """The card of what was changed, as it is now, with the way back."""
    found: list[Model | Army] = [*change.models, *change.armies]
    one = next((one for one in found if one.code == target), None)
    return await either_card(
        core, visit, one or await core.collection.either(visit.person_id, target), *said, change=change
    )


# How far --------------------------------------------------------------------------------------------------------------


@own
async def set_status(core: Services, visit: Visit, route: routes.SetStatus) -> Card:
    """Say how far a model is."""
    return await _set_status(core, visit, route.target, Status(route.status))


async def _set_status(core: Services, visit: Visit, target: str, status: Status) -> Card:
    change = await core.collection.edit(visit.person_id, (target,), Edit(status=status), change_id=change_of(visit))
    return await changed(core, visit, change, target, phrase(_("Now: {status}."), status=_(STATUSES[status]).lower()))


async def _status_words(core: Services, visit: Visit, asked: CollectionWords) -> Card:
    """A model and how far it is: "Lich on dragon in progress"."""
    if asked.other:
        model = await model_named(core, visit, asked.text)
        return await _set_status(core, visit, model.code, naming.status(asked.other))
    parts = asked.text.split()
    for n in (3, 2, 1):
        name, word = " ".join(parts[:-n]), " ".join(parts[-n:])
        try:
            status = naming.status(word)
        except UnknownWord:
            if n == 1 and name:
                raise
            continue
        if name:
            return await _set_status(core, visit, (await model_named(core, visit, name)).code, status)
    raise BadInput(EXAMPLES["status"])


# Editing --------------------------------------------------------------------------------------------------------------


@own
async def ask_edit(core: Services, visit: Visit, route: routes.AskEdit) -> Card:
    """Ask what is to be different."""
    one = await core.collection.either(visit.person_id, route.target)
    notes = core.collection.notes(one)
    example = (
        _("name: Bone Legion; archetype: risen dead; notes: pale stone bases")
        if isinstance(one, Army)
        else _("name: Grave archers; count: 12; archetype: risen dead; kind: unit; notes: two thin coats")
    )
    return Card(
        title=str(phrase(_("What shall be different about {name}?"), name=one.title)),
        lines=(
            phrase(_("Write any of these: {example}"), example=example),
            _("Other words alone become its new name."),
        ),
        fields=(Field(_("Notes"), notes),) if notes else (),
        buttons=((Button(_("Leave it"), routes.Decline()),),) if visit.platform == "terminal" else (),
        tone=Tone.QUESTION,
        asks=route,
    )


async def edited(core: Services, visit: Visit, route: routes.AskEdit, text: str) -> Card:
    """What is to be different, in words."""
    one = await core.collection.either(visit.person_id, route.target)
    return await _edit(core, visit, one, read_edit(text, army=isinstance(one, Army)))


@own
async def form(core: Services, visit: Visit, asked: ModelEdit) -> Card:
    """What is to be different, from a form."""
    one = await core.collection.either(visit.person_id, asked.target)
    return await _edit(core, visit, one, of_form(asked, army=isinstance(one, Army)))


async def _edit(core: Services, visit: Visit, one: Model | Army, edit: Edit) -> Card:
    if isinstance(one, Army):
        change = await core.collection.edit_army(visit.person_id, one.code, edit, change_id=change_of(visit))
    else:
        change = await core.collection.edit(visit.person_id, (one.code,), edit, change_id=change_of(visit))
    return await changed(core, visit, change, one.code, _("Changed."))


async def _note_words(core: Services, visit: Visit, asked: CollectionWords) -> Card:
    """A model or an army and its notes; they come onto those that are there."""
    one, note = (await named(core, visit, asked.text), asked.other) if asked.other else await _noted(core, visit, asked)
    kept = core.collection.notes(one)
    return await _edit(core, visit, one, Edit(notes=f"{kept}\n{note}" if kept else note))


async def _noted(core: Services, visit: Visit, asked: CollectionWords) -> tuple[Model | Army, str]:
    """Which one, up to a colon or as many words as name one, and the notes behind it."""
    before, colon, behind = asked.text.partition(":")
    if colon and before.strip() and behind.strip():
        return await named(core, visit, before), behind.strip()
    if await _names_one(core, visit, asked.text):  # “Lich on dragon” is no “Lich” with the note “on dragon”
        raise BadInput(EXAMPLES["note"])
    parts = asked.text.split(" ")
    for n in range(min(len(parts) - 1, 10), 0, -1):
        try:
            return await named(core, visit, " ".join(parts[:n])), " ".join(parts[n:]).strip()
        except Refusal:
            continue
    raise BadInput(EXAMPLES["note"])


async def _names_one(core: Services, visit: Visit, text: str) -> bool:
    try:
        await named(core, visit, text)
    except Refusal:
        return False
    return True


async def _rename_words(core: Services, visit: Visit, asked: CollectionWords) -> Card:
    if asked.other:
        return await _edit(core, visit, await named(core, visit, asked.text), Edit(name=asked.other))
    one, name = await _pair(core, visit, asked, "to")
    return await _edit(core, visit, one, Edit(name=name))


async def _pair(core: Services, visit: Visit, asked: CollectionWords, word: str) -> tuple[Model | Army, str]:
    """Something of the collection before a word and what stands behind it. Raises what the last try said."""
    wrong: Refusal = BadInput(EXAMPLES[asked.verb])
    for before, behind in around(asked.text, word):
        try:
            return await named(core, visit, before), behind
        except Refusal as refusal:
            wrong = refusal
    raise wrong


# Moving ---------------------------------------------------------------------------------------------------------------


@own
async def ask_move(core: Services, visit: Visit, route: routes.AskMove) -> Card:
    """Ask which army a model goes to."""
    model = await core.collection.model(visit.person_id, route.target)
    armies = [army for army in await core.collection.armies(visit.person_id) if army.id != model.army_id]
    start = route.page * ARMIES_A_PAGE if route.page * ARMIES_A_PAGE < len(armies) else 0
    shown = armies[start : start + ARMIES_A_PAGE]
    goals = [Button(short(army.title), routes.MoveTo(model.code, army.code)) for army in shown]
    if model.army_id is not None:
        goals.append(Button(_("In no army"), routes.MoveTo(model.code, LOOSE)))
    more = [Button(_("New army"), routes.AskArmy()), Button(_("Leave it"), routes.ShowModel(model.code))]
    if start + ARMIES_A_PAGE < len(armies):
        more.insert(0, Button(_("More armies"), routes.AskMove(model.code, start // ARMIES_A_PAGE + 1)))
    return Card(
        title=str(phrase(_("Where does {name} go?"), name=model.title)),
        lines=() if goals else (_("There is no other army yet."),),
        buttons=(tuple(goals), tuple(more)),
        tone=Tone.QUESTION,
    )


@own
async def move_to(core: Services, visit: Visit, route: routes.MoveTo) -> Card:
    """Put a model into an army."""
    return await _move(core, visit, route.target, route.army)


async def _move(core: Services, visit: Visit, target: str, army: str) -> Card:
    change = await core.collection.move(visit.person_id, (target,), army, change_id=change_of(visit))
    return await changed(core, visit, change, target, _("Moved."))


async def _move_words(core: Services, visit: Visit, asked: CollectionWords) -> Card:
    one, goal = (
        (await named(core, visit, asked.text), asked.other) if asked.other else await _pair(core, visit, asked, "to")
    )
    if isinstance(one, Army):
        raise BadInput(ONE_MODEL, name=one.title)
    army = await army_named(core, visit, goal)
    return await _move(core, visit, one.code, army.code if army else LOOSE)


# Merging and splitting ------------------------------------------------------------------------------------------------


@own
async def ask_merge(core: Services, visit: Visit, route: routes.AskMerge) -> Card:
    """Ask which of the same name to merge with."""
    model = await core.collection.model(visit.person_id, route.target)
    same = (await core.collection.alike(visit.person_id, model.code))[:18]
    others = [await core.collection.model(visit.person_id, found.code) for found in same]
    if not others:
        raise NotFound(N_("Nothing else of that name is in the same army. Nothing was changed."))
    return Card(
        title=str(phrase(_("Merge what into {name}?"), name=model.title)),
        lines=(_("They become one unit, as far as the one that is less far. It can be taken back."),),
        fields=tuple(Field(other.title, said_of(other)) for other in others),
        buttons=(
            tuple(
                Button(
                    str(phrase(_("{name}, {n}"), name=short(other.title, 24), n=other.size)),
                    routes.Merge(model.code, other.code),
                    about=_(STATUSES[Status(other.status)]),
                )
                for other in others
            ),
            (Button(_("Leave it"), routes.ShowModel(model.code)),),
        ),
        tone=Tone.QUESTION,
    )


@own
async def merge(core: Services, visit: Visit, route: routes.Merge) -> Card:
    """Make one unit of two."""
    return await _merge(core, visit, route.target, route.other)


async def _merge(core: Services, visit: Visit, into: str, other: str) -> Card:
    change = await core.collection.merge(visit.person_id, into, other, change_id=change_of(visit))
    return await changed(core, visit, change, into, _("Merged into one unit."))


async def _merge_words(core: Services, visit: Visit, asked: CollectionWords) -> Card:
    if asked.other:
        other, into = await model_named(core, visit, asked.text), await model_named(core, visit, asked.other)
        return await _merge(core, visit, into.code, other.code)
    one, goal = await _pair(core, visit, asked, "into")
    if isinstance(one, Army):
        raise BadInput(ONE_MODEL, name=one.title)
    return await _merge(core, visit, (await model_named(core, visit, goal)).code, one.code)


@own
async def ask_split(core: Services, visit: Visit, route: routes.AskSplit) -> Card:
    """Ask how many leave a unit."""
    model = await core.collection.model(visit.person_id, route.target)
    offered = sorted({n for n in (1, 3, 5, 10, model.size // 2) if 0 < n < model.size})
    return Card(
        title=str(phrase(_("How many leave {name}?"), name=model.title)),
        lines=(phrase(_("There are {n} of them; those that leave become a unit of their own."), n=model.size),),
        buttons=(
            tuple(Button(str(n), routes.Split(model.code, n, model.size)) for n in offered),
            (Button(_("Leave it"), routes.ShowModel(model.code)),),
        ),
        tone=Tone.QUESTION,
        asks=route,
    )


@own
async def split(core: Services, visit: Visit, route: routes.Split) -> Card:
    """Take miniatures out of a unit; a press on a button of before the unit changed asks again."""
    model = await core.collection.model(visit.person_id, route.target)
    if model.size != route.size:
        return await ask_split(core, visit, routes.AskSplit(route.target))
    return await _split(core, visit, route.target, route.off)


async def split_words(core: Services, visit: Visit, route: routes.AskSplit, text: str) -> Card:
    """How many leave a unit, as typed."""
    edit = read_edit(f"count: {text.strip()}", army=False)
    return await _split(core, visit, route.target, edit.size or 0)


async def _split(core: Services, visit: Visit, target: str, off: int) -> Card:
    change = await core.collection.split(visit.person_id, target, off, change_id=change_of(visit))
    parts = sorted(change.models, key=lambda one: one.code != target)
    return Card(
        title=_("Split"),
        lines=(phrase(_("{n} left the unit."), n=off),),
        fields=tuple(Field(one.title, said_of(one)) for one in parts),
        buttons=(tuple(open_button(one) for one in parts), (back(change.id), home())),
    )


# Answers --------------------------------------------------------------------------------------------------------------

ASKED: Final = (
    routes.AskEdit,
    routes.AskSplit,
    routes.AskAdd,
    routes.PasteModels,
    routes.AskArmy,
    routes.Proposed,
)
"""Routes of cards that wait for words about the collection."""


@own
async def _told(core: Services, visit: Visit, told: tuple[routes.Route, str]) -> Card:
    route, text = told
    match route:
        case routes.AskEdit():
            return await edited(core, visit, route, text)
        case routes.AskSplit():
            return await split_words(core, visit, route, text)
        case routes.Proposed():
            return await answered(core, visit, route, text)
        case routes.AskAdd() | routes.PasteModels() | routes.AskArmy():
            return await asked_again(core, visit, route, text)
    raise TypeError(route)


async def told(core: Services, visit: Visit, route: routes.Route, text: str) -> Card:
    """What somebody wrote when a card asked; what cannot be used is asked for again."""
    try:
        return await _told(core, visit, (route, text))
    except BadInput as refusal:
        if isinstance(route, routes.AskEdit | routes.AskSplit):
            return replace(await refused(core, visit, refusal), asks=route)
        raise


# Removing -------------------------------------------------------------------------------------------------------------


@own
async def remove(core: Services, visit: Visit, route: routes.RemoveModel) -> Card:
    """Take a model out of the collection."""
    model = await core.collection.model(visit.person_id, route.target)
    change = await core.collection.remove(visit.person_id, (model.code,), change_id=change_of(visit))
    goal = (Button(short(model.army_name or "", 24), routes.ArmyPage(model.army_code)),) if model.army_code else ()
    return Card(
        title=_("Removed"),
        lines=(phrase(_("{name}, {minis}, is out of your collection."), name=model.title, minis=minis(model.size)),),
        buttons=((back(change.id), *goal, home()),),
    )


async def _remove_named(core: Services, visit: Visit, text: str) -> Card:
    one = await named(core, visit, text)
    if isinstance(one, Army):
        from bot.screens.collection import ask_disband  # noqa: PLC0415

        return await ask_disband(core, visit, routes.AskDisband(one.code))
    return await remove(core, visit, routes.RemoveModel(one.code))
