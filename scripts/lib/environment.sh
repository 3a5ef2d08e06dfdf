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

install_environment() {
  local tools python
  ensure_tools
  python=$(PATH="$tools:$PATH" CACHE="$cache" "$root/scripts/lib/python314")
  say "Installing what the ${prefix##*/} environment holds"
  rm -rf "$prefix"
  "$tools/uv" venv --quiet --no-project --python "$python" "$prefix"
  # Compiled here: Home Assistant would take seconds at each start where nothing may be written later.
  "$tools/uv" pip sync --quiet --compile-bytecode --require-hashes --build-constraints "$root/requirements/build.txt" \
    --python "$prefix/bin/python" "$lock"
  finish
}

# Puts the environment of a lock first on PATH; two commands at a time install only once.
enter() {
  local lock prefix
  place_for "$1"
  if ! is_finished; then
    (
      have flock && flock 9
      is_finished || install_environment
    ) 9>"$cache/lock"
  fi
  export VIRTUAL_ENV=$prefix PATH="$prefix/bin:$PATH"
  unset PYTHONHOME
  cd "$root"
}
