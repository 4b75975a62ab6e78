#!/bin/sh
# Run a command with DATABASE_URL of a private PostgreSQL that is removed afterwards:
#   tools/postgres.sh .venv/bin/pytest
# With COGOV_PG_REPLICA=1 a streaming replica follows it, and DATABASE_REPLICAS names it.
# The server listens on a Unix socket in a temporary folder only, and never runs as root.
set -eu
. "$(dirname "$0")/say.sh"

find_programs() {
    if command -v initdb >/dev/null 2>&1; then
        dirname "$(readlink -f "$(command -v initdb)")"
        return
    fi
    for one in $(ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin 2>/dev/null | sort -rV); do
        if [ -x "$one/initdb" ]; then
            echo "$one"
            return
        fi
    done
    fail "PostgreSQL's server programs are needed (Debian: apt-get install postgresql)." \
        "需要 PostgreSQL 服务器程序（Debian：apt-get install postgresql）。"
}

bin=$(find_programs) || exit 1
home=$(mktemp -d "${TMPDIR:-/tmp}/cogov-pg.XXXXXX")
owner=$(id -un)
if [ "$owner" = root ]; then
    owner=postgres
    id "$owner" >/dev/null 2>&1 || owner=nobody
    chown "$owner" "$home"
fi

as_owner() {
    if [ "$(id -un)" = "$owner" ]; then "$@"; else setpriv --reuid "$owner" --regid "$(id -g "$owner")" --clear-groups "$@"; fi
}

stop() {
    for one in "$home"/*/postmaster.pid; do
        [ -e "$one" ] && as_owner "$bin/pg_ctl" -D "$(dirname "$one")" -m immediate stop >/dev/null 2>&1 || true
    done
    rm -rf "$home"
}
trap stop EXIT
trap 'exit 130' INT TERM

cd "$home"
as_owner "$bin/initdb" -D "$home/data" -U cogov --auth=trust --encoding=UTF8 --locale=C.UTF-8 --data-checksums >"$home/log" 2>&1 ||
    { cat "$home/log" >&2; exit 1; }
# Durability is not what these tests are about, so the disk is spared; the durability tests set their own.
start() {
    as_owner "$bin/pg_ctl" -D "$home/$1" -w -l "$home/$1.log" -o "-c listen_addresses='' -c unix_socket_directories='$home' \
 -c port=$2 -c fsync=${COGOV_PG_FSYNC:-off} -c max_connections=100 -c shared_buffers=128MB" start >/dev/null ||
        { cat "$home/$1.log" >&2; exit 1; }
}
start data 5432
as_owner "$bin/createdb" -h "$home" -U cogov cogov
cd - >/dev/null
encoded=$(printf '%s' "$home" | sed 's,/,%2F,g')
export DATABASE_URL="postgresql://cogov@/cogov?host=$encoded"
if [ -n "${COGOV_PG_REPLICA:-}" ]; then
    cd "$home"
    as_owner "$bin/pg_basebackup" -h "$home" -U cogov -D "$home/replica" -R -X stream -c fast
    start replica 5433
    cd - >/dev/null
    export DATABASE_REPLICAS="$DATABASE_URL&port=5433"
fi
PGBIN="$bin" "$@"
