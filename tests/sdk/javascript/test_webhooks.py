"""What the server signs, checked by the JavaScript library of Standard Webhooks' authors."""

import json
import time
from pathlib import Path

import pytest

from evalplatform import standard_webhooks
from tests.sdk.javascript.conftest import run

pytestmark = pytest.mark.npm
PROGRAM = """
import { createRequire } from "node:module";
const { Webhook } = createRequire(process.argv[2] + "/package.json")("standardwebhooks");
const { body, headers, secrets } = JSON.parse(process.argv[3]);
const said = secrets.map((secret) => new Webhook(secret).verify(body, headers).text);
let refused = "";
try {
  new Webhook(secrets[0]).verify(body + " ", headers);
} catch (error) {
  refused = error.message;
}
console.log(JSON.stringify([...said, refused]));
"""


def test_the_library_of_the_standard_takes_what_the_server_signs(package: Path, tmp_path: Path) -> None:
    body, secrets = '{"text":"Größe 🙂\\u0000"}', [standard_webhooks.new_secret(), standard_webhooks.new_secret()]
    headers = standard_webhooks.sign(body.encode(), secrets=secrets, id="msg_1", timestamp=int(time.time()))
    (tmp_path / "verify.mjs").write_text(PROGRAM)
    said = run(tmp_path, "node", "verify.mjs", package, json.dumps({"body": body, "headers": headers, "secrets": secrets}))
    assert json.loads(said) == ["Größe 🙂\0", "Größe 🙂\0", "No matching signature found"]
