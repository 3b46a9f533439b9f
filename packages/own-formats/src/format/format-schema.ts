import { createTimeZone, isSeverity, isWholeSeverity, severityNumberOf, timeZoneFault } from '@logwarren/contract';
import { FORMAT_NAMES } from '@logwarren/contract/formats';
import { z } from 'zod';

/** Names that `logwarren parse` prints for formats of the built-in reader. */
const TAKEN_NAMES: ReadonlySet<string> = new Set([
  ...FORMAT_NAMES,
  'access',
  'columns',
  'compose',
  'crash',
  'kubectl',
  'lettered',
  'security',
  'text',
  'timed',
]);

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.-]{0,62}$/i, 'has to be 1 to 63 letters, digits, dots, dashes and underscores')
  .refine((text) => !TAKEN_NAMES.has(text.toLowerCase()), 'is the name of a built-in format; choose another');

/** The limit is enough for any format and keeps compilation fast. */
const pattern = z.string().min(1, 'is empty').max(8_192, 'is longer than 8,192 characters');

const severity = z.string().refine((word) => severityNumberOf(word) !== undefined, {
  error: ({ input }) => `${JSON.stringify(input)} is not a severity; use TRACE, DEBUG, INFO, WARN, ERROR or FATAL`,
});

/**
 * A format as a source keeps it: the parts that it needs to read lines, without files and examples. The checkpoint
 * keeps it with each pending range, so editing the file changes no record that may have been sent.
 */
export const ownFormat = z.strictObject({
  name,
  /** Matches the whole first line of a record. */
  pattern: pattern.optional(),
  /** A line that contains a match begins a record; all others belong to the record above. */
  start: pattern.optional(),
  /** Records that contain a match of one of these are not sent. */
  drop: z.array(pattern).max(100).optional(),
  /** See `createTimeReader`. */
  time: z.string().max(256).optional(),
  zone: z
    .string()
    .refine((zone) => createTimeZone(zone) !== undefined, {
      error: ({ input }) => `${JSON.stringify(input)} is not a time zone; use a name like Europe/Berlin, or UTC`,
    })
    .optional(),
  service: z.string().trim().min(1, 'is empty').max(128, 'is longer than 128 characters').optional(),
  /** Severities by the word in the line. */
  severity: z.record(z.string(), severity).optional(),
  /** Names of attributes by group; names of groups cannot contain dots. */
  attributes: z.record(z.string(), z.string().min(1, 'is empty').max(256, 'is longer than 256 characters')).optional(),
  /** Groups whose values become numbers. */
  numbers: z.array(z.string()).max(256).optional(),
});

/** A format as a source keeps it. */
export type OwnFormat = z.output<typeof ownFormat>;

/** The fields of a record that an example may name. */
export const expectedRecord = z.strictObject({
  timestamp: z.string().optional(),
  severity: z
    .string()
    .refine(isSeverity, {
      error: ({ input }) => `${JSON.stringify(input)} is not TRACE, DEBUG, INFO, WARN, ERROR or FATAL`,
    })
    .optional(),
  service: z.string().optional(),
  message: z.string().optional(),
  traceId: z.string().optional(),
  spanId: z.string().optional(),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
});

const outcome = z.enum(['dropped', 'unmatched'], 'has to be dropped, unmatched, or the fields of a record');
const expectation = z.union([outcome, expectedRecord]);

/** Lines, and the records that they must give. */
export const example = z.strictObject({
  text: z.string().min(1, 'is empty'),
  /** The moment at which the lines are read, for times without a year; by default the moment of the check. */
  readAt: z.iso.datetime({ offset: true, error: 'has to be a time like 2026-05-14T10:00:00Z' }).optional(),
  gives: z.union([expectation, z.array(expectation)]),
});

/** An example of a format. */
export type Example = z.output<typeof example>;
/** One record that an example expects; only the fields in it are compared. */
export type Expectation = z.output<typeof expectation>;

/** Clipped words such as `EROR` occur in lines, but in a file of formats they are typing errors. */
const wholeSeverity = z.string().refine(isWholeSeverity, {
  error: ({ input }) => `${JSON.stringify(input)} is not a severity; use TRACE, DEBUG, INFO, WARN, ERROR or FATAL`,
});

const globs = z.array(z.string().min(1, 'is empty')).min(1, 'is empty');

/** A format as a source keeps it, with the units of the journal that it is for. */
export const unitFormat = z.object({ units: globs, own: ownFormat });

/** A format, and globs of the units or identifiers that it is for. */
export type UnitFormat = z.output<typeof unitFormat>;

/** A format as users write it in the file. */
export const fileFormat = ownFormat.extend({
  severity: z.record(z.string(), wholeSeverity).optional(),
  /** Without the letters that stand for several zones. An older build may have left such letters in a checkpoint. */
  zone: z
    .string()
    .refine((zone) => timeZoneFault(zone) === undefined, {
      error: ({ input }) => `${JSON.stringify(input)} ${timeZoneFault(String(input))}`,
    })
    .optional(),
  /** Globs of the files that the format is for. */
  files: globs.optional(),
  /** Globs of the units or identifiers of the journal that the format is for. */
  units: globs.optional(),
  examples: z.array(z.unknown()).max(1_000).optional(),
});

/** A format as users write it in the file. */
export type FileFormat = z.output<typeof fileFormat>;
