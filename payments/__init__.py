"""Money in: orders and tills, and the grants they lead to."""
