import { z } from 'zod';
import { asOfJson } from './answer-fields.ts';

/** Answers about the service itself. */

/** Answer of `GET /logs/now`. */
export const nowJson = z
  .object({ asOf: asOfJson, time: z.string().describe('What relative times count from, ISO 8601.') })
  .meta({ id: 'Now' });

/** The newest moment. */
export type NowJson = z.output<typeof nowJson>;

/** Answer of `GET /version`. */
export const versionJson = z
  .object({
    version: z.string(),
    commit: z.string().optional().describe('Commit of the source code; absent if unknown.'),
    node: z.string().describe('Version of Node.js.'),
  })
  .meta({ id: 'Version' });
