#!/usr/bin/env bash
# Make .venv and install the locked dependencies. Safe to run again, at once (it then does nothing) or after an interruption.
#   PYTHON=python3.12 scripts/setup.sh     to choose the Python that .venv is made with
set -euo pipefail
cd "$(dirname "$0")/.."

venv=.venv
stamp=$venv/.setup-stamp    # what the finished .venv was made from
unfinished=$venv/.installing
PATH=${PATH//"$PWD/$venv/bin:"/} # never make .venv from itself

say() { printf 'setup: %s\n' "$*"; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; elif sudo -n true 2>/dev/null; then sudo -n "$@"; else return 1; fi
}

apt_install() {
    command -v apt-get >/dev/null || return 1
    as_root true || return 1
    local log
    log=$(mktemp)
    say "installing $* with apt-get"
    if { as_root apt-get update -qq || true
         as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } \
        </dev/null >"$log" 2>&1; then
        rm -f "$log"
    else
        cat "$log" >&2
        rm -f "$log"
        return 1
    fi
}

fingerprint() {
    { cat pyproject.toml constraints.txt; "$venv/bin/python" -V; pwd; } | sha256sum
}

suitable() { # a Python from 3.10 to 3.13 that really runs (a pyenv shim may not)
    "$1" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

choose_python() {
    local candidate first=
    for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3.10 python3}; do
        suitable "$candidate" || continue
        if "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
            echo "$candidate"
            return
        fi
        first=${first:-$candidate}
    done
    echo "$first" # without ensurepip: Debian ships it in a package of its own
}

make_venv() {
    local python package
    python=$(choose_python)
    [ -n "$python" ] || die "no Python from 3.10 to 3.13 found${PYTHON:+ (PYTHON is $PYTHON)}. Install one, e.g. \
'sudo apt-get install python3 python3-venv', or say where it is: make setup PYTHON=/path/to/python3"
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        apt_install "$package" ||
            die "$python cannot make virtual environments (ensurepip is missing). Run: sudo apt-get install $package"
    fi
    say "making $venv with $("$python" -V)"
    rm -rf "$venv"
    mkdir "$venv"
    touch "$unfinished"
    "$python" -m venv "$venv" || die "$python -m venv failed; see above. .venv is made anew at the next try"
}

healthy() {
    [ ! -e "$unfinished" ] && suitable "$venv/bin/python" && "$venv/bin/python" -m pip --version >/dev/null 2>&1
}

if command -v flock >/dev/null; then # two makes at once: the second waits, then finds the work done
    exec 9<constraints.txt
    flock 9
fi
if [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$(fingerprint 2>/dev/null)" ]; then
    exit 0
fi

healthy || make_venv
touch "$unfinished"
rm -f "$stamp"
if ! "$venv/bin/python" -c 'import ctypes; ctypes.CDLL("libseccomp.so.2")' 2>/dev/null && [ "$(uname)" = Linux ]; then
    apt_install libseccomp2 ||
        say "libseccomp is missing: sandboxed grading will refuse to run. Run: sudo apt-get install libseccomp2"
fi
say "installing the locked dependencies (about 3 GB on disk; a few minutes the first time)"
pip_install() {
    local quiet=(-qq --progress-bar off)
    [ ! -t 1 ] || quiet=(-q --progress-bar on)
    "$venv/bin/python" -m pip --disable-pip-version-check install "${quiet[@]}" --no-deps "$@"
}
pip_install --require-hashes -r constraints.txt # --no-deps: the lock names everything, there is nothing to resolve
pip_install --no-build-isolation -e .
fingerprint >"$stamp"
rm -f "$unfinished"
say "ready: $venv with $("$venv/bin/python" -V)"
