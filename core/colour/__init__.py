"""Colour science and the rules a palette has to keep."""
