from tests.external_api.schema.test_document import DOCUMENT


def test_all_ways_to_say_who_one_is() -> None:
    found = {name: {key: value for key, value in one.items() if key != "description"} for name, one in schemes().items()}
    assert found == {
        "apiKey": {"type": "apiKey", "in": "header", "name": "Authorization"},
        "apiKeyHeader": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
        "bearerToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
        "dashboardSession": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
    }
    assert all(one["description"] for one in schemes().values())


def schemes() -> dict[str, dict[str, str]]:
    return dict(DOCUMENT["components"]["securitySchemes"])
