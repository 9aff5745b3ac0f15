"""One module for each group of operations. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""
