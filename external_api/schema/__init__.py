"""The OpenAPI document: what drf-spectacular cannot read off the views by itself.

`docs/openapi.json` is the document as the code gives it; `make schema` renews it.
"""
