import { configSchema as collector } from '../apps/collector/src/config.ts';
import { configSchema as monitor } from '../apps/monitor/src/config.ts';
import { configSchema as retention } from '../apps/retention/src/config.ts';
import { configSchema as search } from '../apps/search/src/config.ts';
import { configSchema as source } from '../apps/source/src/config.ts';
import { waitsTable } from './waits-table.ts';

/** Schemas of all services, in the order in which a record meets them. */
export const SERVICE_SCHEMAS = { source, collector, monitor, search, retention };

/** What the page says of one variable. */
interface Variable {
  name: string;
  /** As it would be written into the environment; undefined when there is none. */
  defaultText: string | undefined;
  isRequired: boolean;
  values: string;
  meaning: string;
}

type JsonSchema = Record<string, unknown> & { properties: Record<string, Property>; required?: string[] };

interface Property {
  description?: string;
  default?: unknown;
  enum?: string[];
  minimum?: number;
  maximum?: number;
  maxLength?: number;
}

/**
 * The page docs/configuration.md, from the schemas of the services.
 *
 * @see docs/generate.ts, which writes it
 */
export function configurationPage(): string {
  const services = Object.entries(SERVICE_SCHEMAS).map(([name, schema]) => ({ name, variables: variablesOf(schema) }));
  const users = new Map<string, string[]>();
  for (const { name, variables } of services) {
    for (const variable of variables) users.set(variable.name, [...(users.get(variable.name) ?? []), name]);
  }
  const isShared = ({ name }: Variable) => (users.get(name)?.length ?? 0) > 1;
  const shared = new Map<string, Variable>();
  for (const variable of services.flatMap(({ variables }) => variables.filter(isShared))) {
    const before = shared.get(variable.name);
    shared.set(variable.name, before === undefined ? variable : united(before, variable));
  }
  const healthPorts = services.map(
    ({ name, variables }) => `${name} \`${byName(variables, 'HEALTH_PORT').defaultText}\``,
  );
  byName([...shared.values()], 'HEALTH_PORT').defaultText = healthPorts.join(', ');
  const sharedRows = [...shared.values()].map((variable) => ({ ...variable, users: users.get(variable.name) ?? [] }));
  return [
    INTRODUCTION,
    '## Variables that several services share\n',
    table(sharedRows, services.length),
    ...services.flatMap(({ name, variables }) => [
      `## ${name}\n`,
      `Also reads: ${variables.filter(isShared).map(linkTo).join(', ')}.\n`,
      table(variables.filter((variable) => !isShared(variable))),
    ]),
    waitsTable(),
    STACK,
  ].join('\n');
}

function variablesOf(schema: (typeof SERVICE_SCHEMAS)[keyof typeof SERVICE_SCHEMAS]): Variable[] {
  const input = schema.toJSONSchema({ io: 'input', unrepresentable: 'any' }) as unknown as JsonSchema;
  const output = schema.toJSONSchema({ io: 'output', unrepresentable: 'any' }) as unknown as JsonSchema;
  return Object.entries(input.properties).map(([name, asWritten]) => {
    const asRead = output.properties[name] ?? {};
    return {
      name,
      defaultText: defaultOf(asRead.default ?? asWritten.default),
      isRequired: input.required?.includes(name) ?? false,
      values: valuesOf(name, asWritten, asRead),
      meaning: asWritten.description ?? asRead.description ?? '',
    };
  });
}

function defaultOf(value: unknown): string | undefined {
  const text = Array.isArray(value) ? value.join(',') : String(value ?? '');
  return text === '' ? undefined : text;
}

/** Units by the ending of the name, which is how names are made. */
const UNITS: readonly [ending: RegExp, unit: string][] = [
  [/_MS$/, 'milliseconds'],
  [/_S$/, 'seconds'],
  [/_DAYS$/, 'days'],
  [/_BYTES$/, 'bytes'],
  [/_PORT$/, 'port'],
];

function valuesOf(name: string, asWritten: Property, asRead: Property): string {
  if (asWritten.enum !== undefined) return asWritten.enum.map(code).join(', ');
  if (Array.isArray(asRead.default)) return 'list, separated by commas';
  if (asRead.minimum === undefined || asRead.maximum === undefined) return 'text';
  const unit = UNITS.find(([ending]) => ending.test(name))?.[1] ?? 'number';
  return `${unit}, ${grouped(asRead.minimum)} to ${grouped(asRead.maximum)}`;
}

function grouped(number: number): string {
  return number.toLocaleString('en-US');
}

function byName(variables: readonly Variable[], name: string): Variable {
  const found = variables.find((variable) => variable.name === name);
  if (found === undefined) throw new Error(`BUG: there is no ${name}`);
  return found;
}

/** Only the health port has a default of its own in each service. */
function united(one: Variable, other: Variable): Variable {
  const isSame = one.meaning === other.meaning && one.values === other.values;
  if (isSame && (one.defaultText === other.defaultText || one.name === 'HEALTH_PORT')) return { ...one };
  throw new Error(`BUG: ${one.name} means two things`);
}

function table(variables: (Variable & { users?: string[] })[], services = 0): string {
  const rows = variables.map((variable) => {
    const { defaultText, isRequired, meaning, name, users, values } = variable;
    const shown = defaultText === undefined ? (isRequired ? '**required**' : 'not set') : codeUnlessMarked(defaultText);
    const by = users === undefined ? '' : ` | ${users.length === services ? 'all' : users.join(', ')}`;
    return `| <a id="${anchor(name)}"></a>\`${name}\` | ${shown} | ${cell(values)} | ${cell(meaning)}${by} |`;
  });
  const by = services > 0 ? [' | Read by', ' | ---'] : ['', ''];
  return [`| Variable | Default | Values | Meaning${by[0]} |`, `| --- | --- | --- | ---${by[1]} |`, ...rows, ''].join(
    '\n',
  );
}

function linkTo({ name }: Variable): string {
  return `[\`${name}\`](#${anchor(name)})`;
}

/** The anchor of a variable on the page. */
export function anchor(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

function code(text: string): string {
  return `\`${text}\``;
}

function codeUnlessMarked(text: string): string {
  return text.includes('`') ? text : code(text);
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

const INTRODUCTION = `# Configuration

<!-- Generated by \`npm run docs\` from the config.ts of each service. Change the schema, not this page. -->

Services are configured by environment variables alone; the source and the retention service also take command line
arguments, which win. Every variable has a default that works on one machine, so a service starts without any.

- An empty value counts as not set.
- Every variable can also be given as \`NAME_FILE\`, the path of a file that holds the value, which is how secrets are
  mounted: \`MONGO_URL_FILE=/run/secrets/mongo-url\`. Giving both is an error.
- A service reads everything at the start and reports all faults in one line, naming each variable. Values that may be
  secret are never shown. Nothing falls back silently.
- A port or state directory that you set is that one or an error. A default that another process has gives way to the next free
  one, with a warning, so a second source or collector can be started by hand beside \`npm start\`. A second source follows
  other files than the first ([decision 27](decisions/0027-second-instances.md)).
- Everything listens on the loopback address unless its \`…_HOST\` says otherwise.

| Exit code | Meaning |
| --- | --- |
| 0 | ended by SIGTERM or SIGINT, or its work is done |
| 1 | starting or closing failed, an error that nobody expected, or closing took longer than [\`SHUTDOWN_MS\`](#shutdown-ms); the log says why |
| 78 | the configuration is wrong; the line on standard error names each variable |
| 143, 130, 137 | a second SIGTERM or SIGINT ended it at once, or something hung that nothing else ends, such as a network share: 143 instead of 0, 137 instead of others |
`;

const STACK = `## npm start and npm test

These run on your machine, not in production. \`npm start\` passes all variables above on to the services.

| Variable | Default | Meaning |
| --- | --- | --- |
| \`AMQP_URL\`, \`MONGO_URL\` | not set | Servers that run already. For a server that is not named, \`npm start\` takes Docker, a program that is installed, or installs one, in this order. |
| \`LOGWARREN_SERVERS\` | \`auto\` | \`docker\` or \`local\`: use only containers, or only programs of this machine, for servers that are not named. |
| \`LOGWARREN_HOME\` | \`.logwarren\` | Directory of data, logs and checkpoints. |
| \`SEARCH_PORT\`, \`SOURCE_PORT\` | \`8080\`, \`8081\` | As above. A port that is taken is an error that says by whom. |
| \`UPGRADE_ORDERS\` | 20; 1 in \`npm test\` | Orders in which \`npm run test:upgrade\` replaces the services of the last version. |
| \`TEST_AMQP_URL\`, \`TEST_AMQP_MANAGEMENT_URL\`, \`TEST_MONGO_URL\` | not set | Servers for \`npm test\`; each test makes its own virtual host and database there. Without them \`npm test\` starts servers of its own and throws them away. |
| \`FAULTS_SEED\` | of the clock | Repeats the random moments of an earlier \`npm run test:faults\`, or of the fault rows of \`npm test\`. |
| \`FAULTS_OUTAGE_MINUTES\` | \`10\` | How long MongoDB, then RabbitMQ, is away in the row of \`npm run test:faults\` that watches memory. |
| \`FAULTS_KILL_MINUTES\` | \`10\` | How long \`npm run test:kills\` kills every process and both servers at random; 1 in the last row of \`npm run test:faults\`. |
`;
