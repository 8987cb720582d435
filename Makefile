# Everything a person types. Recipes find the project's own Node in node_modules/.bin.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

INSTALLED := node_modules/.package-lock.json
BUILT := dist/.built
SOURCES := $(shell find src generated -type f -not -path 'generated/client/*' 2>/dev/null)

.PHONY: help
help: ## what there is to type
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

$(INSTALLED): package.json package-lock.json .npmrc
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(BUILT): $(INSTALLED) $(SOURCES) tsconfig.json tsconfig.build.json
	@echo "building …"
	tsc -p tsconfig.build.json
	cp generated/openapi.json dist/generated/openapi.json
	@touch $@

.PHONY: install
install: $(INSTALLED) ## install what the project needs, with the Node it runs on

.PHONY: build
build: $(BUILT) ## compile to dist/

.PHONY: run
run: $(BUILT) ## serve on 127.0.0.1:8080 with embedded stores under .data/
	@exec node dist/src/main.js $(ARGS)

.PHONY: stores
stores: $(INSTALLED) ## the embedded DynamoDB and SQS as a process of their own (LIES=<file>: they lie)
	@exec node scripts/stores.ts $(ARGS)

.PHONY: generate
generate: $(INSTALLED) ## make generated/ and docs/errors.md from spec/ and the catalogue of errors
	node scripts/generate.ts
	node scripts/client.ts

.PHONY: check-generated
check-generated: $(INSTALLED) ## fail where generated/ or docs/errors.md is not what they are made from
	node scripts/generate.ts --check
	node scripts/client.ts --check

.PHONY: types
types: $(INSTALLED) ## type-check everything
	tsc -p .

.PHONY: lint
lint: $(INSTALLED) ## style, directions of dependencies, dead code
	biome check --error-on-warnings .
	depcruise --config .dependency-cruiser.cjs src
	knip

.PHONY: test
test: $(INSTALLED) ## all but what takes long: under 4 minutes on 2 cores
	@node scripts/check.ts test

.PHONY: ci
ci: $(INSTALLED) ## what CI runs: make test and what takes longer
	@node scripts/check.ts ci

.PHONY: unit
unit: $(INSTALLED) ## the rules and small parts
	vitest run --project unit

.PHONY: contract
contract: $(INSTALLED) ## the spec's own examples against a server
	vitest run --project contract

.PHONY: integration
integration: $(INSTALLED) ## whole servers on real stores
	vitest run --project integration

.PHONY: crashes
crashes: $(INSTALLED) ## whole servers that are killed, race, or work under load
	vitest run --project crashes

.PHONY: tooling
tooling: $(INSTALLED) ## what users get beside the server: client package, mock, spec-diff
	vitest run --project tooling

.PHONY: slow
slow: $(INSTALLED) ## tests that take minutes: crashes, lying stores, first answers dropped
	vitest run --project slow

.PHONY: budget
budget: $(INSTALLED) ## write units, requests and start times against their bounds, on DynamoDB Local
	vitest run --project budget

.PHONY: cost
cost: $(INSTALLED) ## units and requests of each operation, measured on DynamoDB Local
	@node scripts/cost.ts

.PHONY: mock
mock: $(INSTALLED) ## a mock server made of the spec's examples
	@exec node scripts/mock.ts $(ARGS)

.PHONY: spec-diff
spec-diff: $(INSTALLED) ## refuse breaking changes of spec/ since BASE (default: its last commit)
	@BASE="$(BASE)" node scripts/spec-diff.ts

.PHONY: spec-coverage
spec-coverage: $(INSTALLED) ## what a published OpenAPI (SPEC, by default the one beside the project) has and ours lacks
	@SPEC="$(SPEC)" node scripts/spec-coverage.ts

.PHONY: client
client: $(INSTALLED) ## build the client package in generated/client
	node scripts/client.ts

.PHONY: conformance conformance-shuffled conformance-quick conformance-slow conformance-dynamodb-local
conformance: $(INSTALLED) ## all conformance cases, judged against conformance/pending.txt
	node conformance/run.ts $(ARGS)
conformance-quick: $(INSTALLED) ## all cases but the two that wait over a minute
	node conformance/run.ts --no-slow --shards 3 $(ARGS)
conformance-shuffled: $(INSTALLED) ## levels 0 to 4 three times over, in another order each run
	node conformance/run.ts --level 0 --level 1 --level 2 --level 3 --level 4 --no-slow --by-intent --repeat 3 --shuffle $${SEED:-$$RANDOM} --shards 3
conformance-slow: $(INSTALLED) ## the two cases that wait over a minute
	node conformance/run.ts --only-slow $(ARGS)
conformance-dynamodb-local: $(INSTALLED) ## levels 0 to 4 with DynamoDB Local as the table
	node scripts/conformance-dynamodb-local.ts $(ARGS)

LEVELS := $(addprefix conformance-level-,0 1 2 3 4)
.PHONY: $(LEVELS)
$(LEVELS): conformance-level-%: $(INSTALLED)
	node conformance/run.ts --level $* $(ARGS)
