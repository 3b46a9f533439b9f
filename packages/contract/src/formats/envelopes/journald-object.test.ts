import { expect, test } from 'vitest';
import { createLineParser } from '../index.ts';

const parser = createLineParser({ format: 'auto', fallbackService: 'journal' });

test.each([
  ['colours, for which journald writes bytes', Buffer.from('\u001b[31mred\u001b[0m …'), 'red …'],
  ['bytes that are not UTF-8', Buffer.from('caf\xe9 closed', 'latin1'), 'café closed'],
])('a message with %s', (_what, bytes, message) => {
  const entry = { __REALTIME_TIMESTAMP: '1715680800123456', __CURSOR: 's=1', PRIORITY: '4', MESSAGE: [...bytes] };
  expect(parser.parse(JSON.stringify(entry), 0)).toMatchObject({ message, severity: 'WARN', service: 'journal' });
});

test('a container is a service by its name, and the place of an entry in the journal is left out', () => {
  const names = { CONTAINER_NAME: 'web-1', CONTAINER_ID_FULL: 'abc', SYSLOG_IDENTIFIER: '4f1c2a9b7e55' };
  const record = parser.parse(JSON.stringify({ ...names, __CURSOR: 's=1', _PID: '7', MESSAGE: 'hello' }), 0);
  expect(record.service).toBe('web-1');
  expect(record.attributes).toEqual({
    'container.name': 'web-1',
    'container.id': 'abc',
    'process.pid': 7,
    'journald.SYSLOG_IDENTIFIER': '4f1c2a9b7e55',
  });
});

test('the first of repeated fields counts, all of them are kept, and repeated messages are lines', () => {
  const entry = {
    __REALTIME_TIMESTAMP: '1715680800123456',
    _PID: '7',
    PRIORITY: ['3', '6'],
    SYSLOG_IDENTIFIER: ['shop', 'cart'],
    MESSAGE: ['no stock', 'of pears'],
  };
  const record = parser.parse(JSON.stringify(entry), 0);
  expect(record).toMatchObject({ service: 'shop', severity: 'ERROR', message: 'no stock\nof pears' });
  expect(record.attributes).toMatchObject({
    'journald.PRIORITY': '["3","6"]',
    'journald.SYSLOG_IDENTIFIER': '["shop","cart"]',
  });
});
