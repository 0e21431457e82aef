# Two commands set everything up: `make demo` and `make test`. Each target makes the environment it needs.
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
DEMO   := fixtures/systems/three-account-codepipeline/as-published

.PHONY: demo test test-pythons vulnerabilities check bench performance differential nightly mutants corpus-report docs reference audit-role lock clean fuzz

$(READY): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(READY)

demo: $(READY)  ## the main job: a published three-account pipeline, checked before anything is deployed
	$(BIN)/xacct-guard check $(DEMO) --config $(DEMO)/role-path-mended.yaml || test $$? -eq 1

# What was compiled is kept, even where the environment says otherwise: the tests start the command 300 times.
test: export PYTHONDONTWRITEBYTECODE =
test: $(READY)  ## every test
	$(BIN)/python -m pytest -n auto --dist loadgroup

check: $(READY)  ## format, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

ALL  ?=
ONLY ?=
bench: $(READY)  ## every figure in one table: its goal, the machine's own floor, the peers (ALL=1: the long ones, too)
	$(BIN)/python -m benchmarks $(if $(ALL),--all) $(ONLY)

performance: $(READY)  ## docs/performance.md, of what `make bench` kept in bench.json
	$(BIN)/python -m tools.performance

SIMULATIONS ?= 100000
OTHERS      ?= 10000

differential: $(READY)  ## 100,000 random requests put to our engine and to another one (needs node; see tests/peer)
	XACCT_GUARD_SIMULATIONS=$(SIMULATIONS) XACCT_GUARD_OTHERS=$(OTHERS) $(BIN)/python -m pytest -n auto -rs tests/peer

test-pythons: $(READY)  ## the smoke part of the tests under each Python from 3.11 on that is found; names the others
	$(BIN)/python tools/every_python.py

vulnerabilities: $(READY)  ## known vulnerabilities of what is pinned; a service is asked, and named where it does not answer
	$(BIN)/python tools/vulnerabilities.py requirements.lock

nightly: $(READY)  ## what takes too long for every change: a fresh clone, the wheel, mutation testing
	$(BIN)/python -m pytest -n auto -m nightly --override-ini "addopts=-q --strict-markers --strict-config"
	$(BIN)/python tools/mutants.py --one-in 8

fuzz: $(READY)  ## every reader fed by what coverage leads to: five minutes, or FUZZ_SECONDS for each target
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation -e ".[fuzz]"
	$(BIN)/python -m fuzz $(TARGETS)

mutants: $(READY)  ## mutation testing of the law: docs/explanation/mutants.md keeps the figures
	$(BIN)/python tools/mutants.py

audit-role: $(READY)  ## policies/audit-role: the role of `audit`, from the operations that it asks
	$(BIN)/python tools/audit_role.py policies/audit-role

CORPUS ?= ../shared/corpus
corpus-report: $(READY)  ## what the rules find in templates that others published (CORPUS=folder)
	$(BIN)/python tools/corpus_report.py $(CORPUS)

docs: $(READY)  ## site/: the documentation, with what is made of the code; every link is checked
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build

reference: $(READY)  ## policies/reference: the least-privilege policies of the reference systems, proven
	$(BIN)/python tools/reference_policies.py

lock:  ## pin what developing takes, with hashes and without addresses
	$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
	  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
	  --extra dev --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache site
