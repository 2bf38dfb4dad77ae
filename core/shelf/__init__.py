"""The painter's shelf: the paints a person owns, how they get onto it, and what is still to buy."""
