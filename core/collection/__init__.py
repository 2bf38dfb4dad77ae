"""The collection: a painter's armies, models and units, how far they are, with which schemes, and how called."""
