# Every target sets up what it needs: a fresh clone, Python 3.11 and make are enough.
PYTHON ?= python3.11
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/.ready

.PHONY: install serve test check evals bench screenshots lock

install: $(READY)

# The lock pins every version; a second run finds the mark and starts at once.
$(READY): requirements.lock
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	@echo "installing the packages (once; a few minutes)"
	$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@touch $(READY)

serve: $(READY)
	$(RUN) -m ui

test: $(READY)
	$(RUN) -m corpus check
	$(RUN) -m pytest -n 2 --dist loadfile

check: $(READY)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

evals: $(READY)
	$(RUN) -m evals run --split all --gate

bench: $(READY)
	$(RUN) -m evals.bench
	$(RUN) -m evals.load

screenshots: $(READY)
	$(RUN) -m ui.screenshots

# After editing pyproject.toml: pin the newest versions that fit.
lock: $(READY)
	$(RUN) -m pip install --quiet pip-tools
	$(RUN) -m piptools compile --quiet --strip-extras --extra dev --no-emit-index-url --no-emit-find-links --output-file requirements.lock pyproject.toml
