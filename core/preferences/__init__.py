"""What a person prefers: how they paint and name, when they are asked and told, which language they read."""
