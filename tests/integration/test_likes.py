"""Likes through the service and the screens, on both databases: kept, shown, switched off, forgotten."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from bot import routes
from bot.card import Card, Tone
from bot.screens import dispatch
from bot.screens.briefs import BriefForm
from core.errors import NotFound, Refusal
from core.generation.brief import Brief
from core.generation.tables import request
from core.ids import new_id
from core.likes import service as likes
from core.services import Services
from tests.integration.test_surfaces_screens import Clock, Guest, buttons, code_of, guest_of, said

VAGUE = "heroic knights"
TEAL = "#1FA39A"


async def paint(guest: Guest, text: str = VAGUE, seed: int = 7) -> Card:
    return await guest.show(BriefForm(text, seed=seed), agreed=True)


async def known(guest: Guest) -> likes.Known:
    return await guest.core.db.read(likes.known, person_id=guest.person_id)


def fields(card: Card) -> dict[str, str]:
    return {field.label: str(field.value) for field in card.fields}


def palette(card: Card) -> list[str]:
    return [swatch.hex for swatch in card.swatches]


# --- thumbs ---


async def test_a_thumb_is_one_is_free_and_can_be_turned_and_taken_back(guest: Guest):
    card = await paint(guest)
    had = await guest.available()
    up = await guest.press(card, "Thumb up")
    assert "Noted, for free" in said(up)
    assert palette(up) == palette(card)
    captions = [b.caption for b in buttons(up)]
    assert "Thumb down" in captions
    assert "Thumb up" not in captions
    await guest.show(routes.Thumb(code_of(card), "up"))
    assert (await known(guest)).up == 1
    down = await guest.press(up, "Thumb down")
    assert "a little away" in said(down)
    assert ((await known(guest)).up, (await known(guest)).down) == (0, 1)
    back = await guest.press(down, "Take the thumb back")
    assert "taken back" in said(back)
    assert ((await known(guest)).up, (await known(guest)).down) == (0, 0)
    assert "no thumb on it" in said(await guest.show(routes.Thumb(code_of(card), "off")))
    assert await guest.available() == had


async def test_thumbs_at_once_are_one(guest: Guest):
    code = code_of(await paint(guest))
    ways = ["up", "down", "off", "up"] * 4
    await asyncio.gather(*(guest.show(routes.Thumb(code, way)) for way in ways))
    now = await known(guest)
    assert now.up + now.down <= 1


async def test_a_deleted_scheme_takes_its_thumb_along(guest: Guest):
    code = code_of(await paint(guest))
    await guest.show(routes.Thumb(code, "up"))
    assert await guest.core.likes.liked(guest.person_id) != ()
    await guest.show(routes.Delete(code))
    assert (await known(guest)).up == 0
    assert await guest.core.likes.liked(guest.person_id) == ()


async def test_somebody_elses_scheme_has_no_thumb_of_mine(guest: Guest, core: Services, clock: Clock):
    code = code_of(await paint(guest))
    other = await guest_of(core, clock, new_id())
    card = await other.show(routes.Thumb(code, "up"))
    assert card.tone is Tone.REFUSAL
    with pytest.raises(NotFound):
        await core.db.write(likes.rate, person_id=other.person_id, code=code, up=True, now=1)
    assert (await known(other)).up == (await known(guest)).up == 0


# --- leaning ---


async def test_a_favourite_colour_leans_the_next_scheme_and_the_card_says_so(guest: Guest):
    before = await paint(guest)
    assert "Leaning on what you like" not in fields(before)
    shown = await guest.say(f"/likes add {TEAL}")
    assert [f.hex for f in shown.fields if f.hex] == [TEAL]
    leaned = await paint(guest)
    assert fields(leaned)["Leaning on what you like"] == "a little towards lagoon teal"
    assert palette(leaned) != palette(before)
    assert sum(a != b for a, b in zip(palette(before), palette(leaned), strict=True)) <= 2
    again = await guest.show(routes.ShowScheme(code_of(leaned)))
    assert "Leaning on what you like" in fields(again)

    off = await guest.press(leaned, "Stop leaning")
    assert "Off." in said(off)
    assert "Stop leaning" not in [b.caption for b in buttons(await guest.show(routes.ShowScheme(code_of(leaned))))]
    assert palette(await paint(guest)) == palette(before)


async def test_a_card_fits_five_buttons_in_five_rows(guest: Guest):
    await guest.say(f"/likes add {TEAL}")
    leaned = await paint(guest)
    await guest.show(routes.Star(code_of(leaned)))
    for card in (leaned, await guest.show(routes.ShowScheme(code_of(leaned)))):
        assert len(card.buttons) <= 5
        assert max(map(len, card.buttons)) <= 5
        assert "Stop leaning" in [b.caption for b in buttons(card)]


async def test_a_star_and_a_thumb_teach_and_a_reroll_takes_what_is_liked_now(guest: Guest):
    teal = await paint(guest, "teal robes and teal cloaks")
    await guest.press(teal, "Favourite")
    liked = await guest.core.likes.liked(guest.person_id)
    assert liked
    assert liked[0].weight == 60
    first = await paint(guest)
    stored = await guest.core.schemes.by_code(guest.person_id, code_of(first))
    assert stored.brief.liked == liked
    await guest.say("/likes add #A82CA8")
    again = await guest.press(first, "Again")
    rerolled = await guest.core.schemes.by_code(guest.person_id, code_of(again))
    assert rerolled.brief.liked[0].hex == "#A82CA8"


async def test_a_request_keeps_the_likes_it_was_painted_with(guest: Guest):
    """The same event twice is one scheme, though the likes changed between; the row knows which were meant."""
    form = BriefForm(VAGUE, seed=7)
    event = new_id()
    await guest.say(f"/likes add {TEAL}")
    one = await dispatch.show(guest.core, guest.visit(event, agreed=True), form)
    await guest.say("/likes add #A82CA8")
    two = await dispatch.show(guest.core, guest.visit(event, agreed=True), form)
    assert code_of(one) == code_of(two)
    row = (await guest.core.db.read(lambda conn: conn.execute(select(request.c.input)).all()))[-1]
    kept = Brief.model_validate_json(guest.core.vault.open(row.input))
    assert [liked.hex for liked in kept.liked] == [TEAL]


async def test_a_question_answered_later_takes_the_likes_of_then(guest: Guest):
    question = await guest.say(VAGUE)
    await guest.say(f"/likes add {TEAL}")
    painted = await guest.press(question, "Paint it")
    stored = await guest.core.schemes.by_code(guest.person_id, code_of(painted))
    assert [one.hex for one in stored.brief.liked] == [TEAL]
    await guest.say("/likes off")
    assert code_of(await guest.press(question, "Paint it")) == code_of(painted)


# --- /likes ---


async def test_likes_says_what_is_known_and_switches(guest: Guest):
    empty = await guest.say("/likes")
    assert "Nothing yet" in said(empty)
    card = await paint(guest)
    await guest.press(card, "Favourite")
    await guest.press(card, "Thumb up")
    await guest.say("/likes add dark teal")
    shown = await guest.say("/likes")
    assert fields(shown)["Favourites that count"] == "1"
    assert fields(shown)["Thumbs"] == "1 up, 0 down"
    assert len([f for f in shown.fields if f.hex]) == 1
    assert "is off" in said(await guest.say("/likes off"))
    assert "off already" in said(await guest.say("/likes off"))
    assert await guest.core.likes.liked(guest.person_id) == ()
    assert "On again" in said(await guest.say("/likes on"))
    assert await guest.core.likes.liked(guest.person_id) != ()


async def test_colours_are_added_from_a_card_and_taken_off(guest: Guest):
    card = await paint(guest)
    picking = await guest.press(card, "Like a colour")
    assert {f.hex for f in picking.fields} == set(palette(card))
    name = next(b.caption for b in buttons(picking))
    added = await guest.press(picking, name)
    mine = (await known(guest)).colours
    assert len(mine) == 1
    assert "already" in said(await guest.say(f"/likes add {mine[0].lower()}"))
    assert (await guest.press(added, "Remove")).tone is Tone.ANSWER
    assert (await known(guest)).colours == ()
    await guest.say("/likes add teal")
    assert "Taken off" in said(await guest.say("/likes remove teal"))
    assert (await guest.say("/likes remove teal")).tone is Tone.REFUSAL


async def test_a_colour_is_asked_for_and_the_answer_added(guest: Guest):
    asked = await guest.say("/likes add")
    assert asked.tone is Tone.QUESTION
    answer = await guest.say("#abc", asked=asked.asks)
    assert (await known(guest)).colours == ("#AABBCC",)
    assert answer.tone is Tone.ANSWER


@pytest.mark.parametrize(
    "line",
    [
        "/likes add #12",
        "/likes add qwertz",
        "/likes add " + "x" * 500,
        "/likes remove",
        "/likes add \u202e",
        "/likes ad",
    ],
)
async def test_what_cannot_be_read_is_refused_in_a_sentence(guest: Guest, line: str):
    card = await guest.say(line)
    assert card.tone is Tone.REFUSAL
    assert (await known(guest)).colours == ()


@pytest.mark.parametrize("text", ["1|la|zzzzzz", "1|la|12", "1|lr|4FA3A0", "1|th|AAAAAAAA|up", "1|lp|AAAAAAAA"])
async def test_a_button_that_means_nothing_changes_nothing(guest: Guest, text: str):
    card = await dispatch.press(guest.core, guest.visit(), text)
    assert card.tone is Tone.REFUSAL


async def test_only_so_many_colours_fit_and_two_at_once_do_not_slip_in(guest: Guest):
    codes = [f"{n:02X}40A0" for n in range(0, 96, 8)]
    cards = await asyncio.gather(*(guest.show(routes.AddColour(code)) for code in codes))
    assert len((await known(guest)).colours) == likes.MAX_COLOURS
    assert sum(card.tone is Tone.REFUSAL for card in cards) == len(codes) - likes.MAX_COLOURS
    with pytest.raises(Refusal):
        await guest.core.db.write(likes.add_colour, person_id=guest.person_id, hex_="#FFFFFF", now=1)
    shown = await guest.say("/likes")
    assert len(shown.buttons) <= 5
    assert max(map(len, shown.buttons)) <= 5


async def test_a_reset_forgets_thumbs_and_stars_so_far_and_keeps_the_rest(guest: Guest):
    card = await paint(guest, "teal robes and teal cloaks")
    await guest.press(card, "Favourite")
    await guest.press(card, "Thumb up")
    await guest.say("/likes add #A82CA8")
    question = await guest.press(await guest.say("/likes"), "Forget what was learnt")
    assert question.tone is Tone.QUESTION
    assert (await known(guest)).up == 1
    done = await guest.press(question, "Forget it")
    assert "Forgotten" in said(done)
    now = await known(guest)
    assert (now.stars, now.up, now.colours) == (0, 0, ("#A82CA8",))
    assert [one.hex for one in await guest.core.likes.liked(guest.person_id)] == ["#A82CA8"]
    stored = await guest.core.schemes.by_code(guest.person_id, code_of(card))
    assert stored.favourite
    await guest.show(routes.Star(stored.code, on=False))
    await guest.show(routes.Star(stored.code))
    assert (await known(guest)).stars == 1
