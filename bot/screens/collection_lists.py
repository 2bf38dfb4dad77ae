"""Adding: one model, an army, a pasted list that waits for a yes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot import routes
from bot.card import Button, ButtonStyle, Card, Field, Tone, Words, phrase
from bot.i18n import _, ngettext
from bot.screens.collection import army_card, either_card
from bot.screens.collection_cards import (
    army_named,
    back,
    change_of,
    home,
    minis,
    open_button,
    own,
    said_of,
    short,
)
from bot.screens.collection_words import CollectionWords, around, first_word
from bot.screens.refusals import refused, said
from bot.screens.visit import Visit
from core.collection.naming import MAX_NAME
from core.collection.service import Proposal
from core.collection.values import KINDS, Kind
from core.errors import BadInput, UnknownWord
from core.ids import id_of
from core.words import N_

if TYPE_CHECKING:
    from core.collection.listing import Row
    from core.services import Services

ROWS: Final = 20
"""Rows of a list on a card."""
UNREAD: Final = 8
"""Entries that were not understood, on a card."""

NO_SUCH_ROW: Final = N_("The list has rows 1 to {count}, and no {given}. Nothing was changed.")
NOT_ROWS: Final = N_("Say “drop 3, 5-7” to leave rows out, or “3: 12 skeleton archers” to write one anew.")

_DROP: Final = re.compile(r"(?:drop|remove|without|leave out|-)\s*(.*)", re.IGNORECASE | re.DOTALL)
_NUMBERS: Final = re.compile(r"\d{1,4}(?:\s*[-–]\s*\d{1,4})?(?:[\s,]+\d{1,4}(?:\s*[-–]\s*\d{1,4})?)*[\s,]*")
_REWRITE: Final = re.compile(r"(\d{1,4})\s*[:=]\s*(.+)", re.DOTALL)


# Asking ---------------------------------------------------------------------------------------------------------------


@own
async def ask_add(core: Services, visit: Visit, route: routes.AskAdd) -> Card:
    """Ask for a model or a unit."""
    return Card(
        title=await _title(core, visit, route.army, _("What shall I add?"), _("What shall I add to {army}?")),
        lines=(_("A model or a unit with its number, for instance “10 skeleton archers”. A list works too."),),
        buttons=_leave(visit),
        tone=Tone.QUESTION,
        asks=route,
    )


@own
async def ask_paste(core: Services, visit: Visit, route: routes.PasteModels) -> Card:
    """Ask for a list of models."""
    lines: list[Words] = [
        _("Paste it as it is: one a line or with commas; bullets, points and headings are understood."),
        _("You see what I understood before anything is added."),
    ]
    if visit.platform == "terminal":
        lines.append(_("Finish with an empty line."))
    return Card(
        title=await _title(core, visit, route.army, _("Which models do you have?"), _("What is in {army}?")),
        lines=tuple(lines),
        buttons=_leave(visit),
        tone=Tone.QUESTION,
        asks=route,
    )


@own
async def ask_army(core: Services, visit: Visit, route: routes.AskArmy) -> Card:
    """Ask what a new army is called."""
    return Card(
        title=_("What is the army called?"),
        lines=(phrase(_("A name of your own, at most {most} characters."), most=MAX_NAME),),
        buttons=_leave(visit),
        tone=Tone.QUESTION,
        asks=route,
    )


async def _title(core: Services, visit: Visit, army: str, plain: str, inside: str) -> str:
    if not army:
        return plain
    return str(phrase(inside, army=(await core.collection.army(visit.person_id, army)).title))


def _leave(visit: Visit) -> tuple[tuple[Button, ...], ...]:
    """A way out; Telegram's forced reply opens only where there are no buttons, and has one of its own."""
    return () if visit.platform == "telegram" else ((Button(_("Leave it"), routes.Decline()),),)


# Adding ---------------------------------------------------------------------------------------------------------------


async def add_words(core: Services, visit: Visit, asked: CollectionWords) -> Card:
    """`/collection add TEXT to ARMY`: the last "to" counts when an army stands behind it."""
    text, army = await _into(core, visit, asked)
    return await added(core, visit, routes.AskAdd(army), text)


async def paste_words(core: Services, visit: Visit, asked: CollectionWords) -> Card:
    """`/collection paste`, and a list right behind it, or "to ARMY" and then the list."""
    if asked.other:
        army = await army_named(core, visit, asked.other)
        return await pasted(core, visit, routes.PasteModels(army.code if army else ""), asked.text)
    line, _newline, rest = asked.text.partition("\n")
    word, name = first_word(line)
    if word.casefold() in {"to", "into"} and name:
        army = await army_named(core, visit, name)
        route = routes.PasteModels(army.code if army else "")
        return await pasted(core, visit, route, rest) if rest.strip() else await ask_paste(core, visit, route)
    return await pasted(core, visit, routes.PasteModels(), asked.text)


async def _into(core: Services, visit: Visit, asked: CollectionWords) -> tuple[str, str]:
    """What is added and the code of the army it goes to."""
    if asked.other:
        army = await army_named(core, visit, asked.other)
        return asked.text, army.code if army else ""
    wrong: UnknownWord | None = None
    for before, behind in around(asked.text, "to"):
        try:
            army = await army_named(core, visit, behind)
        except UnknownWord as refusal:
            wrong = wrong or refusal
            continue
        return before, army.code if army else ""
    if wrong is not None:
        raise wrong
    return asked.text, ""


@own
async def _added(core: Services, visit: Visit, asked: tuple[routes.AskAdd, str]) -> Card:
    route, text = asked
    from core.collection.listing import read_item, read_list  # noqa: PLC0415

    if not text.strip():
        return await ask_add(core, visit, route)
    listed = read_list(text)
    if len(listed.rows) + len(listed.unread) > 1:
        return await _proposed(core, visit, route.army, text)
    row = listed.rows[0] if listed.rows else read_item(text)  # which says what is wrong
    change = await core.collection.add(visit.person_id, _written(row), army=route.army, change_id=change_of(visit))
    if change.repeated or not change.models:
        return await _goal(core, visit, route.army)
    (model,) = change.models
    again = Button(_("Add another"), routes.AskAdd(route.army))
    goal = Button(short(model.army_name or ""), routes.ArmyPage(model.army_code)) if model.army_code else home()
    return Card(
        title=str(phrase(_("Added: {name}"), name=model.title)),
        lines=(said_of(model), *_where(model.army_name)),
        buttons=((open_button(model), again, back(change.id), goal),),
    )


def _written(row: Row) -> str:
    return f"{row.size} {row.name}" if row.size > 1 else row.name


def _where(army: str | None) -> tuple[Words, ...]:
    return (phrase(_("In {army}."), army=army),) if army else (_("In no army; Move puts it into one."),)


async def added(core: Services, visit: Visit, route: routes.AskAdd, text: str) -> Card:
    """A model that was asked for; of several the list is shown first."""
    return await _added(core, visit, (route, text))


@own
async def _founded(core: Services, visit: Visit, name: str) -> Card:
    change = await core.collection.add_army(visit.person_id, name, change_id=change_of(visit))
    if not change.armies:
        return await _goal(core, visit, "")
    return await army_card(core, visit, change.armies[0], _("A new army."), change=change)


async def found_army(core: Services, visit: Visit, name: str) -> Card:
    """A new army under a name as typed."""
    return await _founded(core, visit, name)


async def _goal(core: Services, visit: Visit, army: str) -> Card:
    from bot.screens.collection import overview  # noqa: PLC0415

    if army:
        return await either_card(core, visit, await core.collection.either(visit.person_id, army))
    return await overview(core, visit, routes.Collection())


async def asked_again(
    core: Services, visit: Visit, route: routes.AskAdd | routes.PasteModels | routes.AskArmy, text: str
) -> Card:
    """The answer to a card that asked; where nothing can be read in it, it is still asked for."""
    try:
        match route:
            case routes.AskAdd():
                return await added(core, visit, route, text)
            case routes.PasteModels():
                return await pasted(core, visit, route, text)
            case routes.AskArmy():
                return await found_army(core, visit, text)
    except BadInput as refusal:
        refusal.private = True
        return replace(await refused(core, visit, refusal), asks=route)


# A list that waits ----------------------------------------------------------------------------------------------------


@own
async def _pasted(core: Services, visit: Visit, asked: tuple[routes.PasteModels, str]) -> Card:
    return await _proposed(core, visit, asked[0].army, asked[1])


async def pasted(core: Services, visit: Visit, route: routes.PasteModels, text: str) -> Card:
    """A list, read and shown; nothing is added yet."""
    return await _pasted(core, visit, (route, text))


async def _proposed(core: Services, visit: Visit, army: str, text: str) -> Card:
    proposal = await core.collection.propose(visit.person_id, text, army=army, proposal_id=id_of(f"list:{visit.event}"))
    return await _card(core, visit, proposal)


@own
async def proposed(core: Services, visit: Visit, route: routes.Proposed) -> Card:
    """A list that waits."""
    return await _card(core, visit, await core.collection.proposal(visit.person_id, route.batch), first=route.first)


async def _card(core: Services, visit: Visit, proposal: Proposal, *more: Words, first: int = 0) -> Card:
    rows, count = proposal.rows, len(proposal.rows)
    first = first if first < count else 0
    army = await core.collection.army(visit.person_id, proposal.army) if proposal.army else None
    lines: list[Words] = [*more]
    total = sum(row.size for row in rows)
    lines.append(
        phrase(ngettext("I read {n} row, {minis}.", "I read {n} rows, {minis}.", count), n=count, minis=minis(total))
    )
    lines.append(phrase(_("They go to {army}."), army=army.title) if army else _("They go to no army yet."))
    if proposal.there:
        lines.append(
            phrase(
                ngettext(
                    "{n} row is there already or comes twice; it is marked.",
                    "{n} rows are there already or come twice; they are marked.",
                    len(proposal.there),
                ),
                n=len(proposal.there),
            )
        )
    if count:
        lines.append(_(NOT_ROWS))
    fields = [_row(n, rows[n], there=n in proposal.there) for n in range(first, min(count, first + ROWS))]
    for one in proposal.unread[:UNREAD]:
        why = phrase(_(one.why), **dict(one.values))
        fields.append(Field(_("Not understood"), phrase(_("“{text}”: {why}"), text=one.text, why=why)))
    if len(proposal.unread) > UNREAD:
        fields.append(Field(_("Not understood"), phrase(_("{n} more"), n=len(proposal.unread) - UNREAD)))
    return Card(
        title=_("Shall I add these?") if count else _("Nothing left to add"),
        lines=tuple(lines),
        fields=tuple(fields),
        buttons=tuple(_choices(proposal, first)),
        tone=Tone.QUESTION,
        asks=routes.Proposed(proposal.id, first),
    )


def _row(n: int, row: Row, *, there: bool) -> Field:
    what: Words = phrase(_("{n}× {name}"), n=row.size, name=row.name) if row.kind is Kind.UNIT else row.name
    about = _("there already") if there else _(KINDS[row.kind]).lower()
    return Field(str(n + 1), phrase(_("{what} ({about})"), what=what, about=about))


def _choices(proposal: Proposal, first: int) -> list[tuple[Button, ...]]:
    count, id_ = len(proposal.rows), proposal.id
    turn = []
    if first:
        turn.append(Button(_("First rows"), routes.Proposed(id_)))
    if first + ROWS < count:
        turn.append(Button(_("More rows"), routes.Proposed(id_, first + ROWS)))
    choose = []
    if proposal.there:
        choose = [
            Button(_("Merge what is there"), routes.ConfirmList(id_, "merge"), ButtonStyle.MAIN),
            Button(_("Add all as new"), routes.ConfirmList(id_, "add")),
            Button(_("Skip what is there"), routes.ConfirmList(id_, "skip")),
        ]
    elif count:
        choose = [Button(_("Add them"), routes.ConfirmList(id_, "add"), ButtonStyle.MAIN)]
    last = [Button(_("Leave rows out"), routes.AskDropRow(id_, first))] if count else []
    last.append(Button(_("Discard the list"), routes.DiscardList(id_), ButtonStyle.DANGER))
    return [row for row in (tuple(choose), tuple(turn), tuple(last)) if row]


@own
async def ask_drop(core: Services, visit: Visit, route: routes.AskDropRow) -> Card:
    """The rows of a list, each a press away from being left out."""
    proposal = await core.collection.proposal(visit.person_id, route.batch)
    count = len(proposal.rows)
    first = route.first if route.first < count else 0
    drops = [
        Button(
            short(str(phrase(_("{number}. {name}"), number=n + 1, name=_written(proposal.rows[n])))),
            routes.DropRow(proposal.id, n, count),
        )
        for n in range(first, min(count, first + ROWS))
    ]
    turn = [Button(_("Back to the list"), routes.Proposed(proposal.id, first), ButtonStyle.MAIN)]
    if first + ROWS < count:
        turn.append(Button(_("More rows"), routes.AskDropRow(proposal.id, first + ROWS)))
    return Card(
        title=_("Which rows shall I leave out?"),
        lines=(_("Press one; the others stay."),),
        buttons=(tuple(drops), tuple(turn)),
        tone=Tone.QUESTION,
    )


@own
async def drop_row(core: Services, visit: Visit, route: routes.DropRow) -> Card:
    """Leave a row out; a press on a button of before the list changed only shows the list as it is."""
    proposal = await core.collection.proposal(visit.person_id, route.batch)
    if len(proposal.rows) == route.size and route.number < route.size:
        await core.collection.drop_row(visit.person_id, route.batch, route.number)
    return await ask_drop(core, visit, routes.AskDropRow(route.batch, route.number // ROWS * ROWS))


@own
async def _answered(core: Services, visit: Visit, asked: tuple[routes.Proposed, str]) -> Card:
    route, text = asked[0], asked[1].strip()
    proposal = await core.collection.proposal(visit.person_id, route.batch)
    drop, anew = _DROP.fullmatch(text), _REWRITE.fullmatch(text)
    if anew:
        number = _number(anew[1], len(proposal.rows))
        proposal = await core.collection.change_row(visit.person_id, route.batch, number, anew[2])
        return await _card(core, visit, proposal, _("Changed."), first=route.first)
    said_numbers = drop[1].strip() if drop else text
    if not _NUMBERS.fullmatch(said_numbers):
        raise BadInput(NOT_ROWS)
    gone: set[int] = set()
    for part in re.findall(r"\d+(?:\s*[-–]\s*\d+)?", said_numbers):
        ends = [_number(end, len(proposal.rows)) for end in re.findall(r"\d+", part)]
        gone.update(range(min(ends), max(ends) + 1))
    for number in sorted(gone, reverse=True):
        proposal = await core.collection.drop_row(visit.person_id, route.batch, number)
    left = phrase(ngettext("{n} row left out.", "{n} rows left out.", len(gone)), n=len(gone))
    return await _card(core, visit, proposal, left, first=route.first)


async def answered(core: Services, visit: Visit, route: routes.Proposed, text: str) -> Card:
    """What somebody wrote under a list that waits: rows to leave out, or one to write anew."""
    try:
        return await _answered(core, visit, (route, text))
    except BadInput as refusal:
        proposal = await core.collection.proposal(visit.person_id, route.batch)
        return await _card(core, visit, proposal, said(refusal), first=route.first)


def _number(text: str, count: int) -> int:
    number = int(text)
    if not 1 <= number <= count:
        raise BadInput(NO_SUCH_ROW, count=count, given=number)
    return number - 1


@own
async def confirm(core: Services, visit: Visit, route: routes.ConfirmList) -> Card:
    """Add a list that waits; pressed again, nothing is added twice."""
    proposal = await core.collection.proposal(visit.person_id, route.batch)
    if not proposal.rows:
        return await _card(core, visit, proposal)
    change = await core.collection.confirm(visit.person_id, route.batch, route.how)
    title = ngettext("{n} model or unit", "{n} models and units", len(change.models))
    lines: list[Words] = [_("They were added before; nothing was added twice.")] if change.repeated else []
    if not change.models and not change.repeated:
        lines.append(_("All of them are there already."))
    goal = (
        Button(_("Show the army"), routes.ArmyPage(proposal.army))
        if proposal.army
        else Button(_("All models"), routes.AllModels())
    )
    more = (Button(_("Apply a scheme"), routes.AskApply(proposal.army)),) if proposal.army else ()
    undo = (back(change.id),) if change.models else ()
    return Card(
        title=str(phrase(_("In your collection: {what}"), what=phrase(title, n=len(change.models)))),
        lines=tuple(lines),
        buttons=((goal, *more, *undo, home()),),
    )


@own
async def discard(core: Services, visit: Visit, route: routes.DiscardList) -> Card:
    """Let a list go."""
    await core.collection.discard(visit.person_id, route.batch)
    return Card(title=_("The list is gone"), lines=(_("Nothing was added."),), buttons=((home(),),))
