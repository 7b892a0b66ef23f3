# make book   build the book and open it
# make test   prove it
# The rest is listed by `make help`; what a maintainer needs now and then by `.venv/bin/python -m claimbook --help`.

# An environment keeps the Python it was made with until another one is named: make book PYTHON=python3.12
PYTHON ?= $(or $(wildcard $(shell sed -n 's/^executable = //p' .venv/pyvenv.cfg 2>/dev/null)),python3)
ARTICLE ?= $(wildcard ../shared/article/article.txt)
JOBS ?= 2
BIN := .venv/bin
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check
PYTEST := ARTICLE="$(ARTICLE)" $(BIN)/python -m pytest -n $(JOBS) --dist loadfile -p no:cacheprovider
COMPILE := uv pip compile -q $(if $(UPGRADE),--upgrade) --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" pyproject.toml
# Without Chromium there is no PDF; in CI nothing may be missing.
SITE := $(if $(CI)$(shell command -v chromium chromium-browser google-chrome chrome),site,html)

.PHONY: book live html site lab lite refresh verify test test-fast tests-without-pages lint lock bench-reading clean help environment environment-test

book: environment ## build the book and open it in the browser (make html: without opening it)
	@$(BIN)/python -m claimbook build --show

live: environment ## the book on localhost; a page reloads itself when you save a chapter or a table
	@$(BIN)/python -m claimbook live

html: environment
	@$(BIN)/python -m claimbook build

site: environment ## what you publish: the pages with PDF and EPUB for download (needs Chromium)
	@$(BIN)/python -m claimbook build site

lab: environment-test ## JupyterLab on the chapters
	@cd chapters && JUPYTER_PATH= JUPYTER_PREFER_ENV_PATH=1 "$(CURDIR)/$(BIN)/jupyter" lab

lite: environment-test ## JupyterLite, the chapters in a reader's browser; make site then takes it along
	@$(BIN)/python -m claimbook lite

refresh: environment ## execute every chapter and store its outputs
	@$(BIN)/python -m claimbook refresh

verify: environment ## hold the tables against a copy of the article: make verify ARTICLE=path
	@$(BIN)/python -m claimbook verify "$(ARTICLE)"

# The site is built beside the tests that need no page; make waits for both, and stops if one fails.
test: environment-test lint ## prove all of it, notebooks too; ARTICLE=path also against a copy of the article
	@$(MAKE) --no-print-directory -j2 $(SITE) tests-without-pages
	@$(PYTEST) -m pages tests -rs
	@echo "All promises hold."

tests-without-pages: environment-test
	@$(PYTEST) -m "not pages" --nbval --nbval-current-env --doctest-modules claimbook newbook thisbook tests chapters -rs

test-fast: environment-test ## in a minute: data and code; no browser, no built pages, no notebooks
	@$(PYTEST) -m "not pages and not slow" tests

lint: environment-test  # style and types; what it imports, and licences, are tested in tests/test_supply.py
	@$(BIN)/ruff check -q . && $(BIN)/ruff format -q --check claimbook newbook thisbook tests && $(BIN)/mypy --no-error-summary

# Pins stay as they are while pyproject.toml allows them: without a change there the same bytes come out.
lock: ## write the locks anew (needs uv); newer versions only with UPGRADE=1
	$(COMPILE) --extra book --extra own -o requirements.lock
	$(COMPILE) --all-extras -c requirements.lock -o requirements-test.lock

bench-reading: environment-test ## how the built pages read: prose, marks, folds, repetitions
	@$(BIN)/python -m tools.reading $(BEFORE) $(if $(BEFORE),_build/html)

clean: ## remove environment and built pages
	rm -rf .venv _build

help: ## list what make can do
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*##/\t/' | expand -t 14

# The environment, in .venv. The name of a stamp holds what it was made from, and is written when all is
# installed: in another folder, with another Python or lock, or after a run that was stopped, it is made anew.
checksum = $(shell { pwd -P; $(PYTHON) -V; cat requirements.lock requirements-test.lock $(1); } 2>&1 | cksum | tr ' ' -)
BOOK := .venv/book-$(call checksum)
TEST := .venv/test-$(call checksum)
PACKAGE := .venv/package-$(call checksum,pyproject.toml)

environment: $(BOOK) $(PACKAGE)  # what the book is read, checked and built with
environment-test: $(TEST) $(PACKAGE)  # and what only tests, lint and JupyterLab need

$(BOOK):
	@$(PYTHON) -c 'import sys; (3, 11) <= sys.version_info[:2] <= (3, 14) or sys.exit("Python 3.11 to 3.14 is needed; $(PYTHON) is %d.%d. Try: make book PYTHON=python3.12" % sys.version_info[:2])'
	@echo "Making the environment .venv from requirements.lock (some minutes, once)"
	@$(PYTHON) -m venv --clear .venv
	@$(PIP) --require-hashes --no-deps -r requirements.lock
	@touch $@

$(TEST): $(BOOK)
	@echo "Adding requirements-test.lock to .venv (a minute, once)"
	@$(PIP) --require-hashes --no-deps -r requirements-test.lock
	@touch $@

$(PACKAGE): | $(BOOK)
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@
