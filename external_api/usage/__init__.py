"""How much of the API is used: each call leaves a line in a file of its process, and the lines are summed in the database."""

from external_api.usage.middleware import counted

__all__ = ["counted"]
