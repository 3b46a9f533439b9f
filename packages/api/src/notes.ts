import { z } from 'zod';

/** The field of an answer that explains how its query was read. */
export const notesJson = z
  .array(z.string())
  .optional()
  .describe(
    'Notes for people: how a query with two possible readings was read, and what to write if the query found ' +
      'nothing and looks like the syntax of another system. Only when this may have made a difference.',
  );
