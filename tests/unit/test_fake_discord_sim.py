"""The cover over simcord: every act the tests of the bot need, on a small bot."""

from __future__ import annotations

import pytest

from tests.fakes.discord_server import Upload
from tests.fakes.discord_sim import running
from tests.unit.test_fake_discord import Bot, png


def make() -> Bot:
    return Bot()


async def test_every_act():
    async with running(make, shard_count=1) as sim:
        ann = sim.user("Ann")
        channel = sim.guild("Club", ann).channels[0]
        made = await sim.slash(ann, channel, "scheme", description="imps", photo=Upload(png(), "a.png"))
        card = made.message
        assert card.texts()[0].startswith("imps of")
        assert card.images()[0][1] == "Teal and brass"
        assert (await sim.click(ann, card, label="Again")).message.texts() == ["Another scheme"]
        shown = await sim.click(ann, card, "words")
        assert shown.modal is not None
        assert shown.modal.title == "Say more"
        sent = await sim.submit(ann, shown, {"words": "rust", "photo": Upload(png(), "b.png")})
        assert sent.message.texts() == [f"rust ['b.png {len(png())}']"]
        await sim.select(ann, card, "pick", "brass")
        assert card.texts() == ["picked brass"]
        offered = await sim.autocomplete(ann, channel, "paints shelf", "colour", "r", **{"only-mine": True})
        assert [c["name"] for c in offered] == ["my brass", "my rust"]
        private = await sim.slash(ann, channel, "private")
        assert [m.ephemeral for m in private.messages] == [True, False]
        posted = await sim.post(ann, channel, "my mini", Upload(png(), "mini.png"))
        menu = await sim.message_command(ann, channel, "Match these colours", posted)
        assert menu.ephemeral
        direct = await sim.slash(ann, ann, "paints shelf", colour="teal")
        assert direct.message.content == "teal False"


async def test_a_button_outlives_a_restart_and_an_error_is_told():
    async with running(make, shard_count=1) as sim:
        ann = sim.user("Ann")
        channel = sim.guild("Club", ann).channels[0]
        card = (await sim.slash(ann, channel, "scheme", description="imps")).message
        await sim.restart(make())
        assert (await sim.click(ann, card, label="Again")).message.texts() == ["Another scheme"]
        sim.fail("POST", "/interactions/*/*/callback", status=404, code=10062)
        lost = await sim.slash(ann, channel, "paints shelf", colour="teal")
        assert not lost.acknowledged
        assert [e.original.code for e in sim.errors] == [10062]


async def test_what_a_person_cannot_do_fails_the_test():
    async with running(make, shard_count=1) as sim:
        ann = sim.user("Ann")
        channel = sim.guild("Club", ann).channels[0]
        with pytest.raises(Exception, match="nothing"):
            await sim.slash(ann, channel, "nothing")
