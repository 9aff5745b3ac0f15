"""Where Django looks for pages that tell of several parts at once."""

from evalplatform.dashboard.traces.pages import TraceAdmin

__all__ = ["TraceAdmin"]
