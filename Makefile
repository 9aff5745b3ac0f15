# What one does with this checkout. Needed: Python 3.11 or later, make, a network for the packages. PYTHON names another Python.
PYTHON ?= python3
PY := .venv/bin/python
INSTALL := $(PY) -m pip --disable-pip-version-check install -qq --constraint constraints.txt

.PHONY: up test check bench chaos fuzz access schema clean

up: .venv/up.stamp  # the server, until Ctrl-C; ARGS are options of `manage.py up`
	@exec $(PY) manage.py up --end-with-parent $(ARGS)

test: .venv/test.stamp  # everything that is checked, as .ci/run does; exit code 3: passed, but a tool was missing
	@exec $(PY) -m tests.run

check: .venv/test.stamp  # lint, types, layers, migrations, schema, architecture
	@exec $(PY) -m tests.checks

bench: .venv/test.stamp  # the speed of ingest and export beside psql
	@exec $(PY) -m tests.benchmarks

chaos: .venv/test.stamp  # twenty kills at random moments of an export; ARGS="--kills 5 --seed 2" for others
	@exec $(PY) -m tests.flows.chaos $(ARGS)

fuzz: .venv/test.stamp  # 20,000 calls by schemathesis; ARGS="--examples 1000" for more
	@exec $(PY) -m tests.fuzz $(ARGS)

schema: .venv/test.stamp  # docs/openapi.json, made of the views, and what the SDKs have of it; without npm not that for JavaScript
	@SECRET_KEY=only-for-this-command-which-signs-nothing-at-all-ever-0 DATABASE_URL=postgres:///x $(PY) manage.py spectacular --validate --fail-on-warn --format openapi-json --file docs/openapi.json
	@cd sdk/python && ../../$(PY) -m generation
	@cd sdk/javascript && { command -v npm > /dev/null || exit 0; npm ci --silent && npm run --silent generate; }

access: .venv/test.stamp  # docs/access.md, made of the table of scopes
	@SECRET_KEY=only-for-this-command-which-signs-nothing-at-all-ever-0 DATABASE_URL=postgres:///x $(PY) manage.py access_page > docs/access.md

clean:  # the environment and caches; never the data in var
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or later is needed: make PYTHON=/path/to/python3")'
	@echo "making .venv"
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/up.stamp: .venv/python.stamp constraints.txt pyproject.toml
	@echo "installing the packages"
	@$(INSTALL) --editable .
	@touch $@

.venv/test.stamp: .venv/up.stamp
	@echo "installing the packages for tests"
	@$(INSTALL) --editable '.[test]'
	@touch $@
