"""What is told of a training export: counted while its shards run, put together at the end, as JSON and as a page."""
