#!/bin/bash
# mongod of docker-compose.yml: a replica set of one node with logins, as an ordinary user on a read-only root.
#
# Members of a set authenticate each other with the key file; a set of one makes a new key at every start.
#
# The container is healthy when the set has a primary and both users. The set-up is repeated until it succeeds, because a
# server that is starting or stopping may refuse any step; each failure is logged. When mongod ends, the container ends too,
# whatever the state of the set-up, so that Docker restarts it.
set -euo pipefail
umask 077
export HOME=/tmp
head -c 512 /dev/urandom | base64 -w 0 >/tmp/keyfile
mongod --replSet rs0 --keyFile /tmp/keyfile --bind_ip_all --dbpath /data/db \
  --networkMessageCompressors snappy,zstd --setParameter shutdownTimeoutMillisForSignaledShutdown=100 "$@" &
mongod=$!
trap 'kill -TERM $mongod' TERM INT
set_up() {
  # mongosh fails at once if mongod does not listen yet. A connection from bash is a cheap check until then.
  until (exec 3<>/dev/tcp/127.0.0.1/27017) 2>/dev/null; do sleep 0.2; done
  # The limit is for a mongosh that hangs: normally it takes two or three seconds, and reports its own timeouts.
  until timeout 120 mongosh --quiet --norc --nodb /etc/logwarren/mongo-init.js; do
    echo "The replica set and its users are not there yet: mongosh ended with $?. It is tried again in 5 s." >&2
    sleep 5
  done
  touch /tmp/initiated
}
set_up &
# A signal ends the first wait before mongod has ended.
wait $mongod || wait $mongod
