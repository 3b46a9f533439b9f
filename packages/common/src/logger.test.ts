import { expect, test } from 'vitest';
import { redactUrl } from './logger.ts';

test.each([
  ['amqp://guest:guest@127.0.0.1:5672', 'amqp://guest:***@127.0.0.1:5672'],
  ['amqps://u:p@h/vhost?heartbeat=10', 'amqps://u:***@h/vhost?heartbeat=10'],
  ['mongodb+srv://u:p@cluster.example/db', 'mongodb+srv://u:***@cluster.example/db'],
  ['mongodb://u:p@h1:1,h2:2/db?replicaSet=rs0', 'mongodb://u:***@h1:1,h2:2/db?replicaSet=rs0'],
  ['amqp://u:p@ss@h', 'amqp://u:***@h'],
  ['amqp://u:p/ss@h', 'amqp://u:***@h'],
  ['amqp://u:p:ss@h', 'amqp://u:***@h'],
  ['AMQP://u:p@h', 'AMQP://u:***@h'],
  ['amqp://:p@h', 'amqp://:***@h'],
  ['amqp://h:5672/v', 'amqp://h:5672/v'],
  ['mongodb://h1:1,h2:2/db', 'mongodb://h1:1,h2:2/db'],
  ['nonsense', 'nonsense'],
])('%s is shown as %s', (url, shown) => {
  expect(redactUrl(url)).toBe(shown);
});
