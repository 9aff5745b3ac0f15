"""Who calls: an API key, a person with a token, or a person with a session of the dashboard."""
