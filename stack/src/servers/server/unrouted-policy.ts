import { type CommandOptions, tryCommand } from '../../processes/run-command.ts';

/**
 * Keeps messages for which no queue is bound. It is a policy and not an argument of `logs_exchange`, because any
 * program that declares the exchange must find it as expected. docker-compose.yml sets the same policy (stack/compose).
 */
export const UNROUTED_POLICY = Object.freeze({
  name: 'logwarren-unrouted',
  pattern: '^logs_exchange$',
  definition: Object.freeze({ 'alternate-exchange': 'logs_unrouted' }),
});

const LIMIT_MS = 60_000;

/**
 * Sets the policy, which RabbitMQ keeps. It takes about two seconds.
 *
 * @param rabbitmqctl the program, with its leading arguments
 * @returns a remark about the server if it failed; otherwise nothing
 */
export async function setUnroutedPolicy(
  [program = '', ...before]: readonly string[],
  options: Omit<CommandOptions, 'timeoutMs'>,
): Promise<string> {
  const { definition, name, pattern } = UNROUTED_POLICY;
  const args = ['set_policy', '--apply-to', 'exchanges', name, pattern, JSON.stringify(definition)];
  const { code } = await tryCommand(program, [...before, ...args], { ...options, timeoutMs: LIMIT_MS });
  return code === 0 ? '' : `, without the policy ${name} (see "What no queue is bound for" in docs/reliability.md)`;
}
