"""The Python SDK of evalplatform: `ingest`, `tracing`, `wrappers` and `webhooks` are for programs, `cli` is the command line."""
