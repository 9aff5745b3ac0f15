"""Which rows stay in a training set, and where each stands: duplicates, near duplicates, leaks, balance, sample, splits, pairs."""
