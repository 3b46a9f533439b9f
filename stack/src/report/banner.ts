import { join } from 'node:path';
import { redactUrl } from '@logwarren/common';
import { ROOT } from '../home/stack-paths.ts';

/**
 * The facts about a server that the banner shows: its URL, a description for people, and the place of an earlier start's data.
 */
interface ShownServer {
  url: string;
  managementUrl?: string;
  description: string;
  found?: string;
}

/** The facts that the banner shows. */
interface BannerFacts {
  searchUrl: string;
  sourceUrl: string;
  /** Addresses on which the two public servers should listen. */
  hosts: string[];
  /** Where each server comes from, and whether it already had data. */
  servers: Record<'rabbitmq' | 'mongodb', ShownServer>;
  files: string[];
  /** File patterns without a match so far, and how often they are checked. */
  missing: string[];
  pollMs: number;
  /** Log of the monitor. */
  monitorLog: string;
  demo: boolean;
  home: string;
}

const SHOWN_FILES = 6;

/** Three commands that work as soon as the banner is shown. */
function curlCommands({ searchUrl, sourceUrl }: Pick<BannerFacts, 'searchUrl' | 'sourceUrl'>): string[] {
  const record = JSON.stringify({ service: 'my-app', severity: 'WARN', message: 'hello from curl' });
  return [
    `curl '${searchUrl}/logs?severity=ERROR&limit=5'`,
    `curl '${searchUrl}/logs/stats'`,
    `curl '${sourceUrl}/logs' -H 'content-type: application/json' -d '${record}'`,
  ];
}

const DEFAULT_SEARCH_URL = 'http://127.0.0.1:8080';

const DEFAULT_AMQP_URL = 'amqp://guest:guest@127.0.0.1:5672';

/** The same with the command line tool. Its full path works in every folder. */
function terminalCommands(searchUrl: string): string[] {
  const program = shellWord(join(ROOT, 'logwarren'));
  const address = searchUrl === DEFAULT_SEARCH_URL ? '' : ` --url ${searchUrl}`;
  return [`${program}${address} search level:error`, `${program}${address} tail`];
}

/** Command for a source that reads standard input, in any folder. */
function pipeCommand(amqpUrl: string): string {
  const [node, main] = ['node_modules/.bin/node', 'apps/source/src/main.ts'].map((path) => shellWord(join(ROOT, path)));
  const address = amqpUrl === DEFAULT_AMQP_URL ? '' : `AMQP_URL=${shellWord(shownUrl(amqpUrl))} `;
  return `df -h | ${address}${node} ${main} --service disks -`;
}

/** The URL as it can be copied if its password is a well-known default; any other password is masked. */
function shownUrl(url: string): string {
  return /^(?:amqp|http)s?:\/\/guest:guest@/.test(url) ? url : redactUrl(url);
}

/** Quotes a word for a shell. */
function shellWord(text: string): string {
  return /[^\w./+,:@-]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : text;
}

/** The text that stays on the screen while the stack runs. */
export function banner(facts: BannerFacts): string {
  const { searchUrl, sourceUrl, servers, demo, home, missing, monitorLog } = facts;
  const followed = facts.files.filter((file) => !missing.includes(file));
  const { rabbitmq, mongodb } = servers;
  return [
    '',
    'Logwarren is running.',
    '',
    `  Page          ${searchUrl}/`,
    `  API reference ${searchUrl}/docs`,
    `  Send records  ${sourceUrl}/logs`,
    `  RabbitMQ      ${shownUrl(rabbitmq.url)}${rabbitmq.managementUrl ? `, management ${shownUrl(rabbitmq.managementUrl)}` : ''}`,
    `  MongoDB       ${redactUrl(mongodb.url)}`,
    `  Following     ${describeFiles(followed)}`,
    ...(missing.length > 0
      ? [`  No file yet   ${describeFiles(missing)} (looked for every ${facts.pollMs / 1000} s)`]
      : []),
    `  Alerts        shown here; the log of the monitor is ${monitorLog}`,
    ...(demo
      ? ['  Demo traffic  a shop that does not exist; its records have the attribute demo=true (off: --no-demo)']
      : []),
    `  Data and logs ${home}`,
    '',
    `  ${reach(facts.hosts)}`,
    '',
    'Try:',
    ...[...terminalCommands(searchUrl), ...curlCommands(facts), pipeCommand(rabbitmq.url)].map(
      (command) => `  ${command}`,
    ),
    '',
    'Ctrl-C stops everything; the data stays.',
    '',
  ].join('\n');
}

function describeFiles(files: string[]): string {
  if (files.length === 0) return 'no files';
  const rest = files.length - SHOWN_FILES;
  return `${files.slice(0, SHOWN_FILES).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function reach(hosts: string[]): string {
  const open = hosts.filter((host) => !/^(127\.|localhost$|::1$)/.test(host));
  if (open.length === 0) return 'Everything listens on the loopback address: nothing is reachable from other machines.';
  return `CAREFUL: ${open.join(' and ')} may be reachable from other machines, and nothing asks for a login.`;
}
