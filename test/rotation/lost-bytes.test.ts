import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { metricOf } from '../harness/apps/app-metrics.ts';
import { runCommand } from '../harness/apps/run-command.ts';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';
import { openTcpProxy } from '../harness/broker/tcp-proxy.ts';
import { waitFor } from '../harness/wait-for.ts';
import { RotatingLog } from './rotating-log.ts';

/** Bytes that no record could be made of are found where an operator looks: log, metric, records, ledger, command. */

let system: TestSystem;

beforeEach(async () => {
  system = await openTestSystem();
});

afterEach(async () => {
  await system[Symbol.asyncDispose]();
});

it('bytes of a file that is deleted before they are sent stand in log, metric, record, ledger and command', async () => {
  const log = new RotatingLog(join(system.dir, 'logs', 'shop.log'));
  const checkpoint = join(system.dir, 'source', 'files.json');
  const read = () =>
    JSON.parse(readFileSync(checkpoint, 'utf8')) as {
      files: { offset: number; pending: { end: number }[] }[];
      losses: object[];
    };
  await using proxy = await openTcpProxy(system.vhost.url);
  const start = () =>
    system.start('source', ['--no-http', '--format', 'raw', log.path], { AMQP_URL: proxy.url, SOURCE_NAME: 'web-1' });
  await system.start('collector').waitReady();
  log.write(40);
  const first = start();
  await system.waitForTotal(40);
  const lineBytes = (log.lines[0] as string).length + 1;
  await waitFor('the source knows that they are confirmed', () =>
    read().files.some(({ offset }) => offset === 40 * lineBytes),
  );
  await proxy.shut();
  log.write(20);
  await waitFor('the lines are read', () => read().files.some(({ pending }) => pending.at(-1)?.end === 60 * lineBytes));
  first.kill('SIGKILL');
  await first.exited;
  log.remove();
  const bytes = 20 * lineBytes;
  await proxy.open();
  const last = start();
  await system.waitForTotal(41);
  await waitFor('the loss is confirmed', () => read().losses.length === 0);
  expect(last.logs.find(({ level }) => level === 'error')).toMatchObject({ path: log.path, bytes, reason: 'deleted' });
  expect(await metricOf(last, 'logwarren_source_lost_bytes_total')).toBe(bytes);
  const [record] = await system.findAll('severity=ERROR&service=shop');
  expect(record?.message).toMatch(
    `At least ${bytes.toLocaleString('en-US')} bytes of ${log.path} were lost before the source read them: the file is gone; last seen at 20`,
  );
  const ledger = (await (await fetch(`${system.search.url}/ledger`)).json()) as { lost: object[] };
  expect(ledger.lost).toEqual([
    { source: 'web-1', service: 'shop', path: log.path, reason: 'deleted', bytes, isAtLeast: true },
  ]);
  const { out } = await runCommand(['--search', system.search.url, 'ledger']);
  expect(out).toContain(
    `LOST before web-1 read them: at least ${bytes.toLocaleString('en-US')} bytes of ${log.path} (shop)`,
  );
});
