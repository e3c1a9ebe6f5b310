#!/usr/bin/env bash
# Resolve pyproject.toml, all extras included, into constraints.txt: one file for Python 3.10 to 3.13 on every platform.
# Versions already locked stay unless pyproject.toml forbids them; `--upgrade` takes the newest ones.
set -euo pipefail
cd "$(dirname "$0")/.."

new=$(mktemp)
trap 'rm -f "$new"' EXIT
[ ! -e constraints.txt ] || grep -v '^#' constraints.txt >"$new"
# setuptools builds the package itself, without isolation, so that the build too is locked.
printf 'setuptools>=77\n' | .venv/bin/uv pip compile --quiet --universal --python-version 3.10 --all-extras \
    --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
    --output-file "$new" "$@" pyproject.toml - >/dev/null
{
    echo "# Every dependency with its hashes, for Python 3.10 to 3.13. Written by 'make lock'; do not edit."
    cat "$new"
} >constraints.txt
