# `make` prints this help. `make demo` and `make test` are all a newcomer needs.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SOURCES := ecsdoctor checks tests packaging benchmarks
# The one file is built with the oldest Python that runs it; pyenv's goes before a shim without a version behind it.
PYTHON39 ?= $(or $(lastword $(sort $(wildcard $(HOME)/.pyenv/versions/3.9.*/bin/python))),python3.9)

.DEFAULT_GOAL := help
.PHONY: help demo docs examples browser-tools test fuzz check format lint types matrix dist bench score clean

help:            ## print this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/installed   ## set up and diagnose a recorded broken instance
	@$(BIN)/ecsdoctor demo

docs: $(VENV)/installed   ## write the pages that are made from the code
	@$(BIN)/python -m docs.generator

examples: $(VENV)/developing ## write the README's report, the example in HTML and its picture
	@PATH="$(abspath $(BIN)):$$PATH" $(BIN)/python docs/update_readme.py
	@$(BIN)/python -m docs.generator
	@$(BIN)/python -m docs.photograph

# The tests of the HTML report need Chromium, its driver and axe-core; without them they skip.
browser-tools:   ## install what the tests of the HTML report need (Debian; npm)
	command -v chromium chromedriver >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium chromium-driver fonts-dejavu; } >/dev/null
	npm install --no-audit --no-fund --silent --prefix build/browser axe-core@4

test: $(VENV)/developing  ## run the tests
	$(BIN)/pytest -n auto

fuzz: $(VENV)/developing  ## run the tests with random input for an hour or so
	ECSDOCTOR_THOROUGH=1 $(BIN)/pytest -n auto tests/fuzz tests/snapshot

check: $(VENV)/developing ## format, lint, types and tests: what CI runs
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(MAKE) test

format: $(VENV)/developing ## put the sources into shape
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

matrix: $(VENV)/developing ## run the tests on 3.9, 3.11 and 3.13 where they exist
	$(BIN)/nox

dist:            ## build dist/ecsdoctor.pyz, one file that needs nothing but Python 3.9
	$(PYTHON39) packaging/onefile.py

bench: $(VENV)/benchmarks ## measure start-up, runs, memory and log reading against their bars
	$(VENV)/benchmarks/bin/python -m benchmarks

score: $(VENV)/installed   ## measure against the shared corpora, where they are
	@if [ -d ../shared/recordings ]; then for corpus in recordings incidents; do \
	  $(PYTHON) ../shared/$$corpus/score.py ../shared/$$corpus --command '$(BIN)/ecsdoctor replay {dir} --output json'; \
	done; else echo "skipped: there are no shared corpora here"; fi

$(VENV)/installed: setup.cfg pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/developing: $(VENV)/installed requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

# An installation as a user has it: an editable one starts more slowly. On 3.9, as on the instance, where there is one.
$(VENV)/benchmarks: setup.cfg $(shell find ecsdoctor checks fixtures/stories -name '*.py')
	$(shell command -v $(PYTHON39) || echo $(PYTHON)) -m venv $@
	$@/bin/pip install --quiet --disable-pip-version-check . 'moto[server]>=5' 'pytest>=8'
	@touch $@

clean:           ## remove what was made
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .nox .chroot
