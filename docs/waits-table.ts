import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Every wait of a service that ends by the clock and is no variable: its constant, and what happens when it is over.
 */
const WAITS: readonly [file: string, constant: string, what: string, then: string][] = [
  [
    'packages/broker/src/connection/session.ts',
    'CONNECT_TIMEOUT_MS',
    'connecting to RabbitMQ',
    'tried again, with back-off',
  ],
  [
    'packages/broker/src/connection/session.ts',
    'SET_UP_TIMEOUT_MS',
    'declaring and subscribing',
    'the connection is given up',
  ],
  [
    'packages/broker/src/connection/broker-url.ts',
    'HEARTBEAT_SECONDS',
    'a heartbeat, unless AMQP_URL names another',
    'after two missed heartbeats either side gives up the connection',
  ],
  [
    'packages/broker/src/connection/session.ts',
    'CLOSE_TIMEOUT_MS',
    'closing a channel, then a connection',
    'the socket is destroyed',
  ],
  [
    'packages/broker/src/consuming/consumer.ts',
    'CANCEL_LIMIT_MS',
    'ending deliveries, when stopping',
    'closing continues',
  ],
  [
    'packages/broker/src/consuming/consumer.ts',
    'DRAIN_LIMIT_MS',
    'outcomes of deliveries, when stopping',
    'the rest is delivered again',
  ],
  [
    'packages/broker/src/publishing/publisher.ts',
    'DRAIN_LIMIT_MS',
    'confirms, when stopping',
    'the sender learns that the outcome is unknown',
  ],
  [
    'apps/source/src/spool/spooled-publisher.ts',
    'PATIENCE_MS',
    'a confirm, if there is a spool',
    'the batch goes to disk and is sent again from there',
  ],
  [
    'apps/source/src/spool/replay.ts',
    'DRAIN_MS',
    'confirms of records from the spool, when stopping',
    'the records stay there for the next start',
  ],
  [
    'packages/store/src/connection/store.ts',
    'SERVER_WAIT_MS',
    'a server, a free connection, an answer of the monitor',
    'the operation fails and is repeated',
  ],
  [
    'packages/store/src/connection/store.ts',
    'SOCKET_TIMEOUT_MS',
    'any answer of MongoDB',
    'the write or query fails; writes are repeated',
  ],
  [
    'packages/store/src/connection/store.ts',
    'WRITE_TIMEOUT_MS',
    'the majority, for a write',
    'the write counts as failed and is repeated',
  ],
  [
    'apps/source/src/inputs/http/create-http-app.ts',
    'REQUEST_MS',
    'a whole HTTP request to the source',
    'answered 408',
  ],
  [
    'apps/source/src/inputs/http/create-http-app.ts',
    'CONNECTION_MS',
    'the header of a request, and the next one on its connection',
    'closed',
  ],
  ['apps/search/src/server/server.ts', 'SILENCE_MS', 'a whole HTTP request to search', 'answered 408'],
];

const ROOT = join(import.meta.dirname, '..');

/** A section of docs/configuration.md; the times are read from the source. */
export function waitsTable(): string {
  const rows = WAITS.map(([file, constant, what, then]) => {
    const seconds = secondsOf(file, constant);
    return `| ${what} | ${seconds} s | ${then} | [\`${constant}\`](../${file}) |`;
  });
  return [
    '## Waits that are not variables\n',
    'No wait for a silent peer is endless. Besides the variables above, these are the limits. Node looks for slow HTTP clients',
    'every 30 s, so they may last that much longer.\n',
    'A retry waits twice as long as the one before, each wait drawn at random from the upper half:',
    `${backoffOf('packages/common/src/waits/retry.ts', 'DEFAULT_BACKOFF')}; after RabbitMQ has refused a message,`,
    `${backoffOf('packages/broker/src/publishing/refusal-pause.ts', 'REFUSAL_BACKOFF')}; for a webhook,`,
    `${backoffOf('apps/monitor/src/notify/notifier.ts', 'BACKOFF')}.\n`,
    '| Wait for | At most | Then | Constant |',
    '| --- | --- | --- | --- |',
    ...rows,
    `| a confirm of the broker, while it does not block | ${confirmSeconds()} s | the connection is given up, and the message goes out again | \`confirmTimeoutMs\` |`,
    '',
  ].join('\n');
}

function secondsOf(file: string, constant: string): number {
  const [, value] = new RegExp(`^(?:export )?const ${constant} = ([0-9_]+);`, 'm').exec(read(file)) ?? [];
  if (value === undefined) throw new Error(`BUG: ${file} has no constant ${constant}; change docs/waits-table.ts`);
  const number = Number(value.replaceAll('_', ''));
  return constant.endsWith('_MS') ? number / 1000 : number;
}

/** First and last wait of a back-off, as the source says: `0.2 s up to 10 s`. */
function backoffOf(file: string, constant: string): string {
  const declared = new RegExp(`const ${constant}\\b[^{]*\\{ initialMs: ([0-9_]+), maxMs: ([0-9_]+) \\}`).exec(
    read(file),
  );
  if (declared === null) throw new Error(`BUG: ${file} has no constant ${constant}; change docs/waits-table.ts`);
  const [initialMs, maxMs] = declared.slice(1).map((value) => Number(value.replaceAll('_', '')));
  return `${(initialMs as number) / 1000} s up to ${(maxMs as number) / 1000} s`;
}

function confirmSeconds(): number {
  const [, value] = /confirmTimeoutMs = ([0-9_]+)/.exec(read('packages/broker/src/publishing/publisher.ts')) ?? [];
  if (value === undefined) throw new Error('BUG: the time for confirms has moved; change docs/waits-table.ts');
  return Number(value.replaceAll('_', '')) / 1000;
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}
