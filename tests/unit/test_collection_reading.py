"""Reading what people call their models: pasted lists, names, words for how far something is."""

from __future__ import annotations

import random
import string

import pytest

from core.collection.listing import MAX_LINES, Row, read_item, read_list
from core.collection.naming import archetype, guess_archetype, kind, read_name, read_notes, searched, status
from core.collection.values import STATUSES, Kind, Status, least
from core.errors import BadInput, UnknownWord
from core.generation.vocabulary import FACTIONS


def rows(text: str) -> list[tuple[str, int]]:
    listed = read_list(text)
    assert listed.unread == ()
    return [(row.name, row.size) for row in listed.rows]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("10 skeleton archers, 1 lich on dragon", [("Skeleton archers", 10), ("Lich on dragon", 1)]),
        ("- 3x Grave Guard (120 pts)", [("Grave Guard", 3)]),
        ("3 x Grave Guard", [("Grave Guard", 3)]),
        ("5 guards (banner: 1x skull)", [("Guards (banner: 1x skull)", 5)]),
        ("3x2 wolves, 2x 5th Company", [("Wolves", 6), ("5th Company", 2)]),
        ("3xOgres; 3 Xenos scouts", [("Ogres", 3), ("Xenos scouts", 3)]),
        ("x4 Wraiths\n×5 Bats", [("Wraiths", 4), ("Bats", 5)]),
        ("Ghouls x20 [145]\nRats 7x", [("Ghouls", 20), ("Rats", 7)]),
        ("Wolves (x12)\nBears (3x)\nIntercessor Squad (5 models, 90 points)", [
            ("Wolves", 12), ("Bears", 3), ("Intercessor Squad", 5),
        ]),
        ("Heroes: a wight king and 2 banshees", [("Wight king", 1), ("Banshees", 2)]),
        ("Troops:\n* five Zombies, a dozen ghosts, two dozen bats", [("Zombies", 5), ("Ghosts", 12), ("Bats", 24)]),
        ("1. Orc engineers\n2) 10x Orc boyz", [("Orc engineers", 1), ("Orc boyz", 10)]),
        ("**Bone dragon** - 450pts\n`Lich`", [("Bone dragon", 1), ("Lich", 1)]),
        ("Skeletons: 10\nGhouls, 5\nBats\t3", [("Skeletons", 10), ("Ghouls", 5), ("Bats", 3)]),
        ("# Heroes\n++ Battalion +150 pts ++\nLich (450)\nTotal: 2000 pts\n1,990 points", [("Lich", 1)]),
        ("Captain: Borgund Slatehand", [("Captain: Borgund Slatehand", 1)]),
        ("40k marines\n1st Company\nLathe-Kappa 11", [("40k marines", 1), ("1st Company", 1), ("Lathe-Kappa 11", 1)]),
        ("10 skeletons (with spears, shields)", [("Skeletons (with spears, shields)", 10)]),
        ("5x frost giants @ 200 pts\n+ 2 trolls\n[ ] 7 bats\n☐ 6 wolves & 2 bears", [
            ("Frost giants", 5), ("Trolls", 2), ("Bats", 7), ("Wolves", 6), ("Bears", 2),
        ]),
        ("10 squelettes archers\n3 épées", [("Squelettes archers", 10), ("Épées", 3)]),
    ],
)  # fmt: skip
def test_lists_as_people_write_them(text, wanted):
    assert rows(text) == wanted


def test_what_cannot_be_kept_is_told_and_the_rest_is_read():
    listed = read_list(f"10 skeletons\n0 ghouls\n99999 rats\n{'x' * 200}\n1 lich")
    assert [row.name for row in listed.rows] == ["Skeletons", "Lich"]
    assert [one.text[:6] for one in listed.unread] == ["0 ghou", "99999 ", "xxxxxx"]
    assert dict(listed.unread[2].values) == {"most": 60, "length": 200}


def test_500_lines_are_read_and_more_are_not():
    text = "\n".join(f"{n + 1} ghouls" for n in range(MAX_LINES))
    assert len(read_list(text).rows) == MAX_LINES
    with pytest.raises(BadInput, match="501 entries"):
        read_list(text + ", a bat")
    with pytest.raises(BadInput, match="I read 500"):
        read_list("a bat,\n" * 20_000)
    for nothing in ("", "  \n\n", "* * *", "Troops:", "---", "Total: 2000 pts", "12, 13"):
        with pytest.raises(BadInput, match="no model"):
            read_list(nothing)


def test_a_written_list_is_read_as_it_was_meant(rng: random.Random):
    """Whatever way the number is written, the name comes out whole."""
    words = ["grave", "walkers", "old", "iron", "maw", "of", "the", "ford", "red", "hounds"]
    ways = [
        "{n} {name}",
        "{n}x {name}",
        "- {n} x {name} (90 pts)",
        "{name} x{n}",
        "{name} ({n}x)",
        "{name}: {n}",
        "[ ] {n} {name} [85]",
    ]
    meant = [
        (" ".join(rng.sample(words, rng.randint(1, 4))), rng.randint(2, 400), rng.choice(ways)) for _ in range(200)
    ]
    text = "\n".join(way.format(n=n, name=name) for name, n, way in meant)
    assert rows(text) == [(name[0].upper() + name[1:], n) for name, n, _ in meant]


def test_nothing_that_can_be_typed_breaks_the_reading(rng: random.Random):
    signs = string.printable + "×–•☐“”骷髏\u200b\u202e\u0301🐉"
    for _ in range(400):
        text = "".join(rng.choices(signs, k=rng.randint(0, 80)))
        try:
            listed = read_list(text)
        except BadInput:
            continue
        for row in listed.rows:
            assert read_name(row.name) == row.name
            assert row.size >= 1


def test_a_long_line_of_one_sign_is_read_to_its_end():
    """Each of these took minutes when an expression looked at a line as a whole."""
    for sign in ("(", "[", "*", " ", "1", "1 ", "x ", "a ", "- ", ",", "(1 ", "1x", "😀", "aa ", "1.", "-", ": "):
        try:
            listed = read_list(sign * (60_000 // len(sign)))
        except BadInput:
            continue
        assert all(len(row.name) <= 60 for row in listed.rows)


def test_several_make_a_unit():
    assert read_item("10 skeletons") == Row("Skeletons", 10, Kind.UNIT, "risen dead")
    assert read_item("a lich") == Row("Lich", 1, Kind.MODEL, "risen dead")
    assert read_item("1 squad of knights").kind is Kind.UNIT


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Skeleton archers", "risen dead"),
        ("Orc engineers", "orc raiders"),
        ("Frost giants", "frost tribe"),
        ("Knight on griffon", "paladin order"),
        ("Grave guard", ""),
        ("Wight king", "risen dead"),
        ("Ottoline Graive", ""),
        ("", ""),
    ],
)
def test_a_name_may_tell_the_archetype(name, wanted):
    assert guess_archetype(name) == wanted
    assert wanted in {"", *FACTIONS}


def test_words_for_how_far_it_is():
    for key, label in STATUSES.items():
        assert status(key.value) is status(label.upper()) is key
    assert (status("WIP"), status("painted"), status("on sprue")) == (Status.IN_PROGRESS, Status.DONE, Status.UNBUILT)
    with pytest.raises(UnknownWord) as wrong:
        status("in progres")
    assert wrong.value.near == ("in progress",)
    assert kind("Squad") is Kind.UNIT
    assert (archetype(" "), archetype("tomb kings")) == ("", "desert tomb dynasty")
    with pytest.raises(UnknownWord):
        archetype("spoons")
    assert least(Status.DONE, Status.BUILT) is least(Status.BUILT, Status.DONE) is Status.BUILT


def test_names_and_notes_are_cleaned():
    assert read_name("  Old\u202e \n Marro\u200bwick ") == "Old Marrowick"
    assert read_name("e\u0301lan") == "élan"
    assert read_name("👨\u200d👩\u200d👧") == "👨\u200d👩\u200d👧"
    assert read_name("x" * 60) == "x" * 60
    assert read_notes("\n a\u0000b \n\n c \n") == "ab\n\nc"
    assert searched("Élodie the Grey", "Old-Coat") == " elodie the gray | old coat"
