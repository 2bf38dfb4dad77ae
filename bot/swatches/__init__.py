"""Pictures drawn with Pillow: the swatch sheet and what stands on it."""
