"""The main job: from words to a scheme, the price known before it is spent."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot import routes
from bot.card import Button, ButtonStyle, Card, Field, Tone, Visibility, Words, phrase
from bot.i18n import _
from bot.screens import briefs, offers, spending, tokens
from bot.screens.commands import Offer
from bot.screens.result import scheme_card
from bot.screens.visit import Visit
from core.drafts import service as drafts
from core.errors import BadInput, InsufficientTokens, NotFound
from core.generation.brief import Brief
from core.ids import id_of
from core.likes import service as likes
from core.paintschemes.scheme import Tier
from core.paintschemes.stored import StoredScheme
from core.paintschemes.variants import Change, reroll
from core.preferences import service as preferences
from core.pricing import service as pricing
from core.shelf import service as shelf
from core.words import N_

if TYPE_CHECKING:
    from collections.abc import Collection

    from core.generation.job import Progress
    from core.preferences.service import Preferences
    from core.services import Services

STAGES: Final = {
    "in line": N_("In line"),
    "choosing colours": N_("Choosing colours"),
    "finding paints": N_("Finding paints"),
    "drawing": N_("Drawing"),
}
"""What the desk is doing, as people read it."""

EMPTY_SHELF: Final = N_(
    "Your shelf is empty, so there is nothing to paint with yet. Nothing was taken; put paints onto it with"
    " /paints shelf."
)

BRANDS_A_PAGE: Final = 8

_AGREEING: Final = N_("Once you have agreed to a price I paint at once, until it changes.")


async def ask_brief(core: Services, visit: Visit, route: routes.AskBrief) -> Card:
    """Ask what to paint."""
    price = await core.db.read(pricing.price_of, "paintscheme")
    have = await tokens.balance_of(core, visit.person_id)
    return Card(
        title=_("What do you want to paint?"),
        lines=(
            _(
                "A few words on the army, its colours or its mood, for instance"
                " “drowned sailors, ghostly teal and rusted brass, grimdark”."
            ),
        ),
        visibility=Visibility.EVERYONE,
        tone=Tone.QUESTION,
        asks=route,
        aside=(
            phrase(
                _("A paint scheme costs {price}; you have {available}."),
                price=tokens.tokens(price.cost),
                available=have.available,
            ),
        ),
        harmless=True,
    )


async def paint_form(core: Services, visit: Visit, form: briefs.BriefForm) -> Card:
    """A filled-in form: paint it, or ask about the price first."""
    brief = await _read(core, visit, form)
    feature = briefs.feature_of(brief)
    price = (await core.db.read(pricing.price_of, feature)).cost
    if await spending.has_agreed(core, visit, feature, price):
        return await _paint(core, visit, brief, key=f"paint:{visit.event}", agreed=price, feature=feature)
    return await _ask_price(core, visit, brief, price)


async def offer(core: Services, visit: Visit, asked: Offer) -> Card:
    """Words or a photo that came without a command: say what they would become, and always ask."""
    brief = await _read(core, visit, asked.form)
    price = (await core.db.read(pricing.price_of, briefs.feature_of(brief))).cost
    have = await _enough(core, visit, price)
    return await _told_back(brief, routes.PaintDraft(await _keep(core, visit, brief), price), have)


async def ask_draft(core: Services, visit: Visit, route: routes.AskDraft) -> Card:
    """The price question of a draft once more, where its words may be far away: at today's price."""
    brief = await _draft(core, visit, route.draft)
    price = (await core.db.read(pricing.price_of, briefs.feature_of(brief))).cost
    have = await _enough(core, visit, price)
    return await _told_back(brief, routes.PaintDraft(route.draft, price), have, _AGREEING)


async def paint_draft(core: Services, visit: Visit, route: routes.PaintDraft) -> Card:
    """The answer to a price question. Pressed twice, or weeks later, it is the same request."""
    brief = await _draft(core, visit, route.draft)
    key, feature = f"draft:{route.draft}", briefs.feature_of(brief)
    return await _paint(core, visit, brief, key=key, agreed=route.agreed, feature=feature)


async def again(core: Services, visit: Visit, route: routes.Again) -> Card:
    """A new proposal for the words of a scheme; what is locked stays."""
    stored = await core.schemes.by_code(visit.person_id, route.code)
    brief = reroll(stored, keep=stored.locks, seed=seed_of(visit.event))
    price = (await core.db.read(pricing.price_of, "reroll")).cost
    agreed = await spending.on_button(
        core, visit, "reroll", agreed=route.agreed, price=price, confirmed=bool(route.asked)
    )
    return await _paint(core, visit, brief, key=f"again:{visit.event}", agreed=agreed, feature="reroll", parent=stored)


async def retier(core: Services, visit: Visit, route: routes.Retier) -> Card:
    """The same colours with an easier or a harder recipe; free."""
    stored = await core.schemes.derive(visit.person_id, route.code, Change(tier=Tier(route.tier)))
    return await show(core, visit, stored, _("Free. The scheme it came from is still there, under its own code."))


async def rebrand(core: Services, visit: Visit, route: routes.Rebrand) -> Card:
    """The same colours with another brand's paints; free."""
    brands = (route.brand,) if route.brand else ()
    stored = await core.schemes.derive(visit.person_id, route.code, Change(brands=brands))
    return await show(core, visit, stored, _("Free. The scheme it came from is still there, under its own code."))


async def choose_brand(core: Services, visit: Visit, route: routes.ChooseBrand) -> Card:
    """Ask which brand, a page at a time."""
    stored = await core.schemes.by_code(visit.person_id, route.code)
    now = set(stored.brief.brands)
    brands = [brand for brand in core.catalogue.brands if {brand} != now]
    start = route.page * BRANDS_A_PAGE if route.page * BRANDS_A_PAGE < len(brands) else 0
    buttons = [Button(brand, routes.Rebrand(route.code, brand)) for brand in brands[start : start + BRANDS_A_PAGE]]
    last = []
    if now:
        last.append(Button(_("Any brand"), routes.Rebrand(route.code)))
    if start + BRANDS_A_PAGE < len(brands):
        last.append(Button(_("More brands"), routes.ChooseBrand(route.code, start // BRANDS_A_PAGE + 1)))
    last.append(Button(_("Leave it"), routes.Decline()))
    return Card(
        title=_("Which brand?"),
        lines=(phrase(_("The colours of “{title}” stay, the paints change. It is free."), title=stored.title),),
        buttons=(tuple(buttons[:4]), tuple(buttons[4:]), tuple(last)),
        tone=Tone.QUESTION,
    )


async def post(core: Services, visit: Visit, route: routes.PostScheme) -> Card:
    """Show everybody here a scheme that its owner looked at alone."""
    return await show(core, visit, await core.schemes.by_code(visit.person_id, route.code))


async def decline(core: Services, visit: Visit, _route: routes.Decline) -> Card:
    """Leave a question alone."""
    return Card(title=_("Left as it was"), lines=(_("Nothing was taken."),), harmless=True)


async def stopped(core: Services, visit: Visit) -> Card:
    """What became of a scheme that its person stopped."""
    have = await tokens.balance_of(core, visit.person_id)
    return Card(
        title=_("Stopped"),
        lines=(phrase(_("0 tokens were charged; you have {amount}."), amount=tokens.tokens(have.available)),),
        tone=Tone.REFUSAL,
    )


async def show(core: Services, visit: Visit, stored: StoredScheme, *said: Words) -> Card:
    """The result card of a stored scheme: a new proposal has its price on the button, so the balance stands by."""
    price = await core.db.read(pricing.price_of, "reroll")
    have = await tokens.balance_of(core, visit.person_id)
    left = phrase(_("You have {amount}."), amount=tokens.tokens(have.available))
    taste = await core.db.read(likes.opinion, person_id=visit.person_id, scheme_id=stored.id)
    return await asyncio.to_thread(scheme_card, stored, again=price.cost, said=(*said, left), taste=taste)


def progress_card(stage: str) -> Card:
    """How far the work has come."""
    return Card(title=_(STAGES.get(stage, N_("Painting"))), tone=Tone.PROGRESS)


def seed_of(event: str) -> int:
    """A seed that differs from event to event and is the same when one comes twice, never 0."""
    return int.from_bytes(hashlib.sha256(event.encode()).digest()[:4], "big") % briefs.MAX_SEED + 1


async def _paint(
    core: Services,
    visit: Visit,
    brief: Brief,
    *,
    key: str,
    agreed: int,
    feature: str = "paintscheme",
    parent: StoredScheme | None = None,
) -> Card:
    """Quote, paint, show; when the price is no longer the one agreed to, ask again.

    What the person likes is taken as it is now, whenever the words were written and whatever an earlier scheme had.
    """
    brief = brief.model_copy(update={"liked": await core.likes.liked(visit.person_id)})
    quote = await core.desk.quote(visit.person_id, brief, feature)
    if quote.cost > agreed:
        return await _ask_price(core, visit, brief, quote.cost, parent)
    try:
        stored = await core.desk.paint(
            visit.person_id,
            brief,
            quote_id=quote.id,
            key=key,
            surface={"platform": visit.platform, **visit.surface},
            on_progress=_teller(visit),
            feature=feature,
            parent_id=parent.id if parent else None,
            confirm_delivery=visit.confirms,
        )
    except asyncio.CancelledError:
        # The desk stops in the background; whoever cancelled wants to say that the tokens are back, so wait for it.
        # Too late, and the scheme is there: it is among the recent ones.
        with contextlib.suppress(NotFound):
            await core.desk.cancel_key(key, visit.person_id)
        raise
    card = await show(core, visit, stored, phrase(_("{price} spent."), price=tokens.tokens(quote.cost)))
    return replace(card, delivery=(stored.request_id or "") if visit.confirms else "")


async def _ask_price(
    core: Services, visit: Visit, brief: Brief, price: int, parent: StoredScheme | None = None
) -> Card:
    """The price question. The words wait in the database, so that its button works for weeks."""
    have = await _enough(core, visit, price)
    route: routes.Again | routes.PaintDraft
    if parent is not None:
        route = routes.Again(parent.code, price, "yes")
    else:
        route = routes.PaintDraft(await _keep(core, visit, brief), price)
    feature = "reroll" if parent is not None else briefs.feature_of(brief)
    asked = await spending.asked_of(core, visit, feature, price)
    usual = await asyncio.to_thread(offers.usual, brief) if parent is None else ()
    # asked elsewhere, the words are not above the question
    words = offers.lines(brief) if visit.place and parent is None else ()
    return _question(route, (*words, _beside(price, have), spending.habit(asked.when, _(_AGREEING))), usual)


async def _told_back(brief: Brief, route: routes.PaintDraft, have: int, *more: str) -> Card:
    """The price question with what it is about."""
    fields = await asyncio.to_thread(offers.fields, brief)
    said = (*offers.lines(brief), _beside(route.agreed, have), *(_(line) for line in more))
    return _question(route, said, fields)


def _question(
    route: routes.Again | routes.PaintDraft, lines: tuple[Words, ...], fields: tuple[Field, ...] = ()
) -> Card:
    paint = Button(_("Paint it"), route, ButtonStyle.MAIN, price=route.agreed)
    return Card(
        title=_("Shall I paint that?"),
        lines=lines,
        fields=fields,
        buttons=((paint, Button(_("Not now"), routes.Decline())),),
        tone=Tone.QUESTION,
    )


async def _read(core: Services, visit: Visit, form: briefs.BriefForm) -> Brief:
    """The brief of a form, with a seed of this event. Raises `BadInput`."""
    brief = await asyncio.to_thread(briefs.read, form, core.catalogue)
    if form.seed is None:
        brief = brief.model_copy(update={"seed": seed_of(visit.event)})
    usual = await core.db.read(preferences.preferences, person_id=visit.person_id)
    brief = with_usual(brief, usual, core.catalogue.brands)
    if brief.from_shelf and not await core.db.read(shelf.count, person_id=visit.person_id):
        raise BadInput(EMPTY_SHELF, private=True)
    return brief


def with_usual(brief: Brief, usual: Preferences, known: Collection[str]) -> Brief:
    """A brief with what its person usually paints with: the style, and the brands where it names none.

    Args:
        brief: what was asked for.
        usual: what the person prefers.
        known: the brands there are.
    """
    brands = tuple(brand for brand in usual.brands if brand in known)
    update: dict[str, object] = {"usual_style": usual.style}
    if brands and not brief.brands:
        update |= {"brands": brands, "usual_brands": True}
    return brief.model_copy(update=update)


async def _draft(core: Services, visit: Visit, draft_id: str) -> Brief:
    """The brief that waits for an answer. Raises `NotFound`."""
    sealed = await core.db.read(drafts.find, draft_id=draft_id, person_id=visit.person_id)
    return Brief.model_validate_json(core.vault.open(sealed))


async def _keep(core: Services, visit: Visit, brief: Brief) -> str:
    """Let a brief wait for an answer; the same event twice is one question. The draft's id."""
    return await core.db.write(
        drafts.keep,
        draft_id=id_of(f"draft:{visit.person_id}:{visit.event}"),
        person_id=visit.person_id,
        sealed=core.vault.seal(brief.model_dump_json()),
        now=core.clock(),
        place=visit.place,
    )


async def _enough(core: Services, visit: Visit, price: int) -> int:
    """What the person can spend, when it is enough. Raises `InsufficientTokens`."""
    have = await tokens.balance_of(core, visit.person_id)
    if have.available < price:
        raise InsufficientTokens(price, have.available)
    return have.available


def _teller(visit: Visit) -> Progress | None:
    """What tells the surface how far it is, in the language of the request."""
    tell = visit.tell
    return None if tell is None else lambda stage: tell(progress_card(stage))


def _beside(price: int, available: int) -> Words:
    """Price and balance, side by side."""
    return phrase(_("It costs {price}; you have {available}."), price=tokens.tokens(price), available=available)
