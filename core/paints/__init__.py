"""The catalogue of real paints, and which of them comes close to a colour."""
