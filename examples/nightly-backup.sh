#!/bin/sh
# A backup every night: a plain tar.gz each, of which only the changes are stored. Old ones are removed by their date.
#   nightly-backup.sh FOLDER s3://BUCKET/PREFIX [DAYS]
set -eu

folder=$1
target=${2%/}
days=${3:-90}
deltaglider=${DELTAGLIDER:-deltaglider}
today=$(date +%Y-%m-%d)

# Straight from tar to the store: no copy on this disk that somebody has to remove. "gzip -n" leaves out the time, which would differ for nothing.
tar cf - -C "$folder" . | gzip -n | "$deltaglider" cp - "$target/$today.tar.gz"
"$deltaglider" verify "$target/$today.tar.gz" >/dev/null

# Names begin with the date, so they sort by it.
oldest=$(date -d "$days days ago" +%Y-%m-%d 2>/dev/null || date -v "-${days}d" +%Y-%m-%d)
"$deltaglider" ls "$target/" | awk '{ print $4 }' | while read -r name; do
    case $name in
    [0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].tar.gz)
        if expr "${name%.tar.gz}" \< "$oldest" >/dev/null; then
            "$deltaglider" rm "$target/$name"
        fi
        ;;
    esac
done
