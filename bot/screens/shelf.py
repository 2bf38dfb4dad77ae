"""The painter's shelf: what is on it, what comes onto it and off it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from bot import routes
from bot.card import Attachment, Button, ButtonStyle, Card, Field, Tone, Words, phrase
from bot.i18n import _, ngettext
from bot.screens.paint_words import ShelfWords
from bot.screens.paints import WIDEST_BUTTON, button_name, called, in_rows, on_the_shelf, paint_of
from bot.screens.refusals import refused
from bot.screens.visit import Visit
from core.errors import BadInput, NotFound, UnknownWord
from core.ids import new_id
from core.paints.paint import Paint
from core.shelf import service as shelf
from core.shelf.export import as_csv, as_text
from core.shelf.listing import List, read_list
from core.shelf.naming import Meant, by_short, meant, of_line, short
from core.shelf.owned import Added, OwnedPaint, Question, Source
from core.shelf.sets import BoxedSet, boxed_sets, set_by_key, set_named
from core.words import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from core.services import Services

PAGE: Final = 60
SHOWN: Final = 12
"""Names that a card says before it says "and n more"."""


async def list_(core: Services, visit: Visit, route: routes.Shelf) -> Card:
    """The shelf by brand and range, a page at a time."""
    after = await asyncio.to_thread(by_short, route.after, core.catalogue) if route.after else None
    page = await core.db.read(shelf.page, person_id=visit.person_id, after=after.id if after else None, limit=PAGE)
    if not page.paints:
        return _empty()
    brands = await core.db.read(shelf.brands, person_id=visit.person_id)
    _question, waiting = await core.db.read(shelf.next_question, person_id=visit.person_id)
    last = [Button(_("Add a list"), routes.PasteList()), Button(_("Boxed sets"), routes.BoxedSets())]
    last.append(Button(_("Export"), routes.ShelfFile()))
    if waiting:
        last.insert(0, Button(str(phrase(_("Ask me ({n})"), n=waiting)), routes.AskedBack(), ButtonStyle.MAIN))
    if page.after:
        last.append(Button(_("More"), routes.Shelf(short(page.after))))
    return Card(
        title=_("Your shelf"), lines=(on_the_shelf(brands),), fields=tuple(_fields(page.paints)), buttons=(tuple(last),)
    )


def _empty() -> Card:
    return Card(
        title=_("Your shelf is empty"),
        lines=(
            _("Tell me what you own, and schemes can be painted with it."),
            _("Paste a list, add a boxed set, or type /paints shelf add Mephiston Red, Nuln Oil."),
        ),
        buttons=(
            (
                Button(_("Add a list"), routes.PasteList(), ButtonStyle.MAIN),
                Button(_("Boxed sets"), routes.BoxedSets()),
            ),
        ),
    )


def _fields(paints: Iterable[OwnedPaint]) -> Iterable[Field]:
    """One field a brand and range, its paints in a line."""
    ordered = sorted(paints, key=lambda p: (p.brand, p.range, p.name))
    for (brand, range_), group in groupby(ordered, key=lambda p: (p.brand, p.range)):
        mine = list(group)
        twice = {p.name for p in mine if sum(p.name == q.name for q in mine) > 1}
        names = ", ".join(f"{p.name} {p.code}" if p.name in twice else p.name for p in mine)
        yield Field(brand if range_ == brand else f"{brand} {range_}", names)


async def words(core: Services, visit: Visit, asked: ShelfWords) -> Card:
    """What was typed after `/paints shelf`."""
    match asked.verb:
        case "remove":
            return await _remove_named(core, visit, asked.text)
        case "search":
            return await _search(core, visit, asked.text)
        case "set":
            boxed = await asyncio.to_thread(set_named, asked.text, core.catalogue)
            return await _add_box(core, visit, boxed)
    return await add(core, visit, asked.text)


# Adding ---------------------------------------------------------------------------------------------------------------


async def paste(core: Services, visit: Visit, route: routes.PasteList) -> Card:
    """Ask for a list of paints."""
    lines: list[Words] = [
        _("One paint a line or with commas; bullets, counts and headings like “Vallejo:” are understood."),
        _("What is not clear I ask about afterwards; nothing gets lost."),
    ]
    if visit.platform == "terminal":
        lines.append(_("Finish with an empty line."))
    return Card(
        title=_("Which paints do you have?"),
        lines=tuple(lines),
        buttons=((Button(_("Leave it"), routes.Decline()),),),
        tone=Tone.QUESTION,
        asks=route,
    )


async def pasted(core: Services, visit: Visit, text: str) -> Card:
    """The list that was asked for; where nothing can be read in it, what comes next is a list still."""
    try:
        return await add(core, visit, text)
    except BadInput as refusal:
        from dataclasses import replace  # noqa: PLC0415

        return replace(await refused(core, visit, refusal), asks=routes.PasteList())


async def add(core: Services, visit: Visit, text: str) -> Card:
    """Put a list of paints onto the shelf; one name is a short list."""
    read = await asyncio.to_thread(read_list, text, core.catalogue)
    source = Source.LIST if len(read.found) + len(read.asked) + len(read.unknown) > 1 else Source.HAND
    questions = [Question(new_id(), core.vault.seal(line)) for line, _meant in read.asked]
    added = await core.db.write(
        _store,
        person_id=visit.person_id,
        read=read,
        source=source,
        batch=new_id(),
        questions=questions,
        now=core.clock(),
    )
    return await _added_card(core, visit, added, read)


def _store(
    conn: Connection,
    *,
    person_id: str,
    read: List,
    source: Source,
    batch: str,
    questions: Sequence[Question],
    now: int,
) -> Added:
    added = shelf.add(conn, person_id=person_id, paints=read.found, source=source, batch=batch, now=now)
    shelf.ask(conn, person_id=person_id, questions=questions, now=now)
    return added


async def _added_card(core: Services, visit: Visit, added: Added, read: List) -> Card:
    fields: list[Field] = []
    new = [core.catalogue.paint(i) for i in added.new]
    if new:
        fields += _by_brand(_("New"), new)
    if added.there:
        fields += _by_brand(_("There already"), [core.catalogue.paint(i) for i in added.there])
    if read.asked:
        fields.append(Field(_("To ask about"), _some([m.text for _line, m in read.asked])))
    if read.unknown:
        fields.append(Field(_("Not known"), _some(list(read.unknown))))
    attachments: tuple[Attachment, ...] = ()
    if len(read.unknown) > SHOWN:
        attachments = (Attachment("not-known.txt", "text/plain", "\n".join(read.unknown).encode()),)
    return Card(
        title=_added_title(len(added.new)),
        lines=(phrase(ngettext("{n} paint on your shelf.", "{n} paints on your shelf.", added.count), n=added.count),),
        fields=tuple(fields),
        buttons=(tuple(_after_adding(added, bool(read.asked))),),
        attachments=attachments,
    )


def _by_brand(label: str, paints: Sequence[Paint]) -> Iterable[Field]:
    """One field a brand: "New, Citadel", and the names."""
    for brand, group in groupby(sorted(paints, key=lambda p: p.brand), key=lambda p: p.brand):
        yield Field(str(phrase(_("{what}, {brand}"), what=label, brand=brand)), _some([called(p) for p in group]))


def _added_title(n: int) -> str:
    if not n:
        return _("Nothing new for the shelf")
    return str(phrase(ngettext("{n} paint added", "{n} paints added", n), n=n))


def _after_adding(added: Added, asked: bool) -> Iterable[Button]:
    if asked:
        yield Button(_("Ask me"), routes.AskedBack(), ButtonStyle.MAIN)
    if added.new:
        yield Button(_("Take it back"), routes.UndoShelf(added.batch))
    yield Button(_("Your shelf"), routes.Shelf())


def _some(names: Sequence[str]) -> Words:
    """Names in a line, and how many more there are."""
    listed = ", ".join(names[:SHOWN])
    if len(names) <= SHOWN:
        return listed
    return phrase(_("{names} and {n} more"), names=listed, n=len(names) - SHOWN)


async def add_paint(core: Services, visit: Visit, route: routes.AddPaint) -> Card:
    """Put one paint onto the shelf."""
    paint = await paint_of(core, route.paint)
    return await _added_card(core, visit, await _put(core, visit, [paint], Source.HAND), List((paint,), (), ()))


async def _put(core: Services, visit: Visit, paints: Sequence[Paint], source: Source) -> Added:
    return await core.db.write(
        shelf.add, person_id=visit.person_id, paints=paints, source=source, batch=new_id(), now=core.clock()
    )


# Names that are asked back --------------------------------------------------------------------------------------------


async def asked_back(core: Services, visit: Visit, _route: routes.AskedBack) -> Card:
    """The next name that may mean several paints."""
    question, waiting = await core.db.read(shelf.next_question, person_id=visit.person_id)
    if question is None:
        return await _settled(core, visit)
    found = await asyncio.to_thread(of_line, core.vault.open(question.line), core.catalogue)
    offered = (found.paint,) if found.paint is not None else found.candidates
    rows = in_rows([Button(button_name(p), routes.Settle(question.id, short(p.id))) for p in offered])
    last = [Button(_("None of these"), routes.Settle(question.id, "-"))]
    if waiting > 1:
        last.append(Button(_("Leave the rest"), routes.DropAsked()))
    return Card(
        title=str(phrase(_("Which one is “{name}”?"), name=found.text[:60])),
        lines=(_more_to_ask(waiting - 1),) if waiting > 1 else (),
        buttons=(*rows, tuple(last)),
        tone=Tone.QUESTION,
    )


def _more_to_ask(n: int) -> Words:
    return phrase(ngettext("{n} more after this one.", "{n} more after this one.", n), n=n)


async def settle(core: Services, visit: Visit, route: routes.Settle) -> Card:
    """The answer to such a name; pressed twice it is one answer."""
    paint = None if route.paint == "-" else await paint_of(core, route.paint)
    batch = new_id()

    def answer(conn: Connection, now: int) -> None:
        if shelf.answered(conn, person_id=visit.person_id, question_id=route.question) and paint is not None:
            shelf.add(conn, person_id=visit.person_id, paints=[paint], source=Source.LIST, batch=batch, now=now)

    await core.db.write(answer, core.clock())
    return await asked_back(core, visit, routes.AskedBack())


async def drop_asked(core: Services, visit: Visit, _route: routes.DropAsked) -> Card:
    """Leave the names that are still open."""
    await core.db.write(shelf.drop_questions, person_id=visit.person_id)
    return await _settled(core, visit)


async def _settled(core: Services, visit: Visit) -> Card:
    brands = await core.db.read(shelf.brands, person_id=visit.person_id)
    return Card(
        title=_("That is all I had to ask"),
        lines=(on_the_shelf(brands),),
        buttons=((Button(_("Your shelf"), routes.Shelf()), Button(_("Paint something"), routes.AskBrief())),),
    )


# Boxed sets -----------------------------------------------------------------------------------------------------------


async def sets(core: Services, visit: Visit, route: routes.BoxedSets) -> Card:
    """The boxed sets that are known: the brands first, then those of one."""
    boxes = await asyncio.to_thread(boxed_sets, core.catalogue)
    brands = dict.fromkeys(boxed.brand for boxed in boxes)
    mine = [boxed for boxed in boxes if boxed.brand == route.brand]
    rows = in_rows([Button(_with_count(boxed), routes.AddSet(boxed.key)) for boxed in mine], 4)
    others = tuple(Button(brand, routes.BoxedSets(brand)) for brand in brands if brand != route.brand)
    return Card(
        title=_("Boxed sets"),
        lines=(
            _("Only boxes whose contents I know for certain are listed; press one to put it onto your shelf."),
            _("A whole range works too: /paints shelf set Citadel Contrast."),
        ),
        buttons=(*rows, others),
        tone=Tone.QUESTION,
    )


def _with_count(boxed: BoxedSet) -> str:
    return f"{boxed.name} ({len(boxed.paints)})"


async def add_set(core: Services, visit: Visit, route: routes.AddSet) -> Card:
    """Put a whole box onto the shelf."""
    return await _add_box(core, visit, await asyncio.to_thread(set_by_key, route.key, core.catalogue))


async def _add_box(core: Services, visit: Visit, boxed: BoxedSet) -> Card:
    added = await _put(core, visit, boxed.paints, Source.SET)
    card = await _added_card(core, visit, added, List(boxed.paints, (), ()))
    from dataclasses import replace  # noqa: PLC0415

    return replace(card, lines=(boxed.title, *card.lines))


# Taking off -----------------------------------------------------------------------------------------------------------


async def _remove_named(core: Services, visit: Visit, text: str) -> Card:
    """Take a paint off by its name; asked back when several of the shelf may be meant."""
    mine = await core.db.read(shelf.everything, person_id=visit.person_id)
    found = await asyncio.to_thread(_among, text, mine, core)
    if len(found) == 1:
        return await _removed(core, visit, found[0])
    if not found:
        raise NotFound(N_("There is no “{name}” on your shelf. Nothing was changed."), private=True, name=text[:40])
    return Card(
        title=str(phrase(_("Which one is “{name}”?"), name=text[:40])),
        buttons=in_rows([Button(p.title[:WIDEST_BUTTON], routes.RemovePaint(short(p.paint_id))) for p in found[:8]]),
        tone=Tone.QUESTION,
    )


def _among(text: str, mine: Sequence[OwnedPaint], core: Services) -> list[OwnedPaint]:
    """The paints of a shelf that a text means: the one so called, else all that hold it, else the nearest."""
    by_id = {p.paint_id: p for p in mine}
    found: Meant = meant(text, core.catalogue)
    if found.paint is not None and found.paint.id in by_id:
        return [by_id[found.paint.id]]
    holding = [p for p in mine if text.casefold() in p.title.casefold()]
    return holding or [by_id[c.id] for c in found.candidates if c.id in by_id]


async def remove(core: Services, visit: Visit, route: routes.RemovePaint) -> Card:
    """Take a paint off the shelf."""
    mine = await core.db.read(shelf.everything, person_id=visit.person_id)
    found = next((p for p in mine if short(p.paint_id) == route.paint), None)
    if found is None:
        raise NotFound(shelf.NOT_THERE, private=True)
    return await _removed(core, visit, found)


async def _removed(core: Services, visit: Visit, paint: OwnedPaint) -> Card:
    await core.db.write(shelf.remove, person_id=visit.person_id, paint_id=paint.paint_id)
    return Card(
        title=_("Off the shelf"),
        lines=(paint.title,),
        buttons=(
            (
                Button(_("Put it back"), routes.AddPaint(short(paint.paint_id))),
                Button(_("Your shelf"), routes.Shelf()),
            ),
        ),
    )


async def undo(core: Services, visit: Visit, route: routes.UndoShelf) -> Card:
    """Take an addition back."""
    gone = await core.db.write(shelf.undo, person_id=visit.person_id, batch=route.batch)
    return Card(
        title=str(phrase(ngettext("{n} paint taken back", "{n} paints taken back", len(gone)), n=len(gone))),
        lines=(_some([p.title for p in gone]),),
        buttons=((Button(_("Your shelf"), routes.Shelf()),),),
    )


# Looking --------------------------------------------------------------------------------------------------------------


async def _search(core: Services, visit: Visit, text: str) -> Card:
    """What of the shelf a text means, and what the paint list has beside it."""
    mine = await core.db.read(shelf.everything, person_id=visit.person_id)
    found = await asyncio.to_thread(_among, text, mine, core)
    if found:
        title = phrase(ngettext("{n} on your shelf", "{n} on your shelf", len(found)), n=len(found))
        return Card(
            title=str(title), fields=tuple(_fields(found[:PAGE])), buttons=((Button(_("Your shelf"), routes.Shelf()),),)
        )
    owned = {p.paint_id for p in mine}
    other = await asyncio.to_thread(meant, text, core.catalogue)
    offered = (other.paint,) if other.paint is not None else other.candidates
    if not offered:
        raise UnknownWord(N_("paint"), text[:40], ())
    return Card(
        title=_("Not on your shelf"),
        lines=(_("Press one to put it there."),),
        buttons=in_rows([Button(button_name(p), routes.AddPaint(short(p.id))) for p in offered if p.id not in owned]),
        tone=Tone.QUESTION,
    )


async def file(core: Services, visit: Visit, _route: routes.ShelfFile) -> Card:
    """The whole shelf as a table and as a text that can be pasted back."""
    mine = await core.db.read(shelf.everything, person_id=visit.person_id)
    if not mine:
        raise BadInput(N_("Your shelf is empty, so there is nothing to export."), private=True)
    files = (
        Attachment("wetpalette-shelf.csv", "text/csv", as_csv(mine).encode()),
        Attachment("wetpalette-shelf.txt", "text/plain", as_text(mine).encode()),
    )
    return Card(
        title=_("Your whole shelf"),
        lines=(
            phrase(ngettext("{n} paint.", "{n} paints.", len(mine)), n=len(mine)),
            _("The table is for a spreadsheet; the text can be pasted back."),
        ),
        attachments=files,
        buttons=((Button(_("Your shelf"), routes.Shelf()),),),
    )
