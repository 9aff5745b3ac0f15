"""Many operations in one call: at once or in the background, each with its own outcome, or all or nothing."""
