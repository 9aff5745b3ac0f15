import copy, json, pytest
from collections.abc import Callable
from evalplatform.projects.models import Role
from tests.external_api.people import person, token_client
from tests.external_api.schema.test_document import OPERATIONS, DOCUMENT
from tests.external_api.world import CALLS, OPEN, World
pytestmark = pytest.mark.django_db(transaction=True)
S = DOCUMENT["components"]["schemas"]
def deref(s):
    while "$ref" in s or "allOf" in s: s = S[(s.get("$ref") or s["allOf"][0]["$ref"]).split("/")[-1]]
    return s
def nullable(s):
    t=s.get("type"); return (isinstance(t,list) and "null" in t) or any(x.get("type")=="null" for x in s.get("oneOf",())) or (not s.get("type") and not s.get("$ref") and not s.get("allOf") and not s.get("oneOf"))
def test_x(project, drain):
    world = World(project, drain)
    ada = token_client(person("ada-l", (project, Role.ADMIN)), project)
    def probe(name, schema, body, path=()):
        for prop, sub in schema.get("properties", {}).items():
            b = copy.deepcopy(body); t = b
            for p in path: t = t.setdefault(p, {}) if isinstance(t, dict) else t[p]
            t[prop] = None
            call = CALLS[name](world)
            r = getattr(ada, name.split()[0].lower())(call.path or name.split()[1], b, format="json")
            ok = r.status_code < 300
            if ok != nullable(sub): print("NULL", name, path, prop, r.status_code, "nullable" if nullable(sub) else "not nullable", "" if ok else r.content[-160:])
            d = deref(sub)
            if d.get("properties") and len(path)<2: probe(name, d, body, (*path, prop))
    for name, one in OPERATIONS.items():
        if "requestBody" not in one or name in OPEN: continue
        c = one["requestBody"]["content"]["application/json"]
        ex = list(c["examples"].values())[0]["value"]
        sch = deref(c["schema"])
        if "oneOf" in sch: sch = deref(sch["oneOf"][0])
        if name.endswith("otlp/v1/traces"): ex={}
        probe(name, sch, ex)
    assert 0
