"""The pages of the back office that tell of all parts at once: the first page, and the switch between projects."""
