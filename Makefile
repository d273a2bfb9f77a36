# `make run` and `make test` need only Python 3.11 or newer and make; everything else is set up in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The extras of the tests and linters, and the optional features that have tests.
EXTRAS := test,lint,spark,remote,docs
PYTEST ?= $(BIN)/python -m pytest
# `make test CONSTRAINTS=requirements.lock` installs the versions that CI runs with.
CONSTRAINTS ?=
MUTANTS ?= 400
MINUTES ?= 15
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check $(if $(CONSTRAINTS),--constraint $(CONSTRAINTS))

.DEFAULT_GOAL := help
PEERS := .venv-peers

.PHONY: help pictures run test coverage mutants lint format schema lock docs hostile fuzz accuracy accuracy-learning accuracy-raise bench clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.run ## set up, and turn the pages in fixtures/ into out/records.jsonl
	@mkdir -p out
	@$(BIN)/filmdig extract fixtures -o out/records.jsonl

test: $(VENV)/.dev ## set up, and run all tests
	$(PYTEST) -n auto

coverage: $(VENV)/.dev ## run all tests and check the floors of line and branch coverage
	@rm -f .coverage .coverage.*
	SPARK_CONF_DIR="$(CURDIR)/tests/data/spark" $(BIN)/coverage run -m pytest -n auto
	$(BIN)/python -m tests.coverage_floors

mutants: $(VENV)/.dev ## run mutation tests (MUTANTS=400)
	@$(INSTALL) --editable '.[mutants]'
	$(BIN)/python -m tests.mutants --number $(MUTANTS)

lint: $(VENV)/.dev ## run ruff, mypy and hadolint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/hadolint Containerfile

format: $(VENV)/.dev ## format the code with ruff
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

schema: $(VENV)/.run ## generate output/schema.json, schema-merged.json and schema-summary.json from the types
	$(BIN)/filmdig schema > output/schema.json
	$(BIN)/filmdig schema --merged > output/schema-merged.json
	$(BIN)/filmdig schema --summary > output/schema-summary.json

lock: $(VENV)/.dev ## write requirements.lock from the packages installed in .venv
	@{ head -n 2 requirements.lock; $(BIN)/python -m pip freeze --exclude-editable; } > requirements.lock.new
	@mv requirements.lock.new requirements.lock

pictures: $(VENV)/.dev ## take the documentation's screenshots again, with the system's Chromium
	$(BIN)/python -m tests.pictures

docs: $(VENV)/.docs ## build the documentation into site/
	@$(BIN)/filmdig sites --markdown > docs/sites.md
	@$(BIN)/zensical build --strict --clean
	@echo "open site/index.html, or, with its search: $(BIN)/python -m http.server -d site"

hostile: $(VENV)/.dev ## truncate and corrupt files of every format, and lengthen pages: print unreported losses and slow reads
	$(PYTEST) -n auto -m hypothesis --hypothesis-profile=search
	$(BIN)/python -m tests.hostile.cuts_and_flips --most 1000
	$(BIN)/python -m tests.hostile.sound
	$(BIN)/python -m tests.hostile.pumped --minutes $(MINUTES)

fuzz: $(VENV)/.dev ## fuzz readers and layouts with seeds of every format for MINUTES (15), and keep the findings
	@$(INSTALL) --editable '.[fuzz]'
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES)

accuracy: $(VENV)/.run ## read the real pages beside the project, score them against labels, and check the floors
	$(BIN)/python benchmarks/accuracy.py

accuracy-learning: $(VENV)/.dev ## learn layouts from ten draws of the real pages, score them on the others, and check the floors
	$(BIN)/python benchmarks/learning.py

accuracy-raise: $(VENV)/.run ## run accuracy, and write higher figures into benchmarks/floors.json
	$(BIN)/python benchmarks/accuracy.py --raise

bench: $(VENV)/.dev $(PEERS)/.peers ## measure the speed: print tables, write benchmarks/results.json and the figures in docs/scale.md
	$(BIN)/python -m benchmarks.bench --peers $(PEERS)/bin/python
	$(BIN)/python -m benchmarks.scale

clean: ## remove everything that make created
	rm -rf $(VENV) $(PEERS) .venv-pywb* out site build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "filmdig needs Python 3.11 or newer: make PYTHON=python3.12 ..."; exit 1; }
	@echo "setting up $(VENV): this takes a minute or two"
	@$(PYTHON) -m venv $(VENV)

# Other tools pin old versions of filmdig's dependencies, so they have their own environment.
$(PEERS)/.peers: $(BIN)/python
	@$(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check cinemagoer cinemagoerng extruct trafilatura resiliparse recipe-scrapers
	@touch $@

$(VENV)/.run: $(BIN)/python pyproject.toml
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/.docs: $(BIN)/python pyproject.toml
	@$(INSTALL) --editable '.[docs]'
	@touch $@ $(VENV)/.run

$(VENV)/.dev: $(BIN)/python pyproject.toml
	@$(INSTALL) --editable '.[$(EXTRAS)]'
	@touch $@ $(VENV)/.run
