"""The collection: armies, how far they are, what is in them, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot import routes
from bot.card import Attachment, Button, ButtonStyle, Card, Field, Picture, Tone, Words, phrase
from bot.i18n import _, locale, ngettext, number
from bot.screens import paints
from bot.screens.collection_cards import (
    archetype,
    back,
    change_of,
    home,
    minis,
    model_card,
    open_button,
    own,
    painted,
    said_of,
    short,
    undoing,
)
from bot.screens.visit import Visit
from core.collection.reading import LOOSE
from core.collection.values import STATUSES, Army, Change, Model, Page, Progress, Status
from core.errors import BadInput
from core.words import N_

if TYPE_CHECKING:
    from core.services import Services

ARMIES: Final = 24
"""Armies that have a button; the rest is found by name."""
WHAT: Final = {
    "add": N_("what was added"),
    "edit": N_("what was edited"),
    "move": N_("the move"),
    "merge": N_("the merging"),
    "split": N_("the splitting"),
    "remove": N_("what was removed"),
    "order": N_("the new order"),
    "scheme": N_("the scheme that was applied"),
    "nickname": N_("the nickname"),
    "add_army": N_("the new army"),
    "edit_army": N_("what was edited about the army"),
    "remove_army": N_("the disbanding"),
}
"""Changes, as they are called when they are taken back."""


@own
async def overview(core: Services, visit: Visit, _route: routes.Collection) -> Card:
    """Armies and how far everything is."""
    whole, parts = await core.collection.progress(visit.person_id)
    last = await core.collection.last_change(visit.person_id)
    if not parts:
        return _empty(last[0] if last is not None else "")
    armies = [
        Button(short(_name(part)), routes.ArmyPage(part.army.code if part.army else LOOSE), about=str(painted(part)))
        for part in parts[:ARMIES]
    ]
    more = [
        Button(_("Add"), routes.AskAdd(), ButtonStyle.MAIN),
        Button(_("Paste a list"), routes.PasteModels()),
        Button(_("New army"), routes.AskArmy()),
        Button(_("All models"), routes.AllModels()),
    ]
    rest = [Button(_("Shopping list"), routes.ArmyShopping()), Button(_("Export"), routes.CollectionFile())]
    if last is not None:
        rest.append(Button(_("Take the last change back"), routes.UndoChange(last[0])))
    lines: list[Words] = [_sum(whole)]
    if len(parts) > ARMIES:
        lines.append(phrase(_("The first {n} armies have a button; /collection show NAME opens any."), n=ARMIES))
    return Card(
        title=_("Your collection"),
        lines=tuple(lines),
        picture=_picture(whole, parts) if whole.total else None,
        buttons=(tuple(armies), tuple(more), tuple(rest)),
    )


def _sum(whole: Progress) -> Words:
    """How far everything is, status by status."""
    steps = [(label, whole.sizes[status]) for status, label in reversed(tuple(STATUSES.items())) if whole.sizes[status]]
    counted = ", ".join(f"{_(label).lower()} {number(size)}" for label, size in steps)  # as the chart has them
    return phrase(_("{painted} ({counted})."), painted=painted(whole), counted=counted)


def _empty(last: str) -> Card:
    more = [Button(_("New army"), routes.AskArmy()), Button(_("Add"), routes.AskAdd())]
    if last:
        more.append(Button(_("Take the last change back"), routes.UndoChange(last)))
    return Card(
        title=_("Your collection is empty"),
        lines=(
            _("Paste an army list, or add a model; what it was painted with comes back whenever you ask."),
            _("For instance /collection add 10 skeleton archers, 1 lich on dragon. It is free."),
        ),
        buttons=((Button(_("Paste a list"), routes.PasteModels(), ButtonStyle.MAIN), *more),),
    )


def _name(part: Progress) -> str:
    return part.army.title if part.army else _("In no army")


def _picture(whole: Progress, parts: tuple[Progress, ...]) -> Picture:
    import hashlib  # noqa: PLC0415

    from bot.swatches import DRAWING  # noqa: PLC0415  Pillow only where a picture is made
    from bot.swatches.charts import Bar, draw_progress, progress_text  # noqa: PLC0415

    def bar(part: Progress) -> Bar:
        return Bar(_name(part), tuple(part.sizes[status] for status in Status))

    total, bars = bar(whole), tuple(bar(part) for part in parts)
    seen = hashlib.sha256(repr((total, bars)).encode()).hexdigest()
    return Picture(
        filename="wetpalette-collection.png",
        alt=progress_text(total, bars, translate=_, number=number),
        draw=lambda: draw_progress(total, bars, translate=_, number=number),
        key=f"{DRAWING}:collection:{locale()}:{seen}",
    )


# Armies ---------------------------------------------------------------------------------------------------------------


@own
async def army_page(core: Services, visit: Visit, route: routes.ArmyPage) -> Card:
    """An army, or what is in none, with a page of its models."""
    if route.army == LOOSE:
        page = await core.collection.page(visit.person_id, army=LOOSE, after=route.past or None)
        return _listed(page, routes.ArmyPage(LOOSE), _("In no army"), bool(route.past))
    army = await core.collection.army(visit.person_id, route.army)
    return await army_card(core, visit, army, past=route.past)


async def army_card(
    core: Services, visit: Visit, army: Army, *said: Words, change: Change | None = None, past: str = ""
) -> Card:
    """An army with a page of its models and all that can be done with it."""
    page = await core.collection.page(visit.person_id, army=army.code, after=past or None)
    _whole, parts = await core.collection.progress(visit.person_id)
    far = next((part for part in parts if part.army is not None and part.army.id == army.id), None)
    lines: list[Words] = [*said]
    if far is not None and far.total:
        lines.append(phrase(_("{painted}."), painted=painted(far)))
    elif not page.models:
        lines.append(_("Nothing in it yet. Add a model or paste its list."))
    fields = []
    if army.archetype:
        fields.append(Field(_("Archetype"), archetype(army.archetype)))
    if army.scheme_title:
        scheme = phrase(_("“{title}” ({code})"), title=army.scheme_title, code=army.scheme_code)
        fields.append(Field(_("Scheme"), scheme))
    if notes := core.collection.notes(army):
        fields.append(Field(_("Notes"), notes))
    main = [Button(_("Add"), routes.AskAdd(army.code)), Button(_("Paste a list"), routes.PasteModels(army.code))]
    if army.scheme_code:
        main.append(Button(_("Show the recipe"), routes.Recipe(army.scheme_code)))
    main += [
        Button(_("Apply a scheme"), routes.AskApply(army.code)),
        Button(_("Shopping list"), routes.ArmyShopping(army.code)),
    ]
    last = [*(undoing(change) if change else ()), Button(_("More"), routes.ArmyMore(army.code)), home()]
    return Card(
        title=army.title,
        lines=tuple(lines),
        fields=(*fields, *_rows(page, army=False)),
        buttons=(
            tuple(open_button(model) for model in page.models),
            _paging(page, routes.ArmyPage(army.code), began=bool(past)),
            tuple(main),
            tuple(last),
        ),
    )


@own
async def all_models(core: Services, visit: Visit, route: routes.AllModels) -> Card:
    """A page of all models."""
    page = await core.collection.page(visit.person_id, after=route.past or None)
    return _listed(page, routes.AllModels(), _("All models"), bool(route.past))


def _listed(page: Page, first: routes.ArmyPage | routes.AllModels, title: str, began: bool) -> Card:
    if not page.models and not began:
        return Card(
            title=_("Nothing here so far"),
            lines=(_("Add a model, or paste a list of them."),),
            buttons=((Button(_("Paste a list"), routes.PasteModels()), Button(_("Add"), routes.AskAdd()), home()),),
        )
    return Card(
        title=title,
        lines=(phrase(ngettext("{n} model or unit.", "{n} models and units.", page.count), n=page.count),),
        fields=tuple(_rows(page, army=isinstance(first, routes.AllModels))),
        buttons=(
            tuple(open_button(model) for model in page.models),
            _paging(page, first, began=began),
            (Button(_("Add"), routes.AskAdd()), home()),
        ),
    )


def _rows(page: Page, *, army: bool) -> list[Field]:
    rows = []
    for model in page.models:
        value = said_of(model)
        if army and model.army_name:
            value = phrase(_("{said}; {army}"), said=value, army=model.army_name)
        rows.append(Field(model.title, value))
    return rows


def _paging(page: Page, first: routes.ArmyPage | routes.AllModels, *, began: bool) -> tuple[Button, ...]:
    found = [Button(_("First page"), first)] if began else []
    if page.after:
        after = (
            routes.ArmyPage(first.army, page.after)
            if isinstance(first, routes.ArmyPage)
            else routes.AllModels(page.after)
        )
        found.append(Button(_("Next page"), after))
    return tuple(found)


@own
async def army_more(core: Services, visit: Visit, route: routes.ArmyMore) -> Card:
    """What else can be done with an army."""
    army = await core.collection.army(visit.person_id, route.target)
    rows = [
        Button(_("Edit"), routes.AskEdit(army.code)),
        Button(_("Find a nickname"), routes.NameFor(army.code)),
    ]
    if army.scheme_code:
        rows.append(Button(_("Show the scheme"), routes.ShowScheme(army.scheme_code)))
        rows.append(Button(_("Take the scheme off"), routes.Apply(army.code, "-")))
    return Card(
        title=army.title,
        buttons=(
            tuple(rows),
            (
                Button(_("Disband"), routes.AskDisband(army.code), ButtonStyle.DANGER),
                Button(_("Back"), routes.ArmyPage(army.code)),
            ),
        ),
    )


@own
async def ask_disband(core: Services, visit: Visit, route: routes.AskDisband) -> Card:
    """Ask what becomes of an army's models."""
    army = await core.collection.army(visit.person_id, route.target)
    page = await core.collection.page(visit.person_id, army=army.code, limit=1)
    inside = phrase(
        ngettext("{n} model or unit is in it.", "{n} models and units are in it.", page.count), n=page.count
    )
    return Card(
        title=str(phrase(_("Disband {army}?"), army=army.title)),
        lines=(inside, _("Either way it can be taken back.")),
        buttons=(
            (
                Button(_("Keep the models"), routes.Disband(army.code, keep=True), ButtonStyle.MAIN),
                Button(_("Remove them too"), routes.Disband(army.code, keep=False), ButtonStyle.DANGER),
                Button(_("Leave it"), routes.ArmyPage(army.code)),
            ),
        ),
        tone=Tone.QUESTION,
    )


@own
async def disband(core: Services, visit: Visit, route: routes.Disband) -> Card:
    """Disband an army."""
    change = await core.collection.remove_army(
        visit.person_id, route.target, keep_models=route.keep, change_id=change_of(visit)
    )
    if route.keep:
        said: Words = _("Its models are in no army now.")
    else:
        said = phrase(
            ngettext("{n} model or unit went with it.", "{n} models and units went with it.", change.gone),
            n=change.gone,
        )
    return Card(title=_("Disbanded"), lines=(said,), buttons=((back(change.id), home()),))


# Looking, going back, taking along ------------------------------------------------------------------------------------


@own
async def show(core: Services, visit: Visit, route: routes.ShowModel) -> Card:
    """A model, or an army."""
    return await either_card(core, visit, await core.collection.either(visit.person_id, route.target))


async def either_card(
    core: Services, visit: Visit, one: Model | Army, *said: Words, change: Change | None = None
) -> Card:
    """A model's card or an army's."""
    if isinstance(one, Army):
        return await army_card(core, visit, one, *said, change=change)
    return await model_card(core, visit, one, *said, change=change)


async def find(core: Services, visit: Visit, text: str) -> Card:
    """What fits some words."""
    found = await core.collection.find(visit.person_id, text, limit=20)
    if not found:
        raise BadInput(N_("Nothing in your collection fits “{text}”. Part of a name is enough."), text=text[:60])
    buttons = tuple(
        Button(short(one.title), routes.ShowModel(one.code), about=_("army") if one.is_army else one.army)
        for one in found
    )
    return Card(
        title=str(phrase(_("Found for “{text}”"), text=short(text))),
        lines=(phrase(ngettext("{n} model or army.", "{n} models and armies.", len(found)), n=len(found)),),
        fields=tuple(Field(one.title, _("army") if one.is_army else one.army or _("in no army")) for one in found),
        buttons=(buttons, (home(),)),
    )


@own
async def undo(core: Services, visit: Visit, route: routes.UndoChange) -> Card:
    """Take a change back."""
    undone = await core.collection.undo(visit.person_id, route.batch)
    last = await core.collection.last_change(visit.person_id)
    more = (Button(_("And the one before"), routes.UndoChange(last[0])),) if last else ()
    return Card(
        title=_("Taken back"),
        lines=(phrase(_("Undone: {what}. Your collection is as it was before it."), what=_(WHAT[undone.what])),),
        buttons=((*more, home()),),
    )


@own
async def file(core: Services, visit: Visit, _route: routes.CollectionFile) -> Card:
    """The whole collection as a table and as JSON."""
    whole, parts = await core.collection.progress(visit.person_id)
    if not parts:
        raise BadInput(N_("Your collection is empty, so there is nothing to export."))
    table = await core.collection.export(visit.person_id, "csv")
    data = await core.collection.export(visit.person_id, "json")
    return Card(
        title=_("Your whole collection"),
        lines=(
            phrase(
                ngettext("{n} model or unit, {minis}.", "{n} models and units, {minis}.", whole.rows),
                n=whole.rows,
                minis=minis(whole.total),
            ),
            _("The table is for a spreadsheet; the other file holds everything for programs."),
        ),
        attachments=(
            Attachment("wetpalette-collection.csv", "text/csv", table.encode()),
            Attachment("wetpalette-collection.json", "application/json", data.encode()),
        ),
        buttons=((home(),),),
    )


@own
async def shopping(core: Services, visit: Visit, route: routes.ArmyShopping) -> Card:
    """What is to be bought for an army, from its schemes and the shelf; what is done needs no more paint."""
    named = await core.collection.schemes(visit.person_id, route.army, unpainted_only=True)
    title = (await core.collection.army(visit.person_id, route.army)).title if route.army not in {"", LOOSE} else ""
    if named:
        return await paints.shopping_of(core, visit, named, where=title)
    to = (
        Button(_("Apply a scheme"), routes.AskApply(route.army), ButtonStyle.MAIN)
        if route.army not in {"", LOOSE}
        else home()
    )
    return Card(
        title=_("Nothing to shop for yet"),
        lines=(_("What is not painted yet has no scheme. Apply one, and its paints come onto the list."),),
        buttons=((to,),),
    )
