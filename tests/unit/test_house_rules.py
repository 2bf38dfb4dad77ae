"""The tests' own rules hold: nothing leaves this machine, and chance can be repeated."""

from __future__ import annotations

import asyncio
import random
import socket

import pytest

from tests.conftest import NetworkTouchedError


def test_no_connection_leaves_this_machine() -> None:
    with socket.socket() as sock, pytest.raises(NetworkTouchedError):
        sock.connect(("192.0.2.1", 80))
    with socket.socket() as sock, pytest.raises(NetworkTouchedError):
        sock.connect_ex(("192.0.2.1", 80))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock, pytest.raises(NetworkTouchedError):
        sock.sendto(b"x", ("192.0.2.1", 53))
    with pytest.raises(NetworkTouchedError):
        socket.create_connection(("example.org", 80))


async def test_neither_through_an_event_loop() -> None:
    for host in ("192.0.2.1", "example.org"):
        with pytest.raises(NetworkTouchedError):
            await asyncio.open_connection(host, 80)


async def test_the_machine_may_talk_to_itself() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readline())
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(echo, "127.0.0.1", 0) as server:
        reader, writer = await asyncio.open_connection("localhost", server.sockets[0].getsockname()[1])
        writer.write(b"hello\n")
        assert await reader.readline() == b"hello\n"
        writer.close()
        await writer.wait_closed()


def test_chance_is_repeated_by_its_seed(seed: int, rng: random.Random, request: pytest.FixtureRequest) -> None:
    again = random.Random(f"{seed}:{request.node.nodeid}")
    assert [rng.random() for _ in range(5)] == [again.random() for _ in range(5)]
