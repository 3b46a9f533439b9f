import { createLogger } from '@logwarren/common';
import { DEFAULT_JSON_KEYS, type LogBatch } from '@logwarren/contract';
import { type OpenBatch, openBatch } from '@logwarren/contract/testing';
import type { FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import { afterEach, beforeEach } from 'vitest';
import { RecordGatherer } from '../batching/gather-records.ts';
import { createSourceMetrics } from '../metrics/source-metrics.ts';
import { createHttpApp } from './http/create-http-app.ts';
import type { HttpInputOptions } from './http.ts';

/** For tests: POST /logs without a broker. The parts that tests inspect and change are new for each test. */
export const input = {} as {
  app: FastifyInstance;
  /** All batches sent. */
  batches: OpenBatch[];
  /** Settles when the broker has confirmed a batch. */
  confirm: () => Promise<void>;
  isAccepting: boolean;
};

/** Makes a new input before each test of a file, and closes it after the test. */
export function useHttpInput(): void {
  beforeEach(() => {
    Object.assign(input, { batches: [], isAccepting: true, confirm: () => Promise.resolve() });
    input.app = createHttpApp(options());
  });
  afterEach(() => input.app.close());
}

/** Options of an input that keeps its batches instead of sending them. */
export function options(changed: Partial<HttpInputOptions> = {}): HttpInputOptions {
  const sender = {
    accepting: true,
    send: (batch: LogBatch) => {
      input.batches.push(openBatch(batch));
      return input.confirm();
    },
  };
  return {
    host: '127.0.0.1',
    allowedHosts: [],
    port: 0,
    isPortGiven: true,
    log: createLogger('test', 'silent'),
    metrics: createSourceMetrics(new Registry()),
    records: new RecordGatherer(sender),
    isAccepting: () => input.isAccepting,
    format: 'auto',
    jsonKeys: DEFAULT_JSON_KEYS,
    maxBodyBytes: 100_000,
    maxBodyRecords: 1_000,
    maxRequests: 3,
    maxHeldBytes: 120_000,
    confirmMs: 5_000,
    ...changed,
  };
}

/** Posts a body, JSON unless headers say otherwise. */
export async function post(payload: string | Buffer, headers: Record<string, string> = {}, url = '/logs') {
  const answer = await input.app.inject({
    method: 'POST',
    url,
    payload,
    headers: { 'content-type': 'application/json', ...headers },
  });
  return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
}

/** Messages of everything sent. */
export function messages() {
  return input.batches.flatMap((batch) => batch.records.map(({ message }) => message));
}

/** Headers of lines of JSON. */
export const NDJSON = { 'content-type': 'application/x-ndjson' };
