"""`wetpalette try --photo` and `photo:PATH` in a conversation, as processes."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from tests.e2e.test_command_line import Machine, empty_machine, machine, refused, template  # noqa: F401


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    image = Image.new("RGB", (300, 400), "#B8BCC0")
    draw = ImageDraw.Draw(image)
    draw.rectangle((100, 80, 200, 300), fill="#2F6B3A")
    draw.rectangle((120, 120, 180, 200), fill="#E8E0C8")
    draw.ellipse((140, 92, 165, 117), fill="#C3181C")
    out = io.BytesIO()
    image.save(out, "WEBP")
    path = tmp_path / "my model.webp"
    path.write_bytes(out.getvalue())
    return path


def test_a_photo_alone_and_with_words(machine: Machine, photo: Path):  # noqa: F811
    alone = machine.run("try", "--photo", str(photo))
    assert alone.returncode == 0, alone.stderr
    assert "It costs 3 tokens" in alone.stdout
    assert "From your photo" in alone.stdout
    worded = machine.run("try", "--photo", str(photo), "grimdark", "--tier", "fast", "--colours", "4")
    assert worded.returncode == 0, worded.stderr
    assert "grimdark" in worded.stdout
    assert "Ground" in worded.stdout
    said = machine.run("chat", stdin=f'/paintscheme photo:"{photo}" spectral\n1\nphoto:{photo.parent}\n/quit\n')
    assert said.returncode == 0, said.stderr
    assert said.stdout.count("From your photo") == 2  # the scheme, and another one from the same photo
    assert "There is no picture at" in said.stdout


@pytest.mark.parametrize("kind", ["missing", "folder", "device", "text", "huge", "animated"])
def test_a_file_that_is_no_photo_costs_nothing_and_makes_nothing(empty_machine: Machine, tmp_path: Path, kind: str):  # noqa: F811
    path, says = tmp_path / "x.png", "cannot read that file as a picture"
    if kind == "missing":
        says = "There is no picture at"
    elif kind == "folder":
        path.mkdir()
        says = "There is no picture at"
    elif kind == "device":
        path = Path("/dev/zero")
        says = "There is no picture at"
    elif kind == "text":
        path.write_text("a poem")
    elif kind == "huge":
        with path.open("wb") as file:
            file.truncate(3 * 2**30)  # a sparse file: only what may be read is read
        says = "larger than 20 MB"
    else:
        frames = [Image.new("P", (32, 32), n) for n in range(3)]
        frames[0].save(path, "PNG", save_all=True, append_images=frames[1:])
        says = "moves"
    # The device as a process, which has an end whatever is read from it; what is refused is the same in this one.
    done = (empty_machine.run if kind == "device" else empty_machine.call)("try", "--photo", str(path))
    assert says in refused(done, 2)
    assert done.stdout == ""
    assert not empty_machine.database.exists()
