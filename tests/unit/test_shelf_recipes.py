"""Painting from the shelf: only what is there, never more new paints than allowed, and nothing left out in silence."""

from __future__ import annotations

import random

import pytest

from core.generation.brief import MAX_NEW_PAINTS, Brief
from core.paints import Catalogue
from core.paints.paint import PaintKind
from core.paintschemes.build import build_scheme
from core.paintschemes.from_shelf import paints_of
from core.paintschemes.scheme import Role, Tier
from core.shelf.shopping import shopping_list
from core.shelf.wishes import at_hand, near, read_wish, tied
from tests.unit.test_paints_recipes import proposal

COLOURS = {
    Role.PRIMARY: "#1B3A86",
    Role.SECONDARY: "#E8E4D8",
    Role.ACCENT: "#B01E22",
    Role.METAL: "#C4954A",
    Role.LEATHER: "#4A2C1B",
    Role.GROUND: "#8A7B5E",
}
STARTER = (
    *("Abaddon Black", "Corax White", "Macragge Blue", "Kantor Blue", "Mephiston Red", "Rhinox Hide", "Zandri Dust"),
    *("Calgar Blue", "Evil Sunz Scarlet", "Ushabti Bone", "Retributor Armour", "Leadbelcher", "Rakarth Flesh"),
    *("Agrax Earthshade", "Nuln Oil", "Drakenhof Nightshade"),
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load()


def ids(catalogue: Catalogue, *names: str) -> set[str]:
    return {p.id for p in catalogue.paints if p.brand == "Citadel" and p.name in names and p.form.value == "brush"}


def brief(new: int | None = 0, **more) -> Brief:
    return Brief(text="x", from_shelf=True, new_paints=new, **more)


def random_colours(rng: random.Random) -> dict[Role, str]:
    return {role: f"#{rng.randrange(2**24):06X}" for role in COLOURS}


def random_shelf(catalogue: Catalogue, rng: random.Random) -> set[str]:
    size = rng.choice([0, 1, 5, 20, 60, 200])
    brands = rng.sample(catalogue.brands[:8], rng.randint(1, 4))
    offered = [p for p in catalogue.paints if p.brand in brands]
    return {p.id for p in rng.sample(offered, min(size, len(offered)))}


def check(scheme, owned: set[str], allowed: int | None) -> None:
    """What must hold for every scheme from any shelf."""
    used = {ref.id for ref in paints_of(scheme)}
    new = {ref.id for ref in scheme.to_buy}
    assert scheme.from_shelf
    assert new == used - owned
    assert allowed is None or len(new) <= allowed
    assert {m.part for m in scheme.missing} >= {a.role.value for a in scheme.areas if a.ladder.base.paint is None}
    assert not {m.part for m in scheme.missing} & {
        a.role.value for a in scheme.areas if a.ladder.base.paint is not None
    }
    assert ("primer" in {m.part for m in scheme.missing}) == (scheme.primer.paint is None)
    assert all(m.paint is not None and m.paint.id not in used for m in scheme.missing if m.part != "wash")
    for area in scheme.areas:
        ladder, choices = area.ladder, area.choices
        if ladder.base.paint is None:
            assert not choices
            assert area.wash is None
            assert {ladder.shade.paint, ladder.layer.paint, ladder.highlight.paint} == {None}
        else:
            assert choices[0].paint == ladder.base.paint
            assert {c.paint.id for c in choices} <= owned | new
        steps = [s.paint.id for s in (ladder.shade, ladder.base, ladder.layer, ladder.highlight) if s.paint]
        assert len(set(steps)) == len(steps)


@pytest.mark.parametrize("tier", list(Tier))
def test_any_shelf_any_colours_any_allowance(catalogue, rng: random.Random, tier):
    for _ in range(12):
        owned, colours = random_shelf(catalogue, rng), random_colours(rng)
        allowed = rng.choice([0, 0, 1, 3, 6, None])
        style = rng.choice(["", "", "slapchop"])
        asked = brief(allowed, tier=tier, brands=rng.choice([(), ("Vallejo",), ("Citadel",)]))
        check(build_scheme(asked, proposal(colours, style=style), catalogue, owned), owned, allowed)


@pytest.mark.soak
def test_any_shelf_in_the_long_run(catalogue, rng: random.Random):
    for _ in range(2_000):
        owned, colours = random_shelf(catalogue, rng), random_colours(rng)
        allowed = rng.choice([0, 1, 3, 6, None])
        check(build_scheme(brief(allowed), proposal(colours), catalogue, owned), owned, allowed)


def test_a_brief_without_the_wish_does_not_look_at_the_shelf(catalogue):
    plain = Brief(text="x")
    owned = ids(catalogue, *STARTER)
    assert build_scheme(plain, proposal(COLOURS), catalogue, owned) == build_scheme(plain, proposal(COLOURS), catalogue)


def test_a_starter_shelf_paints_a_classic_scheme_with_nothing_new(catalogue):
    owned = ids(catalogue, *STARTER)
    scheme = build_scheme(brief(0), proposal(COLOURS), catalogue, owned)
    bases = {a.role: a.ladder.base.paint.name for a in scheme.areas if a.ladder.base.paint}
    assert bases[Role.PRIMARY] in {"Macragge Blue", "Kantor Blue"}
    assert bases[Role.ACCENT] in {"Mephiston Red", "Evil Sunz Scarlet"}
    assert bases[Role.METAL] == "Retributor Armour"
    assert bases[Role.LEATHER] == "Rhinox Hide"
    assert scheme.to_buy == ()
    assert {m.part for m in scheme.missing} == {"primer", "texture"}


def test_new_paints_go_where_they_gain_most(catalogue):
    """Without any blue, the first new paint is the blue of the primary."""
    owned = ids(catalogue, *STARTER) - ids(catalogue, "Macragge Blue", "Kantor Blue", "Calgar Blue")
    scheme = build_scheme(brief(1), proposal(COLOURS), catalogue, owned)
    primary = scheme.area(Role.PRIMARY)
    assert primary is not None
    assert [ref.id for ref in scheme.to_buy] == [primary.ladder.base.paint.id]


def test_new_paints_are_of_the_brand_that_most_of_the_shelf_is(catalogue):
    owned = {p.id for p in catalogue.paints if p.brand == "Army Painter" and p.range == "Warpaints Fanatic"}
    some = set(sorted(owned)[:40])
    scheme = build_scheme(brief(None), proposal(COLOURS), catalogue, some)
    assert scheme.to_buy
    # Army Painter has no texture paste in our list
    assert {ref.brand for ref in scheme.to_buy if ref.kind != "texture"} == {"Army Painter"}


def test_more_allowance_never_leaves_more_out(catalogue, rng: random.Random):
    for _ in range(5):
        owned, colours = random_shelf(catalogue, rng), random_colours(rng)
        schemes = [build_scheme(brief(n), proposal(colours), catalogue, owned) for n in (0, 3, 6, None)]
        lacking = [len({m.part for m in s.missing} & set(Role)) for s in schemes]
        assert lacking == sorted(lacking, reverse=True)


def test_an_allowance_is_not_used_up_for_its_own_sake(catalogue):
    scheme = build_scheme(brief(None), proposal(COLOURS), catalogue, {p.id for p in catalogue.paints})
    assert scheme.to_buy == ()
    assert scheme.missing == ()


def test_paints_that_left_the_catalogue_are_passed_over(catalogue):
    owned = {*ids(catalogue, *STARTER), "citadel/base/gone-for-good"}
    scheme = build_scheme(brief(0), proposal(COLOURS), catalogue, owned)
    assert "citadel/base/gone-for-good" not in {r.id for r in paints_of(scheme)}


def test_briefs_of_before_keep_their_digest():
    """A quote of yesterday still fits its brief."""
    assert Brief(text="x").digest() == "7ce72970c93cfe1d8795662faa0e9676f439c38bf123f35b4670e96394577cd9"
    digests = {brief(n).digest() for n in (0, 3, None)} | {Brief(text="x").digest()}
    assert len(digests) == 4
    with pytest.raises(ValueError, match="less than or equal"):
        brief(MAX_NEW_PAINTS + 1)


# Shopping -------------------------------------------------------------------------------------------------------------


def test_one_list_for_several_schemes(catalogue):
    one = build_scheme(Brief(text="x"), proposal(COLOURS), catalogue)
    two = build_scheme(Brief(text="x"), proposal({**COLOURS, Role.PRIMARY: "#7A1F22"}), catalogue)
    needed = {r.id for s in (one, two) for r in paints_of(s)}
    owned = frozenset(sorted(needed)[:4])
    done = shopping_list([("One", one), ("Two", two)], owned, catalogue, "vallejo")
    assert (done.needed, done.owned) == (len(needed), 4)
    assert {i.paint.id for i in done.items} == needed - owned
    assert len({i.paint.id for i in done.items}) == len(done.items)
    for brand, items in done.brands.items():
        assert {i.paint.brand for i in items} == {brand}
    shared = {r.id for r in paints_of(one)} & {r.id for r in paints_of(two)}
    assert {i.paint.id for i in done.items if i.schemes == ("One", "Two")} == shared - owned
    for item in done.items:
        if item.instead is not None:
            assert item.instead.paint.brand == "Vallejo"
            assert item.instead.paint.kind is catalogue.paint(item.paint.id).kind


def test_what_is_owned_under_another_name_need_not_be_bought(catalogue):
    scheme = build_scheme(Brief(text="x", brands=("Citadel",)), proposal(COLOURS), catalogue)
    wash = next(a.wash for a in scheme.areas if a.wash is not None)
    tint = catalogue.paint(wash.id).tint
    twin = next(
        p for p in catalogue.paints if p.brand == "Army Painter" and p.kind is PaintKind.WASH and p.tint == tint
    )
    done = shopping_list([("One", scheme)], frozenset({twin.id}), catalogue)
    assert next(i for i in done.items if i.paint.id == wash.id).nearly == twin


def test_what_a_scheme_from_the_shelf_lacks_is_on_the_list(catalogue):
    scheme = build_scheme(brief(0), proposal(COLOURS), catalogue, ids(catalogue, "Nuln Oil"))
    done = shopping_list([("One", scheme)], frozenset(ids(catalogue, "Nuln Oil")), catalogue)
    assert {m.paint.id for m in scheme.missing if m.paint} <= {i.paint.id for i in done.items}


# Matching -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "hex_", "kind"),
    [
        ("#2f6f73", "#2F6F73", PaintKind.OPAQUE),
        ("2F6F73", "#2F6F73", PaintKind.OPAQUE),
        ("#abc", "#AABBCC", PaintKind.OPAQUE),
        ("#2f6f73 metal", "#2F6F73", PaintKind.METALLIC),
        ("#2f6f73 as contrast", "#2F6F73", PaintKind.CONTRAST),
    ],
)
def test_colours_by_number(catalogue, text, hex_, kind):
    wish = read_wish(text, catalogue)
    assert (wish.hex, wish.kind, wish.paint) == (hex_, kind, None)


def test_words_are_colours_and_names_are_paints(catalogue):
    assert read_wish("Mephiston Red", catalogue).paint == catalogue.paint("citadel/base/mephiston-red")
    assert read_wish("dark teal", catalogue).hex
    assert read_wish("gold", catalogue).kind is PaintKind.METALLIC
    assert read_wish("mephistn red", catalogue).candidates


def test_matches_stay_within_their_kind_and_leave_the_paint_itself_out(catalogue, rng: random.Random):
    for paint in rng.sample([p for p in catalogue.paints if p.comparable], 40):
        wish = read_wish(f"{paint.brand} {paint.range} {paint.name} {paint.code}", catalogue)
        if wish.paint is None:
            continue
        found = [m for _b, ms in near(wish, catalogue) for m in ms]
        assert wish.paint not in [m.paint for m in found]
        assert {m.paint.kind for m in found} <= {wish.paint.kind}
        if found:
            assert min(m.cost for m in found) == tied(found)[0].cost


def test_an_empty_shelf_has_nothing_at_hand(catalogue):
    assert at_hand(read_wish("#2F6F73", catalogue), []) == ()
