# `make demo` and `make test` need nothing but Python 3.11 or newer: each makes .venv, installs, and runs.

BASE_PYTHON := $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
STAMP := .venv/installed
WORKERS := 2
COMIC :=

# The workers share the cores: threads inside each would only fight over them.
RUN := OMP_NUM_THREADS=1 TOKENIZERS_PARALLELISM=false HF_HUB_OFFLINE=1

.DEFAULT_GOAL := help
.PHONY: help demo test check

help: ## say what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

demo: $(STAMP) ## find the cast of the comic that ships, or of COMIC=path, and put it to music; leaves demo/report.html
	HF_HUB_OFFLINE=1 $(BIN)/comicenc demo $(if $(COMIC),"$(COMIC)") --out demo
	HF_HUB_OFFLINE=1 $(BIN)/comicenc soundtrack $(if $(COMIC),"$(COMIC)") --out demo-soundtrack

test: $(STAMP) ## run every test
	$(RUN) $(BIN)/python -m pytest -n $(WORKERS) -m "not benchmark"

check: $(STAMP) ## check style and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/lint-imports

$(STAMP): pyproject.toml constraints.txt
	@test -n "$(BASE_PYTHON)" || { echo "comicenc needs Python 3.11 or newer, and none is on the PATH" >&2; exit 1; }
	test -x $(BIN)/python || $(BASE_PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[toonworld,danmul,onnx,train,dev]"
	@touch $@
