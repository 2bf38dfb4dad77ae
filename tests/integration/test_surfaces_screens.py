"""Every screen, through the real core on a real database."""

from __future__ import annotations

import csv
import io
import logging
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, fields, is_dataclass

import pytest

from bot import i18n, routes
from bot.card import Button, Card, Text, Tone, Visibility
from bot.discord.present import LISTED
from bot.locales.build_pot import extract
from bot.screens import dispatch
from bot.screens.briefs import BriefForm
from bot.screens.visit import Visit
from core.accounts.service import person_for
from core.clock import DAY, now_ms
from core.colour import vocabulary as named
from core.generation.brief import Brief
from core.generation.embedded import EmbeddedEngine
from core.generation.proposal import Proposal
from core.ids import new_id
from core.pricing import service as pricing
from core.services import Services, open_services
from core.shelf.sets import boxed_sets

WORDS = "drowned sailors, ghostly teal and rusted brass, grimdark"


@dataclass
class Clock:
    """Runs on by a second a look, so that the order of things is plain."""

    now: int = field(default_factory=lambda: now_ms() // DAY * DAY + DAY // 2)

    def __call__(self) -> int:
        self.now += 1000
        return self.now


class Guest:
    """Somebody at a surface: presses buttons, says words, and sees cards."""

    def __init__(self, core: Services, clock: Clock, person_id: str) -> None:
        self.core = core
        self.clock = clock
        self.person_id = person_id
        self.told: list[Card] = []

    def visit(self, event: str = "", **more) -> Visit:
        return Visit(self.person_id, "terminal", event or new_id(), tell=self.told.append, **more)

    async def show(self, asked, **more) -> Card:
        return await dispatch.show(self.core, self.visit(**more), asked)

    async def say(self, line: str, **more) -> Card:
        return await dispatch.say(self.core, self.visit(), line, **more)

    async def press(self, card: Card, caption: str, event: str = "") -> Card:
        button = next(b for b in buttons(card) if b.caption.startswith(caption))
        return await dispatch.press(self.core, self.visit(event), routes.encode(button.route))

    async def scheme(self, **more) -> Card:
        return await self.show(BriefForm(WORDS, seed=7, **more), agreed=True)

    async def available(self) -> int:
        wallet_id = await self.core.ledger.ensure_wallet(owner_id=self.person_id)
        return (await self.core.ledger.balance(wallet_id=wallet_id)).available


def buttons(card: Card) -> list[Button]:
    return [button for row in card.buttons for button in row]


def code_of(card: Card) -> str:
    return next(str(f.value) for f in card.fields if f.label == i18n._("Code"))


def said(card: Card) -> str:
    """Everything that a card says in words."""
    parts = [card.title, *card.lines, card.footnote, *card.aside]
    parts += [text for f in card.fields for text in (f.label, f.value)]
    parts += [button.caption for button in buttons(card)]
    return "\n".join(str(part) for part in parts)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def core(sqlite_url, clock) -> AsyncIterator[Services]:
    services = await open_services(sqlite_url, clock=clock)
    yield services
    await services.close()


async def guest_of(core: Services, clock: Clock, name: str = "local") -> Guest:
    return Guest(core, clock, await core.db.write(person_for, "terminal", name, now=clock()))


@pytest.fixture
async def guest(core, clock) -> Guest:
    return await guest_of(core, clock)


# --- painting ---


async def test_the_price_is_asked_once_and_the_question_lasts_for_weeks(database_url, clock):
    core = await open_services(database_url, ["Yq1S7y0VQ0o2bJ1t8h7m3v9s5p4w6x2z1c3e5g7i9k0="], clock=clock)
    try:
        guest = await guest_of(core, clock)
        question = await guest.say(WORDS)
        assert question.tone is Tone.QUESTION
        assert "It costs 3 tokens; you have 12." in said(question)
        assert question.visibility is Visibility.OWNER
        assert await guest.available() == 12

        clock.now += 20 * DAY
        painted = await guest.press(question, "Paint it (3 tokens)")
        assert len(painted.swatches) == 6
        assert await guest.available() == 9
        twice = await guest.press(question, "Paint it (3 tokens)")
        assert code_of(twice) == code_of(painted)
        assert await guest.available() == 9

        at_once = await guest.say("bone white skeletons in purple robes")
        assert at_once.swatches
        assert await guest.available() == 6
    finally:
        await core.close()


async def test_a_no_costs_nothing(guest):
    question = await guest.say(WORDS)
    left = await guest.press(question, "Not now")
    assert "Nothing was taken" in said(left)
    assert await guest.available() == 12


async def test_when_the_price_has_risen_since_the_button_the_new_one_is_asked(guest, clock):
    question = await guest.say(WORDS)
    painted = await guest.scheme()
    for feature, cost in (("paintscheme", 4), ("reroll", 5)):
        await guest.core.db.write(pricing.set_price, feature=feature, cost=cost, now=clock())
    again = await guest.press(question, "Paint it (3 tokens)")
    assert "It costs 4 tokens; you have 9." in said(again)
    reroll = await guest.press(painted, "Again (2 tokens)")
    assert "It costs 5 tokens; you have 9." in said(reroll)
    assert await guest.available() == 9
    assert (await guest.press(reroll, "Paint it (5 tokens)")).swatches
    assert await guest.available() == 4


async def test_a_result_says_how_to_paint_it_and_keeps_the_balance_apart(guest):
    card = await guest.scheme()
    assert [stage.title for stage in guest.told][-1] == "Drawing"
    assert card.visibility is Visibility.EVERYONE
    assert sum(s.share for s in card.swatches) == 100
    for swatch in card.swatches:
        assert swatch.role
        assert swatch.name
        assert re.fullmatch("#[0-9A-F]{6}", swatch.hex)
        assert swatch.paint
    assert {f.label for f in card.fields} >= {"Primer", "Wash", "Ground", "Difficulty", "Techniques", "Read as", "Code"}
    assert "Unofficial" in str(card.footnote)
    assert "9 tokens" in "\n".join(str(a) for a in card.aside)
    assert "tokens" not in "\n".join(str(part) for part in (*card.lines, *(f.value for f in card.fields)))
    assert card.picture.draw().startswith(b"\x89PNG")
    assert all(swatch.hex in card.picture.alt or swatch.name in card.picture.alt for swatch in card.swatches)
    captions = [b.caption for b in buttons(card)]
    assert captions[:4] == ["Again (2 tokens)", "Easier", "Harder", "Other brand"]
    assert "Favourite" in captions


async def test_again_costs_its_own_price_and_differs(guest):
    first = await guest.scheme()
    event = new_id()
    second = await guest.press(first, "Again", event)
    assert [s.hex for s in second.swatches] != [s.hex for s in first.swatches]
    assert await guest.available() == 7
    assert code_of(await guest.press(first, "Again", event)) == code_of(second)
    assert await guest.available() == 7


async def test_easier_harder_and_another_brand_are_free_and_lead_back(guest):
    first = await guest.scheme(brands=("Vallejo",))
    easy = await guest.press(first, "Easier")
    assert [s.hex for s in easy.swatches] == [s.hex for s in first.swatches]
    assert "fast" in said(easy)
    assert [b.caption for b in buttons(easy)][1:3] == ["Harder", "Other brand"]
    assert code_of(await guest.press(easy, "Harder")) == code_of(first)
    hard = await guest.press(first, "Harder")
    assert [b.caption for b in buttons(hard)][1:3] == ["Easier", "Other brand"]

    choice = await guest.press(first, "Other brand")
    assert "Vallejo" not in [b.caption for b in buttons(choice)]
    other = await guest.press(choice, "Citadel")
    assert all(s.paint.startswith("Citadel") for s in other.swatches)
    assert (await guest.press(choice, "Any brand")).swatches
    assert (await guest.press(choice, "More brands")).buttons != choice.buttons
    assert await guest.available() == 9


async def test_words_that_nobody_should_read_are_not_repeated(guest):
    card = await guest.show(BriefForm("blood angels space marines in crimson, fuck", seed=3), agreed=True)
    assert card.swatches
    everything = (said(card) + card.picture.alt + card.picture.filename).casefold()
    for word in ("blood angel", "space marine", "fuck"):
        # At the start of a word: "Ultramarine" is a pigment, and a paint may be called that.
        assert not re.search(rf"\b{word}", everything)


# --- what one keeps ---


async def test_star_rename_show_delete(guest):
    code = code_of(await guest.scheme())
    starred = await guest.show(routes.Star(code))
    assert "You have 1 favourite." in said(starred)
    assert code in said(await guest.say("/schemes favourites"))

    asked = await guest.say(f"/schemes rename {code.lower()}")
    assert asked.asks == routes.AskName(code)
    renamed = await guest.say("The Tide | Watch 100%", asked=asked.asks)
    assert renamed.title == "The Tide | Watch 100%"
    shown = await guest.say(f"/schemes show #{code.lower()}")
    assert shown.title == "The Tide | Watch 100%"
    assert {"Rename", "Delete", "Take the star off"} <= {b.caption for b in buttons(shown)}
    assert "Space Marine" not in (await guest.say(f"/schemes rename {code} Space Marines")).title

    question = await guest.press(shown, "Delete")
    assert code in said(await guest.say("/schemes"))
    assert "Nothing was taken" in said(await guest.press(question, "Keep it"))
    assert "gone" in said(await guest.press(question, "Delete"))
    assert (await guest.press(question, "Delete")).tone is Tone.REFUSAL
    assert "No schemes yet" in said(await guest.say("/schemes"))
    assert "No favourites yet" in said(await guest.say("/schemes favorites"))


async def test_lists_are_paged_to_the_end(guest):
    await guest.core.db.write(
        pricing.grant_by_operator,
        person_id=guest.person_id, amount=30, actor="test", reason="test", key="t", now=guest.clock(),
    )  # fmt: skip
    codes = [code_of(await guest.show(BriefForm(WORDS, seed=n), agreed=True)) for n in range(1, 8)]
    page = await guest.say("/schemes")
    first = [f.label for f in page.fields]
    older = await guest.press(page, "Older")
    assert first + [f.label for f in older.fields] == codes[::-1]
    assert [f.label for f in (await guest.press(older, "Newest")).fields] == first
    assert (await guest.show(routes.Schemes("recent", "nonsense"))).tone is Tone.REFUSAL


async def test_what_is_somebody_elses_is_not_there(guest, core, clock):
    code = code_of(await guest.scheme())
    question = await (await guest_of(core, clock, "other")).say(WORDS)
    stranger = await guest_of(core, clock, "stranger")
    for route in (
        routes.ShowScheme(code),
        routes.Star(code),
        routes.AskName(code),
        routes.AskDelete(code),
        routes.Delete(code),
        routes.Again(code, 2),
        routes.Retier(code, "fast"),
        routes.Rebrand(code, "Vallejo"),
        routes.ChooseBrand(code),
        buttons(question)[0].route,
    ):
        card = await stranger.show(route)
        assert card.tone is Tone.REFUSAL, route
        assert card.visibility is Visibility.OWNER
        assert "Tide" not in said(card)
    assert await stranger.available() == 12


# --- tokens ---


async def test_balance_tells_free_from_bought_and_what_expires(guest):
    card = await guest.say("/balance")
    assert card.title == "You have 12 tokens"
    values = {f.label: str(f.value) for f in card.fields}
    assert values["Bought"] == "0 tokens"
    assert values["Free"] == "12 tokens"
    assert re.fullmatch(r"12 tokens on \d+ \w+ \d{4}", values["Expires"])
    claimed = await guest.press(card, "Claim")
    assert claimed.title == "2 tokens for today"
    assert "Claim" not in said(await guest.say("/balance"))


async def test_the_daily_claim_counts_days_and_stops_at_the_cap(guest, clock):
    for n in range(1, 8):
        card = await guest.say("/daily")
        assert f"Day {n} in a row" in said(card)
        assert (await guest.say("/daily")).title == "You have claimed today"
        clock.now += DAY
    assert "with 4 on top" in said(card)  # 12 + 6·2 = 24 would be over the cap of 20
    assert await guest.available() == 20
    assert "fitted" in said(card)
    assert (await guest.say("/daily")).title == "Your palette is full"
    clock.now += 2 * DAY
    assert "Day 1 in a row" in said(await guest.say("/daily"))


async def test_history_is_paged_with_a_running_balance_and_exported(guest):
    for n in range(12):
        await guest.core.db.write(
            pricing.grant_by_operator,
            person_id=guest.person_id, amount=n + 1, actor="test", reason="=1+1", key=f"t{n}", now=guest.clock(),
        )  # fmt: skip
    page = await guest.say("/history")
    assert len(page.fields) == 10
    assert str(page.fields[0].value) == "From the operator, +12, 90 left"
    older = await guest.press(page, "Older")
    assert [str(f.value) for f in older.fields][-1] == "Welcome, +12, 12 left"
    assert [b.caption for b in buttons(older)] == ["Newest", "All of it as CSV"]

    (file,) = (await guest.press(page, "All of it")).attachments
    rows = list(csv.DictReader(io.StringIO(file.content.decode())))
    assert [int(row["balance"]) for row in rows][-1] == 90
    assert sum(int(row["amount"]) for row in rows) == 90
    assert rows[1]["reason"] == "'=1+1"
    assert rows[0]["at"].endswith("+00:00")
    assert (await guest.show(routes.History("nonsense"))).tone is Tone.ANSWER


async def test_costs_stand_beside_the_balance(guest):
    card = await guest.say("/costs")
    assert "You have 12 tokens." in said(card)
    values = {f.label: str(f.value) for f in card.fields}
    assert values["A paint scheme"] == "3 tokens"
    assert not any("nick" in label.casefold() for label in values)


async def test_without_tokens_the_next_step_is_named(guest):
    for n in range(1, 5):
        await guest.show(BriefForm(WORDS, seed=n), agreed=True)
    card = await guest.say(WORDS)
    assert card.tone is Tone.REFUSAL
    assert "That costs 3 tokens and you have 0. Nothing was taken." in said(card)
    assert "2 tokens wait for you today: /daily." in said(card)
    assert "wetpalette admin grant" in said(card)
    await guest.press(card, "Claim")
    later = await guest.say(WORDS)
    assert re.search(r"The next claim is at \d+ \w+ \d{4}, 00:00 UTC: /daily\.", said(later))


# --- what goes wrong ---


@pytest.mark.parametrize("text", ["", "1|zz", "2|ba", "scheme:7KQ2M4XR", "1|sc|" + "A" * 99])
async def test_stale_buttons_are_answered_politely(guest, text):
    card = await dispatch.press(guest.core, guest.visit(), text)
    assert card.title == "That button is from another time"
    assert buttons(card)


async def test_our_own_faults_are_an_apology_with_a_number_that_the_log_knows(guest, monkeypatch, caplog):
    async def broken(*_args):
        raise RuntimeError("secret text of a person")

    monkeypatch.setitem(dispatch.SCREENS, routes.Balance, broken)
    with caplog.at_level(logging.ERROR):
        card = await guest.say("/balance")
    assert card.tone is Tone.FAULT
    assert card.incident in said(card)
    assert "secret" not in said(card)
    assert caplog.records[-1].incident == card.incident


async def test_a_failing_engine_charges_nothing(sqlite_url, clock):
    class Broken:
        name, version = "broken", "1"

        async def propose(self, brief: Brief) -> Proposal:
            raise RuntimeError("no")

    core = await open_services(sqlite_url, engine=Broken(), clock=clock)
    try:
        guest = await guest_of(core, clock)
        card = await guest.scheme()
        assert card.tone is Tone.FAULT
        assert card.incident
        assert "0 tokens were charged" in said(card)
        assert await guest.available() == 12
    finally:
        await core.close()


# --- all of it ---


async def crawl(guest: Guest) -> list[Card]:
    """Press every button there is, card by card, until nothing new comes; what costs or deletes is pressed too."""
    await guest.core.db.write(
        pricing.grant_by_operator,
        person_id=guest.person_id, amount=200, actor="test", reason="test", key="crawl", now=guest.clock(),
    )  # fmt: skip
    cards = [
        await guest.say("/help"),
        await guest.say("/schemes"),
        await guest.say("/schemes nosuchone"),
        await guest.scheme(),
    ]
    cards.append(await guest.say("/schemes show " + code_of(cards[-1])))
    cards += [
        await guest.say("/paints"),
        await guest.say("/paints match mephistn red"),
        await guest.say("/paints match Nuln Oil"),
        await guest.say("/paints convert black to Vallejo"),
        await guest.say("/paints shelf add black, gold, Mephiston Red, Moot Green"),
        await guest.say("/paints shelf"),
        await guest.say("/paints shelf search moot gren"),
        await guest.say("/paints shelf remove m"),
        await guest.say("/paints shopping"),
        await guest.say("/preferences"),
    ]
    seen: set[tuple[str, str]] = set()
    queue = list(cards)
    while queue:
        card = queue.pop(0)
        for button in buttons(card):
            kind = (type(button.route).letters, button.label)
            if kind in seen or type(button.route) is routes.Delete:
                continue
            seen.add(kind)
            answer = await dispatch.press(guest.core, guest.visit(), routes.encode(button.route))
            cards.append(answer)
            queue.append(answer)
    return cards


async def test_every_button_leads_somewhere(guest):
    cards = await crawl(guest)
    assert not [card for card in cards if card.tone is Tone.FAULT]
    pressed = {type(button.route) for card in cards for button in buttons(card)}
    pressed |= {type(card.posts) for card in cards if card.posts is not None}  # a button that a surface adds
    pressed |= {type(card.original) for card in cards if card.original is not None}  # and another
    typed = {routes.PaintDraft, routes.AskDraft, routes.About, routes.AskBrief, routes.Paints, routes.Usage}
    typed |= {routes.PickLanguage, routes.PreferLanguage}  # where there is more than English: test_preferences
    typed |= {r for r in routes.TABLE.values() if r.letters.startswith("n") and r is not routes.Decline}  # test_naming
    typed |= {r for r in routes.TABLE.values() if r.letters.startswith("k")}  # test_collection_screens presses those
    assert set(routes.TABLE.values()) - pressed <= typed
    for card in cards:
        assert all(len(row) <= 5 for row in card.buttons), "a platform shows five in a row"
        lists = [row for row in card.buttons if all(type(button.route) in LISTED for button in row)]
        assert len(card.buttons) - len(lists) <= 5, "lists become menus"
        assert all(0 < len(button.caption) <= 40 for button in buttons(card))


async def test_every_word_of_ours_is_translated(guest, monkeypatch):
    """With a catalogue that marks every text, nothing on any card is without its mark but names and numbers."""
    marks = {}
    for message in extract():
        one, many = message.id if isinstance(message.id, tuple) else (message.id, message.id)
        if one:
            marks[one], marks[many] = f"⟦{one}⟧", f"⟦{many}⟧"

    unknown: list[str] = []

    class Marked:
        def gettext(self, text: str) -> str:
            return marks.get(text) or unknown.append(text) or text

        def ngettext(self, one: str, many: str, n: int) -> str:
            return marks[one if n == 1 else many]

    monkeypatch.setattr(i18n, "_catalogue", lambda *_args: Marked())
    composed: set[str] = set()  # what an engine made up: names of colours, what they go on, the line under a title
    bare: set[str] = set()
    for card in await crawl(guest):
        if card.swatches:
            composed |= {card.title, str(card.lines[0])}
            composed |= {text for s in card.swatches for text in (s.name, s.covers)}
        bare |= {str(text) for text in _texts(card) if "⟦" not in str(text)}
    brands = {paint.brand for paint in guest.core.catalogue.paints}
    ours = {text for text in bare - composed - brands - {""} if not re.fullmatch(r"[0-9A-Z]{8}|/.*", text)}
    said_of_paints = set().union(*(_words(p.title) for p in guest.core.catalogue.paints))
    said_of_paints |= set().union(*(_words(b.title) for b in boxed_sets(guest.core.catalogue)))
    ours = {text for text in ours if not all(_names_a_colour(part) for part in text.split(", "))}
    assert {text for text in ours if not _words(text) <= said_of_paints} == set()
    assert {text for text in unknown if text not in composed and not _names_a_colour(text)} == set()


def _names_a_colour(text: str) -> bool:
    """Whether a text is a colour's composed name, on a card of its own ("Bright inkwell blue") or within a sentence."""
    words = {word for word, _ in (*named.WORDS, *named.SKIN_WORDS)}
    words |= {name.casefold() for steps in named.METAL_WORDS.values() for _, name in steps}
    fronts = (named.LIGHTER, named.DARKER, named.LIGHTER_YET_DARK, named.LIGHTER_AND_CLEAR)
    fronts += (named.DARKER_YET_LIGHT, named.DULLER, named.RICHER, named.OTHERS)
    said = text.casefold()
    front, _, rest = said.partition(" ")
    return said in words or (rest in words and any(front in some for some in fronts))


def _words(text: str) -> set[str]:
    """The words of a text; numbers, colours and signs are none."""
    return set(re.findall(r"[^\W\d_]{2,}", re.sub(r"#[0-9A-F]{6}", "", text).casefold()))


def _texts(card: Card) -> list[str | Text]:
    """Every text on a card that is ours to say: no names of colours, paints and schemes, no file names."""
    texts: list[str | Text] = [*card.lines, card.footnote, *card.aside]
    texts += [t for f in card.fields for t in ((f.value,) if re.match(r"\d", f.label) else (f.label, f.value))]
    texts += [button.label for button in buttons(card)]
    texts += [t for s in card.swatches for t in (s.role, *(chip.label for chip in s.ladder))]
    return texts


def test_cards_know_no_platform():
    """Everything on a card is plain values; nothing in it belongs to a chat library."""
    for thing in (Card, Button):
        assert is_dataclass(thing)
        for f in fields(thing):
            assert not any(word in str(f.type) for word in ("discord", "telegram", "rich"))


def test_the_engine_of_the_house_is_the_embedded_one():
    assert EmbeddedEngine().name == "embedded"
