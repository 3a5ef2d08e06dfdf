# shellcheck shell=bash
# Sourced: a few words that the scripts share.

say() { printf '· %s\n' "$*" >&2; }

fail() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Installs a Debian or Ubuntu package where that asks nobody for a password.
install_package() {
  local sudo=()
  have apt-get || fail "$1 is needed; install it, then run this again"
  if [ "$(id -u)" != 0 ]; then
    sudo=(sudo -n)
    sudo -n true 2>/dev/null || fail "$1 is needed; run this, then try again: sudo apt-get install $1"
  fi
  say "Installing $1"
  ${sudo[@]+"${sudo[@]}"} apt-get -qq update
  ${sudo[@]+"${sudo[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get -qq --yes --no-install-recommends \
    install "$1" >/dev/null
}
