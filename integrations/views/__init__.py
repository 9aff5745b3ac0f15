"""The doors over HTTP, one module a subject; thin."""
