import { z } from 'zod';

const problemJson = z.object({
  parameter: z.string(),
  problem: z.string(),
  position: z.int().min(1).optional().describe('Position of the fault in `q`; 1 is the first character.'),
  line: z.string().optional().describe('The line of `q` that is wrong.'),
  caret: z.string().optional().describe('Points at the fault when printed below `line`.'),
  hint: z.string().optional().describe('What to write instead.'),
});

/**
 * One fault of a request; `problem` is a sentence whose subject is the parameter. Only faults of a query have a place.
 */
export type ProblemJson = z.output<typeof problemJson>;

/** Body of every answer that is not a success. */
export const errorJson = z
  .object({
    error: z.object({
      code: z.string().describe('What went wrong, for programs; never changes its meaning.'),
      message: z.string().describe('What went wrong, for people.'),
      details: z.array(problemJson).optional().describe('Every faulty parameter; only with `invalid-parameter`.'),
    }),
  })
  .meta({ id: 'Error' });

/** A refusal or a failure. */
export type ErrorJson = z.output<typeof errorJson>;
