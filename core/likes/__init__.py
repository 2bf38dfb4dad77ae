"""What a person likes: thumbs, favourite colours, and whether schemes may lean on it."""
