"""One module a topic: what a person sees and can do next, in no platform's terms."""
