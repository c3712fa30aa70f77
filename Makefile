# The two commands a newcomer needs are `make demo` and `make test`; everything installs into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DATA := demo-data

.PHONY: help demo test lint docs package audit bench bench-speed fuzz clean

help:
	@echo "make demo   ingest the sample wire, score a rewrite, explain it, open the desk (Ctrl-C ends it)"
	@echo "make test   run the whole suite"
	@echo "make lint   ruff, mypy and the import contract"
	@echo "make docs   this documentation as a site, in site/"
	@echo "make package  wheel and source archive in dist/, the wheel tried in an empty environment"
	@echo "make audit  known weaknesses of what is installed (asks a service of advisories), and sbom.json"
	@echo "make bench  precision and recall on the gold set that ships"
	@echo "make bench-speed  how fast it is beside what others use; CORPORA=FOLDER measures on your own"
	@echo "make fuzz   bytes that are nearly good, before every reader and the comparison; SECONDS=60 for each"
	@echo "make clean  remove the environment and the demo's data"

$(STAMP): pyproject.toml constraints.txt
	@echo "== environment: installing into $(VENV) (a few minutes the first time)"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev,archives,bench,documents,docs,milvus,openvino,pgvector,ray,telemetry]"
	@touch $@

demo: $(STAMP)
	@rm -rf $(DATA)
	@echo "== ingesting the sample wire into $(DATA)"
	@$(BIN)/dedup --data-dir $(DATA) ingest dedup/samples/wire.jsonl
	@echo "== scoring dedup/samples/incoming.json, a rewrite of one of them"
	@$(BIN)/dedup --data-dir $(DATA) score dedup/samples/incoming.json
	@$(BIN)/dedup --data-dir $(DATA) ingest dedup/samples/incoming.json
	@echo "== the desk, with the sample wire in it; there Enter shows why the rewrite is one"
	@if [ -t 1 ]; then $(BIN)/dedup --data-dir $(DATA) serve; else echo "   $(BIN)/dedup --data-dir $(DATA) serve, then http://127.0.0.1:8000/desk"; fi

# Three workers keep two cores busy, since tests of real servers wait. Each takes a run of modules, so that what a module
# opens is opened once, and who is done takes over half of what another has left: the long tests stand first.
test: $(STAMP)
	@echo "== tests (PostgreSQL ones run where DEDUP_TEST_POSTGRES_URL is set, see scripts/with-postgres)"
	$(BIN)/python -m pytest -n 3 --dist worksteal

lint: $(STAMP)
	@echo "== ruff, mypy, import contract"
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(STAMP)
	@echo "== documentation: every link must lead somewhere"
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet -c docs . site
	@echo "   site/docs/index.html"

package: $(STAMP)
	@echo "== wheel and source archive"
	@rm -rf dist
	$(BIN)/python -m build --outdir dist
	scripts/try-package dist/*.whl

audit: $(STAMP)
	scripts/audit $(BIN)/python

bench: $(STAMP)
	$(BIN)/python -m benchmarks run --out bench-data/gold

# Each measurement is a process of its own, so that none starts with what another has loaded.
SPEED := encoder ingest lexical archive
bench-speed: $(STAMP)
	@for what in $(SPEED); do $(BIN)/python -m benchmarks.speed $$what --out bench-data/speed $(if $(CORPORA),--data $(CORPORA)) || exit 1; done

SECONDS := 60
fuzz: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[fuzz]"
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS) --folder fuzz-data

clean:
	rm -rf $(VENV) sbom.json site dist $(DATA) bench-data fuzz-data
