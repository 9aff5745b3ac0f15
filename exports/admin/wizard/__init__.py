"""A new export, asked for in steps, each with a dry run of what was said so far."""
