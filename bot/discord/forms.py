"""Forms: what is asked in a window of its own, and what is read from it when it comes back.

A form's custom id names its route, as a button's does, so that one that was opened before a restart is read after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import ui

from bot import routes
from bot.card import Button, ButtonStyle, Card, Field, Tone, Visibility
from bot.discord import PLATFORM, collection_forms, custom_ids, manners, pictures
from bot.discord.manners import Manner
from bot.discord.words import cut
from bot.i18n import _
from bot.screens import dispatch, refusals
from bot.screens.briefs import BriefForm
from bot.screens.commands import ChangeWords, Rename
from bot.screens.name_words import NameWords
from bot.screens.result import TIERS
from core.accounts.service import find_person
from core.errors import NotFound
from core.generation.brief import MAX_TEXT
from core.generation.vocabulary import MOODS
from core.nicknames import KINDS, TONES, TRADITIONS, TRAITS
from core.nicknames.ask import MAX_TRAITS
from core.paintschemes.edit_words import MAX_TEXT as MAX_CHANGE
from core.paintschemes.scheme import ROLE_NAMES, Role, Tier
from core.paintschemes.stored import MAX_NAME

if TYPE_CHECKING:
    from bot.screens.visit import Visit
    from core.paintschemes.stored import StoredScheme
    from core.services import Services

TEMPLATE: Final = re.compile(custom_ids.TEMPLATE.format(kinds=custom_ids.FORM))
MOST_TITLE: Final = 45
MOST_LABEL: Final = 45
MOST_LIST: Final = 4_000

WORDS, MOOD, BRANDS, TIER, PHOTO, LOCKS = "words", "mood", "brands", "tier", "photo", "locks"
TARGET, KIND, TRADITION, QUALITIES, TONE = "target", "kind", "tradition", "traits", "tone"
"""The custom ids of fields."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a form came back with: texts and choices by field, and the files that were put in."""

    texts: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, tuple[discord.Attachment, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, data: Mapping[str, Any], interaction: discord.Interaction[Any]) -> Answers:
        """Read the data of a modal submit interaction."""
        known = data.get("resolved", {}).get("attachments", {})
        texts: dict[str, str] = {}
        choices: dict[str, tuple[str, ...]] = {}
        files: dict[str, tuple[discord.Attachment, ...]] = {}
        for part in _fields(data.get("components", [])):
            name = str(part["custom_id"])
            if part.get("type") == discord.ComponentType.file_upload.value:
                found = [known[one] for one in part.get("values", ()) if one in known]
                state = interaction._state
                files[name] = tuple(discord.Attachment(data=one, state=state) for one in found)
            elif "values" in part:
                choices[name] = tuple(part["values"] or ())
            else:
                texts[name] = str(part.get("value") or "").strip()
        return cls(texts, choices, files)

    def text(self, name: str) -> str:
        """What was written into a field."""
        return self.texts.get(name, "")

    def choice(self, name: str) -> str:
        """What was chosen in a field, "" for nothing."""
        return next(iter(self.choices.get(name, ())), "")

    def file(self, name: str) -> discord.Attachment | None:
        """The file that was put into a field."""
        return next(iter(self.files.get(name, ())), None)


def _fields(components: Any) -> Iterator[Mapping[str, Any]]:
    """The fields of a form, whatever they are wrapped in."""
    for component in components:
        if "custom_id" in component:
            yield component
        else:
            inner = component.get("component")
            yield from _fields([inner] if inner else component.get("components", ()))


def route_of(text: str) -> routes.Route | None:
    """The route a form was opened for; None when it means nothing any more."""
    try:
        return routes.decode(text)
    except routes.StaleRouteError:
        return None


# --- opening --------------------------------------------------------------------------------------------------------


async def form_for(core: Services, interaction: discord.Interaction[Any], route: routes.Route) -> ui.Modal:
    """The form that asks for the words of a route, filled with what is there."""
    custom_id = custom_ids.of_route(custom_ids.FORM, interaction.user.id, route)
    if (own := await collection_forms.form(core, interaction, route)) is not None:
        return _modal(custom_id, own[0], *own[1])
    match route:
        case routes.AskName():
            stored = await _stored(core, interaction, route.code)
            return _modal(custom_id, _("A name of your own"), _name_field(stored))
        case routes.AskChange():
            stored = await _stored(core, interaction, route.code)
            return _modal(custom_id, _("What shall be different?"), *_change_fields(stored))
        case routes.AskNickname():
            return _modal(custom_id, _("What should get a name?"), *await _nickname_fields(core, interaction))
        case routes.PasteList():
            return _modal(custom_id, _("Paints onto your shelf"), _list_field())
        case routes.AskColour():
            return _modal(custom_id, _("Which colour do you like?"), _colour_field())
        case _:
            return _modal(custom_id, _("What do you want to paint?"), *_brief_fields())


def _modal(custom_id: str, title: str, *fields: ui.Label[Any]) -> ui.Modal:
    modal = ui.Modal(title=cut(title, MOST_TITLE), custom_id=custom_id)
    for one in fields:
        modal.add_item(one)
    return modal


async def _stored(core: Services, interaction: discord.Interaction[Any], code: str) -> StoredScheme | None:
    """The scheme a form is about; None where it has gone, which the answer will say."""
    person_id = await core.db.read(find_person, PLATFORM, str(interaction.user.id))
    try:
        return await core.schemes.by_code(person_id or "", code)
    except NotFound:
        return None


def _label(text: str, component: ui.Item[Any], about: str = "") -> ui.Label[Any]:
    return ui.Label(text=cut(text, MOST_LABEL), component=component, description=cut(about, 100) or None)


def _brief_fields() -> tuple[ui.Label[Any], ...]:
    moods = [discord.SelectOption(label=_(label), value=key) for key, label in MOODS.items()][:25]
    tiers = [discord.SelectOption(label=_(label).capitalize(), value=key.value) for key, label in TIERS.items()]
    idea: ui.TextInput[Any] = ui.TextInput(
        custom_id=WORDS,
        style=discord.TextStyle.paragraph,
        required=False,
        max_length=MAX_TEXT,
        placeholder=cut(_("drowned sailors, ghostly teal and rusted brass, grimdark"), 100),
    )
    brands: ui.TextInput[Any] = ui.TextInput(
        custom_id=BRANDS, required=False, max_length=200, placeholder=cut(_("any; for instance Vallejo, Citadel"), 100)
    )
    return (
        _label(_("Your idea"), idea),
        _label(_("Mood"), ui.Select(custom_id=MOOD, options=moods, required=False, min_values=0)),
        _label(_("Paint brands"), brands),
        _label(_("How much work"), ui.Select(custom_id=TIER, options=tiers, required=False, min_values=0)),
        _label(
            _("Colours from a picture"),
            ui.FileUpload(custom_id=PHOTO, required=False, min_values=0, max_values=1),
            _("PNG, JPEG or WebP. It is not kept."),
        ),
    )


async def _nickname_fields(core: Services, interaction: discord.Interaction[Any]) -> tuple[ui.Label[Any], ...]:
    """Words, one of the collection (for those who have none: what the words describe), and how it should sound."""
    words: ui.TextInput[Any] = ui.TextInput(
        custom_id=WORDS,
        required=False,
        max_length=MAX_TEXT,
        placeholder=cut(_("captain of the drowned, mournful and proud"), 100),
    )
    person_id = await core.db.read(find_person, PLATFORM, str(interaction.user.id))
    own = await core.collection.find(person_id, "", limit=25) if person_id else ()
    if own:
        second = _label(_("Or one of your collection"), _choice(TARGET, {one.code: one.title for one in own}))
    else:
        second = _label(_("What it is"), _choice(KIND, {key: _(label) for key, label in KINDS.items()}))
    traits = {key: _(label) for key, (label, _fields) in TRAITS.items()}
    return (
        _label(_("Who or what it is"), words),
        second,
        _label(_("What it should sound like"), _choice(TRADITION, {key: _(one) for key, one in TRADITIONS.items()})),
        _label(_("What it is like"), _choice(QUALITIES, traits, most=MAX_TRAITS)),
        _label(_("How serious"), _choice(TONE, {key: _(label) for key, (label, _place) in TONES.items()})),
    )


def _choice(custom_id: str, labels: Mapping[str, str], *, most: int = 1) -> ui.Select[Any]:
    """A list of at most 25 entries, of which some may be chosen, or none."""
    options = [discord.SelectOption(label=cut(label, 100), value=key) for key, label in labels.items()][:25]
    return ui.Select(
        custom_id=custom_id, options=options, required=False, min_values=0, max_values=min(most, len(options))
    )


def _name_field(stored: StoredScheme | None) -> ui.Label[Any]:
    now = cut(stored.title, MAX_NAME) if stored else None
    return _label(_("Its name"), ui.TextInput(custom_id=WORDS, default=now, max_length=MAX_NAME))


def _colour_field() -> ui.Label[Any]:
    box: ui.TextInput[Any] = ui.TextInput(custom_id=WORDS, max_length=100, placeholder="#2F6F73")
    return _label(_("Your colour"), box, _("A code like #2F6F73, or words like “rusty orange”."))


def _list_field() -> ui.Label[Any]:
    box: ui.TextInput[Any] = ui.TextInput(custom_id=WORDS, style=discord.TextStyle.paragraph, max_length=MOST_LIST)
    return _label(_("Your paints"), box, _("One a line, or with commas between them. Typing mistakes are fine."))


def _change_fields(stored: StoredScheme | None) -> tuple[ui.Label[Any], ...]:
    words: ui.TextInput[Any] = ui.TextInput(
        custom_id=WORDS,
        style=discord.TextStyle.paragraph,
        required=False,
        max_length=MAX_CHANGE,
        placeholder="darker ground, accent to teal, keep the metal",
    )
    fields = [_label(_("In your words"), words, _("Free. Your scheme stays as it is; the change is a new one."))]
    if stored is not None:
        options = [
            discord.SelectOption(
                label=cut(f"{_(ROLE_NAMES[area.role])}: {area.name}", 100),
                value=area.role.value,
                default=area.role in stored.locks,
            )
            for area in stored.scheme.areas
        ]
        menu: ui.Select[Any] = ui.Select(
            custom_id=LOCKS, options=options, required=False, min_values=0, max_values=len(options)
        )
        fields.append(_label(_("Colours that stay"), menu, _("They are locked until you let them go.")))
    upload: ui.FileUpload[Any] = ui.FileUpload(custom_id=PHOTO, required=False, min_values=0, max_values=1)
    about = _("That is a new scheme; I ask about its price first.")
    fields.append(_label(_("Or colours from a picture"), upload, about))
    return tuple(fields)


# --- coming back ----------------------------------------------------------------------------------------------------


def manner(route: routes.Route, answers: Answers, interaction: discord.Interaction[Any]) -> Manner:
    """How the answer to a form appears: a scheme or names for everyone, all else in private."""
    makes = isinstance(route, routes.AskBrief | routes.AskNickname) or answers.file(PHOTO) is not None
    return manners.of_command(Visibility.EVERYONE if makes else Visibility.OWNER, interaction)


async def asked(core: Services, visit: Visit, route: routes.Route, answers: Answers) -> Card:
    """What a form that came back asks for. A refusal gives back what was written, and a way to write again."""
    card = await refusals.guarded(core, visit, _asked(core, visit, route, answers))
    wrote = "\n".join(filter(None, answers.texts.values()))
    if card.tone not in {Tone.REFUSAL, Tone.FAULT} or not wrote:
        return card
    again = (Button(_("Write it again"), route, ButtonStyle.MAIN),)
    return replace(card, fields=(*card.fields, Field(_("You wrote"), wrote)), buttons=(again, *card.buttons))


async def _asked(core: Services, visit: Visit, route: routes.Route, answers: Answers) -> Card:
    match route:
        case routes.AskName():
            return await dispatch.show(core, visit, Rename(route.code, answers.text(WORDS)))
        case routes.AskChange():
            return await _changed(core, visit, route, answers)
        case routes.AskBrief():
            return await dispatch.show(core, visit, await _brief(answers))
        case routes.AskNickname():
            return await dispatch.show(core, visit, _names(answers))
        case routes.AskEdit():
            return await dispatch.show(core, visit, collection_forms.edit(route, answers.texts, answers.choice(KIND)))
        case _:
            return await dispatch.say(core, visit, answers.text(WORDS), asked=route)


def _names(answers: Answers) -> NameWords:
    return NameWords(
        answers.text(WORDS),
        target=answers.choice(TARGET),
        tradition=answers.choice(TRADITION),
        traits=",".join(answers.choices.get(QUALITIES, ())),
        tone=answers.choice(TONE),
        kind=answers.choice(KIND),
    )


async def _brief(answers: Answers) -> BriefForm:
    photo = answers.file(PHOTO)
    return BriefForm(
        answers.text(WORDS),
        mood=answers.choice(MOOD),
        brands=(answers.text(BRANDS),) if answers.text(BRANDS) else (),
        tier=answers.choice(TIER),
        photo=await pictures.read(photo) if photo else None,
    )


async def _changed(core: Services, visit: Visit, route: routes.AskChange, answers: Answers) -> Card:
    """Locks first, so that the words respect them; then the words, or the picture."""
    if LOCKS in answers.choices:
        await _lock(core, visit, route.code, frozenset(answers.choices[LOCKS]))
    if answers.file(PHOTO) is not None:
        form = await _brief(answers)
        stored = await core.schemes.by_code(visit.person_id, route.code)
        tier = stored.brief.tier or Tier.TABLETOP
        return await dispatch.show(core, visit, replace(form, tier=tier.value, brands=stored.brief.brands))
    if answers.text(WORDS):
        return await dispatch.show(core, visit, ChangeWords(route.code, answers.text(WORDS)))
    return await dispatch.show(core, visit, routes.Locks(route.code))


async def _lock(core: Services, visit: Visit, code: str, wanted: frozenset[str]) -> None:
    stored = await core.schemes.by_code(visit.person_id, code)
    for area in stored.scheme.areas:
        if (area.role.value in wanted) is not (area.role in stored.locks):
            await core.schemes.lock(visit.person_id, code, Role(area.role), on=area.role.value in wanted)
