import { z } from 'zod';

/** The field of an answer that holds the moment it describes. */
export const asOfJson = z
  .string()
  .describe('The moment that this answer describes. Other requests with it as `asOf` are consistent with this answer.');

/** Answer of `GET /logs/now`. */
export const nowJson = z
  .object({ asOf: asOfJson, time: z.string().describe('What relative times count from, ISO 8601.') })
  .meta({ id: 'Now' });

/** The newest moment. */
export type NowJson = z.output<typeof nowJson>;
