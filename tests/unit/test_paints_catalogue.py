"""The catalogue: what is in it, that its rows are sound, and that people find their paints."""

import random

import pytest

from core.colour.convert import lab, polar
from core.errors import NotFound, UnknownWord
from core.paints import Catalogue
from core.paints.brands import BRANDS
from core.paints.build_catalogue import build, read_list, write_catalogue
from core.paints.checks import Colour, wrong_word
from core.paints.metals import sort_colour, sort_metal
from core.paints.paint import Form, MetalFamily, PaintKind, Production
from core.paints.reading import read_catalogue
from core.paints.report import Report, write_report
from core.paints.tints import PRIMER_TINTS, TEXTURE_TINTS, WASH_TINTS


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load()


def named(catalogue: Catalogue, brand: str, name: str):
    return next(p for p in catalogue.paints if p.brand == brand and p.name == name)


def test_it_holds_all_sixteen_brands_under_ids_of_their_own(catalogue):
    assert len(catalogue) > 6_800
    assert {p.brand for p in catalogue.paints} == set(BRANDS)
    assert len({p.id for p in catalogue.paints}) == len(catalogue)
    assert all(p.id == p.id.lower() and p.id.isascii() and " " not in p.id for p in catalogue.paints)
    paint = catalogue.paint("citadel/base/mephiston-red")
    assert (paint.brand, paint.range, paint.name) == ("Citadel", "Base", "Mephiston Red")
    with pytest.raises(NotFound):
        catalogue.paint("citadel/base/mephiston-rouge")


def test_loading_twice_gives_the_same_catalogue(catalogue):
    assert Catalogue.load() is catalogue


def test_every_metal_has_a_family_and_a_tone_and_nothing_else_has(catalogue):
    for p in catalogue.paints:
        assert (p.metal is not None) == (p.kind is PaintKind.METALLIC), p
        assert (1 <= p.tone <= 5) if p.is_metallic else p.tone == 0, p


def test_natural_metals_look_like_metals_on_their_chips(catalogue):
    metals = [p for p in catalogue.paints if p.metal in {MetalFamily.GOLD, MetalFamily.STEEL, MetalFamily.COPPER}]
    for p, (_, chroma, hue) in zip(metals, polar(lab([p.hex for p in metals])).tolist(), strict=True):
        if p.metal is MetalFamily.STEEL:
            assert chroma <= 12, p
        else:
            assert chroma >= 16, p
            assert 25 <= hue <= 102, p


@pytest.mark.parametrize(
    ("brand", "name", "kind"),
    [
        ("Citadel", "Steel Legion Drab", PaintKind.OPAQUE),
        ("Citadel", "Screaming Bell", PaintKind.METALLIC),
        ("Citadel", "Ironbreaker", PaintKind.METALLIC),
        ("Citadel", "Agrax Earthshade", PaintKind.WASH),
        ("Citadel", "Stirland Mud", PaintKind.TEXTURE),
        ("Citadel", "Blood for the Blood God", PaintKind.EFFECT),
        ("Citadel", "Lahmian Medium", PaintKind.MEDIUM),
        ("Citadel", "Stormshield", PaintKind.VARNISH),
        ("Vallejo", "Gold Yellow", PaintKind.OPAQUE),
        ("Vallejo", "Chainmail", PaintKind.METALLIC),
        ("Vallejo", "Medium Blue", PaintKind.OPAQUE),
        ("Vallejo", "Black Glaze", PaintKind.CLEAR),
        ("Army Painter", "Verdigris", PaintKind.EFFECT),
        ("Army Painter", "Strong Tone", PaintKind.WASH),
        ("Turbo Dork", "3D Glasses", PaintKind.COLOUR_SHIFT),
        ("AK Interactive", "Wood Medium", PaintKind.CONTRAST),
        ("Reaper", "NMM Gold Base", PaintKind.OPAQUE),
    ],
)
def test_kinds_that_a_word_in_a_name_had_spoilt(catalogue, brand, name, kind):
    assert named(catalogue, brand, name).kind is kind


def test_the_inks_of_game_color_are_inks(catalogue):
    inks = [p for p in catalogue.paints if p.range == "Game Color" and "72.082" <= p.code <= "72.094"]
    assert len(inks) == 13
    assert all(p.kind is PaintKind.INK for p in inks)


def test_colour_shift_and_doubtful_paints_are_found_by_name_but_never_by_colour(catalogue):
    silent = [p for p in catalogue.paints if not p.comparable]
    assert {p.name for p in silent} >= {"3D Glasses", "Bleached Blue"}
    for kind in PaintKind:
        assert all(catalogue.paints[i].comparable for i in catalogue.pool(kind, airbrush=True))
    assert catalogue.search("bleached blue")[0].name == "Bleached Blue"


def test_white_and_black_paints_are_white_and_black(catalogue):
    for p in catalogue.paints:
        if p.comparable and p.kind is PaintKind.OPAQUE and p.name in {"White", "Black", "Matt White", "Corax White"}:
            lightness = float(lab((p.hex,))[0][0])
            assert (lightness < 20) if p.name == "Black" else (lightness > 80), p


@pytest.mark.parametrize(
    ("name", "hex_", "wrong"),
    [
        ("Corax White", "#6B6B6B", "white"),
        ("White Scar", "#FFFFFF", ""),
        ("Black Green", "#233B34", ""),
        ("Flat Red", "#1E4F39", "red"),
        ("Dark Sea Blue", "#283640", ""),
        ("Phthalo Blue (Green Shade)", "#203479", ""),
        ("Mephiston", "#123456", ""),
    ],
)
def test_colour_words_must_fit(name, hex_, wrong):
    assert wrong_word(name, Colour(*polar(lab((hex_,)))[0].tolist())) == wrong


@pytest.mark.parametrize(
    ("brand", "name", "expected"),
    [
        ("Citadel", "Leadbelcher", (MetalFamily.GUNMETAL, 3)),
        ("Somebody", "Dark Bronze", (MetalFamily.BRONZE, 2)),
        ("Somebody", "Bright Gold", (MetalFamily.GOLD, 4)),
        ("Somebody", "Emerald Chrome", (MetalFamily.COLOURED, 3)),
    ],
)
def test_metals_are_sorted_by_what_they_are_called(brand, name, expected):
    assert sort_metal(brand, name, 50.0, 5.0, 80.0) == expected


def test_a_colour_of_a_scheme_stands_for_a_metal():
    assert sort_colour("#C4954A") == (MetalFamily.GOLD, 3)
    assert sort_colour("#8E979F")[0] is MetalFamily.STEEL
    assert sort_colour("#C2C8CC")[0] is MetalFamily.SILVER


def test_tints_are_words_of_their_lists(catalogue):
    known = {PaintKind.WASH: WASH_TINTS, PaintKind.TEXTURE: TEXTURE_TINTS, PaintKind.PRIMER: PRIMER_TINTS}
    for p in catalogue.paints:
        assert p.tint in (*known.get(p.kind, ()), ""), p


@pytest.mark.parametrize(
    ("word", "title"),
    [
        ("GW", "Citadel"),
        ("citadel", "Citadel"),
        ("AP", "Army Painter"),
        ("the army painter", "Army Painter"),
        ("VMC", "Vallejo Model Color"),
        ("Vallejo Game Colour", "Vallejo Game Color"),
        ("Two thin coats", "Two Thin Coats"),
        ("coat d'arms", "Coat d'Arms"),
        ("AK", "AK Interactive"),
        ("Scale 75", "Scale75"),
    ],
)
def test_brands_by_what_people_call_them(catalogue, word, title):
    assert catalogue.brand(word) == title
    assert catalogue.brand(title) == title


@pytest.mark.parametrize(
    ("word", "near"), [("valejo", "Vallejo"), ("citadell", "Citadel"), ("army paint", "Army Painter")]
)
def test_an_unknown_brand_is_answered_with_the_nearest(catalogue, word, near):
    with pytest.raises(UnknownWord) as refusal:
        catalogue.brand(word)
    assert near in refusal.value.near
    assert near in str(refusal.value)


def test_nonsense_for_a_brand_is_refused_without_a_guess(catalogue):
    for word in ("", "   ", "🎨🎨", "qqqqqq", "x" * 500, "'; drop table paints"):
        with pytest.raises(UnknownWord) as refusal:
            catalogue.brand(word)
        assert len(str(refusal.value)) < 200


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("mephiston red", "Mephiston Red"),
        ("mefiston red", "Mephiston Red"),
        ("agrx earthshade", "Agrax Earthshade"),
        ("army painter strong tone", "Strong Tone"),
        ("vmc flat red", "Flat Red"),
        ("70.957", "Flat Red"),
        ("XV-88", "Xv-88"),
        ("eldar robe", "Elder Robe"),
        ("nuln oil", "Nuln Oil"),
    ],
)
def test_paints_are_found_by_name_with_a_slip(catalogue, typed, found):
    assert catalogue.search(typed)[0].name == found


def test_search_stays_within_the_brands_and_the_limit(catalogue):
    hits = catalogue.search("black", brands=("Vallejo",), limit=4)
    assert len(hits) == 4
    assert {p.brand for p in hits} == {"Vallejo"}
    assert catalogue.search("") == ()
    assert catalogue.search("🎨") == ()
    assert catalogue.search("zzzzqqqq") == ()


def test_current_paints_come_before_those_no_longer_made(catalogue):
    assert catalogue.search("gun metal", brands=("Army Painter",))[0].production is Production.CURRENT


def test_airbrush_paints_and_pens_stay_out_unless_asked_for(catalogue, seed):
    rng = random.Random(seed)
    for _ in range(20):
        hex_ = f"#{rng.randrange(2**24):06X}"
        assert all(m.paint.form in {Form.BRUSH, Form.DRY} for m in catalogue.closest(hex_, limit=20))


LIST_HEAD = "brand,range,name,code,kind,finish,transparent,discontinued,hex,independent_sources,disagreement_de00,confidence,aliases\n"  # noqa: E501


def build_from(tmp_path, *lines):
    source = tmp_path / "list.csv"
    source.write_text(LIST_HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    rows = read_list(source)
    report = Report(rows=len(rows))
    return build(rows, report), report


def test_building_sorts_corrects_and_reports(tmp_path):
    paints, report = build_from(
        tmp_path,
        "Vallejo,Game Color,Gold Yellow,72.007,metallic,metallic,false,unknown,#d67419,1,,single,",
        "Vallejo,Game Color,Glorious Gold,72.056,metallic,metallic,false,unknown,#f4e3c5,1,,single,",
        "Citadel,Layer,White Scar,,layer,matte,false,false,#6b6b6b,1,,single,",
        "Citadel,Base,Corax White,,base,matte,false,false,#ffffff,2,0.0,pair,",
        "Two Thin Coats,Two Thin Coats,Elder Robe,,standard,matte,false,false,#2259a0,1,,single,",
        "Two Thin Coats,Two Thin Coats,Eldar Robe,,standard,matte,false,false,#1f5ba3,1,,single,",
    )
    by_name = {p.name: p for p in paints}
    assert by_name["Gold Yellow"].kind is PaintKind.OPAQUE
    assert by_name["Glorious Gold"].hex != "#F4E3C5"
    assert not by_name["White Scar"].comparable
    assert by_name["Corax White"].comparable
    assert by_name["Elder Robe"].aliases == ("Eldar Robe",)
    assert len(paints) == 5
    assert [r.name for r, _ in report.left_out] == ["Eldar Robe"]
    assert [r.name for r, _ in report.doubted] == ["White Scar"]
    write_catalogue(paints, tmp_path / "catalogue.tsv")
    assert read_catalogue(tmp_path / "catalogue.tsv") == paints
    write_report(report, paints, tmp_path / "report.md")
    assert "MIT" in (tmp_path / "report.md").read_text()


@pytest.mark.parametrize("hex_", ["#12345", "red", "", "#GGGGGG"])
def test_a_row_without_a_colour_is_named_with_its_line(tmp_path, hex_):
    with pytest.raises(ValueError, match="line 2"):
        build_from(tmp_path, f"Citadel,Base,Nothing,,base,matte,false,false,{hex_},1,,single,")
