"""Forms of the collection: adding, pasting, editing, splitting, leaving rows out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import discord
from discord import ui

from bot import routes
from bot.discord import PLATFORM
from bot.discord.words import cut
from bot.i18n import _
from bot.screens.collection_cards import archetype
from bot.screens.collection_words import ModelEdit
from core.accounts.service import find_person
from core.collection.naming import MAX_NAME, MAX_NOTES
from core.collection.values import KINDS, Army, Model
from core.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.services import Services

WORDS, COUNT, ARCHETYPE, NOTES, KIND = "words", "count", "archetype", "notes", "kind"
"""The custom ids of fields; `WORDS` as in every form."""
MOST_LIST: Final = 4_000

FORMS: Final = (routes.AskAdd, routes.PasteModels, routes.AskArmy, routes.AskEdit)
"""Routes that ask for words and nothing else."""

Labels = tuple[ui.Label[Any], ...]


async def form(core: Services, interaction: discord.Interaction[Any], route: routes.Route) -> tuple[str, Labels] | None:
    """Title and fields of the form for a route; None for one that is not about the collection."""
    match route:
        case routes.AskAdd():
            about = _("One, or several with commas between them.")
            box: ui.TextInput[Any] = ui.TextInput(
                custom_id=WORDS, max_length=MOST_LIST, placeholder=cut(_("10 skeleton archers"), 100)
            )
            return _("Add to your collection"), (_label(_("A model or a unit"), box, about),)
        case routes.PasteModels():
            box = ui.TextInput(custom_id=WORDS, style=discord.TextStyle.paragraph, max_length=MOST_LIST)
            about = _("One a line, or with commas. You see what I understood before anything is added.")
            return _("Models into your collection"), (_label(_("Your list"), box, about),)
        case routes.AskArmy():
            box = ui.TextInput(custom_id=WORDS, max_length=MAX_NAME)
            return _("A new army"), (_label(_("Its name"), box),)
        case routes.Proposed():
            box = ui.TextInput(custom_id=WORDS, style=discord.TextStyle.paragraph, max_length=MOST_LIST)
            about = _("“3, 5-7” leaves rows out; “3: 12 skeleton archers” writes one anew.")
            return _("Rows of your list"), (_label(_("Which rows"), box, about),)
        case routes.AskSplit():
            box = ui.TextInput(custom_id=WORDS, max_length=5, placeholder="3")
            return _("Split a unit"), (_label(_("How many leave it"), box),)
        case routes.AskEdit():
            one = await _one(core, interaction, route.target)
            return _("What shall be different?"), _edit_fields(core, one)
    return None


def _label(text: str, component: ui.Item[Any], about: str = "") -> ui.Label[Any]:
    return ui.Label(text=cut(text, 45), component=component, description=cut(about, 100) or None)


async def _one(core: Services, interaction: discord.Interaction[Any], target: str) -> Model | Army | None:
    """What a form is about; None where it has gone, which the answer will say."""
    person_id = await core.db.read(find_person, PLATFORM, str(interaction.user.id))
    try:
        return await core.collection.either(person_id or "", target)
    except NotFound:
        return None


def _edit_fields(core: Services, one: Model | Army | None) -> Labels:
    name: ui.TextInput[Any] = ui.TextInput(custom_id=WORDS, max_length=MAX_NAME, default=one.name if one else None)
    key = one.archetype if one else ""
    kind_of: ui.TextInput[Any] = ui.TextInput(
        custom_id=ARCHETYPE, required=False, max_length=60, default=archetype(key) if key else None
    )
    notes: ui.TextInput[Any] = ui.TextInput(
        custom_id=NOTES,
        style=discord.TextStyle.paragraph,
        required=False,
        max_length=MAX_NOTES,
        default=(core.collection.notes(one) if one else "") or None,
    )
    fields = [_label(_("Its name"), name)]
    if not isinstance(one, Army):
        count: ui.TextInput[Any] = ui.TextInput(
            custom_id=COUNT, required=False, max_length=5, default=str(one.size) if one else None
        )
        options = [
            discord.SelectOption(label=_(label), value=key.value, default=one is not None and one.kind == key.value)
            for key, label in KINDS.items()
        ]
        kinds: ui.Select[Any] = ui.Select(custom_id=KIND, options=options, required=False, min_values=0)
        fields += [_label(_("How many"), count), _label(_("What it is"), kinds)]
    return (
        *fields,
        _label(_("Archetype"), kind_of, _("What kind of army it belongs to, for instance risen dead.")),
        _label(_("Notes"), notes, _("What you want to remember; only you can see it.")),
    )


def edit(route: routes.AskEdit, texts: Mapping[str, str], kind: str) -> ModelEdit:
    """What the form of an edit came back with; fields it did not have are left as they are."""
    return ModelEdit(route.target, texts.get(WORDS), texts.get(COUNT), texts.get(ARCHETYPE), texts.get(NOTES), kind)
