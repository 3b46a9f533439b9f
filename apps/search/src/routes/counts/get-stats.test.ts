import { expect, test } from 'vitest';
import { AS_OF, NOW, serveReader } from '../../test-server.ts';

test('stats add up by severity and service', async () => {
  await using server = await serveReader({
    count: async ({ toMs }) => ({
      complete: true,
      counts:
        toMs === undefined
          ? []
          : [
              { service: 'a', severity: 'INFO', count: 1, lastMs: NOW },
              { service: 'b', severity: 'INFO', count: 5, lastMs: NOW },
              { service: 'b', severity: 'ERROR', count: 2, lastMs: NOW },
            ],
    }),
  });
  const none = { TRACE: 0, DEBUG: 0, INFO: 0, WARN: 0, ERROR: 0, FATAL: 0 };
  expect((await server.inject('/logs/stats?from=1h')).json()).toEqual({
    total: 8,
    from: '2026-11-21T11:00:00.000Z',
    to: '2026-11-21T12:00:00.000Z',
    bySeverity: { ...none, INFO: 6, ERROR: 2 },
    byService: [
      { service: 'b', total: 7, bySeverity: { ...none, INFO: 5, ERROR: 2 } },
      { service: 'a', total: 1, bySeverity: { ...none, INFO: 1 } },
    ],
    future: 0,
    complete: true,
    asOf: AS_OF,
  });
});
