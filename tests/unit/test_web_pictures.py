"""Sheets by address: for whoever was given the address, always the same, and nothing for anybody who makes one up."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import pytest
from aiohttp.test_utils import TestClient, TestServer
from PIL import Image

from bot.i18n import speaking
from bot.screens.pictures import sheet
from bot.swatches import jpeg
from bot.web import pictures
from bot.web.server import create_app
from core.services import Services, open_services
from tests.fakes import schemes
from tests.fakes.kept import Keeper

URL = "https://paint.example.org"


@pytest.fixture
async def core(sqlite_url: str) -> AsyncIterator[Services]:
    services = await open_services(sqlite_url)
    yield services
    await services.close(0)


@pytest.fixture
async def keeper(core: Services) -> Keeper:
    return await Keeper.of(core, "telegram", "1")


@pytest.fixture
async def client(core: Services) -> AsyncIterator[TestClient[Any, Any]]:
    async with TestClient(TestServer(create_app([pictures.routes(core)]))) as made:
        yield made


def path(address: str) -> str:
    assert address.startswith(f"{URL}/pictures/")
    return address.removeprefix(URL)


async def test_the_sheet_as_a_jpeg(core: Services, keeper: Keeper, client: TestClient[Any, Any]) -> None:
    stored = await keeper.keep()
    answer = await client.get(path(pictures.address(core, f"{URL}/", stored, "en")))
    body = await answer.read()
    assert answer.status == 200
    assert answer.content_type == "image/jpeg"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert len(body) <= 5 << 20
    image, plain = Image.open(io.BytesIO(body)), Image.open(io.BytesIO(sheet(stored).draw()))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", plain.size)
    apart = np.abs(np.asarray(image, dtype=int) - np.asarray(plain.convert("RGB"), dtype=int))
    assert np.median(apart) <= 1, "flat fields keep their colours"


async def test_addresses_stay_the_same_until_the_picture_changes(core: Services, keeper: Keeper) -> None:
    of = pictures.addresses(core, URL)
    stored = await keeper.keep()
    first = of(stored, sheet(stored).key)
    again = await core.schemes.by_code(keeper.person_id, stored.code)
    assert of(again, sheet(again).key) == first
    assert (first.width, first.height) == Image.open(io.BytesIO(sheet(stored).draw())).size
    await core.schemes.rename(keeper.person_id, stored.code, "Sunken Crown")
    renamed = await core.schemes.by_code(keeper.person_id, stored.code)
    assert of(renamed, sheet(renamed).key).sheet != first.sheet
    with speaking("de_AT"):
        assert of(stored, sheet(stored).key).sheet != first.sheet


async def test_the_colours_alone(core: Services, keeper: Keeper, client: TestClient[Any, Any]) -> None:
    stored = await keeper.keep()
    small = pictures.addresses(core, URL)(stored, sheet(stored).key).small
    answer = await client.get(path(small))
    image = Image.open(io.BytesIO(await answer.read()))
    assert (answer.status, image.format, image.size) == (200, "JPEG", (jpeg.STRIPES, jpeg.STRIPES))
    first = tuple(bytes.fromhex(stored.scheme.areas[0].hex[1:]))
    seen = image.getpixel((2, 2))
    assert isinstance(seen, tuple)
    assert max(abs(a - b) for a, b in zip(seen, first, strict=True)) <= 2


async def test_an_address_that_is_none_of_ours(core: Services, keeper: Keeper, client: TestClient[Any, Any]) -> None:
    stored = await keeper.keep()
    good = path(pictures.address(core, URL, stored, "en")).removeprefix("/pictures/").removesuffix(".jpg")
    seal = core.vault.seal
    other = json.dumps(["webhook", keeper.person_id, stored.code, "en", ""])
    stranger = json.dumps([pictures.PURPOSE, "somebody else", stored.code, "en", ""])
    for token in (
        "x", "%00", "ü", good[:-2], "A" + good[1:], good[:40] + ("A" if good[40] != "A" else "B") + good[41:],
        seal(other), seal(stranger), seal("words"), seal("[]"), seal("7"), seal('{"a": 1}'), "A" * 4000,
    ):  # fmt: skip
        for address in (f"/pictures/{token}.jpg", f"/pictures/{token}/small.jpg"):
            answer = await client.get(address)
            assert (answer.status, await answer.text()) == (404, "There is nothing at this address.\n"), address
    await core.schemes.delete(keeper.person_id, stored.code)
    assert (await client.get(f"/pictures/{good}.jpg")).status == 404


async def test_it_is_drawn_once_and_one_at_a_time(
    core: Services, keeper: Keeper, client: TestClient[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing, most, drawn = 0, 0, []
    real = jpeg.draw_sheet_jpeg

    def watched(*args: Any, **more: Any) -> bytes:
        nonlocal drawing, most
        drawing += 1
        most = max(most, drawing)
        drawn.append(more["number"])
        try:
            return real(*args, **more)
        finally:
            drawing -= 1

    monkeypatch.setattr(jpeg, "draw_sheet_jpeg", watched)
    kept = [await keeper.keep() for _ in range(3)]
    wanted = [path(pictures.address(core, URL, stored, "en")) for stored in kept * 2]
    answers = await asyncio.gather(*(client.get(address) for address in wanted))
    assert {answer.status for answer in answers} == {200}
    assert sorted(drawn) == sorted(stored.code for stored in kept)
    assert most == 1


async def test_only_the_latest_are_kept(core: Services, keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "KEPT", 2)
    drawn: list[str] = []

    def quick(*_args: Any, number: str, **_more: Any) -> bytes:
        drawn.append(number)
        return b"\xff\xd8"

    monkeypatch.setattr(jpeg, "draw_sheet_jpeg", quick)
    one, two, three = [await keeper.keep() for _ in range(3)]
    async with TestClient(TestServer(create_app([pictures.routes(core)]))) as client:
        for stored in (one, two, one, three, one, two):
            await client.get(path(pictures.address(core, URL, stored, "en")))
    assert drawn == [one.code, two.code, three.code, two.code]


def test_the_largest_sheet_is_small_enough_and_always_the_same() -> None:
    scheme = schemes.long_names()
    first = jpeg.draw_sheet_jpeg(scheme, translate=str, number="7KQ2M4XR")
    assert first == jpeg.draw_sheet_jpeg(scheme, translate=str, number="7KQ2M4XR")
    assert len(first) <= 2 << 20
    assert Image.open(io.BytesIO(first)).size == jpeg.size_of_sheet(scheme, translate=str, number="7KQ2M4XR")
