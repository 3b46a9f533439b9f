import { decodeBody, MAX_BODY_BYTES } from '@logwarren/broker';
import type { KeptLetter } from '@logwarren/contract';
import { LETTER_STATES, type LetterSummary } from '@logwarren/store';
import { z } from 'zod';

/** Bytes of a preview. */
const PREVIEW_BYTES = 4096;

const instant = z.iso.datetime();

/** A dead letter as it is answered. */
export const letterJson = z
  .object({
    id: z.string(),
    state: z.enum(LETTER_STATES).describe('kept: waits for you; replaying: on its way; replayed, discarded: settled.'),
    reason: z.string().describe('One of the list in docs/errors.md.'),
    explanation: z.string().describe('What exactly was wrong.'),
    service: z.string().nullable(),
    records: z.int().describe('Records it stands for, as far as known.'),
    count: z.int().describe('How often it has failed.'),
    firstFailedAt: instant,
    lastFailedAt: instant,
    settledAt: instant.nullable().describe('When it was replayed or discarded.'),
    sizeBytes: z.int(),
    origin: z.object({
      queue: z.string(),
      routingKey: z.string(),
      messageId: z.string().nullable(),
      host: z.string().nullable().describe('Source that sent it.'),
      recordIndex: z.int().nullable().describe('Position in its batch; null when it is a whole message.'),
    }),
  })
  .meta({ id: 'DeadLetter' });

/** The same with the beginning of its bytes. */
export const letterDetailJson = letterJson
  .extend({
    type: z.string().nullable(),
    contentType: z.string().nullable(),
    contentEncoding: z.string().nullable(),
    headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    preview: z.object({
      bytes: z.int().describe('How many bytes `hex` shows.'),
      hex: z.string().describe('The first bytes as they came.'),
      text: z.string().describe('The beginning as text: unpacked if it can be, what is no UTF-8 as U+FFFD.'),
      unpacked: z.boolean(),
      truncated: z.boolean(),
    }),
  })
  .meta({ id: 'DeadLetterDetail' });

export function toLetterJson(summary: LetterSummary): z.output<typeof letterJson> {
  const { _id: id, state, reason, explanation, records, count, sizeBytes, origin } = summary;
  return {
    ...{ id, state, reason, explanation },
    service: summary.service ?? null,
    ...{ records, count },
    firstFailedAt: summary.firstFailedAt.toISOString(),
    lastFailedAt: summary.lastFailedAt.toISOString(),
    settledAt: summary.settledAt?.toISOString() ?? null,
    sizeBytes,
    origin: {
      queue: origin.queue,
      routingKey: origin.routingKey,
      messageId: origin.messageId ?? null,
      host: origin.source ?? null,
      recordIndex: summary.record?.index ?? null,
    },
  };
}

export async function toLetterDetailJson(
  summary: LetterSummary,
  letter: KeptLetter,
): Promise<z.output<typeof letterDetailJson>> {
  const { contentEncoding, contentType, headers, type } = letter.message;
  return {
    ...toLetterJson(summary),
    type: type ?? null,
    contentType: contentType ?? null,
    contentEncoding: contentEncoding ?? null,
    headers,
    preview: await previewOf(letter),
  };
}

async function previewOf({ body, message }: KeptLetter) {
  const shown = body.subarray(0, PREVIEW_BYTES);
  const unpacked = await unpack(body, message.contentEncoding);
  const text = unpacked ?? body;
  return {
    bytes: shown.length,
    hex: shown.toString('hex'),
    text: new TextDecoder().decode(text.subarray(0, PREVIEW_BYTES), { stream: true }),
    unpacked: unpacked !== undefined && unpacked !== body,
    truncated: body.length > PREVIEW_BYTES || text.length > PREVIEW_BYTES,
  };
}

async function unpack(body: Buffer, encoding: string | undefined): Promise<Buffer | undefined> {
  try {
    return await decodeBody(body, encoding, MAX_BODY_BYTES);
  } catch {
    return undefined;
  }
}
