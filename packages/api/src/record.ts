import { isRecordId } from '@logwarren/contract/read-record-id';
import { SEVERITIES } from '@logwarren/contract/severity';
import { z } from 'zod';

/** A JSON number. `stringifyJson` writes a bigint as a number with all of its digits. */
const exactNumber = z.number() as unknown as z.ZodType<number | bigint>;

/** A record as every answer, export and event shows it. */
export const recordJson = z
  .object({
    id: z.string().refine(isRecordId).describe('UUIDv7; increases with the time at which the record was collected.'),
    timestamp: z
      .string()
      .describe('When it happened: ISO 8601 in UTC with milliseconds, or with nine digits if the origin has them.'),
    service: z.string(),
    severity: z.enum(SEVERITIES),
    severityNumber: z.int().min(1).max(24).describe("OpenTelemetry's number; 17 to 20 is ERROR."),
    severityText: z.string().optional().describe("The origin's own word, when it differs from `severity`."),
    message: z.string(),
    traceId: z.string().optional().describe('32 hex digits.'),
    spanId: z.string().optional().describe('16 hex digits.'),
    attributes: z
      .record(z.string(), z.union([z.string(), exactNumber, z.boolean(), z.null()]))
      .describe(
        'Flat map with OpenTelemetry names, such as `http.response.status_code`. 64-bit integers keep all their digits; ' +
          'read them with a parser that preserves them.',
      ),
    observedAt: z.string().describe('When the source read it: ISO 8601 in UTC.'),
    order: z
      .string()
      .optional()
      .describe(
        'Records with the same timestamp sort by this text, or by `id` if it is absent: the order of the file, request ' +
          'or stream that they come from. Not in exports, which are already in order.',
      ),
  })
  .meta({
    id: 'LogRecord',
    examples: [
      {
        id: '019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011',
        timestamp: '2026-11-21T10:15:30.123Z',
        service: 'checkout',
        severity: 'ERROR',
        severityNumber: 17,
        message: 'payment declined: timeout after 3000 ms',
        traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
        attributes: { 'http.response.status_code': 502 },
        observedAt: '2026-11-21T10:15:30.140Z',
      },
    ],
  });

/** A record: times are ISO 8601 in UTC; an integer beyond ±2^53 is a bigint where the reader keeps all digits. */
export type RecordJson = z.output<typeof recordJson>;
