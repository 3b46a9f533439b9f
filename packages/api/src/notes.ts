import { z } from 'zod';

/** The field of an answer that says how its query was read. */
export const notesJson = z
  .array(z.string())
  .optional()
  .describe(
    'What was assumed where the query can be read in two ways, and what to write where it found nothing and looks like one of ' +
      'another system, for people; only when it may have made a difference.',
  );
