"""Changes of repositories evaluated: which suites a change touches, its run, and what the provider is told."""
