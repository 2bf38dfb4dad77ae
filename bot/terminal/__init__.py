"""The same screens in a terminal, so that a newcomer needs no account anywhere."""
