# For the benches of the server: a PostgreSQL of their own, a county of many persons in it, and Huimin serving it.
#
# The rows are made by SQL in the registry's own tables, as an import would leave them: 2.5 persons a household, a dozen
# facts known of each, numbers and parts of names indexed. PERSONS tries a smaller county; the promises are for a million.

persons=${PERSONS:-1000000}
seconds=${SECONDS_EACH:-10}
folder=$(mktemp -d /tmp/huimin-server-bench-XXXXXX)
binaries=/usr/lib/postgresql/15/bin
county=110101 # the first of Beijing: the demonstration's reviewer is granted it
serving=
postgres_stands=

as_postgres() { if [ "$(id -u)" -eq 0 ]; then setpriv --reuid postgres --regid postgres --clear-groups "$@"; else "$@"; fi; }
ask() { psql -qAtX -v ON_ERROR_STOP=1 -h "$folder" -U postgres postgres "$@"; }

end_city() {
  [ $? -eq 0 ] || tail -n 5 "$folder/told" >&2
  [ -z "$serving" ] || { kill "$serving" 2>/dev/null; wait "$serving" || true; }
  [ -z "$postgres_stands" ] || as_postgres "$binaries/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null || true
  rm -rf "$folder"
}
trap end_city EXIT

start_postgres() {
  chmod 755 "$folder"
  mkdir "$folder/data"
  [ "$(id -u)" -ne 0 ] || chown postgres "$folder" "$folder/data"
  : >"$folder/told"
  as_postgres "$binaries/initdb" -D "$folder/data" -U postgres -A trust -k -E UTF8 --locale=C.UTF-8 --no-sync --no-instructions >/dev/null
  as_postgres "$binaries/pg_ctl" -D "$folder/data" -l "$folder/data/log" -w \
    -o "-k $folder -c listen_addresses= -c shared_buffers=1GB -c max_wal_size=8GB -c max_connections=200" start >/dev/null
  postgres_stands=yes
  store="postgresql:///postgres?host=$folder&user=postgres"
  "$huimin" init --store "$store" --city beijing >"$folder/told"
}

fill_county() {
  ask -v persons="$persons" -v county="$county" <<'SQL' >/dev/null
create temp view surname as select '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高'::text as all_of, 'wlzlcyhzwzxsmzhghllg'::text as initials;
create temp view given as select '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英建国华兰玉珍梅红云飞'::text as all_of, 'wfnmjlqljyyyjjtmcxxpggyjghlyzmhyf'::text as initials;
insert into household (county, key, version, source, true_on, initials, origins, household_number, area, address, phone)
  select :county, h, 1, '公安户籍', 20000, null, '', 'H' || lpad(h::text, 9, '0'), :county * 1000000::bigint + 1001 + h % 10,
         '胡同' || h || '号', '138' || lpad(h::text, 8, '0')
  from generate_series(1, :persons * 2 / 5) h;
create temp table named as
  select i, substr(s.all_of, 1 + i % 20, 1) as surname, substr(s.initials, 1 + i % 20, 1) as a,
         substr(g.all_of, 1 + (i / 20) % 33, 1) || substr(g.all_of, 1 + (i / 660) % 33, 1) as given,
         substr(g.initials, 1 + (i / 20) % 33, 1) || substr(g.initials, 1 + (i / 660) % 33, 1) as b,
         :county || to_char(date '1940-01-01' + i % 29000, 'YYYYMMDD') || lpad((i / 29000)::text, 4, '0') as number
  from generate_series(1, :persons) i, surname s, given g;
insert into person (county, key, version, source, true_on, owner_key, initials, origins, name, citizen_number, sex, birthday,
                    ethnic_group, relation, marital_status, registered_area, residence_state, medical_insurance,
                    employment_state, wage, pension, disability_grade)
  select :county, i, 1, '公安户籍', 20000, 1 + (i - 1) * 2 / 5, a || b, 'wage' || chr(9) || '20100' || chr(9) || '社保缴纳', surname || given,
         number, 1 + i % 2, -10957 + i % 29000, '汉族', 1 + i % 4, 20, :county * 1000000::bigint, 1, 1 + i % 3, 1 + i % 4,
         100000 + i % 900000, case when i % 4 = 0 then 150000 + i % 200000 end, case when i % 12 = 0 then 1 + i % 4 end
  from named;
insert into lookup (record, field, value, county, key)
  select 'person', 'citizen_number', reverse(number), :county, i from named
  union all select 'household', 'household_number', reverse(household_number), county, key from household;
insert into name_part (county, record, part, key, former) select :county, 'person', given, i, 0 from named;
SQL
  ask -c 'vacuum analyze' -c checkpoint
}

# Waits until the server has read what it reads at its start: it then takes next to no processor time.
settle() {
  local before=-100 now
  while :; do
    now=$(awk '{ print $14 + $15 }' "/proc/$serving/stat")
    [ $((now - before)) -gt 10 ] || break
    before=$now
    sleep 2
  done
}

# With the rates per account and address out of the way: here one account asks for all.
start_server() {
  head -c 32 /dev/urandom | base64 >"$folder/lock.key"
  : >"$folder/address"
  "$huimin-server" serve --store "$store" --port 0 --log "$folder/log" --lock-key "$folder/lock.key" --demo --accounts "$folder/accounts" \
    --limit key_rate=10000000 --limit key_burst=10000000 --limit address_rate=10000000 --limit address_burst=10000000 \
    --limit connection_requests=100000000 >"$folder/address" 2>"$folder/told" &
  serving=$!
  until [ -s "$folder/address" ]; do
    kill -0 "$serving" || exit 1
    sleep 0.1
  done
  address=$(cat "$folder/address")
  settle
}

# Signs in by an account of the demonstration; leaves the header lines of its requests in $folder/headers.
sign_in() { # role, purpose
  local login password secret told
  IFS=$'\t' read -r login password _ _ secret _ < <(grep "^$1	" "$folder/accounts")
  told=$(curl -sf -c "$folder/cookies" -H 'Content-Type: application/json' -d "{\"login\":\"$login\",\"password\":\"$password\"}" "$address/api/v1/session")
  if [[ $told == *'"second_factor"'* ]]; then
    sleep $((31 - $(date +%s) % 30)) # the code before was used up when the factor was set up
    told=$(curl -sf -b "$folder/cookies" -c "$folder/cookies" -H 'Content-Type: application/json' -H "X-CSRF-Token: $(sed 's/.*"csrf":"\([^"]*\)".*/\1/' <<<"$told")" \
      -d "{\"code\":\"$("$huimin-server" code "$secret")\"}" "$address/api/v1/session/second-factor")
  fi
  {
    echo "Host: ${address#http://}"
    echo "Cookie: huimin=$(awk '$6 == "huimin" { print $7 }' "$folder/cookies")"
    echo "X-CSRF-Token: $(sed 's/.*"csrf":"\([^"]*\)".*/\1/' <<<"$told")"
    echo "X-Purpose: $2"
    [ "${3:-}" = '' ] || echo "Content-Type: $3"
  } >"$folder/headers"
}

# The ids of records as the API seals them (src/api/identifiers.h): TYPE FIRST LAST HOW_MANY, spread evenly.
ids() {
  node bench/server_ids.mjs "$(ask -c "select value from setting where name = 'identifier_secret'")" "$1" "$county" "$2" "$3" "$4"
}

# Figures of a line `rate N p99 N failed N`.
figure() { sed -n "s/.*\b$2 \([0-9.]*\).*/\1/p" <<<"$1"; }
median() { printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a / b }'; }

short=0
promise() { # group-n, what, figure, unit, <= or >=, limit
  local told=holds
  awk -v a="$3" -v b="$6" -v how="$5" 'BEGIN { exit !(how == "<=" ? a <= b : a >= b) }' || { told=short short=1; }
  echo "PROMISE $1 $2 $3$4 $5$6$4 $told"
}
