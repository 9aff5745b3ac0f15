"""Makes `evalplatform_sdk/models` and `evalplatform_sdk/operations` of docs/openapi.json: `python -m generation`, here or in sdk/python."""
