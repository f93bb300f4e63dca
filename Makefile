# make         everything: environment, data checked, notebooks run
# make site    a site to browse
# make help    what else there is

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PY     := $(BIN)/python
PIP    := $(PY) -m pip --disable-pip-version-check --no-input -qq
STAMPS := build/.stamps

# What the results depend on. Folders are in it so that a deleted file counts.
DATA      := datapackage.json $(shell find data -type f -o -type d)
CODE      := $(shell find toolkit -name '*.py')
NOTEBOOKS := $(wildcard notebooks/[0-9]*.ipynb)
SITE      := $(wildcard *.md docs/*.md docs/*.svg) \
             $(shell find docs/site -name __pycache__ -prune -o -type f -print -o -type d -print)

# A user's own settings must not change the results.
unexport PYTHONPATH PYTHONHOME PYTHONSTARTUP MPLCONFIGDIR MATPLOTLIBRC VIRTUAL_ENV

.DELETE_ON_ERROR:
.PHONY: all site lab test lint types format lock clean distclean help env

all: build/index.html
	@printf '%s\n' '' \
	  'Done.' \
	  '  look at    file://$(CURDIR)/build/index.html' \
	  '  figures    build/figures/' \
	  '  next       make lab    change the notebooks in JupyterLab' \
	  '             make site   a site to browse: every engagement, the codebook, the library' \
	  '             make test   run the tests' \
	  '             README.md   the data in five lines of Python, and their limits'

# ---- environment -------------------------------------------------------------

env: $(VENV)/.stamp-package

$(VENV)/.stamp-venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo 'Readouts needs Python 3.11 or newer, and $(PYTHON) is not. Name one that is: make PYTHON=python3.12' >&2; \
	  exit 1; }
	@echo 'Environment: making $(VENV)'
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.stamp-run: requirements/run.txt $(VENV)/.stamp-venv
	@echo 'Environment: installing $(words $(shell grep -o "^[a-z][^ ]*==" $<)) locked packages; this takes a minute or two'
	@$(PIP) install --require-hashes --no-deps -r $<
	@touch $@

$(VENV)/.stamp-package: pyproject.toml datapackage.json $(VENV)/.stamp-run
	@echo 'Environment: installing readouts from this folder'
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.stamp-site: requirements/site.txt $(VENV)/.stamp-package
	@echo 'Environment: installing what the site adds'
	@$(PIP) install --require-hashes --no-deps -r $<
	@touch $@

$(VENV)/.stamp-dev: requirements/dev.txt requirements/site.txt $(VENV)/.stamp-package
	@echo 'Environment: installing what tests and development add'
	@$(PIP) install --require-hashes --no-deps -r $<
	@$(PY) -m pip --disable-pip-version-check check -qq
	@touch $@

# ---- results -----------------------------------------------------------------

$(STAMPS)/valid: $(DATA) $(CODE) $(VENV)/.stamp-package
	@mkdir -p $(@D)
	@echo 'Data: checking with frictionless validate datapackage.json'
	@$(BIN)/frictionless validate datapackage.json > build/validation.txt 2>&1 || { \
	  cat build/validation.txt; \
	  echo 'The data are not valid. The same, explained: $(BIN)/readouts validate' >&2; \
	  exit 1; }
	@touch $@

build/index.html: $(NOTEBOOKS) notebooks/run.py $(STAMPS)/valid
	@echo 'Notebooks: running $(words $(NOTEBOOKS))'
	@$(PY) notebooks/run.py --output build

site: $(STAMPS)/site
	@printf '%s\n' \
	  'Done.' \
	  '  look at    file://$(CURDIR)/build/site/index.html'

$(STAMPS)/site: build/index.html $(SITE) $(VENV)/.stamp-site
	@$(PY) docs/site/build.py --output build/site
	@touch $@

lab: $(VENV)/.stamp-package $(VENV)/etc/jupyter/labconfig/page_config.json
	$(BIN)/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) notebooks

# JupyterLab would ask for news from the network.
$(VENV)/etc/jupyter/labconfig/page_config.json: $(VENV)/.stamp-run
	@mkdir -p $(@D)
	@echo '{"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": true}}' > $@

# ---- development -------------------------------------------------------------

test: $(VENV)/.stamp-dev $(VENV)/.stamp-browser
	@$(PY) -m pytest --numprocesses auto --dist loadfile $(ARGS)

# Pages are tested in a browser. Without one, these tests are skipped and say so.
$(VENV)/.stamp-browser: $(VENV)/.stamp-venv
	@command -v chromium > /dev/null || ! command -v apt-get > /dev/null || [ "$$(id -u)" != 0 ] || { \
	  echo 'Browser: installing Chromium with apt'; \
	  { apt-get update -qq && apt-get install -qq --no-install-recommends chromium; } > /dev/null 2>&1 || \
	    echo 'Browser: apt could not install it; tests of pages will be skipped' >&2; }
	@touch $@

lint: $(VENV)/.stamp-dev
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

types: $(VENV)/.stamp-dev
	@$(BIN)/mypy

format: $(VENV)/.stamp-dev
	@$(BIN)/ruff check --fix-only --quiet
	@$(BIN)/ruff format

# Resolved for every supported Python and system; no file says where to download from.
LOCK := compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header
LOCKED := sed '/^\# The following packages were excluded/,$$d'
# What other files lock is held to the same version, and not said again.
BEYOND = $(addprefix --constraint ,$(1)) \
         $$(sed -n 's/^\([A-Za-z0-9._-]*\)==.*/--no-emit-package \1/p' $(1))

lock: $(VENV)/.stamp-dev
	@echo 'Requirements: resolving anew'
	@mkdir -p build
	@$(BIN)/uv pip $(LOCK) pyproject.toml requirements/build.in --extra check --extra lab \
	  --output-file build/run.txt
	@mv build/run.txt requirements/run.txt
	@$(BIN)/uv pip $(LOCK) pyproject.toml --extra site $(call BEYOND,requirements/run.txt) \
	  --output-file build/site.txt
	@$(BIN)/uv pip $(LOCK) pyproject.toml --extra dev $(call BEYOND,requirements/run.txt build/site.txt) \
	  --output-file build/dev.txt
	@{ echo '-r run.txt'; $(LOCKED) build/site.txt; } > requirements/site.txt
	@{ echo '-r site.txt'; $(LOCKED) build/dev.txt; } > requirements/dev.txt
	@rm build/site.txt build/dev.txt

clean:
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find toolkit tests notebooks docs -name __pycache__ -prune -exec rm -rf {} +

distclean: clean
	rm -rf $(VENV)

help:
	@printf '%s\n' \
	  'make            environment, data checked, notebooks run into build/' \
	  'make site       the site, into build/site/: every engagement, codebook, library' \
	  'make lab        JupyterLab on notebooks/' \
	  'make test       the tests (some of them: make test ARGS="-k dates")' \
	  'make lint       ruff: rules and layout' \
	  'make types      mypy' \
	  'make format     let ruff lay out the code' \
	  'make lock       resolve requirements/ anew' \
	  'make clean      remove what was made, keep the environment' \
	  'make distclean  remove the environment too' \
	  'Python other than python3: make PYTHON=python3.12'
