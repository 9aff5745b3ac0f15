"""How much memory this process holds."""

import os
import resource
import sys
from pathlib import Path


def resident() -> int:
    """Bytes of this process in memory now; where the system does not tell that, the most that it ever held."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024
