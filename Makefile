# The two commands: `make run` and `make test`. `make` alone lists the others.
# PORT and DATA_DIR steer the demo, ARGS goes to pytest: make run PORT=8001, make test ARGS="-k claims"
PYTHON ?= python3
ARGS ?=
export PYTHON PORT DATA_DIR STANDARDS_DIR
script = @bin/with-python bin

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

run: ## serve the demo newsroom on http://127.0.0.1:8000
	$(script)/demo.py

test: ## everything that CI runs: lint, checks, the suite on SQLite and PostgreSQL, the browser
	$(script)/suite.py test $(ARGS)

check: ## the quick part: lint, migrations, configuration
	$(script)/suite.py check

soak: ## the slow part: ten thousand mutants for the intake, fifty thousand acts at a desk
	$(script)/suite.py soak $(ARGS)

pictures: ## take the pictures of docs/editors.md anew, in a browser
	$(script)/suite.py pictures $(ARGS)

lighthouse: ## Lighthouse on home, a brief and an article of the demo, phone and desktop
	$(script)/lighthouse.py $(ARGS)

format: ## bring code and templates into shape
	$(script)/suite.py format

pins: ## work out requirements*.txt anew from pyproject.toml
	$(script)/environment.py
	$(script)/pins.py

clean: ## take away what can be made again; var/ with the demo's database stays
	rm -rf .venv node_modules newsroom/tests/node/node_modules .pytest_cache .ruff_cache .hypothesis var/static var/static.stamp var/test-artifacts
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help run test check soak pictures lighthouse format pins clean
