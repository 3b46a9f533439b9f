#!/bin/sh
# Asks the health port of the service in this container: logwarren-health /readyz
#
# It does not start Node, which takes seconds on two busy cores. An image without bash has busybox.
if command -v bash >/dev/null; then
  exec bash -c '
    exec 3<>"/dev/tcp/127.0.0.1/$HEALTH_PORT"
    printf "GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n" "$1" >&3
    read -r -t 10 _ status _ <&3 && [ "$status" = 200 ]' health "$1"
fi
exec wget -q -T 10 -O /dev/null "http://127.0.0.1:$HEALTH_PORT$1"
