# shellcheck shell=bash
# Sourced by the commands in scripts/: what they run in, installed the first time.
# Everything stays below one folder, $HWGROUP_CACHE or ~/.cache/hwgroup, which may be deleted at any time.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
cache=${HWGROUP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/hwgroup}
mkdir -p "$cache"
cache=$(cd "$cache" && pwd -P)
export UV_CACHE_DIR=${UV_CACHE_DIR:-$cache/uv}

source "$root/scripts/lib/shell.sh"

# Sets $prefix to the place that belongs to a lock: another lock, another place.
place_for() {
  lock=$root/requirements/$1.txt
  prefix=$cache/$1-$(cksum <"$lock" | cut -d ' ' -f 1)
}

# A copy of the lock is the last thing that is put into a finished place.
is_finished() {
  cmp -s "$lock" "$prefix/requirements.txt" && "$prefix/bin/python" -c '' 2>/dev/null
}

finish() {
  cp "$lock" "$prefix/requirements.txt"
}

# A virtual environment with pip, from any Python that is there.
venv_with_pip() {
  rm -rf "$1"
  python3 -m venv "$1" >/dev/null 2>&1 && return
  rm -rf "$1"
  if have uv; then
    uv venv --quiet --seed "$1"
  else
    install_package python3-venv
    python3 -m venv "$1"
  fi
}

# uv and what else it takes to make environments; sets $tools.
ensure_tools() {
  local lock prefix
  place_for tools
  tools=$prefix/bin
  is_finished && return
  say "Installing uv"
  venv_with_pip "$prefix"
  # A constraint of this machine's pip has no hashes, and these versions are chosen already.
  PIP_CONSTRAINT='' "$tools/pip" install --quiet --disable-pip-version-check --require-hashes -r "$lock"
  finish
}

# Prints what to install as Home Assistant: a version, the lowest that HACS offers the integration to, the newest
# that is released, or the one in development.
home_assistant() {
  case $1 in
    lowest) sed -n 's/.*"homeassistant": "\(.*\)".*/homeassistant==\1/p' "$root/hacs.json" ;;
    newest)
      ensure_python
      "$tools/uv" pip compile --quiet --no-deps --no-header --no-annotate --python "$python" - <<<homeassistant
      ;;
    development) echo "homeassistant @ https://github.com/home-assistant/core/archive/dev.tar.gz" ;;
    *) echo "homeassistant==$1" ;;
  esac
}

# Sets $python to one that Home Assistant runs on.
ensure_python() {
  ensure_tools
  python=$(PATH="$tools:$PATH" CACHE="$cache" "$root/scripts/lib/python314")
}

# What the tests use of other integrations, as this Home Assistant pins it.
core_requirements() {
  "$prefix/bin/python" - <<'PYTHON'
import json
from pathlib import Path

import homeassistant.components

for name in ("modbus", "smtp", "snmp"):
    manifest = Path(homeassistant.components.__path__[0], name, "manifest.json")
    print(*json.loads(manifest.read_text("utf-8"))["requirements"], sep="\n")
PYTHON
}

install_environment() {
  ensure_python
  say "Installing what the ${prefix##*/} environment holds"
  rm -rf "$prefix"
  "$tools/uv" venv --quiet --no-project --python "$python" "$prefix"
  # Compiled here: Home Assistant would take seconds at each start where nothing may be written later.
  "$tools/uv" pip sync --quiet --compile-bytecode --require-hashes --build-constraints "$root/requirements/build.txt" \
    --python "$prefix/bin/python" "$lock"
  if [ -n "$1" ]; then
    say "Installing $1"
    install_more "$1"
    core_requirements | install_more --requirements -
  fi
  finish
}

install_more() {
  "$tools/uv" pip install --quiet --compile-bytecode --python "$prefix/bin/python" "$@"
}

# Puts the environment of a lock first on PATH; two commands at a time install only once. With a version of Home
# Assistant, the environment has this one and what it asks for instead of what is locked.
enter() {
  local lock prefix tools python requirement=''
  place_for "$1"
  if [ $# -gt 1 ]; then
    ensure_tools
    requirement=$(home_assistant "$2")
    prefix=$prefix-$2-$(cksum <<<"$requirement" | cut -d ' ' -f 1)
    # It is another one each day.
    [ "$2" != development ] || rm -f "$prefix/requirements.txt"
  fi
  if ! is_finished; then
    (
      have flock && flock 9
      is_finished || install_environment "$requirement"
    ) 9>"$cache/lock"
  fi
  export VIRTUAL_ENV=$prefix PATH="$prefix/bin:$PATH"
  unset PYTHONHOME
  cd "$root"
}
