import { createHash, randomUUID } from 'node:crypto';
import {
  ATTEMPT_HEADER,
  batchOriginOf,
  DEAD_LETTER_REASONS,
  type Delivery,
  identityOf,
  isBatchId,
  type KeptLetter,
  type RecordPlace,
  SEVERITIES,
  type Severity,
} from '@logwarren/contract';
import { UNROUTED_QUEUE } from '../topology/index.ts';
import { carriedHeaders } from './carried-headers.ts';
import { BROKER_REASONS, UNKNOWN, UNROUTED } from './keeper-reasons.ts';

/**
 * Makes a letter that can be kept from a message of `LogQueue.dead` or `logs_unrouted`.
 *
 * It does not read the body: a body that crashed collectors must not crash the service that keeps it.
 */

/**
 * Reads a message of a dead-letter queue; never throws.
 *
 * The id depends on the identity of the message and the bytes, so a redelivery and a failed replay give the same letter. A
 * message without one is never taken for another one: it gets a random id, and may be kept twice.
 *
 * @param queue the queue that it was taken from
 */
export function readLetter(delivery: Delivery, queue: string, nowMs: number): KeptLetter {
  const { headers } = delivery;
  const record = recordPlace(headers);
  const originId = textOf(headers['x-logwarren-message-id']) ?? delivery.messageId;
  const messageId = record?.batchId ?? identityOf(delivery)?.id ?? randomUUID();
  const routingKey = textOf(headers['x-logwarren-routing-key']) ?? delivery.routingKey;
  const carried = carriedHeaders(headers);
  const timestampMs = delivery.timestampMs ?? nowMs;
  return {
    id: letterId(record === undefined ? messageId : `${messageId}/${record.index}`, delivery.body),
    body: delivery.body,
    ...failureOf(delivery, queue, nowMs),
    attempt: countOf(headers[ATTEMPT_HEADER], 0),
    records: record === undefined ? countOf(carried.count, 1) : 1,
    service: record?.service ?? textOf(carried.service) ?? serviceOf(routingKey),
    origin: {
      queue: originQueue(headers, queue),
      routingKey,
      messageId: originId,
      ...batchOriginOf(carried),
    },
    message: {
      messageId,
      type: delivery.type,
      contentType: delivery.contentType,
      contentEncoding: delivery.contentEncoding,
      appId: delivery.appId,
      timestampMs,
      headers: carried,
    },
    record,
  };
}

function letterId(identity: string, body: Buffer): string {
  return createHash('sha256').update(identity).update('\0').update(body).digest('hex').slice(0, 32);
}

function failureOf(delivery: Delivery, queue: string, nowMs: number) {
  const { headers, routingKey } = delivery;
  const reason = textOf(headers['x-logwarren-reason']);
  if (reason !== undefined) {
    const explanation = textOf(headers['x-logwarren-explanation']) ?? '';
    const failedAtMs = timeOf(headers['x-logwarren-failed-at']) ?? nowMs;
    if ((DEAD_LETTER_REASONS as readonly string[]).includes(reason)) return { reason, explanation, failedAtMs };
    return { reason: UNKNOWN, explanation: `${reason.slice(0, 100)}: ${explanation}`, failedAtMs };
  }
  if (queue === UNROUTED_QUEUE) {
    const explanation = `no queue was bound for the routing key ${JSON.stringify(routingKey)}`;
    return { reason: UNROUTED, explanation, failedAtMs: delivery.timestampMs ?? nowMs };
  }
  const word = textOf(headers['x-last-death-reason']) ?? textOf(headers['x-first-death-reason']);
  const known = word !== undefined && Object.hasOwn(BROKER_REASONS, word) ? BROKER_REASONS[word] : undefined;
  const explanation = 'the message says neither who put it here nor why';
  return { ...(known ?? { reason: UNKNOWN, explanation }), failedAtMs: deathTime(headers) ?? nowMs };
}

function originQueue(headers: Record<string, unknown>, queue: string): string {
  return textOf(headers['x-logwarren-origin-queue']) ?? textOf(headers['x-first-death-queue']) ?? queue;
}

/** RabbitMQ's own time of death; the client library wraps timestamps. */
function deathTime(headers: Record<string, unknown>): number | undefined {
  const deaths = headers['x-death'];
  const time = Array.isArray(deaths) ? (deaths[0] as { time?: { value?: unknown } } | undefined)?.time : undefined;
  return typeof time?.value === 'number' ? time.value * 1000 : undefined;
}

function recordPlace(headers: Record<string, unknown>): RecordPlace | undefined {
  const batchId = textOf(headers['x-logwarren-batch-id']);
  const index = headers['x-logwarren-record-index'];
  const service = textOf(headers['x-logwarren-service']);
  const severity = textOf(headers['x-logwarren-severity']);
  if (batchId === undefined || service === undefined || !isBatchId(batchId)) return undefined;
  if (!(SEVERITIES as readonly unknown[]).includes(severity) || !Number.isInteger(index)) return undefined;
  return { batchId, index: index as number, service, severity: severity as Severity };
}

/** The part of a routing key behind the severity. */
function serviceOf(routingKey: string): string | undefined {
  const service = routingKey.slice(routingKey.indexOf('.') + 1);
  return routingKey.includes('.') && service !== '' ? service : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function timeOf(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

function countOf(value: unknown, fallback: number): number {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : fallback;
}
