"""The embedded engine: a sentence to a palette with lexicons and statistics, no model and no network.

`reading` finds out what the text says, `statistics` how likely each colour is, `fill` chooses the colours, `roles` says
what they are for and `words` names the result; `engine` puts them together. The lexicons lie in `data/` in plain text,
what was learnt from open lists in `lexicon.npz` (see SOURCES.md).
"""

from core.generation.embedded.engine import EmbeddedEngine

__all__ = ["EmbeddedEngine"]
