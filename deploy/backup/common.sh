# SPDX-License-Identifier: Apache-2.0
# What backup and restore share.
set -euo pipefail
umask 077
export LC_ALL=C # what PostgreSQL says is read here
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

# check_value OPTION VALUE: one that a script meant to fill, and did not, would be as if it had not been asked for.
check_value() {
    [[ -n $2 ]] || fail "$1 is given without a value"
}

# check_path OPTION PATH: it becomes part of commands that PostgreSQL hands to a shell.
check_path() {
    [[ $2 == /* ]] || fail "$1 takes an absolute path"
    [[ -z ${2//[A-Za-z0-9\/._+,@:=$'\x80'-$'\xff'-]/} ]] ||
        fail "$1: in paths only letters, digits and . _ + , @ : = - please"
}

# check_database CONNINFO: PostgreSQL on another machine has to prove itself, as to the server.
check_database() {
    local here='(localhost|127(\.[0-9]+){3}|::1|/[^ ,]*)' text=${1//[[:space:]]/ } rest
    unset "${!PGHOST@}" "${!PGSERVICE@}" "${!PGSSL@}" PGREQUIRESSL PGCHANNELBINDING
    [[ $1 != *service* ]] || fail "--database: write the address itself, without a service"
    [[ ! $1 =~ [?\&][^=\&]*% ]] || fail "--database: write the names of parameters without %XX"
    if [[ $text == *://* ]]; then
        rest=$(sed -E 's,^postgres(ql)?://([^/?@]*@)?(localhost|127(\.[0-9]+){3}|\[::1\])?(:[0-9]+)?([/?]|$),,' <<<"$text")
    else
        rest=$(sed -E "s/ /  /g; s,(^| )host(addr)? *= *$here( |\$), ,g; s,(^| )host *= *'/[^',]*'( |\$), ,g" <<<"$text")
    fi
    [[ $rest == *host* || $rest == *://* ]] || return 0
    rest=${1/sslmode=verify-full/}
    rest=${rest/channel_binding=require/}
    # libpq takes requiressl, and in a URL ssl, for other names of sslmode.
    [[ ${#rest} == $((${#1} - 42)) && ! $rest =~ sslmode|channel_binding|requiressl|[?\&]ssl= ]] ||
        fail "--database is on another machine: add sslmode=verify-full, channel_binding=require and sslrootcert=FILE"
    export PGSSLMODE=verify-full PGCHANNELBINDING=require # where the words above stood in a value
}

# segment_number NAME: of a segment of the log, whatever its timeline.
segment_number() {
    echo $((16#${1:8:8} * 256 + 16#${1:16:8}))
}

# first_segment AFTER FROM: the first of the sorted names of segments on standard input that comes after AFTER, and not
# before FROM. They are compared as texts: as numbers, neighbours of 24 digits are equal, and an E is an exponent.
first_segment() {
    local name found=''
    while read -r name; do
        [[ -n $found || ! $name > $1 || $name < $2 ]] || found=$name
    done
    echo "$found"
}

# unpack BASE DIRECTORY: a base backup as a data directory, held against its manifest, without what only the
# PostgreSQL had that ran: a socket's lock with the number of a living process keeps every other from starting.
unpack() {
    tar -xzf "$1/base.tar.gz" -C "$2"
    tar -xzf "$1/pg_wal.tar.gz" -C "$2/pg_wal"
    cp "$1/backup_manifest" "$2/"
    "$bin/pg_verifybackup" --quiet "$2" || return
    find "$2" \( -type s -o -type p -o -name '.s.PGSQL.*' -o -name 'postmaster.*' -o -name 'pgsql_tmp*' -o -name '*.signal' \) \
        -prune -exec rm -rf {} +
}
