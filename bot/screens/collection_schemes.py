"""Schemes on models and armies: put on from either side, and taken off again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot import routes
from bot.card import Button, ButtonStyle, Card, Tone, phrase
from bot.i18n import _
from bot.screens.collection import either_card
from bot.screens.collection_cards import army_named, change_of, named, own, short
from bot.screens.collection_words import EXAMPLES, CollectionWords, around
from bot.screens.visit import Visit
from core.collection.values import Army, Model
from core.errors import BadInput, NotFound, Refusal, UnknownWord
from core.paintschemes.finding import plain
from core.paintschemes.stored import StoredScheme, read_code
from core.words import N_

if TYPE_CHECKING:
    from core.services import Services

SCHEMES: Final = 10
TARGETS: Final = 20


@own
async def ask_apply(core: Services, visit: Visit, route: routes.AskApply) -> Card:
    """Recent and favourite schemes, each a press away from being applied."""
    one = await core.collection.either(visit.person_id, route.target)
    recent = await core.schemes.recent(visit.person_id, after=route.before or None, limit=SCHEMES)
    starred = () if route.before else (await core.schemes.favourites(visit.person_id, limit=SCHEMES)).schemes
    found = {stored.code: stored for stored in (*recent.schemes, *starred)}
    if not found:
        return Card(
            title=_("No schemes yet"),
            lines=(_("The first one takes a sentence; then it can be put on anything you own."),),
            buttons=(
                (
                    Button(_("Paint something"), routes.AskBrief(), ButtonStyle.MAIN),
                    Button(_("Back"), routes.ShowModel(one.code)),
                ),
            ),
        )
    last = [Button(_("Leave it"), routes.ShowModel(one.code))]
    if recent.after:
        last.insert(0, Button(_("Older schemes"), routes.AskApply(one.code, recent.after)))
    return Card(
        title=str(phrase(_("Which scheme for {name}?"), name=one.title)),
        lines=(
            _("Its models are painted with it unless they have one of their own. It is free.")
            if isinstance(one, Army)
            else _("It is free, and the recipe comes back whenever you look at it."),
        ),
        buttons=(
            tuple(
                Button(short(stored.title), routes.Apply(one.code, stored.code), about=stored.code)
                for stored in found.values()
            ),
            tuple(last),
        ),
        tone=Tone.QUESTION,
    )


@own
async def apply(core: Services, visit: Visit, route: routes.Apply) -> Card:
    """Paint a model or an army with a scheme, or take it off."""
    return await _apply(core, visit, route.target, None if route.scheme == "-" else route.scheme)


async def _apply(core: Services, visit: Visit, target: str, scheme: str | None) -> Card:
    before = await core.collection.either(visit.person_id, target)
    change = await core.collection.apply(visit.person_id, target, scheme, change_id=change_of(visit))
    one: Model | Army = await core.collection.either(visit.person_id, target)
    if scheme is None:
        said = phrase(_("“{scheme}” is taken off."), scheme=before.scheme_title or "")
    else:
        said = phrase(_("Painted with “{scheme}” from now on."), scheme=one.scheme_title or scheme)
    return await either_card(core, visit, one, said, change=change)


@own
async def put_on(core: Services, visit: Visit, route: routes.PutOn) -> Card:
    """The armies and the newest models, each a press away from wearing a scheme."""
    stored = await core.schemes.by_code(visit.person_id, route.code)
    found = await core.collection.find(visit.person_id, "", limit=TARGETS)
    if not found:
        return Card(
            title=_("Your collection is empty"),
            lines=(_("Add a model or an army first; the scheme is kept meanwhile."),),
            buttons=(
                (
                    Button(_("Add"), routes.AskAdd(), ButtonStyle.MAIN),
                    Button(_("New army"), routes.AskArmy()),
                    Button(_("Paste a list"), routes.PasteModels()),
                ),
            ),
        )
    return Card(
        title=str(phrase(_("Who wears “{scheme}”?"), scheme=stored.title)),
        lines=(
            phrase(_("Your armies and newest models. Any other: /collection apply {code} to NAME."), code=stored.code),
        ),
        buttons=(
            tuple(
                Button(
                    short(one.title),
                    routes.Apply(one.code, stored.code),
                    about=_("army") if one.is_army else one.army,
                )
                for one in found
            ),
            (Button(_("Leave it"), routes.ShowScheme(stored.code)),),
        ),
        tone=Tone.QUESTION,
    )


async def apply_words(core: Services, visit: Visit, asked: CollectionWords) -> Card:
    """`/collection apply SCHEME to NAME`; the scheme by its code or its name, "none" takes it off."""
    pairs = [(asked.text, asked.other)] if asked.other else list(around(asked.text, "to"))
    wrong: Refusal = BadInput(EXAMPLES["apply"])
    for scheme, target in pairs:
        try:
            one = await _target(core, visit, target)
            return await _apply(core, visit, one.code, await _scheme_code(core, visit, scheme))
        except Refusal as refusal:
            wrong = refusal
    raise wrong


async def _target(core: Services, visit: Visit, text: str) -> Model | Army:
    """What a scheme goes onto; of an army and a model of one name it is the army."""
    try:
        return await named(core, visit, text)
    except UnknownWord as refusal:
        try:
            army = await army_named(core, visit, text)
        except UnknownWord:
            raise refusal from None
        if army is None:
            raise
        return army


async def _scheme_code(core: Services, visit: Visit, text: str) -> str | None:
    if text.strip().casefold() in {"none", "-", _("none").casefold()}:
        return None
    try:
        return (await core.schemes.by_code(visit.person_id, text)).code
    except NotFound:
        if read_code(text) and " " not in text.strip():
            raise
    found: tuple[StoredScheme, ...] = tuple((await core.schemes.find(visit.person_id, text, limit=10)).schemes)
    same = [one for one in found if plain(one.title) == plain(text)] or list(found)
    if len(same) == 1:
        return same[0].code
    raise UnknownWord(N_("scheme"), text.strip()[:60], tuple(f"{one.title} ({one.code})" for one in same[:3]))
