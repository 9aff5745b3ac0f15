"""A training export, from the database to files on the disk: where exports.finetuning, which knows neither, meets the rest of exports."""
