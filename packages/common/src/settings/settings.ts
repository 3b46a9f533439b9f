import { isIP } from 'node:net';
import { z } from 'zod';

/** Configuration keys that several services share, each defined once. */

const HOST_NAME = /^(?=.{1,253}$)[a-z\d_](?:[a-z\d_-]*[a-z\d_])?(?:\.[a-z\d_](?:[a-z\d_-]*[a-z\d_])?)*$/;

/** A whole number in a variable. */
export function integer(min: number, max: number) {
  return z
    .string()
    .regex(/^-?\d+$/, `expected a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(z.number().min(min).max(max));
}

/** `true` or `false` in a variable. */
export function flag() {
  return z.enum(['true', 'false'], 'expected true or false').transform((value) => value === 'true');
}

/** A comma-separated list in a variable; empty entries are dropped. */
export function list() {
  return z.string().transform((text) =>
    text
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  );
}

/** Names without a port, separated by commas, in a variable. */
export function hostNames(port: string) {
  return list()
    .transform((names) => names.map((name) => name.toLowerCase()))
    .pipe(z.array(z.string().regex(HOST_NAME, 'expected host names separated by commas, without scheme and port')))
    .default([])
    .describe(
      `Names besides \`localhost\` and IP addresses under which ${port} is reached, separated by commas, ` +
        'such as those of a proxy or a container. Requests under other names, and changes by pages of other sites, ' +
        'are answered 403.',
    );
}

/** An address or name that a server listens on, in a variable. */
export function listenHost() {
  const isName = (text: string) => HOST_NAME.test(text.toLowerCase()) && !/^[\d.]+$/.test(text);
  return z
    .string()
    .refine(
      (text) => isIP(text) !== 0 || isName(text),
      'expected an IP address or a host name, without scheme and port',
    )
    .default('127.0.0.1');
}

/** A TCP port in a variable; 0 lets the system choose. */
export function port() {
  return integer(0, 65_535);
}

/** URL of RabbitMQ, `amqp://` or `amqps://`; the key of every service that talks to it. */
export const AMQP_URL = z
  .string()
  .regex(/^amqps?:\/\//, 'expected amqp://user:password@host:port/vhost or amqps://…')
  .default('amqp://guest:guest@127.0.0.1:5672')
  .describe('RabbitMQ to connect to. `amqps://` verifies the certificate; `heartbeat` may be 1 to 60 seconds.');

/** URL of MongoDB; the key of every service that talks to it. */
export const MONGO_URL = z
  .string()
  .regex(/^mongodb(\+srv)?:\/\//, 'expected mongodb://host:port/database')
  .default('mongodb://127.0.0.1:27017/logwarren')
  .describe(
    'MongoDB to store records in: a replica set (one node is enough). The path names the database; `logwarren` if ' +
      'absent. Options that would weaken the promises (`w`, `journal`, `readPreference`, …) are ignored with a ' +
      'warning.',
  );

/** Keys of every service; the port of the health server differs per service. */
export function serviceSettings(defaultHealthPort: number) {
  return {
    LOG_LEVEL: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace'])
      .default('info')
      .describe("Least severe line of the service's own log."),
    HEALTH_HOST: listenHost().describe('Address on which `/healthz`, `/readyz`, `/version` and `/metrics` listen.'),
    HEALTH_ALLOWED_HOSTS: hostNames('this port'),
    HEALTH_PORT: port()
      .default(defaultHealthPort)
      .describe(
        'Port of `/healthz`, `/readyz`, `/version` and `/metrics`; 0 lets the system choose. If the default is taken, the next free port of 9111, 9121 and so on is used (for 9101).',
      ),
    SHUTDOWN_MS: integer(100, 600_000)
      .default(10_000)
      .describe(
        'Longest time for draining after SIGTERM; then the service exits anyway. A second signal ends it at once.',
      ),
  };
}
