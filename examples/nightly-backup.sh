#!/bin/sh
# A backup every night: a plain tar.gz each, of which only the changes are stored. Old ones are removed, but never the newest.
#   nightly-backup.sh FOLDER s3://BUCKET/PREFIX [DAYS [KEEP]]
# removes backups of more than DAYS days (90), except the last KEEP (7). When anything is wrong it ends with another code than 0 and
# removes nothing; let cron tell you.
set -eu

folder=$1
target=${2%/}
days=${3:-90}
keep=${4:-7}
deltaglider=${DELTAGLIDER:-deltaglider}
bucket=${target#s3://}
bucket=s3://${bucket%%/*}
time=$(date +%Y-%m-%dT%H%M%S)
# "pre" is a word of versions: under this name a backup is compared with those before it, and nobody takes it for a finished one.
unfinished=$target/$time-pre.tar.gz

fail() {
    echo "nightly-backup: $*; no old backup was removed" >&2
    exit 1
}
failures=$(mktemp)
trap 'rm -f "$failures"' EXIT

# Straight from tar to the store: no copy on this disk that somebody has to remove. A shell knows how the last command of a pipe has
# ended, so the others say it when they fail. GNU tar fails with 1 also when a file has changed while it was read; where that is usual, let
# it read a snapshot. "gzip -n" leaves out the time, which would differ for nothing.
{ tar cf - -C "$folder" . || echo tar >>"$failures"; } |
    { gzip -n || echo gzip >>"$failures"; } |
    "$deltaglider" cp - "$unfinished" || fail "the backup could not be stored"
if [ -s "$failures" ]; then
    "$deltaglider" rm --quiet "$unfinished" || true
    fail "$(tr '\n' ' ' <"$failures")failed"
fi
"$deltaglider" verify "$unfinished" >/dev/null || fail "$unfinished could not be read back"
"$deltaglider" mv --quiet "$unfinished" "$target/$time.tar.gz" || fail "$unfinished could not be renamed"

# Only now that there is a good one; by age and by number.
day="[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
"$deltaglider" rm -r "$target/" --older-than "${days}d" --keep-last "$keep" \
    --exclude "*" --include "$day.tar.gz" --include "${day}T[0-9][0-9][0-9][0-9][0-9][0-9].tar.gz"
# What a broken night has left behind.
"$deltaglider" rm -r "$target/" --older-than 7d --exclude "*" --include "${day}T*-pre.tar.gz"
"$deltaglider" purge --quiet "$bucket"

# Once a month, better references for what has piled up.
if [ "$(date +%d)" = 01 ]; then
    "$deltaglider" optimize --quiet "$target/"
fi
