"""Figures, each beside a floor or a peer from the same run."""
