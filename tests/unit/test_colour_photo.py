"""Photos: what is read, what is refused, and which colours come out."""

from __future__ import annotations

import io
import random
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from core.colour.convert import lab
from core.colour.difference import ciede2000
from core.colour.limits import MAX_PHOTO_BYTES
from core.colour.photo import WORKING_SIDE, read_photo
from core.colour.subject import subject_palette
from core.errors import BadInput

TEAL, BRASS, BONE = "#1E7A82", "#A9854C", "#E2D6BC"


def rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def model(size: tuple[int, int] = (600, 800), backdrop: str = "#B8BCC0") -> Image.Image:
    """Three painted parts in front of a backdrop: teal 60 %, brass 30 %, bone 10 % of the subject."""
    image = Image.new("RGB", size, rgb(backdrop))
    left, top, right, bottom = (size[0] // 4, size[1] // 5, size[0] * 3 // 4, size[1] * 4 // 5)
    tall = bottom - top
    image.paste(rgb(TEAL), (left, top, right, top + tall * 6 // 10))
    image.paste(rgb(BRASS), (left, top + tall * 6 // 10, right, top + tall * 9 // 10))
    image.paste(rgb(BONE), (left, top + tall * 9 // 10, right, bottom))
    return image


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def colours_of(data: bytes, wanted: int | None = None) -> list[tuple[str, float]]:
    photo = read_photo(data)
    return [(c.hex, c.share) for c in subject_palette(photo.rgb, photo.alpha, wanted).colours]


def nearest(colour: str, found: list[tuple[str, float]]) -> float:
    return float(ciede2000(lab([colour]), lab([h for h, _ in found])).min())


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_the_subjects_colours_are_found_and_not_the_backdrops(kind: str) -> None:
    found = colours_of(encoded(model(), kind, quality=92))
    for colour in (TEAL, BRASS, BONE):
        assert nearest(colour, found) < 5
    assert nearest("#B8BCC0", found) > 8
    assert sum(s for _, s in found) == pytest.approx(1)
    assert found[0][1] == max(s for _, s in found)
    assert ciede2000(lab([TEAL]), lab([found[0][0]]))[0] < 5


@pytest.mark.parametrize("wanted", [3, 4, 5, 6, 7, 8])
def test_never_more_colours_than_were_asked_for(wanted: int) -> None:
    rng = np.random.default_rng(wanted)
    noise = Image.fromarray(rng.integers(0, 256, (64, 64, 3), dtype=np.uint8)).resize((256, 256))
    assert len(colours_of(encoded(noise, "PNG"), wanted)) == wanted


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_followed(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo = read_photo(encoded(model((400, 800)), "JPEG", exif=exif))
    height, width = photo.rgb.shape[:2]
    assert (height > width) is (orientation < 5)


def test_see_through_pixels_are_background() -> None:
    image = Image.new("RGBA", (300, 300), (*rgb("#FF00FF"), 0))
    image.paste((*rgb(TEAL), 255), (100, 60, 200, 200))
    image.paste((*rgb(BRASS), 255), (100, 200, 200, 260))
    found = colours_of(encoded(image, "PNG"))
    assert nearest("#FF00FF", found) > 20
    assert nearest(TEAL, found) < 3
    assert nearest(BRASS, found) < 3


def test_cmyk_and_grey_and_sixteen_bits_are_read() -> None:
    assert nearest(TEAL, colours_of(encoded(model().convert("CMYK"), "JPEG", quality=95))) < 8
    grey = model().convert("L")
    deep = Image.fromarray(np.asarray(grey, dtype=np.uint16) * 257)
    assert [h for h, _ in colours_of(encoded(deep, "PNG"))] == [h for h, _ in colours_of(encoded(grey, "PNG"))]
    assert colours_of(encoded(model().convert("P"), "PNG"))
    assert colours_of(encoded(model().convert("1"), "PNG"))


def test_a_colour_profile_is_applied() -> None:
    """The same numbers under a profile whose red and green are exchanged mean other colours."""
    image = model()
    plain = colours_of(encoded(image, "PNG"))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert colours_of(encoded(image, "PNG", icc_profile=profile))[0][0] == plain[0][0]
    xyz = profile.replace(b"rXYZ", b"tmpX").replace(b"gXYZ", b"rXYZ").replace(b"tmpX", b"gXYZ")
    swapped = colours_of(encoded(image, "PNG", icc_profile=xyz))
    assert float(ciede2000(lab([plain[0][0]]), lab([swapped[0][0]]))[0]) > 15


def test_a_broken_profile_is_passed_over() -> None:
    assert nearest(TEAL, colours_of(encoded(model(), "PNG", icc_profile=b"no profile at all"))) < 3


def test_a_picture_that_is_all_subject_is_read_whole() -> None:
    rng = np.random.default_rng(3)
    blocks = rng.integers(0, 256, (4, 4, 3), dtype=np.uint8)
    found = colours_of(encoded(Image.fromarray(blocks).resize((320, 320), Image.Resampling.NEAREST), "PNG"))
    assert 3 <= len(found) <= 8


def test_the_same_picture_gives_the_same_palette() -> None:
    data = encoded(model(), "JPEG")
    assert colours_of(data) == colours_of(data)


def test_working_size_is_kept() -> None:
    assert max(read_photo(encoded(model((3000, 500)), "JPEG")).rgb.shape) == WORKING_SIDE


def bomb(width: int, height: int) -> bytes:
    """A PNG whose header promises more pixels than anybody should decode."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(999))) + chunk(b"IEND", b"")
    )


def animation() -> bytes:
    frames = [Image.new("RGB", (64, 64), c) for c in ("red", "green")]
    return encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], duration=100)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "cannot read"),
        (b"just words", "cannot read"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "cannot read"),
        (encoded(model(), "JPEG")[:2000], "cannot read"),
        (encoded(model(), "PNG")[:700], "cannot read"),
        (encoded(model(), "GIF"), "cannot read"),
        (encoded(model(), "TIFF"), "cannot read"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "cannot read"),
        (encoded(Image.new("RGB", (3, 400)), "PNG"), "too small"),
        (animation(), "moves"),
        (bomb(100_000, 100_000), "megapixels"),
        (bomb(10_000, 5_001), "megapixels"),
        (bytes(MAX_PHOTO_BYTES + 1), "larger than"),
    ],
    ids=lambda v: v if isinstance(v, str) else f"{len(v)}-bytes",
)
def test_what_is_no_picture_for_us_gets_one_clear_sentence(data: bytes, says: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read_photo(data)
    assert says in str(refusal.value)


def mutated(data: bytes, rng: random.Random) -> bytes:
    body = bytearray(data)
    for _ in range(rng.choice((1, 2, 5, 20, 100))):
        where = rng.randrange(len(body))
        match rng.randrange(4):
            case 0:
                body[where] = rng.randrange(256)
            case 1:
                del body[where : where + rng.randrange(1, 30)]
            case 2:
                body[where:where] = rng.randbytes(rng.randrange(1, 30))
            case _:
                body[where : where + 4] = struct.pack(">I", rng.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 65535)))
        if not body:
            return b"\x00"
    return bytes(body)


def fuzz(rounds: int, seed: int) -> None:
    rng = random.Random(seed)
    seeds = [encoded(model((90, 120)), kind) for kind in ("PNG", "JPEG", "WEBP")]
    for n in range(rounds):
        data = mutated(seeds[n % 3], rng)
        try:
            photo = read_photo(data)
            palette = subject_palette(photo.rgb, photo.alpha)
        except BadInput:
            continue
        assert palette.colours, f"seed {seed}, round {n}"


def test_mutated_files_are_read_or_refused() -> None:
    fuzz(150, seed=20)


@pytest.mark.soak
def test_mutated_files_are_read_or_refused_in_full() -> None:
    import resource

    fuzz(20_000, seed=21)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    assert peak < 2**30, f"{peak / 2**20:.0f} MiB"
