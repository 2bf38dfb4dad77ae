"""Names as people write them: found, asked back, or not known, and never guessed."""

from __future__ import annotations

import random
import re

import pytest

from core.errors import BadInput, NotFound, UnknownWord
from core.paints import Catalogue
from core.paints.finding import plain
from core.shelf.export import as_csv, as_text
from core.shelf.listing import MAX_CHARACTERS, MAX_ITEMS, read_list
from core.shelf.naming import as_line, by_short, meant, of_line, short
from core.shelf.owned import OwnedPaint
from core.shelf.sets import boxed_sets, set_by_key, set_named, whole_range


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load()


@pytest.mark.parametrize(
    ("text", "paint_id"),
    [
        ("Mephiston Red", "citadel/base/mephiston-red"),
        ("mephiston  RED", "citadel/base/mephiston-red"),
        ("Citadel Mephiston Red", "citadel/base/mephiston-red"),
        ("Mephiston Red (Citadel Base)", "citadel/base/mephiston-red"),
        ("Mephiston Red [Air]", "citadel/air/mephiston-red"),
        ("citadel - nuln oil", "citadel/shade/nuln-oil"),
        ("Agrax Earthshade Citadel", "citadel/shade/agrax-earthshade"),
        ("Retributor Armor", "citadel/base/retributor-armour"),
        ("Bugmans Glow", "citadel/base/bugmans-glow"),
    ],
)
def test_a_name_as_the_catalogue_writes_it_is_found(catalogue, text, paint_id):
    assert meant(text, catalogue).paint == catalogue.paint(paint_id)


@pytest.mark.parametrize(
    ("text", "code"),
    [("VMC 70.950", "70.950"), ("70950", "70.950"), ("72.051 Black", "72.051"), ("Black 72.051", "72.051")],
)
def test_a_number_is_as_good_as_a_name(catalogue, text, code):
    found = meant(text, catalogue).paint
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("text", ["Mephistn Red", "Macrage Blue", "Nulm Oil", "Black", "Gold", "Skeleton Bone"])
def test_slips_and_names_of_several_paints_are_asked_back(catalogue, text):
    found = meant(text, catalogue)
    assert found.paint is None
    assert found.candidates


def test_candidates_of_a_common_name_come_from_several_brands(catalogue):
    assert len({p.brand for p in meant("Black", catalogue).candidates}) >= 3


def test_a_number_and_a_name_that_do_not_belong_together_are_not_taken(catalogue):
    assert meant("72.051 Goblin Green", catalogue).paint is None


def test_a_stranger_under_a_heading_is_asked_back_however_well_it_is_written(catalogue):
    found = meant("Nuln Oil", catalogue, catalogue.shelf("Vallejo"))
    assert found.paint is None
    assert catalogue.paint("citadel/shade/nuln-oil") in found.candidates
    assert of_line(as_line("Nuln Oil", catalogue.shelf("Vallejo")), catalogue) == found


def test_any_slip_in_any_name_is_never_another_paint(catalogue, rng: random.Random):
    """One letter lost, doubled, or swapped: the same name by another way, or asked back."""
    plainly = [p for p in catalogue.paints if len(p.name) > 5 and re.fullmatch(r"[A-Za-z ]+", p.name)]
    for paint in rng.sample(plainly, 400):
        at = rng.randrange(1, len(paint.name) - 1)
        typed = rng.choice(
            [
                paint.name[:at] + paint.name[at + 1 :],
                paint.name[:at] + paint.name[at] + paint.name[at:],
                paint.name[:at] + paint.name[at + 1] + paint.name[at] + paint.name[at + 2 :],
            ]
        )
        found = meant(f"{paint.brand} {typed}", catalogue)
        if found.paint is not None:  # then that is exactly what another one, or this one, is called
            names = {plain(name) for name in (found.paint.name, *found.paint.aliases)}
            assert plain(typed) in names, (typed, found.paint)


def test_short_ids_are_all_different_and_lead_back(catalogue):
    keys = {short(p.id) for p in catalogue.paints}
    assert len(keys) == len(catalogue)
    assert by_short(short("citadel/base/mephiston-red"), catalogue) == catalogue.paint("citadel/base/mephiston-red")
    assert by_short("000000000000", catalogue) is None


# Lists ----------------------------------------------------------------------------------------------------------------

PASTED = """\
My paints

**Vallejo Game Color:**
- Black, Dead White
2x Bloody Red
[x] 72.027
• Turquoise (x3)

Citadel: Mephiston Red; Nuln Oil (half empty), agrax earthshde
* Leadbelcher x2
1. Averland Sunset
12) Retributor Armour (2)
Metallics:
Runefang Steel
Army Painter Fanatic:
Matt Black
70.950
flurble wurble
"""


def test_a_list_as_people_keep_it(catalogue):
    read = read_list(PASTED, catalogue)
    assert [(p.brand, p.name) for p in read.found] == [
        ("Vallejo", "Dead White"),
        ("Vallejo", "Bloody Red"),
        ("Vallejo", "Scurvy Green"),
        ("Vallejo", "Turquoise"),
        ("Citadel", "Mephiston Red"),
        ("Citadel", "Nuln Oil"),
        ("Citadel", "Leadbelcher"),
        ("Citadel", "Averland Sunset"),
        ("Citadel", "Retributor Armour"),
        ("Citadel", "Runefang Steel"),
        ("Army Painter", "Matt Black"),
    ]
    assert read.found[-1].range == "Warpaints Fanatic"
    asked = [m.text for _line, m in read.asked]
    assert asked == ["Vallejo Game Color Black", "Citadel agrax earthshde", "Army Painter Warpaints Fanatic 70.950"]
    assert read.unknown == ("My paints", "Army Painter Warpaints Fanatic flurble wurble")


def test_nothing_of_a_list_gets_lost(catalogue, rng: random.Random):
    """Every entry is found, asked about or named as unknown, whatever bullets and separators there are."""
    paints = rng.sample(catalogue.paints, 60)
    entries = [f"{p.brand} {p.name.replace(',', '').replace(':', '')}" for p in paints] + [
        "".join(rng.choice("qxzjkvw") for _ in range(9)) for _ in range(20)
    ]
    rng.shuffle(entries)
    text = ""
    for entry in entries:
        text += rng.choice(["", "- ", "* ", "2x ", "[ ] "]) + entry + rng.choice(["\n", ", ", "; ", "\n\n", " x2\n"])
    read = read_list(text, catalogue)
    for entry in entries:
        one = meant(entry, catalogue)
        assert (one.paint in read.found) or any(m == one for _l, m in read.asked) or entry in read.unknown, entry


@pytest.mark.parametrize("text", ["", "  \n\n", "- , ;", "***"])
def test_an_empty_list_is_refused(catalogue, text):
    with pytest.raises(BadInput):
        read_list(text, catalogue)


def test_a_list_that_is_too_long_is_refused_and_not_cut(catalogue):
    with pytest.raises(BadInput):
        read_list("\n".join(f"paint {n}" for n in range(MAX_ITEMS + 1)), catalogue)
    with pytest.raises(BadInput):
        read_list("x" * (MAX_CHARACTERS + 1), catalogue)


def owned(paint) -> OwnedPaint:
    return OwnedPaint(paint.id, paint.brand, paint.range, paint.name, paint.code, paint.hex, "hand", "b", 0)


def test_an_exported_shelf_can_be_pasted_back(catalogue, rng: random.Random):
    paints = rng.sample(catalogue.paints, 500)
    read = read_list(as_text([owned(p) for p in paints]), catalogue)
    assert {p.id for p in read.found} <= {p.id for p in paints}
    assert read.unknown == ()
    assert len(read.found) >= 0.9 * len(paints)  # the rest share name and range with another and are asked about


def test_a_spreadsheet_takes_no_name_for_a_formula():
    evil = OwnedPaint("a/b/c", "Citadel", "Base", "=1+1", "@x", "#000000", "hand", "b", 0)
    (_head, line) = as_csv([evil]).splitlines()
    assert line.startswith("Citadel,Base,'=1+1,'@x,#000000,hand,1970-01-01")


# Boxed sets -----------------------------------------------------------------------------------------------------------


def test_every_boxed_set_is_in_the_catalogue_and_as_large_as_it_says(catalogue):
    boxes = boxed_sets(catalogue)
    assert len(boxes) >= 8
    assert len({b.key for b in boxes}) == len(boxes)
    for boxed in boxes:
        assert boxed.brand in catalogue.brands
        assert boxed.source
        assert 3 <= len(boxed.paints) <= 300
        assert len({p.id for p in boxed.paints}) == len(boxed.paints)
        assert {p.brand for p in boxed.paints} == {boxed.brand}
        assert len(f"1|ss|{boxed.key}") <= 64
        assert set_by_key(boxed.key, catalogue) == boxed


def test_sets_are_found_by_what_people_call_them(catalogue):
    assert set_named("ninjon", catalogue).key == "pro-acryl-ninjon"
    assert set_named("Pro Acryl Base Set", catalogue).key == "pro-acryl-base"
    assert [p.code for p in set_named("ninjon", catalogue).paints] == ["S07", "S08", "S09", "S10", "S11", "S12"]
    whole = set_named("Citadel Contrast", catalogue)
    assert whole == whole_range(catalogue.shelf("Citadel Contrast"), catalogue)
    assert len(whole.paints) > 50
    with pytest.raises(UnknownWord) as unsure:
        set_named("speedpaint set", catalogue)
    assert len(unsure.value.near) == 3
    with pytest.raises(UnknownWord):
        set_named("xyzzy", catalogue)
    with pytest.raises(NotFound):
        set_by_key("xyzzy", catalogue)
