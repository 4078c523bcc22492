# Short names for what is done most; each is one command that can be typed itself.
.DEFAULT_GOAL := help
.PHONY: help setup build test run migrate demo lint format docker-build compose-up compose-down deploy-check deploy-synth release clean

help: ## tells what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1	\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 15

setup: ## fetches what the build needs
	mvn --batch-mode --no-transfer-progress --quiet -Dmaven.test.skip=true package

build: ## builds what has changed
	./muster --version

test: ## compiles and runs all tests
	mvn --batch-mode --no-transfer-progress verify

run: ## serves on http://127.0.0.1:8080
	./muster serve

migrate: ## brings the schema of the database up to date
	./muster migrate

demo: ## loads sample data, shows the reports, serves
	./muster demo

lint: ## refuses sources that are formatted otherwise
	bin/format --check

format: ## formats all sources
	bin/format

docker-build: ## builds the image
	docker build --file deploy/Dockerfile --tag muster:local .

compose-up: ## starts Muster and PostgreSQL in containers
	docker compose --file deploy/compose.yaml up --build --detach

compose-down: ## stops them, and keeps their data
	docker compose --file deploy/compose.yaml down

deploy-check: ## checks image, composition and cluster without running them
	deploy/check

deploy-synth: ## tests and makes the templates for AWS
	cd deploy/aws && npm install --no-audit --no-fund --silent && npm test && npm run synth

release: ## makes the tarball and the Debian package
	bin/release

clean: ## removes what was built
	mvn --batch-mode --quiet clean
