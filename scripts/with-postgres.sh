#!/usr/bin/env bash
# with-postgres.sh COMMAND...: runs the command with a PostgreSQL of its own,
# fresh, on a free loopback port, gone afterwards. The command finds it in
# SHIRUSHI_TEST_POSTGRES. Nothing of a PostgreSQL that the machine already
# runs is touched.
set -euo pipefail

initdb=$(command -v initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1) || true
[[ $initdb ]] || { echo "with-postgres: PostgreSQL is missing: run scripts/install.sh" >&2; exit 1; }
bin=$(dirname "$initdb")

# initdb refuses to run as root.
as=()
[[ $(id -u) != 0 ]] || as=(runuser -u postgres --)

folder=$(mktemp -d "${TMPDIR:-/tmp}/shirushi-postgres.XXXXXX")
chmod 711 "$folder"
password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
printf '%s\n' "$password" >"$folder/password"
if ((${#as[@]})); then chown -R postgres "$folder"; fi
cd_and() { (cd "$folder" && "${as[@]}" "$@"); }

stop() {
  status=$?
  trap - EXIT
  cd_and "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$folder"
  exit "$status"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

cd_and "$bin/initdb" -D "$folder/data" -U shirushi --auth=scram-sha-256 --pwfile="$folder/password" \
  --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$folder/initdb.log" 2>&1 ||
  { cat "$folder/initdb.log" >&2; echo "with-postgres: initdb failed" >&2; exit 1; }
cat >>"$folder/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 300
shared_buffers = 64MB
fsync = off
synchronous_commit = off
full_page_writes = off
CONF

# A port that looks free may be taken by another the next moment: try again.
for _ in 1 2 3 4 5 6 7 8 9 10; do
  port=$((20000 + RANDOM % 12000))
  if cd_and "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -o "-p $port" -w -t 60 start </dev/null >/dev/null 2>&1; then
    export SHIRUSHI_TEST_POSTGRES="postgres://shirushi:$password@127.0.0.1:$port/postgres?sslmode=disable"
    "$@"
    exit
  fi
done
cat "$folder/log" >&2
echo "with-postgres: PostgreSQL did not start" >&2
exit 1
