"""Every card stays within what Discord takes, also where a person has a lot of everything."""

from __future__ import annotations

from typing import Any

import pytest

from bot import routes
from bot.card import Button, Card, Field, Link, Picture, Swatch
from bot.discord.client import PLATFORM
from bot.discord.present import Reader, present
from bot.discord.words import Writer
from bot.screens import dispatch
from bot.screens.briefs import BriefForm
from bot.screens.commands import AskShading, ChangeWords
from bot.screens.like_words import LikeWords
from bot.screens.name_words import NameWords
from bot.screens.paint_words import ConvertWords, MatchColours, MatchWords, ShelfWords, ShoppingWords
from bot.screens.visit import Visit
from core.accounts.service import person_for
from core.drafts import service as drafts
from core.generation.brief import Brief
from core.ids import new_id
from core.paintschemes.scheme import Tier
from core.paintschemes.variants import Change
from core.services import Services
from core.shelf import service as shelf
from core.shelf.naming import short
from core.shelf.owned import Source
from core.shelf.sets import boxed_sets
from tests.fakes.collections import every_place
from tests.fakes.discord_server import limits
from tests.fakes.discord_server.model import V2
from tests.fakes.names import every_name

OWNER = 2**63 - 1
WRITER = Writer({"schemes recent": OWNER, "balance": OWNER, "daily": OWNER})

LONG = "The *Exceedingly* Long_Winded [Tale] of @everyone & the Sunken `Crown` of Brass"


class Rich:
    """Somebody who has a lot of everything."""

    def __init__(self, core: Services, person_id: str) -> None:
        self.core = core
        self.person_id = person_id
        self.code = ""

    async def show(self, asked) -> Card:
        return await dispatch.show(self.core, Visit(self.person_id, PLATFORM, new_id(), agreed=True), asked)

    async def settle_in(self) -> None:
        form = BriefForm("drowned sailors, ghostly teal, rusted brass, no pink", colours=8, tier="display", seed=7)
        await self.show(form)
        (first,) = (await self.core.schemes.recent(self.person_id)).schemes
        self.code = first.code
        await self.core.schemes.rename(self.person_id, self.code, LONG[:60])
        brands = self.core.catalogue.brands
        changes = [Change(brands=(brand,), tier=tier) for tier in Tier for brand in brands][:59]
        for n, change in enumerate(changes):
            stored = await self.core.schemes.derive(self.person_id, self.code, change)
            if n % 2:
                await self.core.schemes.star(self.person_id, stored.code)
        for n in range(30):
            await self.core.collection.add(self.person_id, f"Lich on a dragon with a very long name {n:02}")
        await self.core.db.write(
            shelf.add,
            person_id=self.person_id,
            paints=self.core.catalogue.paints[::12][:300],
            source=Source.LIST,
            batch=new_id(),
            now=self.core.clock(),
        )

    async def routes(self) -> list[routes.Route]:
        """Every route there is, with arguments that mean something; some more than once."""
        code, paint = self.code, short(self.core.catalogue.paints[0].id)
        draft = await self.core.db.write(
            drafts.keep,
            draft_id=new_id(),
            person_id=self.person_id,
            sealed=self.core.vault.seal(Brief(text="imps").model_dump_json()),
            now=self.core.clock(),
        )
        page = await self.core.schemes.recent(self.person_id)
        return [
            *await every_name(self.core, self.person_id),
            routes.AskBrief(),
            routes.PaintDraft(draft, 1),
            routes.PaintDraft(draft, 3),
            routes.AskDraft(draft),
            routes.Decline(),
            routes.Again(code, 1),
            routes.Again(code, 2),
            routes.Retier(code, "fast"),
            *(routes.ChooseBrand(code, n) for n in range(4)),
            routes.Rebrand(code, "Vallejo"),
            routes.AskChange(code),
            routes.ChangeColours(code, "colder"),
            routes.Lock(code, "primary", on=True),
            routes.Locks(code),
            routes.ShowScheme(code),
            routes.PostScheme(code),
            routes.Star(code, on=True),
            routes.Schemes("recent"),
            routes.Schemes("recent", page.after or ""),
            routes.Schemes("favourites"),
            routes.AskName(code),
            routes.AskDelete(code),
            routes.Recipe(code),
            *(routes.Miniature(code, figure) for figure in ("", "knight", "mage", "beast", "machine")),
            routes.BothPages(code),
            *(routes.Original(code, what) for what in ("sheet", "recipe", "miniature", "both")),
            routes.Exports(code),
            *(routes.Export(code, kind) for kind in ("gpl", "ase", "css", "json")),
            routes.Paints(),
            routes.MatchPaint(paint),
            routes.ConvertPaint(paint, "Vallejo"),
            routes.ConvertPaint(paint),
            routes.Shelf(),
            routes.Shelf(short(self.core.catalogue.paints[1200].id)),
            routes.PasteList(),
            routes.BoxedSets(),
            *(routes.BoxedSets(brand) for brand in dict.fromkeys(one.brand for one in boxed_sets(self.core.catalogue))),
            routes.AddSet(boxed_sets(self.core.catalogue)[0].key),
            routes.UndoShelf(),
            routes.AddPaint(paint),
            routes.RemovePaint(paint),
            routes.AskedBack(),
            routes.Settle(new_id(), paint),
            routes.DropAsked(),
            routes.ShelfFile(),
            routes.Shopping("recent"),
            routes.Shopping("favourites"),
            routes.ShoppingFor(code),
            *(routes.FromShelf(code, new) for new in ("0", "3", "any", "off")),
            routes.Likes(),
            routes.Preferences(),
            routes.PreferStyle("grimdark"),
            routes.PickBrands(),
            routes.PreferBrand("Vallejo"),
            routes.PickThemes(),
            routes.PreferTheme("norse"),
            routes.PreferTone("dry"),
            routes.AskBefore("changed"),
            routes.PickLanguage(),
            routes.PreferLanguage(),
            routes.RemindMe(on=True),
            routes.TellFinished(on=True),
            routes.Thumb(code, "up"),
            routes.PickColours(code),
            routes.AskColour(),
            *(routes.AddColour(f"{n:02X}8040") for n in range(0, 250, 12)),
            routes.RemoveColour("008040"),
            routes.Lean(on=False),
            routes.AskForget(),
            routes.Forget(),
            routes.Balance(),
            routes.Daily(),
            routes.History(),
            routes.HistoryFile(),
            routes.Usage("week"),
            routes.Usage("all"),
            routes.Costs(),
            routes.Help(),
            routes.About(),
            *await every_place(self.core, self.person_id, code),
            routes.Delete(page.schemes[1].code),
        ]


@pytest.fixture
async def rich(core: Services) -> Rich:
    somebody = Rich(core, await core.db.write(person_for, PLATFORM, str(OWNER), now=core.clock()))
    await somebody.settle_in()
    return somebody


def check(card: Card) -> list[str]:
    """A card as anybody would see it, drawn or not; what Discord would say against it."""
    found = []
    more = (Button("Post it here", card.posts),) if card.posts else ()
    for reader in (Reader(OWNER, WRITER, name="x" * 32, private=False), Reader(OWNER, WRITER, more=more)):
        for picture in (b"png", None) if card.picture else (None,):
            drawn = present(card, reader, picture=picture, pages=[picture] * len(card.pages))
            body = {"components": drawn.view.to_components()}
            names = [name for name, _data, _about in drawn.contents]
            found += [str(p) for p in limits.message(body, flags=V2, new=names, sending=True)]
            found += [name for name, _, about in drawn.contents if len(about) > 1024]
            if not any(c["type"] == 10 for c in body["components"][0]["components"]):
                found.append("no words")
    return found


async def test_every_route_of_the_table_and_every_answer_to_words_fits(rich: Rich):
    asked = await rich.routes()
    assert {type(route) for route in asked} == set(routes.TABLE.values())
    words: tuple[Any, ...] = (
        BriefForm("imps", colours=8),
        ChangeWords(rich.code, "darker ground, accent to teal, keep the metal, " + "quux, " * 50),
        AskShading("rusty orange"),
        MatchWords("teal", ""),
        MatchWords("#2F6F73", "Vallejo"),
        MatchColours(tuple(f"#{n:02X}8040" for n in range(0, 255, 5)), ()),
        ConvertWords("Abaddon Black", ""),
        ShelfWords("search", "red"),
        ShelfWords("add", ", ".join(f"unheard of {n}" for n in range(300))),
        ShelfWords("add", "black, white, red, blue, green, grey"),
        routes.AskedBack(),
        LikeWords("add", "dark teal"),
        ShoppingWords((), "Vallejo"),
        NameWords("word " * 100, tradition="sea", tone="silly"),
    )
    for one in (*words, *asked):
        card = await rich.show(one)
        assert not card.incident, (one, card)
        assert check(card) == [], one


def swatch(n: int) -> Swatch:
    return Swatch("#123456", "Primary", 12, "n" * 80, "c" * 120, "p" * 80, "similar", "#123456", (), "w" * 60)


def test_a_card_beyond_all_measure_is_cut_and_not_refused():
    everything = Card(
        title="*" * 3000,
        lines=("_" * 3000, "`" * 3000),
        picture=Picture("a.png", "alt " * 2000, lambda: b""),
        pages=tuple(Picture(f"{n}.png", "page " * 2000, lambda: b"") for n in range(3)),
        fields=tuple(Field("[" * 200, "]" * 900) for _ in range(60)),
        swatches=tuple(map(swatch, range(8))),
        buttons=tuple((Button("b" * 300, routes.History(str(n))),) for n in range(14)),
        aside=("~" * 900,),
        footnote="|" * 900,
    )
    assert check(everything) == []


def test_pages_stand_in_one_gallery_and_one_that_was_not_drawn_is_read_instead():
    both = Card(
        title="Both",
        picture=Picture("a.png", "The sheet", lambda: b""),
        pages=(Picture("b.png", "The recipe", lambda: b""),),
    )
    drawn = present(both, Reader(OWNER, WRITER), picture=b"one", pages=[b"two"])
    (gallery,) = [c for c in drawn.view.to_components()[0]["components"] if c["type"] == 12]
    assert [(item["media"]["url"], item["description"]) for item in gallery["items"]] == [
        ("attachment://a.png", "The sheet"),
        ("attachment://b.png", "The recipe"),
    ]
    assert drawn.contents == [("a.png", b"one", "The sheet"), ("b.png", b"two", "The recipe")]
    for pages in ([None], []):
        half = present(both, Reader(OWNER, WRITER), picture=b"one", pages=pages)
        parts = half.view.to_components()[0]["components"]
        assert [len(c["items"]) for c in parts if c["type"] == 12] == [1]
        assert "The recipe" in parts[0]["content"]
        assert len(half.contents) == 1


def test_links_are_buttons_that_tell_nobody_and_lead_away():
    links = tuple(Link(f"Way {n} " + "x" * 90, f"https://example.org/{n}") for n in range(6))
    drawn = present(Card(title="Ways", links=links), Reader(OWNER, WRITER))
    rows = [c["components"] for c in drawn.view.to_components()[0]["components"] if c["type"] == 1]
    assert [len(row) for row in rows] == [5, 1]
    assert [(b["style"], b["url"]) for row in rows for b in row] == [(5, link.url) for link in links]
    assert all(len(b["label"]) <= 80 and "custom_id" not in b for row in rows for b in row)


def test_what_does_not_fit_goes_from_the_least_important_on():
    card = Card(title="Kept", swatches=tuple(map(swatch, range(8))), footnote="Unofficial.")
    card_with_more = Card(
        title="Kept",
        swatches=card.swatches,
        fields=tuple(Field(f"Field {n}", "x" * 100) for n in range(20)),
        footnote="Unofficial.",
    )
    body = present(card_with_more, Reader(OWNER, WRITER)).view.to_components()[0]["components"]
    said = "\n".join(c["content"] for c in body if c["type"] == 10)
    assert said.startswith("### Kept")
    assert "c" * 120 not in said  # where a colour goes went first
    assert "n" * 80 in said
    assert "Field 0" in said
    assert "Unofficial." in said
