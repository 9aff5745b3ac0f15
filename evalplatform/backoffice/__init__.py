"""What the pages of the back office have in common: pages of a project, what is asked before it is done, and how things are shown."""
