# SPDX-License-Identifier: Apache-2.0
# What backup and restore share.
set -euo pipefail
umask 077
bin=/usr/lib/postgresql/15/bin
[[ -x $bin/postgres ]] || bin=$(pg_config --bindir)

fail() {
    echo "${0##*/}: $*" >&2
    exit 1
}

usage() {
    sed -n '/^# Usage/,/^[^#]/{s/^# \{0,1\}//p}' "$0" >&2
    exit 2
}

# The account as which PostgreSQL runs: it refuses root.
as_account() {
    if ((EUID == 0)); then
        runuser -u "$account" -- "$@"
    else
        "$@"
    fi
}

# unpack BASE DIRECTORY: a base backup as a data directory, held against its manifest.
unpack() {
    tar -xzf "$1/base.tar.gz" -C "$2"
    tar -xzf "$1/pg_wal.tar.gz" -C "$2/pg_wal"
    cp "$1/backup_manifest" "$2/"
    "$bin/pg_verifybackup" --quiet "$2"
}
