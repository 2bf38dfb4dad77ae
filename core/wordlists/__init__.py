"""Words that no title, description or name may carry."""

from core.wordlists.normalise import normalise
from core.wordlists.search import clean_title, find_foul, find_protected, is_clean

__all__ = ["clean_title", "find_foul", "find_protected", "is_clean", "normalise"]
