"""Edits, locks and photos through the screens, on both databases: free, kept, charged once, and nothing of a photo."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw
from sqlalchemy import select, text

from bot import i18n, routes
from bot.card import Card, Tone
from bot.screens import dispatch
from bot.screens.briefs import BriefForm
from core.generation.brief import Brief, PhotoPalette
from core.generation.photo import read_palette
from core.generation.requests import open_request
from core.generation.tables import request
from core.generation.ticket import NewRequest
from core.ids import new_id
from core.paintschemes.scheme import Role
from core.services import Services, open_services
from tests.fakes.house import KEY
from tests.integration.test_surfaces_screens import WORDS, Clock, Guest, buttons, code_of, guest_of, said
from tests.unit.test_photo_roles import painted

MARK = "metadata-that-nobody-keeps"


def photo() -> bytes:
    """A painted figure with a note in its metadata."""
    image = Image.new("RGB", (300, 400), "#B8BCC0")
    draw = ImageDraw.Draw(image)
    draw.rectangle((100, 80, 200, 300), fill="#2F6B3A")
    draw.rectangle((120, 120, 180, 200), fill="#E8E0C8")
    draw.ellipse((140, 92, 165, 117), fill="#C3181C")
    draw.rectangle((80, 300, 220, 345), fill="#A07A48")
    exif = Image.Exif()
    exif[0x010E] = MARK
    out = io.BytesIO()
    image.save(out, "JPEG", quality=92, exif=exif)
    return out.getvalue()


async def hexes(guest: Guest, card: Card) -> dict[Role, str]:
    stored = await guest.core.schemes.by_code(guest.person_id, code_of(card))
    return {area.role: area.hex for area in stored.scheme.areas}


async def lock(guest: Guest, code: str, *roles: Role) -> Card:
    card = None
    for role in roles:
        card = await guest.show(routes.Lock(code, role.value))
    assert card is not None
    return card


# --- edits ---


async def test_a_change_is_free_and_the_same_way_leads_to_the_same_scheme(guest: Guest):
    first = await guest.scheme()
    before = await guest.available()
    ask = await guest.press(first, "Change colours")
    assert ask.tone is Tone.QUESTION
    assert isinstance(ask.asks, routes.AskChange)
    colder = await guest.press(ask, "Colder")
    assert "Free." in said(colder)
    again = await guest.press(ask, "Colder")
    assert code_of(again) == code_of(colder) != code_of(first)
    back = await guest.press(await guest.press(colder, "Change colours"), "Warmer")
    assert code_of(back) == code_of(first), "a step back leads to where one was"
    swapped = await guest.press(ask, "Swap")
    twice = await guest.press(await guest.press(swapped, "Change colours"), "Swap")
    assert code_of(twice) == code_of(first)
    assert await hexes(guest, twice) == await hexes(guest, first)
    words = await guest.say("darker ground, accent to teal", asked=ask.asks)
    assert words.swatches
    assert await guest.available() == before
    assert [one.charged for one in await requests_of(guest)] == [3]


async def test_a_change_in_words_by_command_and_what_was_not_read(guest: Guest):
    first = await guest.scheme()
    code = code_of(first)
    card = await guest.say(f"/schemes change {code.lower()} darker ground; with dragons")
    assert "Not read: “with dragons”." in said(card)
    assert (await hexes(guest, card))[Role.GROUND] != (await hexes(guest, first))[Role.GROUND]
    assert (await guest.say(f"/schemes change {code}")).asks == routes.AskChange(code)
    refused = await guest.say(f"/schemes change {code} sing a song")
    assert refused.tone is Tone.REFUSAL
    assert "Nothing was changed." in said(refused)
    stranger = await guest_of(guest.core, guest.clock, new_id())
    for asked in (routes.AskChange(code), routes.ChangeColours(code, "colder"), routes.Lock(code, "primary")):
        assert "cannot find" in said(await stranger.show(asked))


async def test_changes_go_along_with_tier_and_brand_and_survive_a_restart(
    guest: Guest, database_url: str, clock: Clock
):
    first = await guest.scheme()
    edited = await guest.show(routes.ChangeColours(code_of(first), "muted"))
    easier = await guest.press(edited, "Easier")
    assert await hexes(guest, easier) == await hexes(guest, edited)
    harder = await guest.press(easier, "Harder")
    assert code_of(harder) == code_of(edited)
    other = await open_services(database_url, [KEY], clock=clock)
    try:
        later = Guest(other, clock, guest.person_id)
        again = await later.show(routes.ChangeColours(code_of(easier), "darker", "ground"))
        assert again.swatches
        stored = await other.schemes.by_code(guest.person_id, code_of(again))
        assert [step.edits[0].move.value for step in stored.edits] == ["muted", "darker"]
    finally:
        await other.close()


# --- locks ---


async def test_locks_are_said_in_words_kept_and_respected(guest: Guest):
    first = await guest.scheme()
    code = code_of(first)
    card = await lock(guest, code, Role.PRIMARY, Role.METAL)
    assert "Locked: Primary, Metal." in said(card)
    shown = await guest.show(routes.ShowScheme(code))
    assert [s.role for s in shown.swatches if "locked" in s.role] == ["Primary (locked)", "Metal (locked)"]
    edited = await guest.press(await guest.press(shown, "Change colours"), "Darker")
    old, new = await hexes(guest, first), await hexes(guest, edited)
    assert (new[Role.PRIMARY], new[Role.METAL]) == (old[Role.PRIMARY], old[Role.METAL])
    assert new[Role.GROUND] != old[Role.GROUND]
    assert "Primary (locked)" in [s.role for s in edited.swatches], "locks go along"
    refused = await guest.say(f"/schemes change {code} primary to red")
    assert "The primary is locked." in said(refused)
    free = await guest.press(await guest.show(routes.Locks(code)), "Unlock primary")
    assert "Locked: Metal." in said(free)


async def test_again_keeps_what_is_locked_for_the_price_of_a_new_proposal(guest: Guest):
    first = await guest.scheme()
    code = code_of(first)
    card = await lock(guest, code, Role.PRIMARY, Role.GROUND)
    before = await guest.available()
    done = await guest.press(card, "Again, keep these (2 tokens)")
    assert await guest.available() == before - 2
    old, new = await hexes(guest, first), await hexes(guest, done)
    assert (new[Role.PRIMARY], new[Role.GROUND]) == (old[Role.PRIMARY], old[Role.GROUND])
    assert set(new) == set(old)
    assert any(new[role] != old[role] for role in new)
    assert "Ground (locked)" in [s.role for s in done.swatches]
    assert any(b.caption == "Again, keep the locked (2 tokens)" for b in buttons(done))


async def test_everything_locked_is_said_and_costs_nothing(guest: Guest):
    first = await guest.scheme()
    code = code_of(first)
    roles = list(await hexes(guest, first))
    card = await lock(guest, code, *roles)
    assert "Everything is locked" in said(card)
    assert not any(b.caption.startswith("Again") for b in buttons(card))
    before = await guest.available()
    for asked in (routes.Again(code, 2), routes.ChangeColours(code, "colder")):
        refused = await guest.show(asked)
        assert refused.tone is Tone.REFUSAL
    assert await guest.available() == before


async def test_two_locked_colours_that_are_alike_stay_and_the_card_says_so(guest: Guest):
    first = await guest.scheme()
    await guest.core.schemes.lock(guest.person_id, code_of(first), Role.PRIMARY, on=True)
    same = (await hexes(guest, first))[Role.PRIMARY]
    card = await guest.say(f"/schemes change {code_of(first)} secondary to {same}")
    told = said(card)
    assert (await hexes(guest, card))[Role.PRIMARY] == same
    assert "could not follow" in told or "You locked colours" in told or "You asked for" in told


# --- photos ---


async def requests_of(guest: Guest) -> list:
    query = select(request).where(request.c.person_id == guest.person_id).order_by(request.c.created_at)
    return list(await guest.core.db.read(lambda conn: conn.execute(query).all()))


async def test_a_photo_is_asked_about_once_charged_once_and_not_kept(guest: Guest):
    data = photo()
    question = await guest.show(BriefForm("", photo=data))
    assert question.tone is Tone.QUESTION
    assert "It costs 3 tokens" in said(question)
    card = await guest.press(question, "Paint it")
    twice = await guest.press(question, "Paint it")
    assert code_of(twice) == code_of(card)
    (row,) = await requests_of(guest)
    assert (row.type, row.status, row.charged) == ("photo_scheme", "completed", 3)
    assert "From your photo" in said(card)
    brief = Brief.model_validate_json(guest.core.vault.open(row.input))
    assert isinstance(brief.photo, PhotoPalette)
    assert 3 <= len(brief.photo.colours) <= 6
    everything = await guest.core.db.read(dump)
    for trace in (MARK, data[:40].hex(), "JFIF", "Exif"):
        assert trace not in everything
    # nor behind the seals
    stored = await guest.core.schemes.by_code(guest.person_id, code_of(card))
    opened = row.input + guest.core.vault.open(row.input) + guest.core.vault.open(row.response)
    opened += stored.brief.model_dump_json() + stored.scheme.model_dump_json()
    assert MARK not in opened
    assert len(stored.brief.model_dump_json()) < 1500


def dump(conn) -> str:
    from sqlalchemy import inspect

    tables = inspect(conn).get_table_names()
    return "".join(str(conn.execute(text(f"SELECT * FROM {table}")).all()) for table in tables)


async def test_words_steer_and_again_brings_another_scheme(guest: Guest):
    card = await guest.show(BriefForm("grimdark", photo=photo(), seed=4), agreed=True)
    assert "grimdark" in said(card)
    first = await hexes(guest, card)
    again = await guest.press(card, "Again")
    assert (await requests_of(guest))[-1].type == "reroll"
    assert (await hexes(guest, again))[Role.PRIMARY] != first[Role.PRIMARY]
    colder = await guest.show(routes.ChangeColours(code_of(card), "colder"))
    assert colder.swatches


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, b"\xff\xd8\xff" + b"x" * 100])
async def test_a_bad_file_is_refused_kindly_and_nothing_is_taken(guest: Guest, data: bytes):
    before = await guest.available()
    card = await guest.show(BriefForm("with words", photo=data), agreed=True)
    assert card.tone is Tone.REFUSAL
    assert "PNG, JPEG or WebP" in said(card)
    assert await guest.available() == before
    assert await requests_of(guest) == []


async def test_after_a_crash_the_palette_is_enough(core: Services, clock: Clock, guest: Guest):
    brief = Brief(text="", photo=read_palette(photo()), seed=4)
    quote = await core.desk.quote(guest.person_id, brief, "photo_scheme")
    new = NewRequest(
        id=new_id(),
        person_id=guest.person_id,
        type="photo_scheme",
        key=new_id(),
        inputs_digest=brief.digest(),
        input=core.vault.seal(brief.model_dump_json()),
        quote_id=quote.id,
        parent_id=None,
        engine="embedded",
        engine_version="1",
        platform="terminal",
        surface="{}",
        owner="a process that is gone",
    )
    await core.db.write(open_request, new=new, now=clock(), limits=core.desk.limits)
    clock.now += core.desk.limits.lease + 1
    assert await core.desk.recover() == 1
    (row,) = await requests_of(guest)
    assert (row.status, row.charged, row.attempts) == ("completed", 3, 2)
    card = await guest.show(routes.ShowScheme((await core.schemes.recent(guest.person_id)).schemes[0].code))
    assert "From your photo" in said(card)
    here = painted(brief)
    assert await hexes(guest, card) == {colour.role: colour.hex for colour in here.colours}


async def test_contradictory_wishes_are_said_kindly(guest: Guest):
    card = await guest.show(BriefForm("only red, no red", seed=1), agreed=True)
    assert "You asked for red and for no red; I kept the red." in said(card)
    plain = await guest.show(BriefForm(WORDS + ", no red", seed=1), agreed=True)
    assert "I kept" not in said(plain)
    assert (await dispatch.show(guest.core, guest.visit(), routes.ShowScheme(code_of(card)))).title
    assert i18n._("Code") == "Code"
