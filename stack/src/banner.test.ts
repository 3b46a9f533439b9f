import { expect, test } from 'vitest';
import { banner } from './banner.ts';

function commandForPipes(amqpUrl: string): string | undefined {
  const urls = { searchUrl: 'http://127.0.0.1:8080', sourceUrl: 'http://127.0.0.1:8081' };
  const server = (url: string) => ({ url, description: '', [Symbol.asyncDispose]: async () => {} });
  const servers = { rabbitmq: server(amqpUrl), mongodb: server('mongodb://127.0.0.1') };
  const facts = { ...urls, hosts: [], servers, files: [], demo: false, home: '/home' };
  const text = banner(facts as unknown as Parameters<typeof banner>[0]);
  return text.split('\n').find((line) => line.includes('--service disks'));
}

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
