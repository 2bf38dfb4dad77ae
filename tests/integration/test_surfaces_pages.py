"""Recipe, miniature, palette files and shading, through the real core on a real database."""

from __future__ import annotations

import asyncio
import gettext
import io
import json
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from rich.console import Console

from bot import i18n, routes
from bot.card import Tone, Visibility
from bot.exits import Exit
from bot.screens.briefs import BriefForm
from bot.terminal.once import paint_once
from bot.terminal.render import Screen
from core.accounts.service import person_for
from core.clock import now_ms
from core.ids import new_id
from core.services import open_services
from core.shelf import service as shelf
from core.shelf.owned import Source
from tests.integration.test_surfaces_screens import WORDS, buttons, clock, code_of, core, guest, guest_of, said

__all__ = ["clock", "core", "guest"]


def size_of(data: bytes) -> tuple[int, int]:
    image = Image.open(BytesIO(data))
    image.load()
    return image.size


async def test_a_card_leads_to_its_recipe_and_back(guest):
    card = await guest.scheme()
    recipe = await guest.press(card, "Recipe")
    labels = [f.label for f in recipe.fields]
    assert labels[0] == "1. Prime"
    assert "To buy" in labels
    assert "You own" not in labels
    assert recipe.visibility is Visibility.EVERYONE
    assert recipe.picture.filename == f"wetpalette-{code_of(card)}-recipe.png"
    assert size_of(recipe.picture.draw())[0] == 1200
    assert "Prime" in recipe.picture.alt
    assert await guest.available() == 9  # free
    back = await guest.press(recipe, "Back to the scheme")
    assert code_of(back) == code_of(card)


async def test_what_is_on_the_shelf_is_marked_and_kept_to_its_owner(guest, clock):
    card = await guest.scheme()
    stored = await guest.core.schemes.by_code(guest.person_id, code_of(card))
    base = stored.scheme.areas[0].ladder.base.paint
    paint = guest.core.catalogue.paint(base.id)
    await guest.core.db.write(
        shelf.add, person_id=guest.person_id, paints=[paint], source=Source.HAND, batch=new_id(), now=clock()
    )
    recipe = await guest.press(card, "Recipe")
    fields = {f.label: str(f.value) for f in recipe.fields}
    assert base.name in fields["You own"]
    assert base.name not in fields["To buy"].split(", ")
    assert recipe.visibility is Visibility.OWNER


async def shelved(guest, clock, code: str) -> None:
    """Put a paint of a scheme onto the shelf."""
    stored = await guest.core.schemes.by_code(guest.person_id, code)
    paint = guest.core.catalogue.paint(stored.scheme.areas[0].ladder.base.paint.id)
    await guest.core.db.write(
        shelf.add, person_id=guest.person_id, paints=[paint], source=Source.HAND, batch=new_id(), now=clock()
    )


async def test_both_pages_stand_together_and_lead_back(guest, clock):
    card = await guest.scheme()
    recipe = await guest.press(card, "Recipe")
    both = await guest.press(recipe, "Both pages")
    assert both.picture.key == card.picture.key
    (page,) = both.pages
    assert page.key == recipe.picture.key
    assert size_of(both.picture.draw())[0] == size_of(page.draw())[0] == 1200
    assert both.picture.filename != page.filename
    assert both.visibility is Visibility.EVERYONE
    assert code_of(await guest.press(both, "Back to the scheme")) == code_of(card)
    await shelved(guest, clock, code_of(card))
    mine = await guest.press(recipe, "Both pages")
    assert mine.visibility is Visibility.OWNER
    assert mine.pages[0].key == ""


async def test_every_picture_is_to_be_had_as_it_was_drawn(guest, clock):
    card = await guest.scheme()
    mini = await guest.press(await guest.press(card, "Miniature"), "Beast")
    recipe = await guest.press(card, "Recipe")
    for shown in (card, recipe, mini):
        got = await guest.show(shown.original)
        (file,) = got.attachments
        assert (file.filename, file.media_type) == (shown.picture.filename, "image/png")
        assert file.content == shown.picture.draw()
        assert got.picture is None
        assert got.visibility is Visibility.EVERYONE
        assert code_of(await guest.press(got, "Back to the scheme")) == code_of(card)
    both = await guest.press(recipe, "Both pages")
    files = (await guest.show(both.original)).attachments
    assert [f.filename for f in files] == [both.picture.filename, both.pages[0].filename]
    plain = (await guest.show(routes.Original(code_of(card), "miniature"))).attachments[0]
    assert plain.filename == (await guest.press(card, "Miniature")).picture.filename

    await shelved(guest, clock, code_of(card))
    mine = await guest.show(recipe.original)
    assert mine.visibility is Visibility.OWNER  # what is marked in it is nobody else's business
    assert mine.attachments[0].content != files[1].content


async def test_a_key_names_what_a_picture_shows(guest, clock, monkeypatch):
    card = await guest.scheme()
    code = code_of(card)

    async def keys() -> list[str]:
        cards = [await guest.show(route) for route in (routes.ShowScheme(code), routes.Recipe(code))]
        cards += [await guest.show(routes.Miniature(code, figure)) for figure in ("knight", "mage")]
        return [one.picture.key for one in cards]

    first = await keys()
    assert len(set(first)) == 4
    assert all(code in key for key in first)
    await guest.show(routes.Lock(code, "primary"))  # a lock is on no picture
    await guest.show(routes.Star(code))
    assert await keys() == first
    easier = await guest.press(card, "Easier")
    assert easier.picture.key not in first

    await guest.core.schemes.rename(guest.person_id, code, "The Brass Choir")
    renamed = await keys()
    assert not {*renamed} & {*first}
    monkeypatch.setattr(i18n, "_catalogue", lambda *_args: gettext.NullTranslations())
    with i18n.speaking("de"):
        assert not {*await keys()} & {*renamed}
    monkeypatch.undo()
    monkeypatch.setattr("bot.screens.pictures.DRAWING", 999)
    assert not {*await keys()} & {*renamed}
    monkeypatch.undo()

    await shelved(guest, clock, code)
    with_shelf = await keys()
    assert with_shelf[1] == ""
    assert [*with_shelf[:1], *with_shelf[2:]] == [*renamed[:1], *renamed[2:]]
    await guest.show(routes.UndoShelf())
    assert await keys() == renamed


async def test_a_shelf_that_holds_none_of_its_paints_leaves_a_recipe_as_it_is(guest, clock):
    code = code_of(await guest.scheme())
    before = await guest.show(routes.Recipe(code))
    stored = await guest.core.schemes.by_code(guest.person_id, code)
    used = stored.scheme.model_dump_json()
    other = next(p for p in guest.core.catalogue.paints if p.id not in used)
    await guest.core.db.write(
        shelf.add, person_id=guest.person_id, paints=[other], source=Source.HAND, batch=new_id(), now=clock()
    )
    after = await guest.show(routes.Recipe(code))
    assert after.picture.key == before.picture.key != ""
    assert after.picture.draw() == before.picture.draw()


async def test_the_miniature_changes_its_figure(guest):
    card = await guest.scheme()
    first = await guest.press(card, "Miniature")
    assert size_of(first.picture.draw()) == (640, 888)
    others = [b.caption for b in buttons(first) if b.caption != "Back to the scheme"]
    assert len(others) == 3
    beast = await guest.press(first, others[0])
    assert beast.picture.filename != first.picture.filename
    assert beast.picture.draw() != first.picture.draw()


@pytest.mark.parametrize(
    ("label", "suffix", "begins"),
    [
        ("GIMP", "gpl", b"GIMP Palette\n"),
        ("Adobe", "ase", b"ASEF"),
        ("Style", "css", b"/* "),
        ("Everything", "json", b"{"),
    ],
)
async def test_a_palette_goes_out_as_a_file(guest, label, suffix, begins):
    card = await guest.scheme()
    exported = await guest.press(await guest.press(card, "Export"), label)
    (file,) = exported.attachments
    assert file.filename == f"wetpalette-{code_of(card)}.{suffix}"
    assert file.content.startswith(begins)
    if suffix == "json":
        assert [c["hex"] for c in json.loads(file.content)["colours"]] == [s.hex for s in card.swatches]


async def test_pages_of_somebody_else_s_scheme_are_not_there(core, clock, guest):
    code = code_of(await guest.scheme())
    other = await guest_of(core, clock, "somebody else")
    for route in (
        routes.Recipe(code), routes.Miniature(code), routes.Exports(code), routes.Export(code, "json"),
        routes.BothPages(code), routes.Original(code), routes.Original(code, "both"),
    ):  # fmt: skip
        card = await other.show(route)
        assert card.tone is Tone.REFUSAL
        assert card.picture is None
        assert not card.attachments


async def test_shading_is_answered_without_a_token(guest):
    card = await guest.say("/paints shade Mephiston Red")
    assert card.tone is Tone.ANSWER
    assert [f.label for f in card.fields] == ["Shade", "Base", "Layer", "Highlight", "Wash"]
    assert "Mephiston Red" in said(card)
    assert "orange" in said(card)
    assert await guest.available() == 12
    assert (await guest.say("/paints shade #1B3A86 in Citadel")).title.endswith("#1B3A86")


@pytest.mark.parametrize("line", ["/paints shade", "/paints shade Mephistn Red", "/paints shade Nuln Oil"])
async def test_what_cannot_be_shaded_is_refused_kindly(guest, line):
    card = await guest.say(line)
    assert card.tone is Tone.REFUSAL
    assert said(card)


@pytest.mark.parametrize(
    ("out", "names"),
    [
        ("mine.png", {"mine.png", "mine-recipe.png"}),
        ("plain", {"plain", "plain-recipe.png"}),
        (".", None),
        (None, None),
    ],
)
def test_try_writes_the_recipe_beside_the_sheet(sqlite_url, tmp_path, monkeypatch, out, names):
    monkeypatch.chdir(tmp_path)
    printed = io.StringIO()
    screen = Screen(console=Console(file=printed, width=80, soft_wrap=True, highlight=False))
    with asyncio.Runner() as runner:
        core = runner.run(open_services(sqlite_url))
        try:
            person_id = runner.run(core.db.write(person_for, "terminal", "local", now=now_ms()))
            target = Path(out) if out else None
            form = BriefForm(WORDS, seed=7)
            work = paint_once(core, person_id, form, out=target, screen=screen, errors=screen, recipe=True)
            assert runner.run(work) is Exit.DONE
        finally:
            runner.run(core.close())
    written = {path.name for path in tmp_path.iterdir() if path.read_bytes().startswith(b"\x89PNG")}
    if names is None:
        assert len(written) == 2
        assert sum(name.endswith("-recipe.png") for name in written) == 1
    else:
        assert written == names
    assert all(name in printed.getvalue() for name in written)
    assert "1. Prime" in printed.getvalue()
