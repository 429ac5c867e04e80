#!/usr/bin/env bash
# PROMISE server-2: a person is recorded with its journal entry and its event in the outbox, in one durable transaction, at
# 0.7 times the rate of `pgbench -M prepared` doing the same inserts.
#
# A clerk posts new persons into the households of a county of a million: checked, numbered, found by number and by name from
# then on, answered as they now stand. pgbench inserts rows of the same content into the same tables (person, lookup,
# name_part, journal, outbox) between begin and commit, with nothing asked before or after; synchronous_commit is on for
# both, and both have 8 clients. Meanwhile the server also seals the journal, lines up the outbox and keeps its figures up
# to date. Three rounds in turn; the median of their ratios.
#
# pgbench has two threads (-j 2) and writes the same rows, each by a statement without parameters: seven journeys to the
# server. Ours makes two: all that is written and asked, then `commit`.
#
# With 100,000 persons, on two cores that had other work, and with five journeys still, a record cost 302 us in the server and
# 451 in PostgreSQL, the inserts alone 247 in PostgreSQL; 0.44 in three rounds of 3 s (2,050 a second against 4,930 in the
# quietest), short. With two journeys, on a quiet machine: 0.708 (3,070 a second against 4,340). Of PostgreSQL's part, as
# it was, by pg_stat_statements, in us a record: the five inserts 131,
# `for update` on the household 32, reading the record back 18 and asking for a taken number 13 (both gone), whether it lies
# inside 12; afterwards sealing 38, lining up 23, reading the households touched for the figures 37. Of the server's part 30
# of 100 were journeys and 18 following changes for the figures (each unit was built before and after, and its division asked
# for alone: gone).
# pgbench's rows are sealed, lined up and followed as well: to make that cheaper helps both, and the ratio little. What only
# ours pays for is the server itself and the questions.
set -euo pipefail
cd "$(dirname "$0")/../../.."
huimin=build/release/src/huimin
. bench/server_city.sh

clients=8
each=$((seconds * 10000))
start_postgres
fill_county
start_server
sign_in township_clerk relief_handling application/json
households=$((persons * 2 / 5))
ids household 1 "$households" "$((households < 200000 ? households : 200000))" >"$folder/owners"
echo /api/v1/records/person >"$folder/path"

# The statements of pgbench are made of what the first person recorded left behind, with other keys and numbers.
mapfile -t lines < <(sed 's/^/-H\n/' "$folder/headers")
node bench/server_2_bodies.mjs 0 1 <"$folder/owners" >"$folder/first"
curl -sf "${lines[@]}" -d "@$folder/first" "$address/api/v1/records/person" >/dev/null
columns_of() { ask -c "select string_agg(column_name, ',' order by ordinal_position) from information_schema.columns where table_name = '$1' and column_name <> all (string_to_array('$2', ','))"; }
# table, condition on the first person's row, columns that are told anew, their values
insert() {
  local rest
  rest=$(columns_of "$1" "$3")
  ask -c "select format('insert into $1 ($3, %s) values ($4, %s);', string_agg(quote_ident(k), ', '), string_agg(quote_literal(v), ', '))
          from (select * from $1 where $2 limit 1) as one, jsonb_each_text(to_jsonb(one)) as cell (k, v)
          where v is not null and k = any (string_to_array('$rest', ','))"
}
newest="key = (select max(key) from person)"
{
  echo '\set n :n + 1'
  echo '\set key 9000000000000000000 + :client_id * 100000000 + :n'
  echo 'begin;'
  insert person "$newest" key,citizen_number ":key, :key::text"
  insert lookup "record = 'person' and $newest" key,value ":key, :key::text"
  insert name_part "record = 'person' and $newest" key ":key"
  insert journal "record = 'person' and $newest" entry,key ":key, :key"
  insert outbox "entry = (select max(entry) from outbox)" entry ":key"
  echo 'commit;'
} >"$folder/inserts.sql"
[ "$(grep -c '^insert' "$folder/inserts.sql")" -eq 5 ] || { echo 'a table of the five was not written' >&2; exit 1; }

load() { wrk -t2 -c$clients -d"$1"s --timeout 10s -s bench/server_load.lua "$address" -- "$folder/path" "$folder/headers" "$folder/bodies" 2>&1 | grep '^rate'; }
bodies() { node bench/server_2_bodies.mjs "$1" "$each" <"$folder/owners" >"$folder/bodies"; }

bodies 1
load 2 >/dev/null
ratios=() failed=0
for round in 1 2 3; do
  bodies $((round * each + 1))
  ours=$(load "$seconds")
  settle
  same=$("$binaries/pgbench" -n -M prepared -h "$folder" -U postgres -f "$folder/inserts.sql" -D n=$((round * 10000000)) -c $clients -j 2 -T "$seconds" postgres 2>/dev/null | sed -n 's/^tps = \([0-9.]*\).*/\1/p')
  echo "round $round: $ours; pgbench $same"
  ratios+=("$(ratio "$(figure "$ours" rate)" "$same")") failed=$((failed + $(figure "$ours" failed)))
  settle # what lines up the outbox would wait for the deletion, and it for that
  ask -c 'delete from journal where key >= 9000000000000000000' -c 'delete from outbox where entry >= 9000000000000000000' -c checkpoint
done

promise server-2 rate_to_same_inserts "$(median "${ratios[@]}")" x '>=' 0.7
promise server-2 errors "$failed" '' '<=' 0
exit $short
