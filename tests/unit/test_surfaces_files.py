"""Where files of a card go: beside the person, else into the data folder, never silently nowhere.

A path below a file cannot be written by anybody, not even by root, as whom some of these tests run.
"""

from __future__ import annotations

import pytest

from bot.exits import CannotWrite, Exit, status_of
from bot.terminal.files import check_target, save


@pytest.fixture(autouse=True)
def _places(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def test_beside_the_person_first(tmp_path):
    place = save(b"x", "a.png")
    assert (tmp_path / "here" / place).read_bytes() == b"x"


def test_into_the_data_folder_where_that_fails(tmp_path):
    (tmp_path / "here" / "blocked").write_text("a file")
    place = save(b"x", "blocked/a.png")
    assert place == tmp_path / "data" / "wetpalette" / "blocked" / "a.png"
    assert place.read_bytes() == b"x"


def test_a_named_place_is_taken_at_its_word(tmp_path):
    assert save(b"x", "a.png", tmp_path / "b.png") == tmp_path / "b.png"
    assert save(b"x", "a.png", tmp_path) == tmp_path / "a.png"
    blocked = tmp_path / "b.png" / "c.png"
    with pytest.raises(CannotWrite) as caught:
        save(b"x", "a.png", blocked)
    assert str(blocked) in str(caught.value)
    assert status_of(caught.value) is Exit.FILE


def test_a_target_is_looked_at_before_anything_is_paid(tmp_path):
    check_target(None)
    check_target(tmp_path)
    check_target(tmp_path / "new.png")
    (tmp_path / "file").write_text("x")
    for bad in (tmp_path / "file" / "x.png", tmp_path / "none" / "x.png"):
        with pytest.raises(CannotWrite, match="There is no folder"):
            check_target(bad)
