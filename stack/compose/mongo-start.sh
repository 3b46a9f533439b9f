#!/bin/bash
# mongod of docker-compose.yml: a replica set of one node with logins, as an ordinary user on a read-only root.
#
# The key file is what members of a set prove themselves to each other with; a set of one makes a new one at every start.
set -euo pipefail
umask 077
export HOME=/tmp
head -c 512 /dev/urandom | base64 -w 0 >/tmp/keyfile
mongod --replSet rs0 --keyFile /tmp/keyfile --bind_ip_all --dbpath /data/db \
  --networkMessageCompressors snappy,zstd --setParameter shutdownTimeoutMillisForSignaledShutdown=100 "$@" &
mongod=$!
trap 'kill -TERM $mongod' TERM INT
mongosh --quiet --norc --nodb /etc/logwarren/mongo-init.js && touch /tmp/initiated
# A signal ends the first wait before mongod has ended.
wait $mongod || wait $mongod
