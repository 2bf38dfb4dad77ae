"""Questions that were asked and may be answered weeks later: a button names its draft, the draft holds the words."""
