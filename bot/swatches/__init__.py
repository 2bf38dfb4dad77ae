"""Pictures drawn with Pillow: the swatch sheet and what stands on it."""

from typing import Final

DRAWING: Final = 1
"""Raise it whenever the same scheme would now give another picture (layout, figures, the words on a page and their
translations): a platform shows a picture again that it was sent under the same number."""
