"""Engines that do what the real one should not: take their time, fail, or wait to be told."""

from __future__ import annotations

import asyncio
import hashlib

from core.generation.brief import Brief
from core.generation.proposal import Proposal, ProposedColour
from core.paintschemes.scheme import Hex, Role

_ROLES = tuple(Role)
_PALETTE: tuple[Hex, ...] = ("#2F6F6B", "#C9CBB8", "#A8562B", "#B08D57", "#5B4636", "#8F9C86", "#6B6152", "#33505A")


def proposal_for(brief: Brief) -> Proposal:
    """A proposal that depends on the brief and its seed, and on nothing else."""
    mark = hashlib.sha256(f"{brief.digest()}{brief.seed}".encode()).hexdigest()
    roles = [role for role in _ROLES if role is not Role.ACCENT2][: brief.colours or 5]
    colours = tuple(
        ProposedColour(role=role, hex=brief.locks.get(role, _PALETTE[(n + int(mark[0], 16)) % 8]), name=f"Tone {n}")
        for n, role in enumerate(roles)
    )
    return Proposal(
        title=f"Scheme {mark[:6]}",
        mood_line="Plain and calm",
        colours=colours,
        understood=tuple(brief.text.split()[:3]),
        not_understood=("quux",),
        confidence=0.625,
        engine="fake",
        engine_version="1",
        alternatives=(_PALETTE[:5], _PALETTE[3:]),
    )


class FakeEngine:
    """Answers at once and counts how often it was asked."""

    name = "fake"
    version = "1"

    def __init__(self) -> None:
        self.asked: list[Brief] = []

    async def propose(self, brief: Brief) -> Proposal:
        self.asked.append(brief)
        return proposal_for(brief)


class SlowEngine(FakeEngine):
    """Thinks for a while."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds
        self.at_once = 0
        self.most_at_once = 0

    async def propose(self, brief: Brief) -> Proposal:
        self.asked.append(brief)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self.seconds)
        finally:
            self.at_once -= 1
        return proposal_for(brief)


class GatedEngine(FakeEngine):
    """Begins to think, and answers once the gate is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()
        self.thinking = asyncio.Event()

    async def propose(self, brief: Brief) -> Proposal:
        self.asked.append(brief)
        self.thinking.set()
        await self.gate.wait()
        return proposal_for(brief)


class FailingEngine(FakeEngine):
    """Raises what it was given, `times` times; then it answers."""

    def __init__(self, error: Exception, times: int = 10**9) -> None:
        super().__init__()
        self.error = error
        self.times = times

    async def propose(self, brief: Brief) -> Proposal:
        self.asked.append(brief)
        if len(self.asked) <= self.times:
            raise self.error
        return proposal_for(brief)
