"""Parquet, from the text of a COPY to files that join by row groups. Only `tables` and `writing` load pyarrow, so only a worker does."""

import os
import sys

# The allocator that gives memory back soonest: 20 MB less at the peak. Arrow looks here when it is loaded.
if sys.platform == "linux":
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "jemalloc")
