"""Names in a painter's words."""

from core.colour.families import family
from core.paintschemes.scheme import Role


def name_colour(hex_: str, role: Role | None = None) -> str:
    """Name."""
    return family(hex_, role).capitalize()
