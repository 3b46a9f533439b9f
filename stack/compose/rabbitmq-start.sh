#!/bin/bash
# RabbitMQ of docker-compose.yml, with two steps that its image does only at the first start, or not at all:
#
# - Set the user's password from the current environment. RABBITMQ_DEFAULT_PASS is used only while the volume is empty.
# - Set one policy: messages without a bound queue go to logs_unrouted. It cannot be imported as a definition, because RabbitMQ
#   then does not create the user of RABBITMQ_DEFAULT_USER.
#
# The container is healthy when both are done, so no service logs in while its password is being changed.
set -euo pipefail
# Evaluated in the server, which has the variables: arguments are visible to everybody, and rabbitmqctl cannot read a password
# from a pipe. One call, because each call starts another Erlang VM.
set_up() {
  rabbitmqctl --quiet eval '
    Us = <<"logwarren">>,
    Name = list_to_binary(os:getenv("RABBITMQ_DEFAULT_USER")),
    Password = list_to_binary(os:getenv("RABBITMQ_DEFAULT_PASS")),
    case rabbit_auth_backend_internal:exists(Name) of
      true ->
        ok = rabbit_auth_backend_internal:change_password(Name, Password, Us);
      false ->
        ok = rabbit_auth_backend_internal:add_user(Name, Password, Us),
        ok = rabbit_auth_backend_internal:set_tags(Name, [administrator], Us),
        ok = rabbit_auth_backend_internal:set_permissions(Name, <<"/">>, <<".*">>, <<".*">>, <<".*">>, Us)
    end,
    ok = rabbit_policy:set(<<"/">>, <<"logwarren-unrouted">>, <<"^logs_exchange$">>,
      [{<<"alternate-exchange">>, <<"logs_unrouted">>}], 0, <<"exchanges">>, Us).'
}
set_up_when_open() {
  # A connection is cheap; rabbitmqctl would take CPU time from the starting server.
  until (exec 3<>/dev/tcp/127.0.0.1/5672) 2>/dev/null; do sleep 0.5; done
  for _ in {1..30}; do
    if set_up >/tmp/set-up.log 2>&1; then
      touch /tmp/set-up
      return
    fi
    sleep 2
  done
  echo 'RabbitMQ could not be set up: its user, or the policy logwarren-unrouted, is missing.' >&2
  cat /tmp/set-up.log >&2
}
rm -f /tmp/set-up
set_up_when_open &
exec rabbitmq-server
