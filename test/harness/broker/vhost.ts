import { randomUUID } from 'node:crypto';
import { UNROUTED_POLICY } from '@logwarren/stack';
import { waitFor } from '../wait-for.ts';

/** A message taken from a queue without the broker package, through the management API. */
export interface TakenMessage {
  body: Buffer;
  routingKey: string;
  properties: Record<string, unknown>;
  headers: Record<string, unknown>;
}

/** A virtual host of its own with a user of its own, both deleted when it is disposed of. */
export interface TestVhost extends AsyncDisposable {
  /** AMQP URL of the user and virtual host. */
  url: string;
  /** The same with a wrong password. */
  wrongPasswordUrl: string;
  /**
   * Takes up to `count` messages that are there now. A message may appear a moment after its publisher has heard that
   * the queue has it.
   */
  take(queue: string, count: number): Promise<TakenMessage[]>;
  /** Takes messages until there are `count` of them, and the ones behind them. */
  takeAtLeast(queue: string, count: number): Promise<TakenMessage[]>;
  /** Looks at the first message and puts it back as a failed delivery would. */
  rejectFirst(queue: string): Promise<TakenMessage | undefined>;
  /** Publishes to an exchange as a foreign client. */
  publish(exchange: string, routingKey: string, payload: string, properties?: Record<string, unknown>): Promise<void>;
  /** Closes every connection of the user, as an operator would. */
  closeConnections(): Promise<void>;
  deleteQueue(queue: string): Promise<void>;
  declareQueue(queue: string, args: Record<string, unknown>): Promise<void>;
  bind(exchange: string, queue: string, pattern: string): Promise<void>;
  unbind(exchange: string, queue: string, pattern: string): Promise<void>;
  /** Gives `logs_exchange` its alternate exchange, as `npm start` and docker-compose.yml do. */
  setUnroutedPolicy(): Promise<void>;
  /** Takes rights from the user; what is not named stays. */
  permit(rights: { configure: string; write: string; read: string }): Promise<void>;
  /** Sets a policy for one queue, and waits until the queue has it, if there is one; undefined removes it. */
  setPolicy(queue: string, definition: Record<string, unknown> | undefined): Promise<void>;
  /** The API's facts about a queue; its counters are up to 5 s behind. */
  queue(queue: string): Promise<Record<string, unknown>>;
}

/**
 * Makes a virtual host on a broker, by default the one that TEST_AMQP_URL and TEST_AMQP_MANAGEMENT_URL name.
 *
 * @param options without policies it is a virtual host as RabbitMQ makes it
 * @throws when one of them is not set: `npm test` sets both
 */
export async function openTestVhost(
  broker?: { amqpUrl: string; managementUrl: string },
  { hasPolicies = true }: { hasPolicies?: boolean } = {},
): Promise<TestVhost> {
  const amqp = broker ? new URL(broker.amqpUrl) : requiredUrl('TEST_AMQP_URL');
  const management = broker ? new URL(broker.managementUrl) : requiredUrl('TEST_AMQP_MANAGEMENT_URL');
  const call = managementClient(management, amqp);
  const name = `test-${randomUUID().slice(0, 13)}`;
  const password = randomUUID();
  await call('PUT', `/vhosts/${name}`, {});
  await call('PUT', `/users/${name}`, { password, tags: '' });
  await call('PUT', `/permissions/${name}/${name}`, { configure: '.*', write: '.*', read: '.*' });
  const vhost: TestVhost = {
    url: urlOf(amqp, name, password),
    wrongPasswordUrl: urlOf(amqp, name, 'wrong'),
    ...messagesOf(call, name),
    ...objectsOf(call, name),
    ...policiesOf(call, name),
    async closeConnections() {
      await call('DELETE', `/connections/username/${name}`);
    },
    async permit(rights) {
      await call('PUT', `/permissions/${name}/${name}`, rights);
    },
    async [Symbol.asyncDispose]() {
      await call('DELETE', `/vhosts/${name}`);
      await call('DELETE', `/users/${name}`);
    },
  };
  if (hasPolicies) await vhost.setUnroutedPolicy();
  return vhost;
}

/** The methods of a virtual host that take and publish messages. @param name of the virtual host */
function messagesOf(call: Call, name: string): Pick<TestVhost, 'take' | 'takeAtLeast' | 'rejectFirst' | 'publish'> {
  const get = async (queue: string, count: number, ackmode: string): Promise<TakenMessage[]> => {
    const request = { count, ackmode, encoding: 'base64' };
    return ((await call('POST', `/queues/${name}/${queue}/get`, request)) as ApiMessage[]).map(toTaken);
  };
  const take: TestVhost['take'] = (queue, count) => get(queue, count, 'ack_requeue_false');
  return {
    take,
    async takeAtLeast(queue, count) {
      const taken: TakenMessage[] = [];
      const areThere = async () => taken.push(...(await take(queue, 1000))) >= count;
      await waitFor(`${count} messages in ${queue}`, areThere, { detail: () => `seen: ${taken.length}` });
      return taken;
    },
    rejectFirst: async (queue) => (await get(queue, 1, 'reject_requeue_true'))[0],
    async publish(exchange, routingKey, payload, properties = {}) {
      const message = { routing_key: routingKey, payload, payload_encoding: 'string', properties };
      await call('POST', `/exchanges/${name}/${exchange}/publish`, message);
    },
  };
}

/** The methods that change its queues and bindings. */
function objectsOf(
  call: Call,
  name: string,
): Pick<TestVhost, 'queue' | 'declareQueue' | 'deleteQueue' | 'bind' | 'unbind'> {
  return {
    async queue(queue) {
      return (await call('GET', `/queues/${name}/${queue}`)) as Record<string, unknown>;
    },
    async declareQueue(queue, args) {
      await call('PUT', `/queues/${name}/${queue}`, { durable: true, arguments: args });
    },
    async deleteQueue(queue) {
      await call('DELETE', `/queues/${name}/${queue}`);
    },
    async bind(exchange, queue, pattern) {
      await call('POST', `/bindings/${name}/e/${exchange}/q/${queue}`, { routing_key: pattern });
    },
    async unbind(exchange, queue, pattern) {
      const key = pattern === '' ? '~' : encodeURIComponent(pattern);
      await call('DELETE', `/bindings/${name}/e/${exchange}/q/${queue}/${key}`);
    },
  };
}

/** The methods that change its policies. */
function policiesOf(call: Call, name: string): Pick<TestVhost, 'setPolicy' | 'setUnroutedPolicy'> {
  /** RabbitMQ gives a queue its policy a moment after it has answered. */
  const waitInForce = (queue: string, wanted: string | undefined) =>
    waitFor(`the policy of ${queue} is ${wanted}`, async () => {
      const queues = (await call('GET', `/queues/${name}`)) as { name: string; policy?: string | null }[];
      const found = queues.find((each) => each.name === queue);
      return found === undefined || (found.policy ?? undefined) === wanted;
    });
  return {
    async setPolicy(queue, definition) {
      const path = `/policies/${name}/${queue}`;
      if (definition === undefined) await call('DELETE', path);
      else await call('PUT', path, { pattern: `^${queue}$`, definition, 'apply-to': 'queues' });
      await waitInForce(queue, definition === undefined ? undefined : queue);
    },
    async setUnroutedPolicy() {
      await call('PUT', `/policies/${name}/${UNROUTED_POLICY.name}`, {
        ...{ pattern: UNROUTED_POLICY.pattern, 'apply-to': 'exchanges' },
        definition: UNROUTED_POLICY.definition,
      });
    },
  };
}

interface ApiMessage {
  payload: string;
  routing_key: string;
  properties: Record<string, unknown> & { headers?: Record<string, unknown> };
}

function toTaken({ payload, routing_key: routingKey, properties }: ApiMessage): TakenMessage {
  return { body: Buffer.from(payload, 'base64'), routingKey, properties, headers: properties.headers ?? {} };
}

function requiredUrl(variable: string): URL {
  const value = process.env[variable];
  if (value === undefined) throw new Error(`${variable} is not set; run the system tests with \`npm test\``);
  return new URL(value);
}

function urlOf(amqp: URL, name: string, password: string): string {
  const url = new URL(amqp);
  url.username = name;
  url.password = password;
  url.pathname = `/${name}`;
  return url.href;
}

type Call = (method: string, path: string, body?: unknown) => Promise<unknown>;

/** Logs in with the credentials of the management URL, or with those of the AMQP URL when it has none. */
function managementClient(management: URL, amqp: URL): Call {
  const { username, password } = management.username === '' ? amqp : management;
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const headers = {
    authorization: `Basic ${Buffer.from(login).toString('base64')}`,
    'content-type': 'application/json',
  };
  return async (method, path, body) => {
    const response = await fetch(new URL(`/api${path}`, management.origin), {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
}
