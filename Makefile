# `make run` and `make test` need Python 3.11 or newer and make, and set up the rest in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The suite's and the linters' tools, and the optional parts that have tests.
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

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.run ## set up, and turn the pages in fixtures/ into out/records.jsonl
	@mkdir -p out
	@$(BIN)/filmdig extract fixtures -o out/records.jsonl

test: $(VENV)/.dev ## set up, and run all tests
	$(PYTEST) -n auto

coverage: $(VENV)/.dev ## run all tests and hold the floors of lines and branches that they reach
	@rm -f .coverage .coverage.*
	SPARK_CONF_DIR="$(CURDIR)/tests/data/spark" $(BIN)/coverage run -m pytest -n auto
	$(BIN)/python -m tests.coverage_floors

mutants: $(VENV)/.dev ## small changes of behaviour, and whether the tests notice (MUTANTS=400)
	@$(INSTALL) --editable '.[mutants]'
	$(BIN)/python -m tests.mutants --number $(MUTANTS)

lint: $(VENV)/.dev ## ruff, mypy and hadolint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/hadolint Containerfile

format: $(VENV)/.dev ## have ruff format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

schema: $(VENV)/.run ## write output/schema.json and schema-merged.json anew from the types
	$(BIN)/filmdig schema > output/schema.json
	$(BIN)/filmdig schema --merged > output/schema-merged.json
	$(BIN)/filmdig schema --summary > output/schema-summary.json

lock: $(VENV)/.dev ## write requirements.lock from what is installed in .venv
	@{ head -n 2 requirements.lock; $(BIN)/python -m pip freeze --exclude-editable; } > requirements.lock.new
	@mv requirements.lock.new requirements.lock

pictures: $(VENV)/.dev ## take the pictures of the documentation anew, with the Chromium that the system has
	$(BIN)/python -m tests.pictures

docs: $(VENV)/.docs ## build the documentation into site/
	@$(BIN)/filmdig sites --markdown > docs/sites.md
	@$(BIN)/zensical build --strict --clean
	@echo "open site/index.html, or, with its search: $(BIN)/python -m http.server -d site"

hostile: $(VENV)/.dev ## cut and flip files of every form, and make texts of pages long: what is lost unreported, what takes too long
	$(PYTEST) -n auto -m hypothesis --hypothesis-profile=search
	$(BIN)/python -m tests.hostile.cuts_and_flips --most 1000
	$(BIN)/python -m tests.hostile.sound
	$(BIN)/python -m tests.hostile.pumped --minutes $(MINUTES)

fuzz: $(VENV)/.dev ## fuzz readers and layouts from seeds of every form for MINUTES (15), and keep what is found
	@$(INSTALL) --editable '.[fuzz]'
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES)

accuracy: $(VENV)/.run ## read the real pages beside the project, score them against labels, hold the floors
	$(BIN)/python benchmarks/accuracy.py

accuracy-learning: $(VENV)/.dev ## learn layouts from ten draws of pages beside the project, score them on the others, hold the floors
	$(BIN)/python benchmarks/learning.py

accuracy-raise: $(VENV)/.run ## the same, and write higher figures into benchmarks/floors.json
	$(BIN)/python benchmarks/accuracy.py --raise

bench: $(VENV)/.dev $(PEERS)/.peers ## how fast it is: tables, benchmarks/results.json and the figures in docs/scale.md
	$(BIN)/python -m benchmarks.bench --peers $(PEERS)/bin/python
	$(BIN)/python -m benchmarks.scale

clean: ## remove what make has made
	rm -rf $(VENV) $(PEERS) .venv-pywb* out site build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "filmdig needs Python 3.11 or newer: make PYTHON=python3.12 ..."; exit 1; }
	@echo "setting up $(VENV): this takes a minute or two"
	@$(PYTHON) -m venv $(VENV)

# Other tools pin old versions of what filmdig uses: an environment of their own.
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
