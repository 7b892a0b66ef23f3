# make book   build the book and open it
# make test   prove it
# The rest is listed by `make help`.

PYTHON ?= python3
ARTICLE ?= $(wildcard ../shared/article/article.txt)
BIN := .venv/bin
PORT ?= 8000
JOBS ?= 2
BROWSER := $(shell command -v chromium chromium-browser google-chrome chrome)

.PHONY: book html pdf epub site serve lab lite test test-fast check verify refresh addresses bench-pages bench-reading bench-pythons bench-speed attack hostile lint lock clean help

book: .venv/ready ## build the book and open it in the browser
	@$(BIN)/python -m claimbook build --show

html: .venv/ready ## build the book, any warning fails
	@$(BIN)/python -m claimbook build

pdf: .venv/ready ## the whole book as a PDF, in _build/downloads/ (needs Chromium)
	@$(BIN)/python -m claimbook build pdf

epub: .venv/ready ## the whole book as an EPUB, in _build/downloads/
	@$(BIN)/python -m claimbook build epub

site: .venv/ready ## what you publish: the pages with PDF and EPUB for download
	@$(BIN)/python -m claimbook build site

serve: html ## show the book on localhost
	@echo "The book is at http://localhost:$(PORT)/ (stop with Ctrl-C)"
	@$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

lab: .venv/ready ## JupyterLab on the chapters, in the environment of the book
	@cd chapters && JUPYTER_PREFER_ENV_PATH=1 $(CURDIR)/$(BIN)/jupyter lab

lite: .venv/ready ## JupyterLite beside the book, in _build/lite/: the chapters run in the reader's browser
	@$(BIN)/python -m claimbook lite

test: $(if $(BROWSER)$(CI),site,html) lint ## run everything; ARTICLE=path also holds the data against a copy of the article
	@ARTICLE="$(ARTICLE)" $(BIN)/python -m pytest -n $(JOBS) --dist loadfile -p no:cacheprovider \
	  --nbval --nbval-current-env --doctest-modules claimbook tests chapters -rs
	@echo "All promises hold."

test-fast: html ## what a changed chapter, table or rule can break: no browser, under a minute
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadfile -p no:cacheprovider -m "not slow" \
	  --nbval --nbval-current-env tests chapters

check: .venv/ready ## validate the tables
	@$(BIN)/python -m claimbook check

verify: .venv/ready ## hold the tables against a copy: make verify ARTICLE=path
	@$(BIN)/python -m claimbook verify "$(ARTICLE)"

refresh: .venv/ready ## execute every chapter and store its outputs
	@$(BIN)/python -m claimbook refresh

addresses: html ## add the new addresses of the built book to addresses.csv
	@$(BIN)/python -m claimbook addresses

bench-pages: html ## weigh every page beside an unmodified Jupyter Book (Chromium, Node.js)
	@$(BIN)/python tests/weight/pages.py

bench-reading: html ## measure how much of each page is prose (Chromium)
	@$(BIN)/python tests/weight/reading.py

bench-pythons: ## build and prove the book with every Python that is to be had
	@python3 tests/weight/pythons.py

bench-speed: .venv/ready ## set build, refresh and nbval against the least they could cost
	@$(BIN)/python tests/weight/speed.py

attack: .venv/ready ## plant 2,000 slips into the tables and count who notices: make attack SEED=2 (a quarter of an hour)
	@ARTICLE="$(ARTICLE)" $(BIN)/python tests/weight/attack.py --seed $(or $(SEED),1)

hostile: .venv/ready ## plant hostile text wherever text comes in, and see that nothing runs or breaks (ten minutes)
	@ARTICLE="$(ARTICLE)" $(BIN)/python tests/weight/hostile.py

lint: .venv/ready ## style and types of the code
	@$(BIN)/ruff check -q . && $(BIN)/ruff format -q --check claimbook tests && $(BIN)/mypy --no-error-summary

lock: ## write requirements.lock anew (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --all-extras pyproject.toml -o requirements.lock

clean: ## remove environment and built pages
	rm -rf .venv _build

help: ## list what make can do
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*##/\t/' | expand -t 14

# A copied or moved folder makes its environment anew: the old one would run the package, and so read the
# data, of the folder where it was made.
ifneq ($(shell cat .venv/ready 2>/dev/null),$(CURDIR))
.PHONY: .venv/ready
endif
.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 14) else f"Python 3.11, 3.12, 3.13 or 3.14 is needed; {sys.executable} is {v[0]}.{v[1]}. Try: make PYTHON=python3.12 ...")'
	@echo "Making the environment .venv from requirements.lock (a minute or two, once; a dot a package)"
	@$(PYTHON) -m venv --clear .venv
	@{ $(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements.lock \
	  2>.venv/errors || touch .venv/failed; } | awk '/^Collecting/ {printf "."; fflush()} END {print ""}'
	@[ ! -e .venv/failed ] || { cat .venv/errors; exit 1; }
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@printf %s '$(CURDIR)' > .venv/ready
