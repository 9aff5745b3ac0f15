import gzip, io, time, resource, tracemalloc, orjson, pytest, os
from django.db import connection
from evalplatform.evaluations import datasets
from evalplatform.evaluations.datasets.files.columns import Columns
from evalplatform.evaluations.datasets.files.loading import File, change_by_file
from evalplatform.evaluations.datasets.listing import change_by_list
from evalplatform.evaluations.datasets.from_traces import change_by_traces
from evalplatform.projects.models import Project
from tests.exports.conftest import add_traces
pytestmark = pytest.mark.django_db(transaction=True)
def rss():
    return int([l for l in open('/proc/self/status') if l.startswith('VmHWM')][0].split()[1])/1024
def item(n): return {"external_id": f"q-{n}", "input": [{"role":"user","content": f"Question {n}: "+"lorem ipsum dolor "*40}], "reference": str(n), "metadata": {"page": n, "book": "b"}, "split": "test"}
def test_it(project, capsys, tmp_path):
    d = datasets.create_dataset(project.id, {"name":"a"})
    body = {"examples":[item(n) for n in range(1000)]}
    out=[]
    for k in range(3):
        t=time.perf_counter(); change_by_list(d, {"examples":[item(n+k*1000) for n in range(1000)]}, most=1000); out.append(f"1000 by list {time.perf_counter()-t:.3f}")
    for size in (10_000, 100_000):
        path=tmp_path/f"{size}.jsonl"
        with path.open("wb") as f:
            for n in range(size): f.write(orjson.dumps(item(n))+b"\n")
        e = datasets.create_dataset(project.id, {"name":f"f{size}"})
        before=rss(); t=time.perf_counter()
        with path.open("rb") as f: c=change_by_file(e, File(f,"jsonl"), datasets.Asked())
        out.append(f"file {size} ({path.stat().st_size/1e6:.0f} MB) {time.perf_counter()-t:.2f} s, created {c.created} peak rss {before:.0f}->{rss():.0f} MB")
        t=time.perf_counter()
        with path.open("rb") as f: c=change_by_file(e, File(f,"jsonl"), datasets.Asked())
        out.append(f"same again {time.perf_counter()-t:.2f} s unchanged {c.unchanged}")
        t=time.perf_counter(); change_by_list(e, {"examples":[{"input":"one more"}]}, most=1000); out.append(f"one more {time.perf_counter()-t:.3f}")
    g = datasets.create_dataset(project.id, {"name":"t"})
    for k in range(10): add_traces(project, 10_000, external_id_prefix=f"x{k}", input='"'+"lorem "*100+'"')
    before=rss(); t=time.perf_counter(); c=change_by_traces(g, {}); out.append(f"traces {c.created} {time.perf_counter()-t:.2f} s rss {before:.0f}->{rss():.0f}")
    t=time.perf_counter(); datasets.delete_dataset(e); out.append(f"delete 100k {time.perf_counter()-t:.2f}")
    with capsys.disabled(): print("\n"+"\n".join(out))
