/**
 * An example answer for every operation, and a body for those that take one, for the API description:
 * test/search/openapi.test.ts refuses an operation without an example, and an example that does not fit its schema.
 */

const AS_OF = '1795979946977-1795979946-15';
const RECORD_ID = '01a228be-fdd1-7003-b06b-d548899e0000';
const LETTER_ID = '3f0c9a5d7e1b42c68a90d4e2b7f15c3a';

const record = {
  id: RECORD_ID,
  timestamp: '2026-11-29T19:18:55.025Z',
  service: 'storefront',
  severity: 'ERROR',
  severityNumber: 17,
  message: 'POST /checkout 502 in 3127 ms',
  traceId: '7d24e211969e2ea158479ff1cde86ca1',
  attributes: { 'http.request.method': 'POST', 'url.path': '/checkout', 'http.response.status_code': 502 },
  observedAt: '2026-11-29T19:18:55.164Z',
  order: '01a228be-6223-7000-8050-93a6285f/000000003mr',
};

const { id, timestamp, severity, message } = record;
const brief = { id, timestamp, severity, message };

const range = { from: '2026-11-29T19:03:55.000Z', to: '2026-11-29T19:18:55.000Z' };
const whole = { complete: true, asOf: AS_OF };
const counts = { TRACE: 0, DEBUG: 0, INFO: 1_870, WARN: 50, ERROR: 30, FATAL: 0 };

const search = {
  id: 'eqihy9ij4y',
  name: 'Declined payments',
  q: 'service:payment declined',
  from: '15m',
  view: 'logs',
  link: '/s/eqihy9ij4y',
  createdAt: '2026-11-29T19:19:07.402Z',
};

const letter = {
  id: LETTER_ID,
  state: 'kept',
  reason: 'record-invalid',
  explanation: 'timestamp is not a time',
  service: 'billing',
  records: 1,
  count: 1,
  firstFailedAt: '2026-11-29T19:18:55.025Z',
  lastFailedAt: '2026-11-29T19:18:55.025Z',
  settledAt: null,
  sizeBytes: 61,
  origin: { queue: 'LogQueue', routingKey: 'ERROR.billing', messageId: null, host: null, recordIndex: 0 },
};

const figures = { received: 1_950, stored: 1_949, dead: 1, shed: 0, inFlight: 0, difference: 0 };

/** An example of an operation: a body to send, and the answer. */
interface ApiExample {
  body?: unknown;
  /** Absent where the answer has no body. */
  answer?: unknown;
  /** Media type of an answer that is not JSON. */
  type?: string;
}

/** Examples by `operationId`. */
export const API_EXAMPLES: Readonly<Record<string, ApiExample>> = Object.freeze({
  findLogs: { answer: { records: [record], next: null, ...whole } },
  countLogs: {
    answer: {
      total: 1_950,
      ...range,
      bySeverity: counts,
      future: 0,
      ...whole,
      byService: [{ service: 'storefront', total: 1_950, bySeverity: counts }],
    },
  },
  overview: {
    answer: {
      total: 1_950,
      ...range,
      bySeverity: counts,
      serviceCount: 1,
      stepMs: 900_000,
      bins: ['2026-11-29T19:00:00.000Z', '2026-11-29T19:15:00.000Z'],
      end: '2026-11-29T19:30:00.000Z',
      services: [
        {
          service: 'storefront',
          total: 1_950,
          bySeverity: counts,
          lastSeen: '2026-11-29T19:18:55.025Z',
          records: [1_271, 679],
          errors: [0, 30],
          lastError: brief,
        },
      ],
      silent: {
        count: 1,
        services: [{ service: 'billing', lastSeen: '2026-11-29T19:01:12.480Z', lastRecord: null }],
      },
      future: 0,
      ...whole,
    },
  },
  histogram: {
    answer: {
      ...range,
      stepMs: 900_000,
      end: '2026-11-29T19:30:00.000Z',
      future: 0,
      ...whole,
      bins: [
        { time: '2026-11-29T19:00:00.000Z', counts: { INFO: 1_240, WARN: 31 } },
        { time: '2026-11-29T19:15:00.000Z', counts: { INFO: 630, WARN: 19, ERROR: 30 } },
      ],
    },
  },
  facets: {
    answer: {
      facets: [
        {
          field: 'service',
          exact: true,
          mayMiss: 0,
          others: 1_689,
          othersError: 0,
          values: [{ value: 'storefront', count: 2_088, error: 0 }],
        },
      ],
      ...whole,
    },
  },
  listFields: {
    answer: {
      fields: [
        { name: 'message', kind: 'record', types: ['string'], count: 1_950, error: 0 },
        { name: 'http.response.status_code', kind: 'attribute', types: ['number'], count: 1_950, error: 0 },
      ],
      records: 1_950,
      recordsError: 0,
      exact: true,
      mayMiss: 0,
      ...whole,
    },
  },
  patterns: {
    answer: {
      patterns: [
        {
          id: '5f0c1d9be2a47730',
          firstSeen: '2026-11-21T10:15:30.000Z',
          pattern: 'POST /checkout <n> in <n> ms',
          count: 30,
          error: 0,
          counts: { ERROR: 30 },
          trend: [0, 0, 12, 18, 0],
          example: record,
        },
      ],
      others: 0,
      othersError: 0,
      ...range,
      stepMs: 180_000,
      exact: true,
      mayMiss: 0,
      counted: true,
      ...whole,
    },
  },
  exportLogs: {
    type: 'application/x-ndjson',
    answer: `${JSON.stringify(record)}\n{"export":{"complete":true,"records":1}}\n`,
  },
  now: { answer: { time: '2026-11-29T19:19:06.977Z', asOf: AS_OF } },
  getVersion: { answer: { version: '0.1.0', commit: '68440e958b8c', node: '24.11.1' } },
  getLog: { answer: record },
  logContext: { answer: { before: [], record, after: [], ...whole } },
  tailLogs: { type: 'text/event-stream', answer: `id: ${RECORD_ID}\ndata: ${JSON.stringify(record)}\n\n` },
  saveSearch: { body: { name: search.name, q: search.q, from: search.from, view: search.view }, answer: search },
  listSearches: { answer: { searches: [search] } },
  getSearch: { answer: search },
  deleteSearch: {},
  openSearch: {},
  findDeadLetters: { answer: { letters: [letter], next: null } },
  getDeadLetter: {
    answer: {
      ...letter,
      type: null,
      contentType: 'application/json',
      contentEncoding: null,
      headers: {},
      preview: { bytes: 4, hex: '7b226d65', text: '{"me', unpacked: false, truncated: true },
    },
  },
  getDeadLetterBody: { type: 'application/octet-stream', answer: '{"message": "card declined", "timestamp": 5e99}' },
  replayDeadLetters: {
    body: { filter: { reason: 'record-invalid' }, dryRun: true },
    answer: {
      dryRun: true,
      succeed: 0,
      fail: 1,
      missing: [],
      complete: true,
      letters: [{ id: LETTER_ID, succeeds: false, reason: 'record-invalid', explanation: letter.explanation }],
    },
  },
  discardDeadLetters: {
    body: { ids: [LETTER_ID] },
    answer: { dryRun: false, discarded: 1, complete: true, next: null },
  },
  getLedger: {
    answer: {
      balanced: true,
      total: figures,
      queues: { ready: 0, held: 0 },
      rows: [{ source: 'web-1', run: 'mx28249v-82f4cd7e', service: 'storefront', ...figures }],
      repeats: [],
      lost: [],
    },
  },
});
