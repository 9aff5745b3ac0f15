"""The package as others have it: what is in it, its own tests, and strict type checkers on both kinds of modules."""

import json
import re
import tarfile
from pathlib import Path

import pytest

from tests.sdk.javascript.conftest import SOURCE, run
from tests.tools import ROOT

pytestmark = pytest.mark.npm
SCHEMA = ROOT / "docs" / "openapi.json"
MANIFEST = json.loads((SOURCE / "package.json").read_text())
OPTIONS = {"module": "NodeNext", "target": "ES2022", "lib": ["ES2023", "DOM"], "types": [], "strict": True, "skipLibCheck": False}
CONSUMER = """
import { ApiError, Client, type Answer, webhooks } from "evalplatform-sdk";
import { download } from "evalplatform-sdk/node";

export async function names(client: Client): Promise<string[]> {
  const stored = await client.traces.create([{ input: "2+2?" }, { input: 4 }]);
  const found: string[] = [stored.results[0]!.status];
  for await (const trace of client.traces.list({ model: "m", filter: { field: "id", op: "eq", value: "x" } })) {
    found.push(trace.name);
  }
  return found;
}

export const first = (exports: Answer<"exports_retrieve">): string => exports.state;
export const secret = webhooks.keyOf("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").length;
export const kinds = [ApiError.name, typeof download, String(secret)];
(globalThis as unknown as { console: { log(text: string): void } }).console.log(kinds.join(" "));
"""
MISTAKES = """
import { Client } from "evalplatform-sdk";
declare const client: Client;
void client.traces.create({ inpt: 1 });
client.traces.list({ modl: "m" });
void client.exports.create({ resource: "traces" }).then((one) => one.stat);
client.jobs.nonsense();
"""


@pytest.fixture(scope="module")
def packed(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which what would be published is installed, and nothing else."""
    folder = tmp_path_factory.mktemp("consumer")
    (name,) = [one["filename"] for one in json.loads(run(package, "npm", "pack", "--json", "--pack-destination", folder))]
    with tarfile.open(folder / name) as archive:
        archive.extractall(folder / "node_modules", filter="data")
    (folder / "node_modules" / "package").rename(folder / "node_modules" / "evalplatform-sdk")
    return folder


def test_it_needs_nothing_at_run_time(packed: Path) -> None:
    assert MANIFEST.keys() & {"dependencies", "peerDependencies", "optionalDependencies", "bundleDependencies"} == set()
    folder = packed / "node_modules" / "evalplatform-sdk"
    modules = [*folder.rglob("*.js"), *folder.rglob("*.ts")]
    words = r"""(?:from|require\(|import\()\s*["']([^."'][^"']*)["']"""
    assert {name for path in modules for name in re.findall(words, path.read_text()) if not name.startswith("node:")} == set()
    assert {path.relative_to(folder).parts[0] for path in folder.rglob("*") if path.is_file()} == {"dist", "package.json", "README.md"}


def test_only_its_entry_for_node_needs_node(packed: Path) -> None:
    modules = (packed / "node_modules" / "evalplatform-sdk" / "dist" / "esm").rglob("*.js")
    assert [path.name for path in modules if '"node:' in path.read_text()] == ["node.js"]


def test_the_lock_names_no_registry() -> None:
    lock = json.loads((SOURCE / "package-lock.json").read_text())
    assert [name for name, one in lock["packages"].items() if "resolved" in one] == []
    assert [name for name, one in lock["packages"].items() if name and "integrity" not in one] == []


def test_what_is_made_of_the_schema_is_what_is_here(package: Path) -> None:
    run(package, "node", "scripts/generate.mjs", "--check", SCHEMA)


def test_its_own_tests(package: Path) -> None:
    """Faults of a network, and the vectors that the server and the Python SDK read too."""
    said = run(package, "npm", "test", EVALPLATFORM_VECTORS=str(ROOT / "tests" / "vectors"))
    assert re.search(r"Tests +\d+ passed", said), said


def test_bundlers_and_node_find_what_they_look_for(package: Path) -> None:
    said = run(package, "npm", "run", "lint:package")
    assert "No problems found" in said or "All good" in said, said


@pytest.mark.parametrize("kind", ["mts", "cts"])
def test_a_strict_type_checker_knows_every_name(kind: str, package: Path, packed: Path) -> None:
    (packed / f"consumer.{kind}").write_text(CONSUMER)
    (packed / f"{kind}.json").write_text(json.dumps({"compilerOptions": OPTIONS, "files": [f"consumer.{kind}"]}))
    run(packed, package / "node_modules" / ".bin" / "tsc", "-p", f"{kind}.json")
    assert run(packed, "node", f"consumer.{kind.replace('t', 'j', 1)}") == "ApiError function 24\n"


def test_a_strict_type_checker_finds_mistakes(package: Path, packed: Path) -> None:
    (packed / "mistakes.mts").write_text(MISTAKES)
    (packed / "mistakes.json").write_text(json.dumps({"compilerOptions": {**OPTIONS, "noEmit": True}, "files": ["mistakes.mts"]}))
    with pytest.raises(AssertionError) as found:
        run(packed, package / "node_modules" / ".bin" / "tsc", "-p", "mistakes.json")
    assert re.findall(r"^ *mistakes\.mts\((\d+),", str(found.value), re.MULTILINE) == ["4", "5", "6", "7"]
