"""Nicknames: asking for them, choosing one, and what was suggested before."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot import routes
from bot.card import Button, ButtonStyle, Card, Command, Field, Moment, Tone, Visibility, Words, phrase
from bot.i18n import _
from bot.screens import name_wishes, spending, tokens
from bot.screens.name_words import NameWords
from bot.screens.paintschemes import seed_of
from bot.screens.visit import Visit
from core.drafts import service as drafts
from core.errors import InsufficientTokens, NotFound
from core.ids import id_of
from core.naming.service import Names, PriceRose, Wanted
from core.nicknames import TONES, TRADITIONS, Suggestion
from core.wordlists import is_clean

if TYPE_CHECKING:
    from core.services import Services

BEARERS: Final = 20
"""Models and armies that are offered on one card."""

LINE: Final = 60
"""Characters of what names are for, where it stands in a heading."""

_TONE_WORDS: Final = tuple(TONES)


async def ask(core: Services, visit: Visit, route: routes.AskNickname) -> Card:
    """Ask what should get a name."""
    price = await core.naming.price("nickname")
    have = await tokens.balance_of(core, visit.person_id)
    # Where others read along nobody's models are listed.
    found = () if visit.place else await core.collection.find(visit.person_id, "", limit=8)
    return Card(
        title=_("What should get a name?"),
        lines=(
            _("A few words: who or what it is, for instance “captain of the drowned, mournful and proud”."),
            phrase(
                _("After the words you may set --tradition, --trait and --tone: {tones}."),
                tones=", ".join(_(TONES[word][0]).lower() for word in _TONE_WORDS),
            ),
        ),
        buttons=(tuple(Button(one.title, routes.NameFor(one.code)) for one in found),),
        visibility=Visibility.OWNER if found else Visibility.EVERYONE,
        tone=Tone.QUESTION,
        asks=route,
        aside=(_beside(price, have.available),),
        harmless=not found,
    )


async def words(core: Services, visit: Visit, asked: NameWords) -> Card:
    """Names for what somebody typed."""
    return await _offer(core, visit, await name_wishes.read(core, visit, asked))


async def name_for(core: Services, visit: Visit, route: routes.NameFor) -> Card:
    """Names for a model or an army."""
    one = await core.collection.either(visit.person_id, route.target)
    return await _offer(
        core, visit, await name_wishes.about(core, visit, one, await name_wishes.usual_of(core, visit, Wanted()))
    )


async def agreed(core: Services, visit: Visit, route: routes.NameDraft) -> Card:
    """The answer to a price question. Pressed twice, or weeks later, it is the same request."""
    wanted = await _kept(core, visit, route.draft)
    return await _make(core, visit, wanted, key=f"draft:{route.draft}", price=route.agreed, draft=route.draft)


async def ask_again(core: Services, visit: Visit, route: routes.AskNames) -> Card:
    """The price question once more."""
    wanted = await _kept(core, visit, route.draft)
    return await _ask_price(core, visit, wanted, await core.naming.price("nickname"), route.draft)


async def show(core: Services, visit: Visit, route: routes.Names) -> Card:
    """Names that were suggested."""
    return await _card(core, visit, await core.naming.one(visit.person_id, route.naming))


async def more(core: Services, visit: Visit, route: routes.MoreNames) -> Card:
    """Further names: like one of those shown, different, sillier."""
    agreed = await spending.on_button(
        core,
        visit,
        "more_names",
        agreed=route.agreed,
        price=await core.naming.price("more_names"),
        confirmed=route.asked == "yes",
    )
    try:
        names = await core.naming.more(
            visit.person_id,
            route.naming,
            route.how,
            like=route.number,
            key=f"names:{visit.event}",
            seed=seed_of(visit.event),
            agreed=agreed,
        )
    except PriceRose as rose:
        asked = replace(route, agreed=rose.cost, asked="yes")
        return await _ask_more(core, visit, asked, rose=rose.cost > route.agreed)
    return await _card(core, visit, names, spent=names.cost)


async def ask_like(core: Services, visit: Visit, route: routes.AskLike) -> Card:
    """Which of the names further ones should be like."""
    names = await core.naming.one(visit.person_id, route.naming)
    price = await core.naming.price("more_names")
    return Card(
        title=_("More like which one?"),
        lines=(phrase(_("Six more, and none that was shown before. It costs {price}."), price=tokens.tokens(price)),),
        buttons=(
            tuple(
                Button(one.full, routes.MoreNames(names.id, "like", price, n, "yes"), price=price)
                for n, one in enumerate(names.suggestions)
            ),
            (Button(_("Leave it"), routes.Decline()),),
        ),
        tone=Tone.QUESTION,
    )


async def choose(core: Services, visit: Visit, route: routes.ChooseName) -> Card:
    """Take one of the names."""
    try:
        names = await core.naming.choose(visit.person_id, route.naming, route.number, change_id=id_of(visit.event))
    except NotFound:
        names = await core.naming.one(visit.person_id, route.naming)
        if not names.wanted.target or route.number >= len(names.suggestions):
            raise
        return _bearer_gone(names, route.number)
    taken = names.suggestions[route.number]
    if names.wanted.target:
        return await _named(core, visit, names, taken, names.wanted.target)
    return Card(
        title=taken.full,
        lines=(
            phrase(_("That is the one, {short} for short. It is kept among your names."), short=taken.short),
            _("You can give it to a model or an army of your collection."),
        ),
        buttons=(
            (
                Button(_("Give it to a model"), routes.AskBearer(names.id, route.number), ButtonStyle.MAIN),
                Button(_("Your names"), routes.NameHistory()),
            ),
        ),
    )


def _bearer_gone(names: Names, number: int) -> Card:
    """A name whose model or army was removed while it was being chosen."""
    return Card(
        title=_("Nobody is there to bear it"),
        lines=(
            phrase(
                _("What {name} was meant for is no longer in your collection. The name is still yours."),
                name=names.suggestions[number].full,
            ),
        ),
        buttons=(
            (
                Button(_("Give it to another"), routes.AskBearer(names.id, number), ButtonStyle.MAIN),
                Button(_("Your names"), routes.NameHistory()),
            ),
        ),
        tone=Tone.REFUSAL,
    )


async def ask_bearer(core: Services, visit: Visit, route: routes.AskBearer) -> Card:
    """Which model or army a name should go to."""
    names = await core.naming.one(visit.person_id, route.naming)
    found = await core.collection.find(visit.person_id, "", limit=BEARERS)
    full = names.suggestions[route.number].full if route.number < len(names.suggestions) else ""
    if not found:
        return Card(
            title=_("Nobody to give it to"),
            lines=(_("Your collection is empty. Add a model, and the name waits among your names."),),
            buttons=((Button(_("Your names"), routes.NameHistory()),),),
        )
    return Card(
        title=phrase(_("Who is {name}?"), name=full).render(str),
        buttons=(tuple(Button(one.title, routes.GiveName(names.id, route.number, one.code)) for one in found),),
        tone=Tone.QUESTION,
    )


async def give(core: Services, visit: Visit, route: routes.GiveName) -> Card:
    """Give a name to a model or an army."""
    names = await core.naming.give(
        visit.person_id, route.naming, route.number, route.target, change_id=id_of(visit.event)
    )
    return await _named(core, visit, names, names.suggestions[route.number], route.target)


async def history(core: Services, visit: Visit, route: routes.NameHistory) -> Card:
    """What was suggested before, and what was chosen."""
    page = await core.naming.recent(visit.person_id, after=route.before)
    if not page.names:
        return Card(
            title=_("No names so far"),
            lines=(_("Say who needs one."),),
            buttons=((Button(_("Find a name"), routes.AskNickname(), ButtonStyle.MAIN),),),
        )
    paging = [Button(_("Newest"), routes.NameHistory())] if route.before else []
    if page.after:
        paging.append(Button(_("Older"), routes.NameHistory(page.after)))
    return Card(
        title=_("Your names"),
        fields=tuple(_line(names) for names in page.names),
        buttons=(
            tuple(Button(_subject(names.wanted), routes.Names(names.id), about=_taken(names)) for names in page.names),
            (*paging, Button(_("Find a name"), routes.AskNickname())),
        ),
    )


def _line(names: Names) -> Field:
    said = _("{name}; {day}") if names.taken else _("none taken; {name} and others; {day}")
    name = names.taken.full if names.taken else names.suggestions[0].full
    return Field(_subject(names.wanted), phrase(said, name=name, day=Moment(names.created_at, day_only=True)))


def _taken(names: Names) -> str:
    return names.taken.full if names.taken else ""


# --- price and names ------------------------------------------------------------------------------------------------


async def _offer(core: Services, visit: Visit, wanted: Wanted) -> Card:
    """The names at once where the price was agreed to before, else the question."""
    price = await core.naming.price("nickname")
    draft = id_of(f"draft of names:{visit.event}")
    if await spending.has_agreed(core, visit, "nickname", price):
        return await _make(core, visit, wanted, key=f"names:{visit.event}", price=price, draft=draft)
    return await _ask_price(core, visit, wanted, price, draft)


async def _make(core: Services, visit: Visit, wanted: Wanted, *, key: str, price: int, draft: str) -> Card:
    try:
        names = await core.naming.make(visit.person_id, wanted, key=key, seed=seed_of(key), agreed=price)
    except PriceRose as rose:
        return await _ask_price(core, visit, wanted, rose.cost, draft)
    return await _card(core, visit, names, spent=names.cost)


async def _ask_price(core: Services, visit: Visit, wanted: Wanted, price: int, draft: str) -> Card:
    """The price question; what is wanted waits in the database, so that its button works for weeks."""
    have = await tokens.balance_of(core, visit.person_id)
    if have.available < price:
        raise InsufficientTokens(price, have.available)
    asked = await spending.asked_of(core, visit, "nickname", price)
    sealed = core.vault.seal(wanted.written())
    await core.db.write(
        drafts.keep, draft_id=draft, person_id=visit.person_id, sealed=sealed, now=core.clock(), place=visit.place
    )
    return Card(
        title=phrase(_("Names for {what}?"), what=_subject(wanted)).render(str),
        lines=(
            _("Six suggestions to choose from, none that you have or were shown before."),
            _beside(price, have.available),
            spending.habit(asked.when, _("Once you have agreed to a price I name at once, until it changes.")),
        ),
        buttons=(
            (
                Button(_("Suggest names"), routes.NameDraft(draft, price), ButtonStyle.MAIN, price=price),
                Button(_("Not now"), routes.Decline()),
            ),
        ),
        tone=Tone.QUESTION,
    )


async def _ask_more(core: Services, visit: Visit, route: routes.MoreNames, *, rose: bool) -> Card:
    have = await tokens.balance_of(core, visit.person_id)
    return Card(
        title=_("The price has changed") if rose else _("Six more names?"),
        lines=(_beside(route.agreed, have.available), _("Nothing was taken.")),
        buttons=((Button(_("Suggest names"), route, ButtonStyle.MAIN, price=route.agreed),),),
        tone=Tone.QUESTION,
    )


async def _kept(core: Services, visit: Visit, draft: str) -> Wanted:
    sealed = await core.db.read(drafts.find, draft_id=draft, person_id=visit.person_id)
    return await asyncio.to_thread(lambda: Wanted.read(core.vault.open(sealed)))


async def _card(core: Services, visit: Visit, names: Names, *, spent: int | None = None) -> Card:
    """Six names with their reasons, and what one can do with them."""
    price = await core.naming.price("more_names")
    have = await tokens.balance_of(core, visit.person_id)
    aside: list[Words] = []
    if spent is not None:
        aside.append(phrase(_("{price} spent."), price=tokens.tokens(spent)))
    aside.append(phrase(_("You have {amount}."), amount=tokens.tokens(have.available)))
    if names.wanted.themes:
        aside.append(phrase(_("They sound as you prefer: {preferences}."), preferences=Command("preferences")))
    tradition = {one.tradition for one in names.suggestions}
    lines: list[Words] = [
        phrase(
            _("{traditions}; {tone}"),
            traditions=", ".join(_(TRADITIONS[key]) for key in sorted(tradition) if key in TRADITIONS),
            tone=_tone_word(names.wanted.tone).lower(),
        )
    ]
    if names.taken is not None:
        lines.append(phrase(_("Taken: {name}"), name=names.taken.full))
    anew = (
        Button(_("More like one of them"), routes.AskLike(names.id)),
        Button(_("Different"), routes.MoreNames(names.id, "different", price), price=price),
        Button(_("Sillier"), routes.MoreNames(names.id, "sillier", price), price=price),
    )
    return Card(
        title=phrase(_("Names for {what}"), what=_subject(names.wanted)).render(str),
        lines=tuple(lines),
        fields=tuple(Field(f"{n}. {one.full}", _reason(one)) for n, one in enumerate(names.suggestions, 1)),
        buttons=(
            *_choices(names),
            anew,
            (Button(_("Your names"), routes.NameHistory()),),
        ),
        visibility=Visibility.EVERYONE,
        aside=tuple(aside),
    )


def _choices(names: Names) -> Sequence[tuple[Button, ...]]:
    buttons = [Button(one.full, routes.ChooseName(names.id, n)) for n, one in enumerate(names.suggestions)]
    return [tuple(buttons[:3]), tuple(buttons[3:])]


def _reason(one: Suggestion) -> Words:
    return phrase(_("“{short}” for short. {why}"), short=one.short, why=one.reason.text(_))


def _subject(wanted: Wanted) -> str:
    """What the names are for, in a line that may be read aloud."""
    text = wanted.text
    if not is_clean(text):
        return _("one of your collection") if wanted.target else _("your idea")
    return text if len(text) <= LINE else text[: LINE - 1].rstrip() + "…"


def _tone_word(value: float) -> str:
    nearest = min(TONES, key=lambda word: abs(TONES[word][1] - value))
    return _(TONES[nearest][0])


async def _named(core: Services, visit: Visit, names: Names, taken: Suggestion, target: str) -> Card:
    """A model or an army that has just got a name."""
    one = await core.collection.either(visit.person_id, target)
    return Card(
        title=taken.full,
        lines=(phrase(_("{what} bears that name from now on, {short} for short."), what=one.name, short=taken.short),),
        buttons=((Button(_("Other names"), routes.Names(names.id)), Button(_("Your names"), routes.NameHistory())),),
    )


def _beside(price: int, available: int) -> Words:
    return phrase(_("It costs {price}; you have {available}."), price=tokens.tokens(price), available=available)
