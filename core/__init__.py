"""What the product knows and does; no chat platform, no payment provider."""
