#!/bin/bash
# mongod of docker-compose.yml: a replica set of one node with logins, as an ordinary user on a read-only root.
#
# The key file is what members of a set prove themselves to each other with; a set of one makes a new one at every start.
#
# The container is healthy when the set has a primary and both users. Setting them up is tried until it succeeds, because a
# server that starts or stops may refuse any step; each failure is in the log. When mongod ends, the container does too,
# however far the set-up is, so that Docker starts it again.
set -euo pipefail
umask 077
export HOME=/tmp
head -c 512 /dev/urandom | base64 -w 0 >/tmp/keyfile
mongod --replSet rs0 --keyFile /tmp/keyfile --bind_ip_all --dbpath /data/db \
  --networkMessageCompressors snappy,zstd --setParameter shutdownTimeoutMillisForSignaledShutdown=100 "$@" &
mongod=$!
trap 'kill -TERM $mongod' TERM INT
set_up() {
  # A mongosh that starts before mongod listens ends at once. A connection of bash costs nothing meanwhile.
  until (exec 3<>/dev/tcp/127.0.0.1/27017) 2>/dev/null; do sleep 0.2; done
  # The limit is for a mongosh that hangs: one that works takes two or three seconds, and says itself what it waits for in vain.
  until timeout 120 mongosh --quiet --norc --nodb /etc/logwarren/mongo-init.js; do
    echo "The replica set and its users are not there yet: mongosh ended with $?. It is tried again in 5 s." >&2
    sleep 5
  done
  touch /tmp/initiated
}
set_up &
# A signal ends the first wait before mongod has ended.
wait $mongod || wait $mongod
