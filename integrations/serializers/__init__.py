"""How what this app keeps looks over HTTP, one module a subject."""
