"""Tokens: what one has, where it came from, what it goes on, and the claim of the day."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from bot import routes
from bot.card import Attachment, Button, ButtonStyle, Card, Command, Field, Moment, Text, Words, phrase
from bot.i18n import _, ngettext, number
from bot.screens.visit import Visit
from core.clock import utc
from core.ledger.service import Balance, HistoryLine
from core.pricing import service as pricing
from core.pricing.rules import FREE_CAP, STREAK_DAYS, STREAK_TOKENS, DailyClaim, DailyState
from core.words import N_

if TYPE_CHECKING:
    from core.services import Services

PAGE: Final = 10
"""Lines of the history on one card."""

FEATURES: Final = {
    "paintscheme": N_("A paint scheme"),
    "reroll": N_("Again, for the same words"),
    "nickname": N_("Six names"),
    "more_names": N_("Six more names"),
}
"""What can be paid for today, in the order of the price list. The price list may know more; it is not shown early."""

_SOURCES: Final = {
    "daily": N_("Daily claim"),
    "welcome": N_("Welcome"),
    "promo": N_("Present from the house"),
    "operator": N_("From the operator"),
    "sub": N_("Subscription"),
    "gift": N_("Present"),
    "bonus": N_("Bonus"),
    "paid": N_("Bought"),
}
_KINDS: Final = {
    "expire": N_("Expired"),
    "clawback": N_("Taken back after a refund"),
    "reversal": N_("Given back after a dispute"),
    "debt": N_("Owed"),
    "transfer": N_("Moved between accounts"),
}


def tokens(n: int) -> Text:
    """An amount of tokens in words: "1 token", "1,234 tokens"."""
    return phrase(ngettext("{n} token", "{n} tokens", n), n=n)


async def wallet_of(core: Services, person_id: str) -> str:
    """The wallet that this person pays from."""
    return await core.ledger.ensure_wallet(owner_id=person_id)


async def balance_of(core: Services, person_id: str) -> Balance:
    """What this person has now."""
    return await core.ledger.balance(wallet_id=await wallet_of(core, person_id))


async def daily_state(core: Services, person_id: str) -> DailyState:
    """Whether this person can claim now, and for how much."""
    return await core.db.read(pricing.daily_state, person_id=person_id, now=core.clock())


def how_to_get_some(state: DailyState) -> Text:
    """The next step for somebody whose tokens do not reach."""
    if state.claimable and state.room:
        return phrase(
            _("{amount} wait for you today: {daily}."),
            amount=tokens(min(state.worth, state.room)),
            daily=Command("daily"),
        )
    return phrase(_("The next claim is at {when}: {daily}."), when=Moment(state.next_at), daily=Command("daily"))


async def balance(core: Services, visit: Visit, _route: routes.Balance) -> Card:
    """What one has, bought and free apart, and what expires when."""
    have = await balance_of(core, visit.person_id)
    state = await daily_state(core, visit.person_id)
    fields = [Field(_("Bought"), tokens(have.paid)), Field(_("Free"), tokens(have.free))]
    if have.held:
        fields.append(Field(_("Set aside"), phrase(_("{amount} for a scheme on its way"), amount=tokens(have.held))))
    if have.debt:
        fields.append(
            Field(_("Owed"), phrase(_("{amount} after a refund; the next purchase pays it"), amount=tokens(have.debt)))
        )
    fields += [
        Field(_("Expires"), phrase(_("{amount} on {day}"), amount=tokens(amount), day=Moment(at, day_only=True)))
        for amount, at in have.expiring[:3]
    ]
    lines: list[Words] = []
    if have.paid:
        lines.append(_("What you bought does not expire, and free tokens are spent first."))
    if have.debt:
        lines.append(_("Until it is paid, whatever costs tokens waits; everything else stays yours."))
    if not state.claimable:
        lines.append(phrase(_("Next claim {when}."), when=Moment(state.next_at)))
    buttons = [Button(_("History"), routes.History()), Button(_("Costs"), routes.Costs())]
    if state.claimable:
        buttons.insert(0, Button(_("Claim today’s tokens"), routes.Daily(), ButtonStyle.MAIN))
    return Card(
        title=str(phrase(_("You have {amount}"), amount=tokens(have.available))),
        lines=tuple(lines),
        fields=tuple(fields),
        buttons=(tuple(buttons),),
    )


async def daily(core: Services, visit: Visit, _route: routes.Daily) -> Card:
    """Claim today's tokens; a second time today says what the first one brought."""
    claim = await core.db.write(pricing.claim_daily, person_id=visit.person_id, now=core.clock())
    have = await balance_of(core, visit.person_id)
    return Card(
        title=_claim_title(claim),
        lines=(
            phrase(_("You have {amount}."), amount=tokens(have.available)),
            *_claim_lines(claim),
            phrase(_("Next claim {when}."), when=Moment(claim.next_at)),
        ),
        buttons=(
            (Button(_("Paint something"), routes.AskBrief(), ButtonStyle.MAIN), Button(_("Balance"), routes.Balance())),
        ),
    )


def _claim_title(claim: DailyClaim) -> str:
    if claim.repeated:
        return _("You have claimed today")
    if not claim.granted:
        return _("Your palette is full")
    return str(phrase(_("{amount} for today"), amount=tokens(claim.granted)))


def _claim_lines(claim: DailyClaim) -> tuple[Words, ...]:
    lines: list[Words] = []
    if claim.capped:
        lines.append(
            phrase(
                _("You can keep {cap} free tokens at a time, so {granted} of {worth} fitted. Your streak goes on."),
                cap=FREE_CAP,
                granted=claim.granted,
                worth=claim.worth,
            )
        )
    elif claim.granted and not claim.repeated:
        lines.append(phrase(_("They keep until {day}."), day=Moment(claim.expires_at, day_only=True)))
    to_bonus = -claim.streak % STREAK_DAYS
    bonus = phrase(_("every {n}th day in a row brings {more} more"), n=STREAK_DAYS, more=STREAK_TOKENS)
    if to_bonus:
        lines.append(phrase(_("Day {n} in a row; {bonus}."), n=claim.streak, bonus=bonus))
    else:
        lines.append(phrase(_("Day {n} in a row, with {more} on top."), n=claim.streak, more=STREAK_TOKENS))
    return tuple(lines)


async def history(core: Services, visit: Visit, route: routes.History) -> Card:
    """A page of the statement, newest first, with the balance after each line."""
    before = int(route.before) if route.before.isascii() and route.before.isdigit() else None
    wallet_id = await wallet_of(core, visit.person_id)
    lines = await core.ledger.history(wallet_id=wallet_id, before=before, limit=PAGE + 1)
    shown = lines[:PAGE]
    have = await core.ledger.balance(wallet_id=wallet_id)
    paging = []
    if before is not None:
        paging.append(Button(_("Newest"), routes.History()))
    if len(lines) > PAGE:
        paging.append(Button(_("Older"), routes.History(str(shown[-1].version))))
    return Card(
        title=_("History"),
        lines=(
            phrase(_("You have {amount}."), amount=tokens(have.available)),
            *(() if shown else (_("Nothing further back."),)),
        ),
        fields=tuple(_history_field(line) for line in shown),
        buttons=((*paging, Button(_("All of it as CSV"), routes.HistoryFile())),),
    )


def _history_field(line: HistoryLine) -> Field:
    when = str(phrase("{day}", day=Moment(line.at, day_only=True)))
    amount = f"{'+' if line.amount > 0 else '−'}{number(abs(line.amount))}"
    if line.account == "debt":
        rest = phrase(_("{what}, {amount}, {owed} owed"), what=_what(line), amount=amount, owed=abs(line.balance))
    else:
        rest = phrase(_("{what}, {amount}, {left} left"), what=_what(line), amount=amount, left=line.balance)
    return Field(when, rest)


def _what(line: HistoryLine) -> str:
    if line.kind == "capture":
        return _(FEATURES[line.feature]) if line.feature in FEATURES else _("Spent")
    if line.kind == "grant":
        return _(_SOURCES.get(line.source or "", N_("Present")))
    return _(_KINDS.get(line.kind, N_("Changed")))


async def history_file(core: Services, visit: Visit, _route: routes.HistoryFile) -> Card:
    """The whole statement, oldest first, as a CSV file for a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ("at", "account", "kind", "source", "feature", "amount", "balance", "reason", "order", "transaction")
    )
    count = 0
    async for line in core.ledger.statement(wallet_id=await wallet_of(core, visit.person_id)):
        count += 1
        at = utc(line.at).isoformat(timespec="seconds")
        row = (at, line.account, line.kind, line.source, line.feature, line.amount, line.balance)
        writer.writerow((*row, _harmless(line.reason), line.order_id, line.txn_id))
    return Card(
        title=_("Your whole history"),
        lines=(phrase(ngettext("{n} line, times in UTC.", "{n} lines, times in UTC.", count), n=count),),
        attachments=(Attachment("wetpalette-history.csv", "text/csv", out.getvalue().encode()),),
        buttons=((Button(_("History"), routes.History()),),),
    )


def _harmless(text: str) -> str:
    """Text that a spreadsheet takes for text: one that begins like a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


async def costs(core: Services, visit: Visit, _route: routes.Costs) -> Card:
    """What things cost, beside what one has."""
    prices = {price.feature: price.cost for price in await core.db.read(pricing.price_list)}
    have = await balance_of(core, visit.person_id)
    return Card(
        title=_("What things cost"),
        lines=(_("You pay for a scheme once it is stored; a failure costs 0 tokens."),),
        fields=(
            *(Field(_(label), tokens(prices[feature])) for feature, label in FEATURES.items() if feature in prices),
            Field(_("Easier, harder, another brand"), _("free")),
            Field(_("Show, rename, star, delete"), _("free")),
        ),
        buttons=((Button(_("Balance"), routes.Balance()), Button(_("Paint something"), routes.AskBrief())),),
        aside=(phrase(_("You have {amount}."), amount=tokens(have.available)),),
        harmless=True,
    )
