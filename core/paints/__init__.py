"""The catalogue of real paints, and which of them comes close to a colour."""

from core.paints.catalogue import Catalogue

__all__ = ["Catalogue"]
