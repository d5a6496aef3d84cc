#!/bin/sh
# Brings a bucket over, checks what arrived, and says what it saves. The old bucket is left as it is.
#   migrate-bucket.sh s3://OLD s3://NEW
set -eu

old=${1%/}
new=${2%/}
deltaglider=${DELTAGLIDER:-deltaglider}

"$deltaglider" mb "$new" || true # it may be there
"$deltaglider" migrate "$old/" "$new/" --yes

# Nothing to do any more means that every object is there, with the same size and ETag.
"$deltaglider" migrate "$old/" "$new/" --yes
"$deltaglider" verify "$new" --sample 1000
"$deltaglider" stats "$new"
