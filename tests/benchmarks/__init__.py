"""`python -m tests.benchmarks`: the speed of ingest and export, in one run beside psql, on a PostgreSQL of its own."""
