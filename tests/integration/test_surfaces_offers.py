"""Words and photos told back with a price before anything is painted, and what of all this may be said openly."""

from __future__ import annotations

import pytest

from bot import routes
from bot.card import Tone, Visibility
from bot.screens import dispatch, refusals
from bot.screens.briefs import BriefForm
from bot.screens.commands import Offer
from bot.screens.paintschemes import EMPTY_SHELF
from core.clock import DAY
from core.drafts import service as drafts
from core.errors import BadInput, Busy, InsufficientTokens, NotFound, Refusal, Unavailable, UnknownWord
from core.generation.errors import Failed
from core.generation.photo import read_palette
from core.ids import new_id
from core.ledger.errors import WalletFrozen
from core.pricing import service as pricing
from tests.integration.test_changes_and_photos import photo
from tests.integration.test_surfaces_screens import WORDS, buttons, clock, code_of, core, guest, guest_of, said

__all__ = ["clock", "core", "guest"]


def draft_of(card) -> str:
    return next(b.route.draft for b in buttons(card) if isinstance(b.route, routes.PaintDraft))


async def spend_all(guest) -> None:
    wallet_id = await guest.core.ledger.ensure_wallet(owner_id=guest.person_id)
    left = await guest.available()
    held = await guest.core.ledger.hold(
        wallet_id=wallet_id, amount=left, feature="paintscheme", key="all", expires_at=guest.clock() + DAY
    )
    await guest.core.ledger.capture(hold_id=held.id)


# --- offers ---


async def test_words_are_told_back_with_the_price_beside_the_balance(guest):
    card = await guest.show(Offer(BriefForm(WORDS)))
    assert card.title == "Shall I paint that?"
    assert card.tone is Tone.QUESTION
    assert card.visibility is Visibility.OWNER
    assert not card.harmless
    assert f"“{WORDS}”" in said(card)
    assert "It costs 3 tokens; you have 12." in said(card)
    (read,) = [f for f in card.fields if f.label == "Read as"]
    assert {"Sea raiders", "teal"} <= set(str(read.value).split(", "))
    assert [b.caption for b in buttons(card)] == ["Paint it (3 tokens)", "Not now"]
    assert await guest.available() == 12
    result = await guest.press(card, "Paint it")
    assert result.swatches
    assert await guest.available() == 9


async def test_an_offer_always_asks(guest):
    await guest.press(await guest.show(Offer(BriefForm(WORDS))), "Paint it")
    asked = await guest.show(Offer(BriefForm("bone white skeletons")))
    assert asked.tone is Tone.QUESTION
    assert "paint at once" not in said(asked)
    assert await guest.available() == 9
    at_once = await guest.show(BriefForm("bone white skeletons"))  # the command does not, after the first yes
    assert at_once.swatches


async def test_the_same_event_twice_is_one_question_and_one_scheme(guest):
    first = await guest.show(Offer(BriefForm(WORDS)), event="telegram:81")
    again = await guest.show(Offer(BriefForm(WORDS)), event="telegram:81")
    assert draft_of(first) == draft_of(again)
    assert draft_of(await guest.show(Offer(BriefForm(WORDS)), event="telegram:82")) != draft_of(first)
    painted_once = await guest.press(first, "Paint it")
    assert code_of(await guest.press(again, "Paint it")) == code_of(painted_once)
    assert await guest.available() == 9


async def test_the_same_event_of_two_people_is_two_questions(guest, core, clock):
    other = await guest_of(core, clock, "somebody else")
    cards = [await one.show(Offer(BriefForm(WORDS)), event="telegram:81") for one in (guest, other)]
    assert len({draft_of(card) for card in cards}) == 2


async def test_long_words_are_cut_between_words(guest):
    words = " ".join(f"verdigris{n}" for n in range(60))
    card = await guest.show(Offer(BriefForm(words)))
    quoted = next(str(line) for line in card.lines if "“" in str(line))
    inside = quoted.split("“")[1].split("”")[0]
    assert len(inside) <= 202
    assert inside.endswith(" …")
    assert words.startswith(inside.removesuffix(" …"))
    assert inside.removesuffix(" …").split()[-1] in words.split()
    endless = await guest.show(Offer(BriefForm("a" * 500)))
    assert "a" * 199 + " …" in said(endless)


async def test_what_has_no_kind_or_colour_we_know_is_offered_without_a_guess(guest):
    card = await guest.show(Offer(BriefForm("hello there")))
    assert not card.fields
    assert "hello there" in said(card)


async def test_a_photo_is_told_back_in_plain_names_with_hex(guest):
    card = await guest.show(Offer(BriefForm("", photo=photo())))
    seen = read_palette(photo()).colours
    assert [f.hex for f in card.fields] == [colour.hex for colour in seen]
    assert all(f.label and f.hex in str(f.value) for f in card.fields)
    assert "the colours of your photo" in said(card)
    assert "It costs 3 tokens" in said(card)
    result = await guest.press(card, "Paint it")
    assert any(f.label == "From your photo" for f in result.fields)


async def test_a_photo_with_words_says_both(guest):
    card = await guest.show(Offer(BriefForm("grimdark orcs", photo=photo())))
    assert "the colours of your photo and your words: “grimdark orcs”" in said(card)
    assert card.fields[0].label == "Read as"
    assert len(card.fields) > 3


@pytest.mark.parametrize("words", ["", "<b>bold</b>", "1234", "x" * 5000, "дракон"])
async def test_bad_words_are_refused_as_ever(guest, words):
    card = await guest.show(Offer(BriefForm(words)))
    assert card.tone is Tone.REFUSAL
    assert not any(isinstance(b.route, routes.PaintDraft) for b in buttons(card))


async def test_without_tokens_an_offer_says_how_to_get_some(guest):
    await spend_all(guest)
    card = await guest.show(Offer(BriefForm(WORDS)))
    assert card.tone is Tone.REFUSAL
    assert "That costs 3 tokens and you have 0." in said(card)
    assert "Claim today’s tokens" in said(card)


# --- a draft's question once more ---


async def test_a_question_is_asked_again_at_todays_price(guest):
    first = await guest.show(BriefForm(WORDS), event="a")
    draft = draft_of(first)
    again = await guest.show(routes.AskDraft(draft))
    assert draft_of(again) == draft
    assert f"“{WORDS}”" in said(again)
    assert "It costs 3 tokens; you have 12." in said(again)
    assert "paint at once" in said(again)
    await guest.core.db.write(pricing.set_price, feature="paintscheme", cost=5, now=guest.clock())
    dearer = await guest.show(routes.AskDraft(draft))
    assert "It costs 5 tokens; you have 12." in said(dearer)
    result = await guest.press(dearer, "Paint it (5 tokens)")
    assert result.swatches
    assert await guest.available() == 7


async def test_a_question_of_somebody_else_or_of_long_ago_is_gone(guest, core, clock):
    draft = draft_of(await guest.show(BriefForm(WORDS)))
    other = await guest_of(core, clock, "somebody else")
    for card in (await other.show(routes.AskDraft(draft)), await guest.show(routes.AskDraft(new_id()))):
        assert card.tone is Tone.REFUSAL
        assert "I no longer know what that was about." in said(card)
        assert WORDS not in said(card)
    await spend_all(guest)
    assert "you have 0" in said(await guest.show(routes.AskDraft(draft)))


async def test_a_question_keeps_where_it_was_asked(guest, core):
    card = await guest.show(BriefForm(WORDS), place="-1001234:77:812")
    place = await core.db.read(drafts.place_of, draft_id=draft_of(card), person_id=guest.person_id)
    assert place == "-1001234:77:812"
    nowhere = draft_of(await guest.show(BriefForm("imps")))
    assert await core.db.read(drafts.place_of, draft_id=nowhere, person_id=guest.person_id) == ""
    with pytest.raises(NotFound):
        await core.db.read(drafts.place_of, draft_id=nowhere, person_id="nobody")


# --- what may be said openly ---


async def test_the_question_for_a_brief_says_nothing_of_its_owner_but_aside(guest):
    card = await guest.say("/paintscheme")
    assert card.asks == routes.AskBrief()
    assert card.visibility is Visibility.EVERYONE
    assert card.harmless
    assert [str(line) for line in card.aside] == ["A paint scheme costs 3 tokens; you have 12."]
    assert "token" not in "\n".join(str(line) for line in card.lines)


async def test_help_about_and_costs_are_nobodys_secret(guest):
    for line in ("/help", "/about", "/costs"):
        card = await guest.say(line)
        assert card.harmless, line
        openly = [card.title, *card.lines, card.footnote, *(f.value for f in card.fields)]
        assert "You have" not in "\n".join(map(str, openly))


async def test_what_is_the_persons_own_is_no_harmless_card(guest):
    for line in ("/balance", "/history", "/daily", "/schemes", "/likes", "/paints shelf"):
        assert not (await guest.say(line)).harmless, line
    assert not (await guest.scheme()).harmless


@pytest.mark.parametrize(
    ("refusal", "harmless"),
    [
        (BadInput("That cannot be read."), True),
        (UnknownWord("brand", "Valejo", ("Vallejo",)), True),
        (NotFound("It is not there."), True),
        (Unavailable("The disk is full."), True),
        (Failed("ABCD1234"), True),
        (InsufficientTokens(3, 1), False),
        (WalletFrozen(), False),
        (Busy("Two of your schemes are on the way."), False),
        (Refusal("You have 50 favourites."), False),
        (BadInput(EMPTY_SHELF, private=True), False),
    ],
)
async def test_a_refusal_knows_whether_it_speaks_of_the_person(guest, refusal, harmless):
    assert (await refusals.refused(guest.core, guest.visit(), refusal)).harmless is harmless


async def test_refusals_of_the_shelf_are_kept_to_its_owner(guest):
    for card in (
        await guest.show(BriefForm("imps", only_my_paints=True)),
        await guest.say("/paints shelf remove Abaddon Black"),
        await guest.show(routes.UndoShelf()),
        await guest.show(routes.RemovePaint("9f86d081884c")),
    ):
        assert card.tone is Tone.REFUSAL
        assert not card.harmless, card.lines


async def test_old_buttons_and_our_own_faults_are_harmless(guest):
    assert (await dispatch.press(guest.core, guest.visit(), "1|zz")).harmless
    assert (await guest.show(routes.Decline())).harmless
    assert refusals.fault(RuntimeError("no"), platform="telegram").harmless
