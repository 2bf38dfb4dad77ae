"""Routes: what a button's text says, that it stays what it is, and that a stale one is noticed."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import routes
from core.ids import CODE_ALPHABET, CODE_LENGTH, new_code, new_id
from core.nicknames import TONES, TRADITIONS
from core.paintschemes.service import place


def strategy(route: type[routes.Route]) -> st.SearchStrategy[routes.Route]:
    """Every value a route can take in practice."""
    words = {
        "code": st.text(CODE_ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH),
        **dict.fromkeys(("draft", "naming"), st.builds(new_id)),
        "before": st.one_of(st.just(""), st.builds(lambda at: place(at, new_id()), st.integers(0, 2**43))),
        **dict.fromkeys(("paint", "after"), st.text("0123456789abcdef", min_size=12, max_size=12)),
        **dict.fromkeys(("question", "batch"), st.builds(new_id)),
        **dict.fromkeys(
            ("army", "scheme", "other", "target"), st.text(CODE_ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH)
        ),
        "past": st.one_of(st.just(""), st.builds(lambda at: f"{at:x}.{new_id()}", st.integers(0, 2**40))),
        "digits": st.text("0123456789ABCDEF", min_size=6, max_size=6),
        "key": st.sampled_from(["pro-acryl-base", "army-painter-speedpaint-metallics"]),
        "maker": st.sampled_from(["Citadel", "Two Thin Coats", "Coat d'Arms"]),
        "theme": st.sampled_from(sorted(TRADITIONS)),
        "tone": st.sampled_from(sorted(TONES)),
        "locale": st.sampled_from(["", "de", "pt_BR"]),
        "brand": st.sampled_from(["", "Vallejo", "The Army Painter", "AK Interactive", "Scale75"]),
    }
    given_fields = {}
    for name, hint in get_type_hints(route).items():
        if name == "letters":
            continue
        if hint is bool:
            given_fields[name] = st.booleans()
        elif hint is int:
            # one of twelve names, a row of a list; other numbers are amounts and pages
            given_fields[name] = st.integers(0, 999 if name == "number" else 10**9)
        elif get_origin(hint) is Literal:
            given_fields[name] = st.sampled_from(get_args(hint))
        else:
            given_fields[name] = words[name]
    return st.builds(route, **given_fields)


@given(st.sampled_from(sorted(routes.TABLE.values(), key=lambda r: r.letters)).flatmap(strategy))
def test_every_route_comes_back_from_its_text(route):
    text = routes.encode(route)
    assert len(text.encode()) <= routes.MAX_BYTES
    assert routes.decode(text) == route


# Messages that hang in chats for years carry these texts. A line may be added; none may change.
WRITTEN = {
    routes.AskBrief(): "1|ab",
    routes.PaintDraft("01ARZ3NDEKTSV4RRFFQ69G5FAV", 3): "1|pd|01ARZ3NDEKTSV4RRFFQ69G5FAV|3",
    routes.AskDraft("01ARZ3NDEKTSV4RRFFQ69G5FAV"): "1|qd|01ARZ3NDEKTSV4RRFFQ69G5FAV",
    routes.Decline(): "1|no",
    routes.Again("7KQ2M4XR", 2): "1|ag|7KQ2M4XR|2",
    routes.Retier("7KQ2M4XR", "fast"): "1|rt|7KQ2M4XR|fast",
    routes.ChooseBrand("7KQ2M4XR", 1): "1|cb|7KQ2M4XR|1",
    routes.Rebrand("7KQ2M4XR", "Vallejo"): "1|rb|7KQ2M4XR|Vallejo",
    routes.Rebrand("7KQ2M4XR"): "1|rb|7KQ2M4XR",
    routes.AskChange("7KQ2M4XR"): "1|ac|7KQ2M4XR",
    routes.ChangeColours("7KQ2M4XR", "colder"): "1|cc|7KQ2M4XR|colder",
    routes.ChangeColours("7KQ2M4XR", "darker", "ground"): "1|cc|7KQ2M4XR|darker|ground",
    routes.Locks("7KQ2M4XR"): "1|lk|7KQ2M4XR",
    routes.Lock("7KQ2M4XR", "accent2", on=False): "1|lo|7KQ2M4XR|accent2|0",
    routes.ShowScheme("7KQ2M4XR"): "1|sc|7KQ2M4XR",
    routes.PostScheme("7KQ2M4XR"): "1|po|7KQ2M4XR",
    routes.Star("7KQ2M4XR", on=False): "1|st|7KQ2M4XR|0",
    routes.Schemes(): "1|sl|recent",
    routes.Schemes("favourites", "01ARZ3NDEKTSV4RRFFQ69G5FAV"): "1|sl|favourites|01ARZ3NDEKTSV4RRFFQ69G5FAV",
    routes.AskName("7KQ2M4XR"): "1|an|7KQ2M4XR",
    routes.AskDelete("7KQ2M4XR"): "1|ad|7KQ2M4XR",
    routes.Delete("7KQ2M4XR"): "1|de|7KQ2M4XR",
    routes.Recipe("7KQ2M4XR"): "1|re|7KQ2M4XR",
    routes.Miniature("7KQ2M4XR"): "1|mi|7KQ2M4XR",
    routes.Miniature("7KQ2M4XR", "machine"): "1|mi|7KQ2M4XR|machine",
    routes.BothPages("7KQ2M4XR"): "1|bp|7KQ2M4XR",
    routes.Original("7KQ2M4XR"): "1|og|7KQ2M4XR|sheet",
    routes.Original("7KQ2M4XR", "both"): "1|og|7KQ2M4XR|both",
    routes.Original("7KQ2M4XR", "miniature", "mage"): "1|og|7KQ2M4XR|miniature|mage",
    routes.Exports("7KQ2M4XR"): "1|xp|7KQ2M4XR",
    routes.Export("7KQ2M4XR", "json"): "1|xf|7KQ2M4XR|json",
    routes.Paints(): "1|pa",
    routes.MatchPaint("9f86d081884c"): "1|mp|9f86d081884c",
    routes.ConvertPaint("9f86d081884c", "Vallejo"): "1|cp|9f86d081884c|Vallejo",
    routes.Shelf(): "1|sh",
    routes.Shelf("9f86d081884c"): "1|sh|9f86d081884c",
    routes.AddPaint("9f86d081884c"): "1|sa|9f86d081884c",
    routes.RemovePaint("9f86d081884c"): "1|sr|9f86d081884c",
    routes.PasteList(): "1|sp",
    routes.BoxedSets("Pro Acryl"): "1|sb|Pro Acryl",
    routes.AddSet("pro-acryl-base"): "1|ss|pro-acryl-base",
    routes.AskedBack(): "1|sq",
    routes.Settle("01ARZ3NDEKTSV4RRFFQ69G5FAV", "9f86d081884c"): "1|sy|01ARZ3NDEKTSV4RRFFQ69G5FAV|9f86d081884c",
    routes.Settle("01ARZ3NDEKTSV4RRFFQ69G5FAV", "-"): "1|sy|01ARZ3NDEKTSV4RRFFQ69G5FAV|-",
    routes.DropAsked(): "1|sz",
    routes.UndoShelf("01ARZ3NDEKTSV4RRFFQ69G5FAV"): "1|su|01ARZ3NDEKTSV4RRFFQ69G5FAV",
    routes.ShelfFile(): "1|sf",
    routes.Shopping("favourites"): "1|sg|favourites",
    routes.ShoppingFor("7KQ2M4XR"): "1|s1|7KQ2M4XR",
    routes.FromShelf("7KQ2M4XR"): "1|fs|7KQ2M4XR|0",
    routes.FromShelf("7KQ2M4XR", "any"): "1|fs|7KQ2M4XR|any",
    routes.Likes(): "1|lv",
    routes.Thumb("7KQ2M4XR", "up"): "1|th|7KQ2M4XR|up",
    routes.Lean(on=False): "1|le|0",
    routes.PickColours("7KQ2M4XR"): "1|lp|7KQ2M4XR",
    routes.AskColour(): "1|ln",
    routes.AddColour("4FA3A0"): "1|la|4FA3A0",
    routes.RemoveColour("4FA3A0"): "1|lr|4FA3A0",
    routes.AskForget(): "1|lf",
    routes.Forget(): "1|lx",
    routes.AskNickname(): "1|nq",
    routes.NameFor("7KQ2M4XR"): "1|nf|7KQ2M4XR",
    routes.NameDraft("01ARZ3NDEKTSV4RRFFQ69G5FAV", 1): "1|nd|01ARZ3NDEKTSV4RRFFQ69G5FAV|1",
    routes.AskNames("01ARZ3NDEKTSV4RRFFQ69G5FAV"): "1|na|01ARZ3NDEKTSV4RRFFQ69G5FAV",
    routes.Names("01ARZ3NDEKTSV4RRFFQ69G5FAV"): "1|nv|01ARZ3NDEKTSV4RRFFQ69G5FAV",
    routes.ChooseName("01ARZ3NDEKTSV4RRFFQ69G5FAV", 5): "1|nc|01ARZ3NDEKTSV4RRFFQ69G5FAV|5",
    routes.AskLike("01ARZ3NDEKTSV4RRFFQ69G5FAV"): "1|nl|01ARZ3NDEKTSV4RRFFQ69G5FAV",
    routes.MoreNames("01ARZ3NDEKTSV4RRFFQ69G5FAV", "different", 1): "1|nm|01ARZ3NDEKTSV4RRFFQ69G5FAV|different|1|0",
    routes.MoreNames("01ARZ3NDEKTSV4RRFFQ69G5FAV", "like", 1, 2, "yes"): "1|nm|01ARZ3NDEKTSV4RRFFQ69G5FAV|like|1|2|yes",
    routes.GiveName("01ARZ3NDEKTSV4RRFFQ69G5FAV", 5, "7KQ2M4XR"): "1|ng|01ARZ3NDEKTSV4RRFFQ69G5FAV|5|7KQ2M4XR",
    routes.AskBearer("01ARZ3NDEKTSV4RRFFQ69G5FAV", 5): "1|nb|01ARZ3NDEKTSV4RRFFQ69G5FAV|5",
    routes.NameHistory(): "1|nh",
    routes.NameHistory("1750000000000.01ARZ3NDEKTSV4RRFFQ69G5FAV"): "1|nh|1750000000000.01ARZ3NDEKTSV4RRFFQ69G5FAV",
    routes.Collection(): "1|kc",
    routes.ArmyPage("7KQ2M4XR"): "1|ka|7KQ2M4XR",
    routes.ArmyPage("-", "400.01ARZ3NDEKTSV4RRFFQ69G5FAV"): "1|ka|-|400.01ARZ3NDEKTSV4RRFFQ69G5FAV",
    routes.AllModels("400.01ARZ3NDEKTSV4RRFFQ69G5FAV"): "1|kl|400.01ARZ3NDEKTSV4RRFFQ69G5FAV",
    routes.ArmyMore("7KQ2M4XR"): "1|ko|7KQ2M4XR",
    routes.ShowModel("7KQ2M4XR"): "1|km|7KQ2M4XR",
    routes.SetStatus("7KQ2M4XR", "in_progress"): "1|ks|7KQ2M4XR|in_progress",
    routes.AskEdit("7KQ2M4XR"): "1|ke|7KQ2M4XR",
    routes.AskMove("7KQ2M4XR", 1): "1|kv|7KQ2M4XR|1",
    routes.MoveTo("7KQ2M4XR", "-"): "1|kw|7KQ2M4XR|-",
    routes.AskMerge("7KQ2M4XR"): "1|kg|7KQ2M4XR",
    routes.Merge("7KQ2M4XR", "7KQ2M4XS"): "1|kh|7KQ2M4XR|7KQ2M4XS",
    routes.AskSplit("7KQ2M4XR"): "1|ki|7KQ2M4XR",
    routes.Split("7KQ2M4XR", 3, 10): "1|kj|7KQ2M4XR|3|10",
    routes.RemoveModel("7KQ2M4XR"): "1|kr|7KQ2M4XR",
    routes.AskAdd("7KQ2M4XR"): "1|kn|7KQ2M4XR",
    routes.PasteModels(): "1|kp",
    routes.AskArmy(): "1|kf",
    routes.Proposed("01ARZ3NDEKTSV4RRFFQ69G5FAV", 20): "1|kq|01ARZ3NDEKTSV4RRFFQ69G5FAV|20",
    routes.AskDropRow("01ARZ3NDEKTSV4RRFFQ69G5FAV"): "1|kd|01ARZ3NDEKTSV4RRFFQ69G5FAV|0",
    routes.DropRow("01ARZ3NDEKTSV4RRFFQ69G5FAV", 4, 12): "1|kx|01ARZ3NDEKTSV4RRFFQ69G5FAV|4|12",
    routes.ConfirmList("01ARZ3NDEKTSV4RRFFQ69G5FAV", "merge"): "1|ky|01ARZ3NDEKTSV4RRFFQ69G5FAV|merge",
    routes.DiscardList("01ARZ3NDEKTSV4RRFFQ69G5FAV"): "1|kz|01ARZ3NDEKTSV4RRFFQ69G5FAV",
    routes.UndoChange("01ARZ3NDEKTSV4RRFFQ69G5FAV"): "1|ku|01ARZ3NDEKTSV4RRFFQ69G5FAV",
    routes.AskApply("7KQ2M4XR"): "1|k1|7KQ2M4XR",
    routes.Apply("7KQ2M4XR", "-"): "1|k2|7KQ2M4XR|-",
    routes.PutOn("7KQ2M4XR"): "1|k3|7KQ2M4XR",
    routes.AskDisband("7KQ2M4XR"): "1|k4|7KQ2M4XR",
    routes.Disband("7KQ2M4XR", keep=True): "1|k5|7KQ2M4XR|1",
    routes.CollectionFile(): "1|k6",
    routes.ArmyShopping("7KQ2M4XR"): "1|k7|7KQ2M4XR",
    routes.Again("7KQ2M4XR", 2, "yes"): "1|ag|7KQ2M4XR|2|yes",
    routes.Preferences(): "1|pf",
    routes.PreferStyle("grimdark"): "1|py|grimdark|1",
    routes.PreferStyle("bright", on=False): "1|py|bright|0",
    routes.PickBrands(): "1|pk",
    routes.PreferBrand("Two Thin Coats", on=False): "1|pb|Two Thin Coats|0",
    routes.PickThemes(): "1|pn",
    routes.PreferTheme("norse"): "1|pt|norse|1",
    routes.PreferTone("dry"): "1|pw|dry|1",
    routes.AskBefore("never"): "1|pc|never",
    routes.PickLanguage(): "1|pg",
    routes.PreferLanguage(): "1|pl",
    routes.PreferLanguage("pt_BR"): "1|pl|pt_BR",
    routes.RemindMe(on=True): "1|pm|1",
    routes.TellFinished(on=False): "1|pj|0",
    routes.Balance(): "1|ba",
    routes.Daily(): "1|da",
    routes.History(): "1|hi",
    routes.HistoryFile(): "1|hf",
    routes.Usage(): "1|us|month",
    routes.Usage("all"): "1|us|all",
    routes.Costs(): "1|co",
    routes.Help(): "1|he",
    routes.About(): "1|ao",
}


@pytest.mark.parametrize(("route", "text"), WRITTEN.items(), ids=lambda v: v if isinstance(v, str) else "")
def test_texts_already_written_keep_their_meaning(route, text):
    assert routes.encode(route) == text
    assert routes.decode(text) == route


def test_every_route_is_pinned_above():
    assert {type(route) for route in WRITTEN} == set(routes.TABLE.values())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "|",
        "1|",
        "1|zz",
        "2|ba",
        "0|ba",
        "1|ba|more",
        "1|sc",
        "1|sc|",
        "1|rt|7KQ2M4XR|heroic",
        "1|rt|7KQ2M4XR",
        "1|ag|7KQ2M4XR|two",
        "1|ag|7KQ2M4XR|-1",
        "1|ag|7KQ2M4XR|٣",
        "1|st|7KQ2M4XR|yes",
        "1|sc|" + "A" * 80,
        "scheme:7KQ2M4XR",
        "1|sc|7KQ2M4XR|a|b|c",
        "\x00",
    ],
)
def test_a_text_that_is_not_ours_or_not_of_today_is_stale(text):
    with pytest.raises(routes.StaleRouteError):
        routes.decode(text)


@given(st.text(max_size=70))
def test_no_text_does_anything_but_decode_or_be_stale(text):
    try:
        route = routes.decode(text)
    except routes.StaleRouteError:
        return
    assert routes.decode(routes.encode(route)) == route


def test_what_would_not_fit_or_not_come_back_is_our_mistake():
    with pytest.raises(ValueError, match="64"):
        routes.encode(routes.Rebrand(new_code(), "A" * 64))
    with pytest.raises(ValueError, match="holds"):
        routes.encode(routes.Rebrand(new_code(), "a|b"))


def test_new_arguments_may_only_be_added_with_a_default():
    for route in routes.TABLE.values():
        seen_default = False
        for field in fields(route):
            has_default = field.default is not MISSING
            assert has_default or not seen_default
            seen_default = has_default
