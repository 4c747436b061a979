# SPDX-License-Identifier: Apache-2.0
# Debian packages for deploy/quickstart, deploy/release and tests/run, which source this.

# What the build needs; for the page also npm, of Debian or newer.
build_packages=(cmake gcc libarchive-dev libc6-dev libcairo2-dev libcivetweb-dev libcjose-dev libcurl4-openssl-dev libexpat1-dev
                libjansson-dev libmagic-dev libminizip-dev liboath-dev libpango1.0-dev libpcre2-dev libpq-dev libqrencode-dev
                libsodium-dev libssl-dev libutf8proc-dev libxlsxwriter-dev libyaml-dev libzxcvbn-dev ninja-build pkg-config zlib1g-dev)

missing_packages() {
    local package
    for package; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q ' installed$' || echo "$package"
    done
}

# install_packages yes|'' NAME...: installs what is missing, or only tells; false when it cannot.
install_packages() {
    local install=$1 wanted as_root=()
    shift
    if ! command -v dpkg-query >/dev/null; then
        [[ -z $install ]] || printf '%s\n' "This is no Debian: install the counterparts of $* yourself." >&2
        return 0
    fi
    mapfile -t wanted < <(missing_packages "$@")
    ((${#wanted[@]})) || return 0
    if [[ -z $install ]]; then
        printf '%s\n' "Not installed, and --no-install was given: ${wanted[*]}" >&2
        return 0
    fi
    ((EUID == 0)) || as_root=(sudo)
    printf '%s\n' "Installing: ${wanted[*]}" >&2
    "${as_root[@]}" apt-get -qq update &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get -qq install --yes --no-install-recommends "${wanted[@]}" >&2 &&
        return 0
    cat >&2 <<TEXT
The packages were not installed. As root:
  apt-get update
  apt-get install --no-install-recommends ${wanted[*]}
then run this again, with --no-install if you like.
TEXT
    return 1
}
