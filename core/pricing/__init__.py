"""What a thing costs, quotes, the welcome grant and the daily claim."""
