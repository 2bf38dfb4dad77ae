"""What came in from a platform and must not be lost, and what a conversation has to remember between two messages."""
