#!/bin/bash
# A small Ceph cluster with an S3 gateway on this machine, to test against: one monitor, one storage daemon that keeps
# everything in memory (about 1 GB), one gateway. All listen on the loopback interface only.
#
#   build/ceph.sh up [PORT]    starts it (default port 7480) and prints what the tests need in their environment
#   build/ceph.sh down         stops it; nothing is kept
#
# Needs Debian's or Ubuntu's packages: apt-get install --no-install-recommends ceph-mon ceph-osd radosgw ceph-common
set -euo pipefail

dir=${DELTAGLIDER_CEPH_DIR:-${TMPDIR:-/tmp}/deltaglider-ceph-$UID}
conf=$dir/ceph.conf
access=deltaglider-test
secret=deltaglider-test-secret

fail() {
  echo "ceph.sh: $*" >&2
  exit 1
}

# Starts a daemon in the background and remembers its process.
start() {
  local name=$1
  shift
  "$@" -c "$conf" -f >"$dir/log/$name.out" 2>&1 </dev/null &
  echo "$! $1" >>"$dir/processes"
}

# Waits up to a minute until a command succeeds.
await() {
  local what=$1 end=$((SECONDS + 60))
  shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || fail "$what did not come up; see $dir/log"
    sleep 0.2
  done
}

ceph_says() { # WORD COMMAND...: whether the cluster's answer to the command has the word
  local word=$1
  shift
  timeout 20 ceph -c "$conf" "$@" 2>/dev/null | grep -q "$word"
}

listens() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

up() {
  local port=${1:-7480} monitor_port=${DELTAGLIDER_CEPH_MON_PORT:-26790} fsid osd uuid
  for tool in ceph ceph-mon ceph-osd radosgw radosgw-admin; do
    command -v $tool >/dev/null || fail "$tool is missing: apt-get install --no-install-recommends ceph-mon ceph-osd radosgw ceph-common"
  done
  [ ! -s "$dir/processes" ] || fail "it is running already, or was not stopped: build/ceph.sh down"
  ! listens "$port" || fail "port $port is taken; name another one: build/ceph.sh up PORT"
  rm -rf "$dir"
  mkdir -p "$dir"/{mon,osd,gateway,log,run,crash}
  fsid=$(cat /proc/sys/kernel/random/uuid)
  cat >"$conf" <<CONF
[global]
fsid = $fsid
mon initial members = a
mon host = v1:127.0.0.1:$monitor_port
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
ms bind msgr2 = false
# Only this machine can connect, so there is no authentication inside of the cluster.
auth cluster required = none
auth service required = none
auth client required = none
run dir = $dir/run
admin socket = $dir/run/\$name.\$pid.asok
log file = $dir/log/\$name.log
mon cluster log file = $dir/log/cluster.log
crash dir = $dir/crash
# One copy of everything, few placement groups.
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 2000
mon data avail warn = 2
mon data avail crit = 1

[mon]
mon data = $dir/mon

[osd]
osd data = $dir/osd
osd objectstore = memstore
memstore device bytes = 4294967296
osd memory target = 1073741824
# S3's keys have up to 1024 bytes; this script puts the daemon into the CRUSH map itself.
osd max object name len = 2048
osd check max object name len on startup = false
osd crush update on start = false
osd class update on start = false
osd class load list = *
osd class default list = *

[client]
keyring = /dev/null

[client.rgw.test]
rgw frontends = beast endpoint=127.0.0.1:$port tcp_nodelay=1
rgw data = $dir/gateway
rgw dns name = localhost
rgw enable usage log = false
rgw run sync thread = false
CONF
  monmaptool --create --clobber --fsid "$fsid" --addv a "[v1:127.0.0.1:$monitor_port]" "$dir/monmap" >/dev/null
  ceph-mon -c "$conf" -i a --mkfs --monmap "$dir/monmap" >"$dir/log/mkfs.out" 2>&1
  start ceph-mon ceph-mon -i a
  await "the monitor" ceph_says "quorum 0 a" mon stat

  uuid=$(cat /proc/sys/kernel/random/uuid)
  osd=$(timeout 60 ceph -c "$conf" osd new "$uuid")
  ceph-osd -c "$conf" -i "$osd" --mkfs --osd-uuid "$uuid" >>"$dir/log/mkfs.out" 2>&1
  timeout 60 ceph -c "$conf" osd crush add "osd.$osd" 1.0 root=default host=local >/dev/null 2>&1
  start ceph-osd ceph-osd -i "$osd"
  await "the storage daemon" ceph_says "1 up" osd stat

  start radosgw radosgw -n client.rgw.test
  await "the gateway" listens "$port"
  timeout 60 radosgw-admin -c "$conf" user create --uid tester --display-name Tester \
    --access-key "$access" --secret "$secret" >>"$dir/log/users.out" 2>&1 || fail "no user could be made; see $dir/log/users.out"

  echo "export DELTAGLIDER_TEST_ENDPOINT=http://127.0.0.1:$port"
  echo "export DELTAGLIDER_TEST_ACCESS_KEY=$access"
  echo "export DELTAGLIDER_TEST_SECRET_KEY=$secret"
}

# Stops the processes that "up" started, the last first, if they are still what they were.
down() {
  [ -s "$dir/processes" ] || fail "nothing is running (looked in $dir)"
  tac "$dir/processes" | while read -r pid program; do
    if grep -qa "$program" "/proc/$pid/cmdline" 2>/dev/null; then
      kill -KILL "$pid"
    fi
  done
  rm -rf "$dir"
}

case ${1:-} in
  up) up "${2:-}" ;;
  down) down ;;
  *) fail "usage: build/ceph.sh up [PORT] | down" ;;
esac
