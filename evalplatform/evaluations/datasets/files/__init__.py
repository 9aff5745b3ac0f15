"""Examples from a file: JSONL, JSON, CSV or Parquet, all of it or nothing, as one version."""
