#!/usr/bin/env bash
# PROMISE server-5: each face loads its first page within its budget of gzipped scripts: web/tools/size-budget.mjs.
set -uo pipefail
cd "$(dirname "$0")/../../../web"
[ -f dist/.vite/manifest.json ] || { echo 'the pages are not built: ./run build' >&2; exit 1; }
told=$(node tools/size-budget.mjs) outcome=$?
awk '{ face = $1; sub(/\.html$/, "", face)
       print "PROMISE server-5 first_page_" face, $2 "KB", "<=" $5 "KB", ($2 <= $5 ? "holds" : "short") }' <<<"$told"
exit $outcome
