# Everything happens in this folder: the environment in .venv, results in site/ and .cache/.
# Needed: Python 3.11 to 3.13 with venv and pip, git, make. PYTHON=… names an interpreter.

VENV := .venv
BIN := $(VENV)/bin
SITE := $(VENV)/.site-is-set-up
DEV := $(VENV)/.setup-is-done

# Where `make serve` is to be seen.
PORT ?= 8000

# Two processes, each with whole files: the tests of a file share what they build.
PYTEST_ARGS ?= -n 2 --dist loadfile

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUTF8 := 1
# The theme tells of its own end at each build; pyproject.toml says which version it is.
export NO_MKDOCS_2_WARNING := 1
# The sitemap names a day: the commit's, so that the same commit gives the same bytes tomorrow.
export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || date +%s)
# Keras and matplotlib would otherwise leave folders in the user's home.
export KERAS_HOME := $(CURDIR)/.cache/keras
export MPLCONFIGDIR := $(CURDIR)/.cache/matplotlib

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup serve site pdf test format lint types pytest strict lock clean

help: ## show what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 16

setup: $(DEV) ## fill .venv with everything, also for developing

serve: $(SITE) ## open the course at http://127.0.0.1:8000 and refresh it while you write
	$(BIN)/mkdocs serve --livereload --dev-addr 127.0.0.1:$(PORT)

site: $(SITE) ## build the course into site/
	$(BIN)/mkdocs build --strict

pdf: $(DEV) ## build the course, print all of it into build/skript.pdf (wants Chromium)
	$(BIN)/mkdocs build --strict --quiet
	$(BIN)/python -m scripts.make_pdf

test: lint types pytest strict ## check format, lint, types, run all tests, build the site strictly

format: $(DEV) ## format the code, mend what ruff can mend
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

lint: $(DEV)
	$(BIN)/ruff format --check
	$(BIN)/ruff check

types: $(DEV)
	$(BIN)/mypy

pytest: $(DEV)
	$(BIN)/pytest $(PYTEST_ARGS)

strict: $(DEV)
	$(BIN)/mkdocs build --strict --quiet

clean: ## remove all that was made, but for .venv
	rm -rf site build .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find plugins scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +

LOCK := uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --extra keras pyproject.toml

lock: $(DEV) ## pin the newest versions that pyproject.toml allows
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/$(LOCK) --upgrade --group site --output-file requirements.txt
	$(BIN)/$(LOCK) --upgrade --group dev --constraint requirements.txt --output-file requirements-dev.txt

$(BIN)/python:
	@scripts/make-venv $(VENV)

$(SITE): $(BIN)/python requirements.txt pyproject.toml
	@echo "Installing what the course needs (TensorFlow alone is some 600 MB) …"
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q plugins  # as pip does for packages that are no folder of ours
	@touch $@

$(DEV): $(SITE) requirements-dev.txt
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	@touch $@
