"""What lets others load the directory of a training export by its path alone: README.md for `datasets`, croissant.json for Croissant."""
