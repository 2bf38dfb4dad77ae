"""From what was asked to the card that answers it: one table of screens, one place for what goes wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from bot import routes
from bot.card import Card
from bot.screens import (
    changes,
    collection,
    collection_lists,
    collection_models,
    collection_schemes,
    likes,
    nicknames,
    notices,
    pages,
    paints,
    paintschemes,
    preferences,
    refusals,
    schemes,
    shading,
    shelf,
    tokens,
    usage,
)
from bot.screens import help as help_screens
from bot.screens.briefs import BriefForm
from bot.screens.collection_words import CollectionWords, ModelEdit
from bot.screens.commands import Asked, AskShading, ChangeWords, Offer, Rename, parse
from bot.screens.like_words import LikeWords
from bot.screens.name_words import NameWords, read_nickname
from bot.screens.paint_words import ConvertWords, MatchColours, MatchWords, ShelfWords, ShoppingWords
from bot.screens.preference_words import PreferenceWords
from bot.screens.visit import Visit
from core.generation import notices as told

if TYPE_CHECKING:
    from core.outbox.message import Message
    from core.services import Services

Screen = Callable[["Services", Visit, Any], Awaitable[Card]]
"""(core, who asks, what they ask for) -> what they see."""

SCREENS: Final[dict[type, Screen]] = {
    BriefForm: paintschemes.paint_form,
    Offer: paintschemes.offer,
    Rename: schemes.rename,
    ChangeWords: changes.words,
    AskShading: shading.shade,
    routes.AskBrief: paintschemes.ask_brief,
    routes.PaintDraft: paintschemes.paint_draft,
    routes.AskDraft: paintschemes.ask_draft,
    routes.Decline: paintschemes.decline,
    routes.PostScheme: paintschemes.post,
    routes.Again: paintschemes.again,
    routes.Retier: paintschemes.retier,
    routes.ChooseBrand: paintschemes.choose_brand,
    routes.Rebrand: paintschemes.rebrand,
    routes.AskChange: changes.ask,
    routes.ChangeColours: changes.press,
    routes.Locks: changes.locks,
    routes.Lock: changes.lock,
    routes.ShowScheme: schemes.show,
    routes.Star: schemes.star,
    routes.Schemes: schemes.schemes,
    routes.AskName: schemes.ask_name,
    routes.AskDelete: schemes.ask_delete,
    routes.Delete: schemes.delete,
    routes.Recipe: pages.recipe,
    routes.Miniature: pages.miniature,
    routes.BothPages: pages.both_pages,
    routes.Original: pages.original,
    routes.Exports: pages.exports,
    routes.Export: pages.export,
    MatchWords: paints.match,
    MatchColours: paints.match_colours,
    ConvertWords: paints.convert,
    ShoppingWords: paints.shopping_words,
    ShelfWords: shelf.words,
    routes.Paints: paints.overview,
    routes.MatchPaint: paints.match_paint,
    routes.ConvertPaint: paints.convert_paint,
    routes.Shopping: paints.shopping,
    routes.ShoppingFor: paints.shopping_for,
    routes.FromShelf: paints.from_shelf,
    routes.Shelf: shelf.list_,
    routes.AddPaint: shelf.add_paint,
    routes.RemovePaint: shelf.remove,
    routes.PasteList: shelf.paste,
    routes.BoxedSets: shelf.sets,
    routes.AddSet: shelf.add_set,
    routes.AskedBack: shelf.asked_back,
    routes.Settle: shelf.settle,
    routes.DropAsked: shelf.drop_asked,
    routes.UndoShelf: shelf.undo,
    routes.ShelfFile: shelf.file,
    LikeWords: likes.words,
    routes.Likes: likes.overview,
    routes.Thumb: likes.thumb,
    routes.Lean: likes.lean,
    routes.PickColours: likes.pick,
    routes.AskColour: likes.ask_colour,
    routes.AddColour: likes.add,
    routes.RemoveColour: likes.remove,
    routes.AskForget: likes.ask_forget,
    routes.Forget: likes.forget,
    NameWords: nicknames.words,
    routes.AskNickname: nicknames.ask,
    routes.NameFor: nicknames.name_for,
    routes.NameDraft: nicknames.agreed,
    routes.AskNames: nicknames.ask_again,
    routes.Names: nicknames.show,
    routes.MoreNames: nicknames.more,
    routes.AskLike: nicknames.ask_like,
    routes.ChooseName: nicknames.choose,
    routes.AskBearer: nicknames.ask_bearer,
    routes.GiveName: nicknames.give,
    routes.NameHistory: nicknames.history,
    PreferenceWords: preferences.words,
    routes.Preferences: preferences.overview,
    routes.PreferStyle: preferences.style,
    routes.PickBrands: preferences.brands,
    routes.PreferBrand: preferences.brand,
    routes.PickThemes: preferences.themes,
    routes.PreferTheme: preferences.theme,
    routes.PreferTone: preferences.tone,
    routes.AskBefore: preferences.ask_before,
    routes.PickLanguage: preferences.languages,
    routes.PreferLanguage: preferences.language,
    routes.RemindMe: preferences.remind,
    routes.TellFinished: preferences.finished,
    CollectionWords: collection_models.words,
    ModelEdit: collection_models.form,
    routes.Collection: collection.overview,
    routes.ArmyPage: collection.army_page,
    routes.AllModels: collection.all_models,
    routes.ArmyMore: collection.army_more,
    routes.ShowModel: collection.show,
    routes.SetStatus: collection_models.set_status,
    routes.AskEdit: collection_models.ask_edit,
    routes.AskMove: collection_models.ask_move,
    routes.MoveTo: collection_models.move_to,
    routes.AskMerge: collection_models.ask_merge,
    routes.Merge: collection_models.merge,
    routes.AskSplit: collection_models.ask_split,
    routes.Split: collection_models.split,
    routes.RemoveModel: collection_models.remove,
    routes.AskAdd: collection_lists.ask_add,
    routes.PasteModels: collection_lists.ask_paste,
    routes.AskArmy: collection_lists.ask_army,
    routes.Proposed: collection_lists.proposed,
    routes.AskDropRow: collection_lists.ask_drop,
    routes.DropRow: collection_lists.drop_row,
    routes.ConfirmList: collection_lists.confirm,
    routes.DiscardList: collection_lists.discard,
    routes.UndoChange: collection.undo,
    routes.AskApply: collection_schemes.ask_apply,
    routes.Apply: collection_schemes.apply,
    routes.PutOn: collection_schemes.put_on,
    routes.AskDisband: collection.ask_disband,
    routes.Disband: collection.disband,
    routes.CollectionFile: collection.file,
    routes.ArmyShopping: collection.shopping,
    routes.Balance: tokens.balance,
    routes.Daily: tokens.daily,
    routes.History: tokens.history,
    routes.HistoryFile: tokens.history_file,
    routes.Usage: usage.usage,
    routes.Costs: tokens.costs,
    routes.Help: help_screens.help_,
    routes.About: help_screens.about,
}


async def show(core: Services, visit: Visit, asked: Asked) -> Card:
    """The card for a route or a filled-in form. Refusals and faults are cards too; only cancellation is raised."""
    return await refusals.guarded(core, visit, SCREENS[type(asked)](core, visit, asked))


async def press(core: Services, visit: Visit, text: str) -> Card:
    """The card for a button's text; a polite one when the text means nothing any more."""
    try:
        route = routes.decode(text)
    except routes.StaleRouteError:
        return refusals.stale()
    return await show(core, visit, route)


async def say(core: Services, visit: Visit, line: str, *, asked: routes.Route | None = None) -> Card:
    """The card for something typed: a command, the answer to a card that `asks`, or a description."""

    async def read() -> Card:
        if isinstance(asked, routes.AskName) and not line.startswith("/"):
            return await schemes.rename(core, visit, Rename(asked.code, line))
        if isinstance(asked, routes.AskChange) and not line.startswith("/"):
            return await changes.words(core, visit, ChangeWords(asked.code, line))
        if isinstance(asked, routes.AskNickname) and not line.startswith("/"):
            named = read_nickname(line)
            return await SCREENS[type(named)](core, visit, named)
        if isinstance(asked, routes.PasteList) and not line.startswith("/"):
            return await shelf.pasted(core, visit, line)
        if isinstance(asked, collection_models.ASKED) and not line.startswith("/"):
            return await collection_models.told(core, visit, asked, line)
        if isinstance(asked, routes.AskColour) and not line.startswith("/"):
            return await likes.words(core, visit, LikeWords("add", line))
        what = parse(line)
        return await SCREENS[type(what)](core, visit, what)

    return await refusals.guarded(core, visit, read())


async def stopped(core: Services, visit: Visit) -> Card:
    """The card after the person stopped what was being made."""
    return await refusals.guarded(core, visit, paintschemes.stopped(core, visit))


async def brought(core: Services, message: Message) -> Card | None:
    """The card for a message of the outbox, with the scheme that it is about; None for a kind this version is not."""
    card = notices.notice_card(message)
    if card is None or message.kind != told.READY:
        return card
    visit = Visit(message.person_id, message.platform, f"outbox:{message.id}")
    shown = await show(core, visit, routes.ShowScheme(str(message.payload["code"])))
    return card if shown.picture is None else replace(shown, lines=(*card.lines, *shown.lines))
