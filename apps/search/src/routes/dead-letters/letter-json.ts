import type { LetterDetailJson, LetterJson } from '@logwarren/api';
import { decodeBody, MAX_BODY_BYTES } from '@logwarren/broker';
import type { KeptLetter } from '@logwarren/contract';
import type { LetterSummary } from '@logwarren/store';

/** Bytes of a preview. */
const PREVIEW_BYTES = 4096;

/** The JSON form of a dead letter. */
export function toLetterJson(summary: LetterSummary): LetterJson {
  const { _id: id, state, reason, explanation, records, count, sizeBytes, origin } = summary;
  return {
    id,
    state,
    reason,
    explanation,
    service: summary.service ?? null,
    records,
    count,
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

/** The same, with the beginning of its bytes. */
export async function toLetterDetailJson(summary: LetterSummary, letter: KeptLetter): Promise<LetterDetailJson> {
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
