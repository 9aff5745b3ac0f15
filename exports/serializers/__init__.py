"""How exports and what belongs to them look over HTTP, one module a subject."""
