"""From a brief to a stored scheme: engines, the desk that runs them, its recovery."""
