"""Words in one's own chat."""

from __future__ import annotations

from tests.telegram.play import WORDS, Talk, showpiece, words


async def test_words_are_told_back_with_their_price_and_painted_when_agreed_to(talk: Talk) -> None:
    offered = await talk.say(talk.ann, talk.ann, WORDS)
    assert offered.reactions == ["👀"]
    assert "Shall I paint that?" in words(offered)
    assert await talk.tokens() == 12

    painted = await talk.press(talk.ann, offered.message, "Paint it (3 tokens)")
    assert showpiece(painted).caption
    assert await talk.tokens() == 9
