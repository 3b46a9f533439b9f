import { z } from 'zod';

/** Parts that many answers share. */

/** The field of an answer that holds the moment it describes. */
export const asOfJson = z
  .string()
  .describe('The moment that this answer describes. Other requests with it as `asOf` are consistent with this answer.');

/** The field of an answer that explains how its query was read. */
export const notesJson = z
  .array(z.string())
  .optional()
  .describe(
    'Notes for people: how a query with two possible readings was read, and what to write if the query found ' +
      'nothing and looks like the syntax of another system. Only when this may have made a difference.',
  );

/**
 * An answer of a service that may be older than its client.
 *
 * @example Older<LedgerJson, 'lost'>, because earlier builds did not answer `lost`
 */
export type Older<Answer, Since extends keyof Answer> = Omit<Answer, Since> & Partial<Pick<Answer, Since>>;
