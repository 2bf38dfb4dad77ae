"""Paints: what comes near a colour, what stands in for a paint, what is to be bought. All of it is free."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from bot import routes
from bot.card import Attachment, Button, ButtonStyle, Card, Field, Tone, Words, phrase
from bot.i18n import _, ngettext
from bot.screens import paintschemes
from bot.screens.help import FOOTNOTE
from bot.screens.paint_words import ConvertWords, MatchColours, MatchWords, ShoppingWords
from bot.screens.result import CLOSENESS, paint_name
from bot.screens.visit import Visit
from core.errors import BadInput, NotFound
from core.paints.brands import LARGE_BRANDS
from core.paints.matching import MATCHED_BY_COLOUR, Match
from core.paints.paint import Paint
from core.paintschemes.stored import StoredScheme
from core.paintschemes.variants import Change
from core.shelf import service as shelf
from core.shelf.naming import by_short, meant, short
from core.shelf.shopping import Item, ShoppingList, shopping_list
from core.shelf.wishes import Wish, at_hand, near, of_paint, read_wish, tied
from core.words import N_

if TYPE_CHECKING:
    from core.paints import Catalogue
    from core.paintschemes.scheme import Paintscheme
    from core.services import Services

LATEST: Final = 10
"""Schemes of a list that shopping is done for when none is named."""
MOST_SCHEMES: Final = 20
WIDEST_BUTTON: Final = 40
"""Characters of a paint on a button."""

GONE: Final = N_("That paint is no longer in the paint list.")


async def overview(core: Services, visit: Visit, _route: routes.Paints) -> Card:
    """What can be asked about paints, and how full the shelf is."""
    brands = await core.db.read(shelf.brands, person_id=visit.person_id)
    return Card(
        title=_("Paints"),
        lines=(on_the_shelf(brands),),
        fields=(
            Field(
                "/paints match", _("#2F6F73, a paint’s name or words for a colour; add --brand Vallejo for one brand")
            ),
            Field("/paints convert", _("Mephiston Red to Vallejo")),
            Field("/paints shelf", _("list, add NAME, remove NAME, sets, set NAME, paste, search WORDS, export, undo")),
            Field("/paints shopping", _("CODE CODE … or favourites: one list of what you still need")),
        ),
        buttons=(
            (
                Button(_("Your shelf"), routes.Shelf(), ButtonStyle.MAIN),
                Button(_("Add a list"), routes.PasteList()),
                Button(_("Boxed sets"), routes.BoxedSets()),
                Button(_("Shopping list"), routes.Shopping()),
            ),
        ),
    )


def on_the_shelf(brands: dict[str, int]) -> Words:
    """How many paints of which brands, in a line."""
    total = sum(brands.values())
    if not total:
        return _("Your shelf is empty so far.")
    listed = ", ".join(f"{brand} {n}" for brand, n in list(brands.items())[:6])
    return phrase(
        ngettext("{n} paint on your shelf: {brands}.", "{n} paints on your shelf: {brands}.", total),
        n=total,
        brands=listed,
    )


# Match ----------------------------------------------------------------------------------------------------------------


async def match(core: Services, visit: Visit, asked: MatchWords) -> Card:
    """The paints that come near a colour, a paint or words for a colour."""
    wish = await asyncio.to_thread(read_wish, asked.text, core.catalogue)
    if wish.candidates:
        return _which_one(wish.name, wish.candidates, [routes.MatchPaint(short(p.id)) for p in wish.candidates])
    return await _matched(core, visit, wish, asked.brand)


async def match_paint(core: Services, visit: Visit, route: routes.MatchPaint) -> Card:
    """The paints that come near a paint."""
    return await _matched(core, visit, of_paint(await paint_of(core, route.paint)), "")


async def _matched(core: Services, visit: Visit, wish: Wish, brand: str) -> Card:
    brands = (core.catalogue.brand(brand),) if brand else ()
    owned = await owned_paints(core, visit)
    found = await asyncio.to_thread(near, wish, core.catalogue, brands, 5 if brands else 3)
    mine = await asyncio.to_thread(at_hand, wish, owned)
    everyone = [m for _brand, matches in found for m in matches]
    if not everyone and not mine:
        return _nothing_near(wish)
    fields = [Field(_("You want"), wish.hex, wish.hex)]
    if mine:
        fields.append(Field(_("On your shelf"), _in_words(mine, whole=True), mine[0].paint.hex))
    fields += [Field(name, _in_words(matches), matches[0].paint.hex) for name, matches in found]
    buttons = [Button(_("Your shelf"), routes.Shelf())]
    if wish.paint is not None and wish.paint.id not in {p.id for p in owned}:
        buttons.insert(0, Button(_("I have it"), routes.AddPaint(short(wish.paint.id))))
    return Card(
        title=str(phrase(_("Near {what}"), what=wish.name)),
        lines=(*_tie(everyone), *_honesty(wish)),
        fields=tuple(fields),
        buttons=(tuple(buttons),),
    )


MOST_COLOURS: Final = 8
"""Colours that are matched at a time."""


async def match_colours(core: Services, visit: Visit, asked: MatchColours) -> Card:
    """The nearest paint for each of several colours, one of one's own named where it is as near."""
    hexes, more = await asyncio.to_thread(_colours_of, asked)
    if not hexes:
        raise BadInput(N_("I found no colours there: no picture that I can read, and no code such as #2F6F73."))
    owned = await owned_paints(core, visit)
    fields = await asyncio.to_thread(lambda: tuple(_match_of(core.catalogue, hex_, owned) for hex_ in hexes))
    lines: list[Words] = (
        [phrase(_("More than {most} colours; these are the first."), most=MOST_COLOURS)] if more else []
    )
    return Card(
        title=_("Paints for these colours"),
        lines=tuple(lines),
        fields=fields,
        buttons=((Button(_("Your shelf"), routes.Shelf()), Button(_("Paint something"), routes.AskBrief())),),
        footnote=_(FOOTNOTE),
    )


def _colours_of(asked: MatchColours) -> tuple[tuple[str, ...], bool]:
    """The hexes of a text and of its pictures, each once, and whether some had to be left out."""
    from core.generation.photo import read_palette  # noqa: PLC0415  only where there is a picture

    found = list(asked.hexes)
    for picture in asked.pictures:
        found += [colour.hex for colour in read_palette(picture, None).colours]
    once = tuple(dict.fromkeys(hex_.upper() for hex_ in found))
    return once[:MOST_COLOURS], len(once) > MOST_COLOURS


def _match_of(catalogue: Catalogue, hex_: str, owned: Sequence[Paint]) -> Field:
    wish = read_wish(hex_, catalogue)
    best = tied([m for _brand, matches in near(wish, catalogue, (), 1) for m in matches])
    words: Words = ", ".join(full_name(m.paint) for m in best[:3])
    if mine := at_hand(wish, owned):
        words = phrase(_("{paints}; on your shelf: {mine}"), paints=words, mine=full_name(mine[0].paint))
    return Field(hex_, words, hex_)


def _nothing_near(wish: Wish) -> Card:
    return Card(
        title=_("Nothing to compare it with"),
        lines=(
            phrase(_("{paint} is not a paint that can be matched by colour or use."), paint=wish.name),
            _("Varnishes, mediums and effects are best bought by name."),
        ),
        tone=Tone.REFUSAL,
    )


def _tie(matches: Sequence[Match]) -> tuple[Words, ...]:
    """The nearest, and which others are just as good, said as a tie."""
    best = tied(matches)
    if len(best) < 2:
        return (phrase(_("Nearest: {paint}."), paint=full_name(best[0].paint)),) if best else ()
    names = ", ".join(full_name(m.paint) for m in best[:4])
    more = len(best) - 4
    if more <= 0:
        return (phrase(_("A tie: {paints}. On a model nobody tells them apart."), paints=names),)
    return (phrase(_("A tie of {n}: {paints} and others. Take the one your shop has."), n=len(best), paints=names),)


def _honesty(wish: Wish) -> tuple[Words, ...]:
    if wish.paint is not None and wish.kind not in MATCHED_BY_COLOUR and not wish.paint.is_metallic:
        return (_("These are picked by what they are used for, not by their colour on a screen."),)
    if wish.kind.value == "metallic":
        return (_("Metals go by family and tone; their colour on a screen says little."),)
    return ()


def _in_words(matches: Sequence[Match], *, whole: bool = False) -> str:
    """Paints with how close they are, best first; the brand stands beside them already unless `whole`."""
    return "; ".join(f"{full_name(m.paint) if whole else called(m.paint)}{_close(m)}" for m in matches)


def _close(found: Match) -> str:
    if found.paint.kind not in MATCHED_BY_COLOUR and not found.paint.is_metallic:
        return ""
    return f", {_(CLOSENESS[found.closeness])}"


def called(paint: Paint) -> str:
    """Name, number and range of a paint."""
    name = " ".join(word for word in (paint.name, paint.code) if word.strip(" -"))
    return f"{name} ({paint.range})" if paint.range != paint.brand else name


def button_name(paint: Paint) -> str:
    """As `full_name`, short enough for a button: the range goes first, then the end of the name."""
    whole = full_name(paint)
    if len(whole) > WIDEST_BUTTON:
        whole = " ".join(word for word in (paint.brand, paint.name, paint.code) if word.strip(" -"))
    return whole if len(whole) <= WIDEST_BUTTON else f"{whole[: WIDEST_BUTTON - 1].rstrip()}…"


def full_name(paint: Paint) -> str:
    """Brand and range before name and number; a range that is called as its brand is said once."""
    words = (paint.brand, "" if paint.range == paint.brand else paint.range, paint.name, paint.code)
    return " ".join(word for word in words if word.strip(" -"))


# Convert --------------------------------------------------------------------------------------------------------------


async def convert(core: Services, visit: Visit, asked: ConvertWords) -> Card:
    """What a brand has in place of a paint."""
    if not asked.name.strip():
        raise BadInput(N_("Say which paint and to which brand, for instance /paints convert Mephiston Red to Vallejo."))
    brand = core.catalogue.brand(asked.brand) if asked.brand else ""
    found = await asyncio.to_thread(meant, asked.name, core.catalogue)
    if found.paint is None:
        if not found.candidates:
            raise BadInput(N_("I know no paint called “{name}”. Nothing comes near it."), name=asked.name[:40])
        return _which_one(
            asked.name, found.candidates, [routes.ConvertPaint(short(p.id), brand) for p in found.candidates]
        )
    return await asyncio.to_thread(_converted, core.catalogue, found.paint, brand)


async def convert_paint(core: Services, visit: Visit, route: routes.ConvertPaint) -> Card:
    """What a brand has in place of the paint that was meant."""
    brand = core.catalogue.brand(route.brand) if route.brand else ""
    return await asyncio.to_thread(_converted, core.catalogue, await paint_of(core, route.paint), brand)


def _converted(catalogue: Catalogue, paint: Paint, brand: str) -> Card:
    wanted = (brand,) if brand else tuple(b for b in catalogue.brands[:8] if b != paint.brand)
    found = near(of_paint(paint), catalogue, wanted, 5 if brand else 2)
    others = [b for b in LARGE_BRANDS if b not in {brand, paint.brand}]
    buttons = tuple(Button(b, routes.ConvertPaint(short(paint.id), b)) for b in others) if brand else ()
    if not found:
        return Card(
            title=str(phrase(_("{paint} has no stand-in there"), paint=paint.name)),
            lines=(
                phrase(_("{brand} has nothing of its kind in our list."), brand=brand or _("No other brand")),
                _("Nothing was changed; try another brand."),
            ),
            buttons=(buttons,) if buttons else (),
            tone=Tone.REFUSAL,
        )
    fields = [Field(_("You have"), full_name(paint), paint.hex)]
    if brand:
        fields += [Field(_("Instead"), f"{called(m.paint)}{_close(m)}", m.paint.hex) for m in found[0][1]]
    else:
        fields += [Field(name, _in_words(matches), matches[0].paint.hex) for name, matches in found]
    return Card(
        title=str(phrase(_("{paint} in {brand}"), paint=paint.name, brand=brand or _("other brands"))),
        lines=(*_tie([m for _b, ms in found for m in ms]), *_honesty(of_paint(paint))),
        fields=tuple(fields),
        buttons=(buttons,) if buttons else (),
    )


def _which_one(text: str, candidates: Sequence[Paint], to: Sequence[routes.Route]) -> Card:
    return Card(
        title=str(phrase(_("Which one is “{name}”?"), name=text[:40])),
        lines=(_("The name may mean several paints, or is not written quite right."),),
        buttons=in_rows([Button(button_name(p), route) for p, route in zip(candidates, to, strict=True)]),
        tone=Tone.QUESTION,
    )


def in_rows(buttons: Sequence[Button], width: int = 2) -> tuple[tuple[Button, ...], ...]:
    """Buttons in rows: platforms show five rows of five."""
    return tuple(tuple(buttons[i : i + width]) for i in range(0, len(buttons), width))


async def paint_of(core: Services, key: str) -> Paint:
    """The paint behind a short id. Raises `NotFound`."""
    paint = await asyncio.to_thread(by_short, key, core.catalogue)
    if paint is None:
        raise NotFound(GONE)
    return paint


async def owned_paints(core: Services, visit: Visit) -> list[Paint]:
    """The paints of a person that the catalogue still has."""
    ids = await core.db.read(shelf.owned_ids, person_id=visit.person_id)
    return [p for p in core.catalogue.paints if p.id in ids] if ids else []


# Shopping -------------------------------------------------------------------------------------------------------------


async def shopping(core: Services, visit: Visit, route: routes.Shopping) -> Card:
    """What is to be bought for the recent or the favourite schemes."""
    ask = core.schemes.favourites if route.which == "favourites" else core.schemes.recent
    page = await ask(visit.person_id, limit=LATEST)
    return await _shopping(core, visit, page.schemes, "")


async def shopping_for(core: Services, visit: Visit, route: routes.ShoppingFor) -> Card:
    """What is to be bought for one scheme."""
    return await _shopping(core, visit, (await core.schemes.by_code(visit.person_id, route.code),), "")


async def shopping_words(core: Services, visit: Visit, asked: ShoppingWords) -> Card:
    """What is to be bought for the schemes that are named."""
    brand = core.catalogue.brand(asked.brand) if asked.brand else ""
    if len(asked.codes) > MOST_SCHEMES:
        raise BadInput(N_("Name at most {most} schemes at a time."), most=MOST_SCHEMES)
    if not asked.codes or asked.codes in {("favourites",), ("recent",)}:
        ask = core.schemes.favourites if asked.codes == ("favourites",) else core.schemes.recent
        return await _shopping(core, visit, (await ask(visit.person_id, limit=LATEST)).schemes, brand)
    codes = dict.fromkeys(code.upper() for code in asked.codes)
    return await _shopping(core, visit, [await core.schemes.by_code(visit.person_id, code) for code in codes], brand)


async def _shopping(core: Services, visit: Visit, schemes: Sequence[StoredScheme], brand: str) -> Card:
    if not schemes:
        return Card(
            title=_("Nothing to shop for yet"),
            lines=(_("A shopping list is made from your schemes; the first one takes a sentence."),),
            buttons=((Button(_("Paint something"), routes.AskBrief(), ButtonStyle.MAIN),),),
        )
    return await shopping_of(core, visit, [(stored.title, stored.scheme) for stored in schemes], brand)


async def shopping_of(
    core: Services, visit: Visit, named: Sequence[tuple[str, Paintscheme]], brand: str = "", *, where: str = ""
) -> Card:
    """What is to be bought for schemes with their titles; `where` is the army they are used in."""
    owned = await core.db.read(shelf.owned_ids, person_id=visit.person_id)
    done = await asyncio.to_thread(shopping_list, named, owned, core.catalogue, brand)
    return _shopping_card(done, [title for title, _scheme in named], where)


def _shopping_card(done: ShoppingList, titles: Sequence[str], where: str) -> Card:
    items = done.items
    lines: list[Words] = [phrase(_("For {schemes}."), schemes=", ".join(f"“{t}”" for t in titles[:5]))]
    if where:
        schemes = phrase(ngettext("{n} scheme", "{n} schemes", len(titles)), n=len(titles))
        lines = [phrase(_("For {army}: {schemes}."), army=where, schemes=schemes)]
    elif len(titles) > 5:
        lines = [phrase(_("For your {n} latest schemes."), n=len(titles))]
    if done.owned:
        lines.append(
            phrase(
                ngettext("{n} of them is on your shelf.", "{n} of them are on your shelf.", done.owned), n=done.owned
            )
        )
    if not items:
        return Card(
            title=_("You have everything"), lines=tuple(lines), buttons=((Button(_("Your shelf"), routes.Shelf()),),)
        )
    spare = [item for item in items if item.nearly is not None]
    fields = [Field(brand, "\n".join(_item(item) for item in of_brand)) for brand, of_brand in done.brands.items()]
    if spare:
        said = "\n".join(f"{paint_name(i.paint)} → {full_name(i.nearly)}" for i in spare if i.nearly is not None)
        fields.append(Field(_("You could do without"), said))
    title = phrase(ngettext("{n} paint to buy", "{n} paints to buy", len(items)), n=len(items))
    return Card(
        title=str(title),
        lines=tuple(lines),
        fields=tuple(fields),
        buttons=(
            (Button(_("Your shelf"), routes.Shelf()), Button(_("Favourites only"), routes.Shopping("favourites"))),
        ),
        attachments=(Attachment("wetpalette-shopping.txt", "text/plain", as_text(done).encode()),),
    )


def _item(item: Item) -> str:
    paint = " ".join(w for w in (item.paint.name, item.paint.code) if w.strip(" -"))
    range_ = f" ({item.paint.range})" if item.paint.range != item.paint.brand else ""
    times = f" ×{len(item.schemes)}" if len(item.schemes) > 1 else ""
    if item.instead is None:
        return f"{paint}{range_}{times}"
    other = f"{full_name(item.instead.paint)}{_close(item.instead)}"
    return str(phrase(_("{paint}; or {other}"), paint=f"{paint}{range_}{times}", other=other))


def as_text(done: ShoppingList) -> str:
    """The list to take along: a heading a brand, a box before every paint."""
    blocks = [
        "\n".join((f"{brand}:", *(f"[ ] {_item(item)}" for item in items))) for brand, items in done.brands.items()
    ]
    return "\n\n".join(blocks) + "\n"


# A scheme from the shelf ----------------------------------------------------------------------------------------------


async def from_shelf(core: Services, visit: Visit, route: routes.FromShelf) -> Card:
    """The same colours with the person's own paints; free."""
    if route.new != "off" and not await core.db.read(shelf.count, person_id=visit.person_id):
        raise BadInput(paintschemes.EMPTY_SHELF, private=True)
    change = Change(
        from_shelf=route.new != "off",
        new_paints=int(route.new) if route.new.isdigit() else None,
    )
    stored = await core.schemes.derive(visit.person_id, route.code, change)
    card = await paintschemes.show(
        core, visit, stored, _("Free. The scheme it came from is still there, under its own code.")
    )
    return _with_choices(card, stored, route)


def _with_choices(card: Card, stored: StoredScheme, route: routes.FromShelf) -> Card:
    """The card with a row for buying less or more."""
    from dataclasses import replace  # noqa: PLC0415

    labels = {
        "0": _("Only mine"),
        "3": _("3 new ones"),
        "6": _("6 new ones"),
        "any": _("Any number"),
        "off": _("From the shops"),
    }
    row = tuple(
        Button(label, routes.FromShelf(stored.code, new))  # type: ignore[arg-type]
        for new, label in labels.items()
        if new != route.new
    )
    return replace(card, buttons=(*card.buttons, (*row, Button(_("Shopping list"), routes.ShoppingFor(stored.code)))))
