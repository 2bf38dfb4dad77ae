"""Gettext catalogues, and what gathers their texts."""
