import re

import jsonschema
import pytest

from evalplatform.events.catalog import CATALOG, KEYS, example, schema


@pytest.mark.parametrize("type", sorted(CATALOG))
def test_the_example_fits_the_schema(type: str) -> None:
    jsonschema.validate(example(type), schema(type), cls=jsonschema.Draft202012Validator)
    assert set(example(type)) == CATALOG[type].keys


@pytest.mark.parametrize("type", sorted(CATALOG))
def test_the_name_is_one_of_standard_webhooks(type: str) -> None:
    assert re.fullmatch(r"[a-zA-Z0-9_]+(\.[a-zA-Z0-9_]+)*", type)
    assert len(type) <= 64


def test_another_key_does_not_fit() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**example("export.cancelled"), "more": 1}, schema("export.cancelled"))


def test_no_key_is_described_that_no_type_has() -> None:
    assert set().union(*(type.keys for type in CATALOG.values())) == set(KEYS)
