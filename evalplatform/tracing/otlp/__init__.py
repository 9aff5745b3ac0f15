"""OTLP in: spans to traces. `from_protobuf` and `from_json` read a body, `merge` puts its spans into a project."""
