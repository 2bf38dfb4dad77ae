"""Names through the service and the screens on both databases: paid once, never repeated, chosen, taken back."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select

from bot import routes
from bot.card import Card, Tone, Visibility
from bot.screens.name_words import NameWords
from core.clock import DAY
from core.collection.service import Collection
from core.collection.values import Model
from core.errors import InsufficientTokens, NotFound
from core.ids import new_id
from core.ledger.amounts import Source
from core.naming.service import Names, Naming, PriceRose, Wanted
from core.naming.tables import naming as table
from core.nicknames.sounds import sound_key
from core.persistence.vault import Vault, new_key, rotate_all
from core.preferences import service as preferences
from core.pricing import service as pricing
from core.services import Services, open_services
from core.wordlists import is_clean
from tests.fakes.house import KEY
from tests.integration.test_surfaces_screens import Clock, Guest, buttons, guest_of, said
from tests.unit.test_nicknames_checks import red_team

KNIGHT = Wanted(text="a grim old knight")


@pytest.fixture
async def sqlite_guest(sqlite_url: str, clock: Clock) -> AsyncIterator[Guest]:
    """For what has nothing to do with the database."""
    services = await open_services(sqlite_url, [KEY], clock=clock)
    yield await guest_of(services, clock)
    await services.close()


async def make(guest: Guest, wanted: Wanted = KNIGHT, key: str = "", **more) -> Names:
    key = key or new_id()
    return await guest.core.naming.make(guest.person_id, wanted, key=key, seed=more.pop("seed", 7), agreed=1, **more)


async def rich(guest: Guest, amount: int = 1_000) -> None:
    wallet = await guest.core.ledger.ensure_wallet(owner_id=guest.person_id)
    await guest.core.ledger.grant(wallet_id=wallet, amount=amount, source=Source.OPERATOR, key=new_id())


async def empty(guest: Guest) -> None:
    wallet = await guest.core.ledger.ensure_wallet(owner_id=guest.person_id)
    left = await guest.available()
    held = await guest.core.ledger.hold(
        wallet_id=wallet, amount=left, feature="paintscheme", key=new_id(), expires_at=guest.clock() + DAY
    )
    await guest.core.ledger.capture(hold_id=held.id)


async def stored(guest: Guest) -> int:
    query = select(func.count()).where(table.c.person_id == guest.person_id)
    return int(await guest.core.db.read(lambda conn: conn.execute(query).scalar_one()))


async def model_of(guest: Guest, text: str = "lich on dragon") -> Model:
    return (await guest.core.collection.add(guest.person_id, text)).models[0]


async def price(guest: Guest, feature: str, cost: int) -> None:
    await guest.core.db.write(pricing.set_price, feature=feature, cost=cost, now=guest.clock())


async def restore_prices(guest: Guest) -> None:
    for feature in ("nickname", "more_names"):
        await price(guest, feature, 1)


async def clean_books(core: Services) -> None:
    audit = await core.ledger.audit()
    assert audit.clean, audit.findings


def full(names: Names) -> list[str]:
    return [one.full for one in names.suggestions]


# --- asking and paying ---


async def test_six_names_are_paid_for_and_kept(guest: Guest):
    names = await make(guest)
    assert len(set(full(names))) == 6
    assert (names.cost, names.chosen, names.taken) == (1, None, None)
    assert await guest.available() == 11
    assert await guest.core.naming.one(guest.person_id, names.id) == names
    assert names.wanted == KNIGHT
    await clean_books(guest.core)


async def test_the_same_event_is_one_request(guest: Guest):
    first = await make(guest, key=(key := new_id()))
    assert await make(guest, key=key) == first
    again = await make(guest, Wanted(text="other words"), key=key, seed=9)
    assert again == first
    assert await guest.available() == 11
    assert await stored(guest) == 1


async def test_the_same_event_many_times_at_once_is_paid_once(guest: Guest):
    key = new_id()
    made = await asyncio.gather(*(make(guest, key=key, seed=n) for n in range(8)))
    assert len({one.id for one in made}) == 1
    assert len({tuple(full(one)) for one in made}) == 1
    assert await guest.available() == 11
    await clean_books(guest.core)


async def test_somebody_elses_event_and_names_are_not_found(guest: Guest, core: Services, clock: Clock):
    names = await make(guest, key=(key := new_id()))
    other = await guest_of(core, clock, new_id())
    with pytest.raises(NotFound):
        await make(other, key=key)
    with pytest.raises(NotFound):
        await core.naming.one(other.person_id, names.id)
    with pytest.raises(NotFound):
        await core.naming.choose(other.person_id, names.id, 0, change_id=new_id())
    with pytest.raises(NotFound):
        await core.naming.more(other.person_id, names.id, "different", key=new_id(), seed=1, agreed=1)
    assert await other.available() == 12
    assert await stored(other) == 0


async def test_without_tokens_nothing_is_made(guest: Guest):
    names = await make(guest)
    await empty(guest)
    with pytest.raises(InsufficientTokens):
        await make(guest)
    for how in ("like", "different", "sillier"):
        with pytest.raises(InsufficientTokens):
            await guest.core.naming.more(guest.person_id, names.id, how, key=new_id(), seed=1, agreed=1)
    assert await stored(guest) == 1
    await clean_books(guest.core)


async def test_a_price_that_rose_is_asked_about_again(guest: Guest):
    question = await guest.say("/nickname a grim old knight")
    names = await make(guest)
    try:
        await price(guest, "nickname", 3)
        await price(guest, "more_names", 2)
        with pytest.raises(PriceRose) as rose:
            await make(guest)
        assert rose.value.cost == 3
        again = await guest.press(question, "Suggest names (1 token)")
        assert again.tone is Tone.QUESTION
        assert "It costs 3 tokens; you have 11." in said(again)
        dearer = await guest.show(routes.MoreNames(names.id, "sillier", 1))
        assert dearer.tone is Tone.QUESTION
        assert "It costs 2 tokens; you have 11." in said(dearer)
        assert await guest.available() == 11
        assert await stored(guest) == 1
        assert (await guest.press(dearer, "Suggest names (2 tokens)")).title.startswith("Names for")
        assert (await guest.press(again, "Suggest names (3 tokens)")).title.startswith("Names for")
        assert await guest.available() == 6
    finally:
        await restore_prices(guest)
    await clean_books(guest.core)


async def test_free_names_take_nothing(guest: Guest):
    try:
        await price(guest, "nickname", 0)
        names = await make(guest)
        assert (names.cost, await guest.available()) == (0, 12)
    finally:
        await restore_prices(guest)
    await clean_books(guest.core)


# --- never the same again ---


async def test_fifty_requests_for_one_thing_never_repeat_a_name(guest: Guest):
    await rich(guest)
    model = await model_of(guest)
    wanted = Wanted(text=model.name, target=model.code, tradition="norse")
    names = await make(guest, wanted)
    seen = full(names)
    for n in range(49):
        if n % 2:
            names = await make(guest, wanted, seed=n)
        else:
            how = ("like", "different", "sillier")[n // 2 % 3]
            names = await guest.core.naming.more(guest.person_id, names.id, how, key=new_id(), seed=n, agreed=1)
        assert len(names.suggestions) == 6
        seen += full(names)
    assert len(seen) == 300
    assert len({sound_key(one) for one in seen}) == 300
    await clean_books(guest.core)


async def test_names_that_others_bear_do_not_come(guest: Guest):
    first = await make(guest, seed=3)
    bearer = await model_of(guest, "old baron")
    await guest.core.collection.nickname(guest.person_id, bearer.code, first.suggestions[0].full)
    chosen = await make(guest, Wanted(text="a pirate"), seed=4)
    await guest.core.naming.choose(guest.person_id, chosen.id, 2, change_id=new_id())
    for seed, text in ((3, "another grim old knight"), (4, "another pirate")):
        names = await make(guest, Wanted(text=text, tradition=first.suggestions[0].tradition), seed=seed)
        assert first.suggestions[0].full not in full(names)
        assert chosen.suggestions[2].full not in full(names)


async def test_the_same_words_are_the_same_thing_and_other_words_are_not(guest: Guest):
    assert Wanted(text="A Grim  old KNIGHT").about == KNIGHT.about
    assert Wanted(text="a grim old lady").about != KNIGHT.about
    assert Wanted(text="a grim old knight", target="AAAA1111").about == "AAAA1111"


async def test_what_is_asked_for_is_written_and_read(guest: Guest):
    model = await model_of(guest, "10 skeleton archers")
    card = await guest.show(NameWords(target=model.code, traits="Brave, odd words", tone="silly"), agreed=True)
    route = next(b.route for b in buttons(card) if isinstance(b.route, routes.ChooseName))
    wanted = (await guest.core.naming.one(guest.person_id, route.naming)).wanted
    assert Wanted.read(wanted.written()) == wanted
    assert (wanted.kind, wanted.target, wanted.traits, wanted.tone) == (
        "unit",
        model.code,
        ("brave", "odd words"),
        1.0,
    )


# --- choosing ---


async def test_a_chosen_name_is_borne_and_taken_back(guest: Guest):
    collection: Collection = guest.core.collection
    model = await model_of(guest)
    await collection.nickname(guest.person_id, model.code, "Old Bones")
    names = await make(guest, Wanted(text=model.name, target=model.code))
    event = new_id()
    for _ in range(2):  # the same event twice is one change
        await guest.core.naming.choose(guest.person_id, names.id, 1, change_id=event)
    taken = names.suggestions[1].full
    assert (await collection.model(guest.person_id, model.code)).nickname == taken
    assert [name for name, _at in await collection.given(guest.person_id, model.code)] == [taken, "Old Bones"]
    assert (await guest.core.naming.one(guest.person_id, names.id)).taken == names.suggestions[1]
    await collection.undo(guest.person_id)
    assert (await collection.model(guest.person_id, model.code)).nickname == "Old Bones"


async def test_an_event_that_comes_again_does_not_undo_a_later_choice(guest: Guest):
    model = await model_of(guest)
    names = await make(guest, Wanted(text=model.name, target=model.code))
    first = new_id()
    await guest.core.naming.choose(guest.person_id, names.id, 0, change_id=first)
    await guest.core.naming.choose(guest.person_id, names.id, 4, change_id=new_id())
    await guest.core.naming.choose(guest.person_id, names.id, 0, change_id=first)
    assert (await guest.core.naming.one(guest.person_id, names.id)).chosen == 4
    assert (await guest.core.collection.model(guest.person_id, model.code)).nickname == names.suggestions[4].full


async def test_two_choices_at_once_leave_one_name(guest: Guest):
    model = await model_of(guest)
    names = await make(guest, Wanted(text=model.name, target=model.code))
    cards = await asyncio.gather(*(guest.show(routes.ChooseName(names.id, n)) for n in range(6)))
    assert not [card for card in cards if card.tone is Tone.FAULT]
    now = (await guest.core.collection.model(guest.person_id, model.code)).nickname
    kept = await guest.core.naming.one(guest.person_id, names.id)
    assert kept.taken is not None
    assert kept.taken.full == now
    given = await guest.core.collection.given(guest.person_id, model.code)
    assert {name for name, _at in given} == set(full(names))


async def test_a_model_removed_while_its_name_is_chosen(guest: Guest):
    model = await model_of(guest)
    names = await make(guest, Wanted(text=model.name, target=model.code))
    other = await model_of(guest, "old baron")
    await guest.core.collection.remove(guest.person_id, [model.code])
    card = await guest.show(routes.ChooseName(names.id, 3))
    assert card.tone is Tone.REFUSAL
    assert names.suggestions[3].full in said(card)
    assert (await guest.core.naming.one(guest.person_id, names.id)).chosen is None
    who = await guest.press(card, "Give it to another")
    given = await guest.press(who, other.title)
    assert given.title == names.suggestions[3].full
    assert (await guest.core.collection.model(guest.person_id, other.code)).nickname == names.suggestions[3].full
    gone = await guest.show(routes.NameFor(model.code))
    assert gone.tone is Tone.REFUSAL
    assert await guest.available() == 11


async def test_a_model_removed_after_the_price_question(guest: Guest):
    model = await model_of(guest)
    question = await guest.say("/nickname --for lich")
    await guest.core.collection.remove(guest.person_id, [model.code])
    card = await guest.press(question, "Suggest names")
    assert card.title.startswith("Names for")  # they are still worth having for something else
    assert (await guest.press(card, buttons(card)[0].caption)).tone is Tone.REFUSAL


async def test_a_suggestion_of_last_month(guest: Guest, clock: Clock):
    model = await model_of(guest)
    names = await make(guest, Wanted(text=model.name, target=model.code))
    clock.now += 31 * DAY
    await guest.core.tidy()
    card = await guest.show(routes.ChooseName(names.id, 5))
    assert card.title == names.suggestions[5].full
    assert (await guest.core.collection.model(guest.person_id, model.code)).nickname == card.title


@pytest.mark.parametrize("number", [6, 99, -1])
async def test_a_name_there_is_not(guest: Guest, number: int):
    names = await make(guest)
    for route in (
        routes.ChooseName(names.id, number),
        routes.MoreNames(names.id, "like", 1, number),
        routes.AskBearer(names.id, number),
    ):
        card = await guest.show(route)
        assert card.tone in {Tone.REFUSAL, Tone.ANSWER}
        assert not card.incident
    assert (await guest.core.naming.one(guest.person_id, names.id)).chosen is None
    assert await guest.available() == 11


async def test_an_army_is_named_too(guest: Guest):
    army = (await guest.core.collection.add_army(guest.person_id, "Pale Host")).armies[0]
    card = await guest.show(routes.NameFor(army.code), agreed=True)
    assert card.title == "Names for Pale Host"
    await guest.press(card, buttons(card)[0].caption)
    assert (await guest.core.collection.army(guest.person_id, army.code)).nickname == buttons(card)[0].caption


# --- screens ---


async def test_from_the_question_to_the_name(guest: Guest):
    question = await guest.say("/nickname captain of the drowned --tradition pirates --trait brave --tone dry")
    assert question.tone is Tone.QUESTION
    assert question.visibility is Visibility.OWNER
    assert "It costs 1 token; you have 12." in said(question)
    names = await guest.press(question, "Suggest names")
    assert names.title == "Names for captain of the drowned"
    assert names.visibility is Visibility.EVERYONE
    assert "Sea raider; dry" in said(names)
    assert "token" not in "\n".join(str(one) for one in (*names.lines, *(f.value for f in names.fields)))
    twice = await guest.press(question, "Suggest names")
    assert [f.label for f in twice.fields] == [f.label for f in names.fields]
    assert await guest.available() == 11

    at_once = await guest.say("/nickname a swamp witch")
    assert at_once.title == "Names for a swamp witch"
    chosen = await guest.press(at_once, buttons(at_once)[1].caption)
    assert "It is kept among your names" in said(chosen)
    history = await guest.press(chosen, "Your names")
    assert chosen.title in said(history)
    assert "none taken" in said(history)


async def test_words_that_answer_the_question(guest: Guest):
    await make(guest)
    asked = await guest.say("/nickname")
    assert asked.asks == routes.AskNickname()
    card = await guest.say("a swamp witch --tone silly", asked=asked.asks)
    assert card.title == "Names for a swamp witch"
    assert "silly" in said(card)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/nickname --tone dry", "Say in a few words"),
        ("/nickname " + "x" * 2_000, "characters"),
        ("/nickname <b>knight</b>", "markup"),
        ("/nickname 🔥🔥", "no words"),
        ("/nickname a knight --tradition norsk", "Norse"),
        ("/nickname a knight --tone hilarious", "hilarious"),
        ("/nickname a knight --kind fleet", "fleet"),
        ("/nickname a knight --colour red", "--colour"),
        ("/nickname --for nobody", "nobody"),
    ],
)
async def test_what_cannot_be_used(guest: Guest, line: str, says: str):
    card = await guest.say(line)
    assert card.tone is Tone.REFUSAL, card
    assert says in said(card)
    assert await stored(guest) == 0


async def test_lists_alone_are_enough(guest: Guest):
    card = await guest.show(NameWords(tradition="norse", traits="grim"), agreed=True)
    assert card.title == "Names for norse, grim"


async def test_for_and_a_name_of_the_collection_means_that_one(guest: Guest):
    change = await guest.core.collection.add(guest.person_id, "Lich on dragon")
    for typed in ("for lich on dragon", "for my Lich on dragon", f"for {change.models[0].code}"):
        card = await guest.show(NameWords(typed), agreed=True)
        assert card.title == "Names for Lich on dragon", typed
    free = await guest.show(NameWords("for a captain of the drowned"), agreed=True)
    assert free.title == "Names for a captain of the drowned"


async def test_history_in_pages(guest: Guest):
    await rich(guest)
    made = [await make(guest, Wanted(text=f"knight number {n}"), seed=n) for n in range(12)]
    seen: list[str] = []
    card = await guest.show(routes.NameHistory())
    for _ in range(3):
        seen += [b.route.naming for b in buttons(card) if isinstance(b.route, routes.Names)]
        older = [b for b in buttons(card) if b.caption == "Older"]
        if not older:
            break
        card = await guest.press(card, "Older")
    assert seen == [one.id for one in reversed(made)]


async def test_words_that_must_not_be_shown_are_not_said_back(guest: Guest, core: Services):
    await rich(guest)
    for text in ("space marines captain", "a shit knight"):
        card = await guest.show(NameWords(text), agreed=True)
        assert card.title == "Names for your idea"
        assert is_clean(said(card))
    assert is_clean(said(await guest.show(routes.NameHistory())))


# --- preferences ---


async def prefer(guest: Guest, setting, **what) -> None:
    await guest.core.db.write(setting, person_id=guest.person_id, **what)


async def asked_for(guest: Guest, card: Card) -> Names:
    route = next(b.route for b in buttons(card) if isinstance(b.route, routes.ChooseName))
    return await guest.core.naming.one(guest.person_id, route.naming)


async def test_themes_and_tone_are_what_is_asked_for_where_nothing_is_said(guest: Guest):
    await prefer(guest, preferences.set_themes, themes=("norse", "sea"))
    await prefer(guest, preferences.set_tone, tone="silly")
    model = await model_of(guest, "a pirate captain")
    for asked in (NameWords("a pirate captain"), routes.NameFor(model.code)):
        card = await guest.show(asked, agreed=True)
        names = await asked_for(guest, card)
        assert {one.tradition for one in names.suggestions} == {"sea"}  # of both the one that suits
        assert names.wanted.tone == 1.0
        assert "They sound as you prefer: /preferences." in [str(one) for one in card.aside]
    other = await guest.press(card, "Different")
    assert {one.tradition for one in (await asked_for(guest, other)).suggestions} == {"norse"}

    own = await guest.show(NameWords("a pirate captain", tradition="elven", tone="serious"), agreed=True)
    names = await asked_for(guest, own)
    assert {one.tradition for one in names.suggestions} == {"elven"}
    assert names.wanted.tone == 0.0
    assert "as you prefer" not in said(own)


async def test_who_wants_to_be_asked_always_is(guest: Guest):
    await make(guest)
    await prefer(guest, preferences.set_confirm, when="always")
    question = await guest.say("/nickname a swamp witch")
    assert question.tone is Tone.QUESTION
    assert "I ask before every spend" in said(question)
    names = await guest.press(question, "Suggest names")
    again = await guest.press(names, "Different")
    assert again.tone is Tone.QUESTION
    assert await guest.available() == 10
    assert (await guest.press(again, "Suggest names")).title == names.title
    assert await guest.available() == 9


async def test_who_wants_never_to_be_asked_is_not(guest: Guest):
    await prefer(guest, preferences.set_confirm, when="never")
    assert (await guest.say("/nickname a swamp witch")).title == "Names for a swamp witch"
    assert await guest.available() == 11


# --- sealed ---


async def test_what_was_asked_and_suggested_is_sealed_and_the_keys_can_be_turned(guest: Guest):
    names = await make(guest)
    core = guest.core
    query = select(table.c.input, table.c.suggested).where(table.c.id == names.id)
    row = await core.db.read(lambda conn: conn.execute(query).one())
    assert "knight" not in row.input
    assert names.suggestions[0].short not in row.suggested
    fresh = new_key()
    await rotate_all(core.db, Vault([fresh, KEY]))
    try:
        again = Naming(core.db, Vault([fresh]), core.clock, core.collection)
        assert await again.one(guest.person_id, names.id) == names
    finally:
        await rotate_all(core.db, Vault([KEY, fresh]))


# --- red team ---


def shown(card: Card) -> str:
    """What is suggested on a card, and why."""
    return "\n".join(f"{field.label} {field.value}" for field in card.fields)


@pytest.mark.parametrize("count", [90, pytest.param(500, marks=pytest.mark.soak)])
async def test_red_team_requests_through_the_screens(sqlite_guest: Guest, count: int):
    guest = sqlite_guest
    await rich(guest, 2 * count)
    escaped = named = 0
    for n, (word, spelt) in enumerate(red_team(500)[-count:]):
        ways = (
            NameWords(spelt),
            NameWords(f"a knight who is called {spelt}", traits=spelt),
            NameWords("a knight", traits=spelt, tone="silly", kind="army"),
            NameWords(spelt, traits="brave", kind="unit"),
        )
        card = await guest.show(ways[n % len(ways)], agreed=True)
        assert not card.incident
        if card.tone is Tone.REFUSAL:  # markup, or no word that can be read
            continue
        named += 1
        key = re.sub(r"\W", "", word.casefold())
        for field in card.fields:
            name = field.label.partition(". ")[2]
            letters = re.sub(r"\W", "", name.casefold())
            escaped += not is_clean(name) or not is_clean(str(field.value)) or (len(key) > 3 and key in letters)
        escaped += not is_clean(card.title)
    # Counted rather than shown: nobody has to read a slur in a report.
    assert escaped == 0
    assert named > count / 2
