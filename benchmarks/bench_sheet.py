"""The swatch sheet and the recipe: milliseconds and kilobytes, beside what the same picture costs as plain RGB.

    python -m benchmarks.bench_sheet

Every drawing is of a scheme that was not drawn before (its words change from round to round), so that only glyphs and
fixed words come from the caches, as in a bot that has been running for a while. The floor is Pillow encoding the
finished picture, with its palette and as RGB; the peer draws the same page on an RGB canvas with `ImageDraw`.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

from bot.swatches.draw import COMPRESSION, draw, encode
from bot.swatches.layout import measure
from bot.swatches.page import PAPER, Page
from bot.swatches.recipe import draw_recipe, measure_recipe
from bot.swatches.sheet import draw_preview, draw_sheet
from core.paintschemes.scheme import Paintscheme
from tests.fakes import schemes as finished

ROUNDS = 25
SYLLABLES = ("gar", "mor", "bel", "tan", "vis", "dro", "kel", "ash", "wyn", "tor", "ula", "pen")


def fresh(scheme: Paintscheme, rng: Random) -> Paintscheme:
    """The scheme with words nobody has drawn yet, as long as they were."""

    def word(old: str) -> str:
        new = "".join(rng.choices(SYLLABLES, k=len(old) // 3 + 1))[: len(old)]
        return new.capitalize() if old[:1].isupper() else new

    def words(old: str) -> str:
        return " ".join(word(w) for w in old.split())

    body = scheme.model_dump()
    body["title"], body["mood_line"] = words(scheme.title), words(scheme.mood_line)
    for area in body["areas"]:
        area["name"], area["covers"] = words(area["name"]), words(area["covers"])
        for step in area["ladder"].values():
            if step["paint"]:
                step["paint"]["name"] = words(step["paint"]["name"])
    return Paintscheme.model_validate(body)


class Column:
    """What one way of making a picture took."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.wall: list[float] = []
        self.cpu: list[float] = []
        self.sizes: list[int] = []

    def time(self, work: Callable[[], bytes]) -> None:
        """Run it once and write it down."""
        wall, cpu = time.perf_counter(), time.process_time()
        data = work()
        self.cpu.append((time.process_time() - cpu) * 1e3)
        self.wall.append((time.perf_counter() - wall) * 1e3)
        self.sizes.append(len(data))

    def __str__(self) -> str:
        wall, cpu = sorted(self.wall), sorted(self.cpu)
        late = int(len(wall) * 0.9)
        largest = max(self.sizes) / 1000
        return (
            f"{self.label:<50} {statistics.median(wall):>7.1f} {wall[late]:>7.1f}"
            f" {statistics.median(cpu):>7.1f} {cpu[late]:>7.1f} {largest:>8.1f}"
        )


def as_rgb(page: Page) -> bytes:
    """The page drawn by `ImageDraw` on an RGB canvas, without figures."""
    image = Image.new("RGB", (page.width, page.height), PAPER)
    pen = ImageDraw.Draw(image)
    for rect in page.rects:
        box = rect.box
        pen.rectangle((box.x, box.y, box.right - 1, box.bottom - 1), fill=rect.colour)
    for line in page.lines:
        font = line.style.face.font(line.style.size)
        pen.text((line.x, line.baseline), line.text, fill=line.ink, font=font, anchor="ls")
    return png(image)


def png(image: Image.Image) -> bytes:
    """Encoded as Pillow does it at our level."""
    out = BytesIO()
    image.save(out, "PNG", compress_level=COMPRESSION)
    return out.getvalue()


def main() -> None:
    """Print the table."""
    rng = Random(7)
    first = Column("the very first sheet of the process")
    first.time(lambda: draw_sheet(finished.paladin(), translate=str, number="WP-7Q2K"))
    plain = Column("sheet without figures, drawn and encoded")
    full = Column("sheet with miniature and checks")
    alone = Column("miniature alone")
    recipe = Column("recipe with miniature")
    floor_recipe = Column("floor: only encoding the recipe, palette")
    peer = Column("peer: the page on RGB with ImageDraw, no figures")
    floor = Column("floor: only encoding the page, palette")
    floor_rgb = Column("floor: only encoding the page, RGB")
    for _ in range(ROUNDS):
        for make in finished.FINISHED.values():
            # every way has its own fresh words, so that none finds another's lines in the cache
            one, two, three, four = (fresh(make(), rng) for _ in range(4))
            plain.time(partial(draw_sheet, one, translate=str, miniature=False))
            full.time(partial(draw_sheet, two, translate=str))
            alone.time(partial(draw_preview, two))
            recipe.time(partial(draw_recipe, four, translate=str))
            floor_recipe.time(partial(encode, draw(measure_recipe(four, str), four)))
            peer.time(partial(as_rgb, measure(three, str)))
            image = draw(measure(one, str))
            floor.time(partial(encode, image))
            floor_rgb.time(partial(png, image.convert("RGB")))
    print(f"{ROUNDS * len(finished.FINISHED)} drawings each; milliseconds of the clock and of the processor")
    print(f"{'':<50} {'clock':>7} {'p90':>7} {'cpu':>7} {'p90':>7} {'max KB':>8}")
    for column in (first, plain, full, alone, recipe, peer, floor, floor_rgb, floor_recipe):
        print(column)
    for name, make in finished.LIMITS.items():
        sheet_, recipe_ = draw_sheet(make(), translate=str), draw_recipe(make(), translate=str)
        print(f"limit “{name}”, with miniature: sheet {len(sheet_) / 1000:.1f} KB, recipe {len(recipe_) / 1000:.1f} KB")


if __name__ == "__main__":
    main()
