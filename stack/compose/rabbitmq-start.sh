#!/bin/bash
# RabbitMQ of docker-compose.yml, and one policy: what no queue is bound for goes to logs_unrouted. It cannot be imported as
# a definition, because RabbitMQ then makes no user of RABBITMQ_DEFAULT_USER.
set -euo pipefail
set_policy() {
  for _ in {1..60}; do
    rabbitmqctl --quiet set_policy --apply-to exchanges logwarren-unrouted '^logs_exchange$' \
      '{"alternate-exchange":"logs_unrouted"}' >/dev/null 2>&1 && return
    sleep 2
  done
  echo 'The policy logwarren-unrouted could not be set: what no queue is bound for is not kept.' >&2
}
set_policy &
exec rabbitmq-server
