"""Where in a group painters are answered, when its administrators have chosen a topic for it."""
