"""What the screens of the collection share: how a model reads in a line, the card of one, and the way back."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final

from bot import routes
from bot.card import Button, ButtonStyle, Card, Field, Words, phrase
from bot.i18n import _, ngettext
from bot.screens.visit import Visit
from core.collection.values import KINDS, STATUSES, Army, Change, Kind, Model, Progress, Status
from core.errors import Refusal, UnknownWord
from core.ids import id_of

if TYPE_CHECKING:
    from core.services import Services

NAME: Final = 40
"""Characters of a name on a button."""

Screen = Callable[["Services", Visit, Any], Awaitable[Card]]


def own(screen: Screen) -> Screen:
    """A screen of which even a refusal is for the owner alone: it may name what they have."""

    @functools.wraps(screen)
    async def guarded(core: Services, visit: Visit, asked: Any) -> Card:
        try:
            return await screen(core, visit, asked)
        except Refusal as refusal:
            refusal.private = True
            raise

    return guarded


def change_of(visit: Visit) -> str:
    """Names a change by its event, so that the same press twice is one change."""
    return id_of(f"collection:{visit.event}")


def short(text: str, most: int = NAME) -> str:
    """A name as it fits onto a button."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def minis(n: int) -> Words:
    """A number of miniatures in words."""
    return phrase(ngettext("{n} miniature", "{n} miniatures", n), n=n)


def painted(progress: Progress) -> Words:
    """How far something is, in words."""
    return phrase(_("{painted} of {total} painted"), painted=progress.painted, total=progress.total)


def said_of(model: Model) -> Words:
    """A model in a line: how many, how far, which scheme."""
    status = _(STATUSES[Status(model.status)])
    scheme = model.scheme_title or ""
    if model.kind == Kind.UNIT.value and scheme:
        return phrase(_("{n}×, {status}, “{scheme}”"), n=model.size, status=status, scheme=scheme)
    if model.kind == Kind.UNIT.value:
        return phrase(_("{n}×, {status}"), n=model.size, status=status)
    return phrase(_("{status}, “{scheme}”"), status=status, scheme=scheme) if scheme else status


def open_button(model: Model) -> Button:
    """Leads to a model; how far it is stands beside it where there is room."""
    return Button(short(model.title), routes.ShowModel(model.code), about=_(STATUSES[Status(model.status)]))


def opener(one: Model | Army) -> Button:
    """Leads to a model or an army."""
    if isinstance(one, Army):
        return Button(short(one.title), routes.ArmyPage(one.code))
    return Button(short(one.title), routes.ShowModel(one.code))


def home() -> Button:
    """Leads to the overview."""
    return Button(_("Your collection"), routes.Collection())


def back(change_id: str) -> Button:
    """Takes a change back."""
    return Button(_("Take it back"), routes.UndoChange(change_id))


def undoing(change: Change) -> tuple[Button, ...]:
    """The way back, where something was changed."""
    return (back(change.id),) if change.models or change.armies or change.gone else ()


async def named(core: Services, visit: Visit, text: str) -> Model | Army:
    """What a typed text means: a code that was chosen from a list, or a name."""
    return await core.collection.named(visit.person_id, text)


async def army_named(core: Services, visit: Visit, text: str) -> Army | None:
    """The army that a typed text means; None for "none". Raises `UnknownWord` with the armies there are."""
    if text.strip().casefold() in {"-", "none", _("none").casefold(), "no army"}:
        return None
    one: Model | Army | None = None
    with contextlib.suppress(UnknownWord):
        one = await named(core, visit, text)
    if isinstance(one, Army):
        return one
    from core.words import N_  # noqa: PLC0415

    armies = await core.collection.armies(visit.person_id)
    key = text.strip().casefold()
    same = [army for army in armies if key in {army.name.casefold(), army.nickname.casefold(), army.title.casefold()}]
    if len(same) == 1:
        return same[0]
    near = [army.title for army in armies if key in army.title.casefold()] or [army.title for army in armies]
    raise UnknownWord(N_("army"), text.strip()[:60], tuple(near[:3]))


async def model_card(core: Services, visit: Visit, model: Model, *said: Words, change: Change | None = None) -> Card:
    """A model or a unit with all that can be done with it.

    Args:
        core: the core.
        visit: who looks.
        model: the model.
        said: what just happened.
        change: what can be taken back.
    """
    alike = await core.collection.alike(visit.person_id, model.code)
    status, code = Status(model.status), model.code
    order = list(Status)
    first = []
    if status is not Status.DONE:
        then = order[order.index(status) + 1]
        first.append(_to(code, then, str(phrase(_("It is: {status}"), status=_(STATUSES[then]).lower())), main=True))
    others = [_to(code, one, _(STATUSES[one])) for one in order if one is not status]
    scheme = [Button(_("Apply a scheme"), routes.AskApply(code))]
    if model.scheme_code:
        scheme.insert(0, Button(_("Show the recipe"), routes.Recipe(model.scheme_code)))
        scheme.append(Button(_("Show the scheme"), routes.ShowScheme(model.scheme_code)))
    if model.scheme_id:
        scheme.append(Button(_("Take the scheme off"), routes.Apply(code, "-")))
    shape = [
        Button(_("Edit"), routes.AskEdit(code)),
        Button(_("Move"), routes.AskMove(code)),
        Button(_("Find a nickname"), routes.NameFor(code)),
    ]
    if model.size > 1:
        shape.append(Button(_("Split"), routes.AskSplit(code)))
    if alike:
        shape.append(Button(_("Merge"), routes.AskMerge(code)))
    shape.append(Button(_("Remove"), routes.RemoveModel(code), ButtonStyle.DANGER))
    last = [*(undoing(change) if change else ())]
    if model.army_code:
        last.append(Button(short(model.army_name or "", 24), routes.ArmyPage(model.army_code)))
    last.append(home())
    return Card(
        title=model.title,
        lines=said,
        fields=tuple(_fields(core, model)),
        buttons=(tuple(first), tuple(others), tuple(scheme), tuple(shape), tuple(last)),
    )


def _to(code: str, status: Status, label: str, *, main: bool = False) -> Button:
    route = routes.SetStatus(code, status.value)
    return Button(label, route, ButtonStyle.MAIN if main else ButtonStyle.PLAIN)


def _fields(core: Services, model: Model) -> list[Field]:
    what: Words = _(KINDS[Kind(model.kind)])
    if model.kind == Kind.UNIT.value:
        what = phrase(_("{kind}, {count}"), kind=what, count=minis(model.size))
    fields = [Field(_("What"), what), Field(_("Status"), _(STATUSES[Status(model.status)]))]
    if model.taken_for:
        fields.append(Field(_("Archetype"), archetype(model.taken_for)))
    fields.append(Field(_("Army"), model.army_name or _("none")))
    if model.scheme_title:
        said = _("“{title}” ({code}), its army’s") if model.inherits else _("“{title}” ({code})")
        fields.append(Field(_("Scheme"), phrase(said, title=model.scheme_title, code=model.scheme_code)))
    if model.nickname:
        fields.append(Field(_("Nickname"), model.nickname))
    notes = core.collection.notes(model)
    return [*fields, Field(_("Notes"), notes)] if notes else fields


def archetype(key: str) -> str:
    """What an archetype is called."""
    from core.generation.vocabulary import FACTIONS  # noqa: PLC0415

    return _(FACTIONS[key]) if key in FACTIONS else key
