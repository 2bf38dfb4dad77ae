"""What a person did here: requests, tokens, and what they paint most."""
