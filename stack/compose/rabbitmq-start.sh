#!/bin/bash
# RabbitMQ of docker-compose.yml, and two things that its image does at the first start only, or not at all:
#
# - The user has the password of today's environment. RABBITMQ_DEFAULT_PASS counts only while the volume is empty.
# - One policy: what no queue is bound for goes to logs_unrouted. It cannot be imported as a definition, because RabbitMQ
#   then makes no user of RABBITMQ_DEFAULT_USER.
#
# The container is healthy when both are done, so that no service logs in with a password that is changed meanwhile.
set -euo pipefail
# Evaluated in the server, which has the variables: arguments are there for all to see, and rabbitmqctl reads no password from
# a pipe.
set_user() {
  rabbitmqctl --quiet eval '
    Name = list_to_binary(os:getenv("RABBITMQ_DEFAULT_USER")),
    Password = list_to_binary(os:getenv("RABBITMQ_DEFAULT_PASS")),
    case rabbit_auth_backend_internal:exists(Name) of
      true ->
        ok = rabbit_auth_backend_internal:change_password(Name, Password, <<"logwarren">>);
      false ->
        ok = rabbit_auth_backend_internal:add_user(Name, Password, <<"logwarren">>),
        ok = rabbit_auth_backend_internal:set_tags(Name, [administrator], <<"logwarren">>),
        ok = rabbit_auth_backend_internal:set_permissions(Name, <<"/">>, <<".*">>, <<".*">>, <<".*">>, <<"logwarren">>)
    end.'
}
set_policy() {
  rabbitmqctl --quiet set_policy --apply-to exchanges logwarren-unrouted '^logs_exchange$' \
    '{"alternate-exchange":"logs_unrouted"}'
}
set_up() {
  for _ in {1..60}; do
    if set_user >/dev/null 2>&1 && set_policy >/dev/null 2>&1; then
      touch /tmp/set-up
      return
    fi
    sleep 2
  done
  echo 'RabbitMQ could not be set up: the user or the policy logwarren-unrouted is missing.' >&2
}
rm -f /tmp/set-up
set_up &
exec rabbitmq-server
