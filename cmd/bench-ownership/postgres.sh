#!/bin/sh
# Measures the PostgreSQL baseline on the tables of "bench generate -tables".
#
#   sh cmd/bench-ownership/postgres.sh DIR [light|heavy ...]
#
# Starts a server of its own in DIR/pg on a socket there, as the user postgres if
# called by root, and stops it at the end. CPU is that of the server process, from /proc.
set -eu
dir=$(cd "$1" && pwd); shift
here=$(cd "$(dirname "$0")" && pwd)
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
as() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
data="$dir/pg"
mkdir -p "$data"; [ "$(id -u)" != 0 ] || chown postgres "$data"
as "$bin/initdb" -D "$data/data" -A trust -U postgres >/dev/null
as "$bin/pg_ctl" -D "$data/data" -w -l "$data/log" -o "-k $data -c listen_addresses= -c shared_buffers=2GB -c fsync=off -c max_wal_size=8GB -c autovacuum=off -c jit=off -c random_page_cost=1.1 -c effective_cache_size=4GB" start >/dev/null
trap 'as "$bin/pg_ctl" -D "$data/data" -m fast stop >/dev/null' EXIT
psql="$bin/psql -h $data -U postgres -qAt"
$psql -c 'create table holding (owner integer, asset integer, lo integer, hi integer)' -c "\\copy holding from '$dir/holdings.csv' csv"
$psql -c 'create index on holding (owner)' -c 'vacuum analyze holding' -f "$here/postgres.sql"
for seeds in ${*:-light heavy}; do
  $psql -c 'drop table if exists seed' -c 'create table seed (id integer)' -c "\\copy seed from '$dir/$seeds.csv' csv" -c 'analyze seed'
  for bound in lo hi; do
    $psql <<END
select pg_backend_pid() as pid \\gset
\\setenv PID :pid
\\! awk '{ print (\$14 + \$15) / 100 }' /proc/\$PID/stat > $dir/before
set max_parallel_workers_per_gather = 0; set work_mem = '512MB'; set temp_buffers = '1GB';
select cascade('$bound') as n \\gset
\\! awk -v b=\$(cat $dir/before) '{ printf "%.2f s CPU, ", (\$14 + \$15) / 100 - b }' /proc/\$PID/stat
\\echo 'postgresql $seeds $bound' :n inside
END
  done
done
