import { expect, test } from 'vitest';
import { banner } from './banner.ts';

function bannerLines(
  facts: Partial<Parameters<typeof banner>[0]>,
  amqpUrl = 'amqp://guest:guest@127.0.0.1:5672',
): string[] {
  const urls = { searchUrl: 'http://127.0.0.1:8080', sourceUrl: 'http://127.0.0.1:8081' };
  const server = (url: string) => ({ url, description: '', [Symbol.asyncDispose]: async () => {} });
  const servers = { rabbitmq: server(amqpUrl), mongodb: server('mongodb://127.0.0.1') };
  const paths = { monitorLog: '/home/logs/monitor.log', home: '/home' };
  const usual = { ...urls, ...paths, hosts: [], servers, files: [], missing: [], pollMs: 250, demo: false };
  return banner({ ...usual, ...facts } as unknown as Parameters<typeof banner>[0]).split('\n');
}

function commandForPipes(amqpUrl: string): string | undefined {
  return bannerLines({}, amqpUrl).find((line) => line.includes('--service disks'));
}

test('a pattern without files is not said to be followed', () => {
  const lines = bannerLines({ files: ['/a.log', '/logs/*.gone'], missing: ['/logs/*.gone'] });
  expect(lines).toContain('  Following     /a.log');
  expect(lines).toContain('  No file yet   /logs/*.gone (looked for every 0.25 s)');
  expect(bannerLines({ files: ['/a.log'] }).join()).not.toContain('No file yet');
});

test('where alerts are to be seen is said', () => {
  expect(bannerLines({}).find((line) => line.includes('Alerts'))).toContain('/home/logs/monitor.log');
});

test('the command for pipes names the RabbitMQ, unless it is the default', () => {
  expect(commandForPipes('amqp://guest:guest@127.0.0.1:5672')).toMatch(
    /^ {2}df -h \| \/\S+\/node \/\S+main\.ts --service disks -$/,
  );
  expect(commandForPipes('amqp://guest:guest@127.0.0.1:5682')).toContain(
    '| AMQP_URL=amqp://guest:guest@127.0.0.1:5682 /',
  );
});

test('the command for pipes shows no password', () => {
  expect(commandForPipes('amqp://shop:s3cr3t@mq:5672')).not.toContain('s3cr3t');
});

test('an address with the default login can be copied', () => {
  const line = (url: string) => bannerLines({}, url).find((each) => each.includes('RabbitMQ  '));
  expect(line('amqp://guest:guest@127.0.0.1:5674')).toBe('  RabbitMQ      amqp://guest:guest@127.0.0.1:5674');
  expect(line('amqp://shop:s3cr3t@mq:5672')).not.toContain('s3cr3t');
});
