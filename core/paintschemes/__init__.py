"""Paint schemes: what they are, how they are put together, where they are kept."""
