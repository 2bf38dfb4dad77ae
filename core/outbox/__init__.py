"""What must reach a person later."""
