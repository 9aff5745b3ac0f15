"""Examples from a file: JSONL, CSV or Parquet, all of it or nothing, as one version."""
