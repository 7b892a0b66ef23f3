# make book   build the book and open it
# make test   prove it
# The rest is listed by `make help`.

PYTHON ?= python3
ARTICLE ?= $(wildcard ../shared/article/article.txt)
BIN := .venv/bin
PORT ?= 8000
JOBS ?= 2
COMPILE := uv pip compile -q $(if $(UPGRADE),--upgrade) --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" pyproject.toml
# An environment keeps its Python until another one is asked for by name.
THIS_PYTHON := $(if $(filter file,$(origin PYTHON)),,--this-python)
BROWSER := $(shell command -v chromium chromium-browser google-chrome chrome)

.PHONY: book html pdf epub site serve lab lite test test-fast check verify refresh changes release bench-pages bench-reading bench-pythons bench attack hostile identity faults environment environment-test lint lock clean help
.NOTPARALLEL:  # the environment before the book, the book before its tests

book: environment ## build the book and open it in the browser
	@$(BIN)/python -m claimbook build --show

html: environment ## build the book, any warning fails
	@$(BIN)/python -m claimbook build

pdf: environment ## the whole book as a PDF, in _build/downloads/ (needs Chromium)
	@$(BIN)/python -m claimbook build pdf

epub: environment ## the whole book as an EPUB, in _build/downloads/
	@$(BIN)/python -m claimbook build epub

site: environment ## what you publish: the pages with PDF and EPUB for download
	@$(BIN)/python -m claimbook build site

serve: html ## show the book on localhost
	@echo "The book is at http://localhost:$(PORT)/ (stop with Ctrl-C)"
	@$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

lab: environment-test ## JupyterLab on the chapters, in the environment of the book
	@cd chapters && JUPYTER_PREFER_ENV_PATH=1 $(CURDIR)/$(BIN)/jupyter lab

lite: environment-test ## JupyterLite beside the book, in _build/lite/: the chapters run in the reader's browser
	@$(BIN)/python -m claimbook lite

test: environment-test $(if $(BROWSER)$(CI),site,html) lint ## run everything; ARTICLE=path also holds the data against a copy of the article
	@ARTICLE="$(ARTICLE)" $(BIN)/python -m pytest -n $(JOBS) --dist loadfile -p no:cacheprovider \
	  --nbval --nbval-current-env --doctest-modules claimbook tests chapters -rs
	@echo "All promises hold."

test-fast: environment-test html ## what a changed chapter, table or rule can break: no browser, a few minutes
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadfile -p no:cacheprovider -m "not slow" \
	  --nbval --nbval-current-env tests chapters

check: environment ## validate the tables
	@$(BIN)/python -m claimbook check

verify: environment ## hold the tables against a copy: make verify ARTICLE=path
	@$(BIN)/python -m claimbook verify "$(ARTICLE)"

refresh: environment ## execute every chapter and store its outputs
	@$(BIN)/python -m claimbook refresh

changes: environment ## tell what has changed in tables and pages since the last release (or SINCE=commit)
	@$(BIN)/python -m claimbook changes --since "$(SINCE)"

release: environment ## write the manifest of the tables, if CHANGELOG says why each of them changed
	@$(BIN)/python -m claimbook release

bench-pages: environment-test html ## weigh every page beside an unmodified Jupyter Book (Chromium, Node.js)
	@$(BIN)/python tests/weight/pages.py

bench-reading: environment-test html ## measure how much of each page is prose (Chromium)
	@$(BIN)/python tests/weight/reading.py

bench-pythons: ## build and prove the book with every Python that is to be had
	@python3 tests/weight/pythons.py

bench: environment-test ## how long build, refresh, nbval and check take against the least they could: QUICK=1 for fewer rounds
	@$(BIN)/python tests/weight/speed.py $(if $(QUICK),--quick)

attack: environment-test ## plant 2,000 slips into the tables and count who notices: make attack SEED=2 (a quarter of an hour)
	@ARTICLE="$(ARTICLE)" $(BIN)/python tests/weight/attack.py --seed $(or $(SEED),1)

hostile: environment-test html ## plant hostile text wherever text comes in, and see that nothing runs or breaks
	@ARTICLE="$(ARTICLE)" $(BIN)/python tests/weight/hostile.py

identity: environment-test ## make the book in four very different surroundings and compare every byte (half an hour)
	@$(BIN)/python tests/weight/identity.py

faults: environment-test ## kill, fill and lock everything, and see what is left of the book (half an hour; Linux, as root)
	@$(BIN)/python tests/weight/faults.py

lint: environment-test ## style and types of the code
	@$(BIN)/ruff check -q . && $(BIN)/ruff format -q --check environment.py claimbook tests && $(BIN)/mypy --no-error-summary

environment: ## make .venv: what the book is read, checked and built with (the others call it)
	@$(PYTHON) environment.py book $(THIS_PYTHON)

environment-test: ## add to .venv what only tests, lint and JupyterLab need
	@$(PYTHON) environment.py test $(THIS_PYTHON)

# Pins stay as they are while pyproject.toml allows them: without a change there the same bytes come out.
lock: ## write the locks anew (needs uv); newer versions only with UPGRADE=1
	$(COMPILE) --extra check --extra book --extra own -o requirements.lock
	$(COMPILE) --all-extras -c requirements.lock -o requirements-test.lock

clean: ## remove environment and built pages
	rm -rf .venv .venvs _build

help: ## list what make can do
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*##/\t/' | expand -t 14
