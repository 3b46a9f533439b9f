import { type Sample, SECOND } from '../sample.ts';

/** Words in the place of a service that do not name one. */
const NOT_SERVICES = [
  ['an id of MongoDB', '507f1f77bcf86cd799439011'],
  ['a ULID', '01ARZ3NDEKTSV4RRFFQ69G5FAV'],
  ['a nanoid', 'V1StGXR8_Z5jdHi6B-myT'],
  ['a KSUID', '0ujtsYcgvSTl8PAuAdqWYSMnLOv'],
  ['an xid', '9m4e2mr0ui3e8a215n4g'],
  ['a short hexadecimal id', '7f2a91bc'],
  ['a goroutine', 'goroutine-12'],
  ['a coroutine', 'coroutine#4'],
  ['a thread of ZIO', 'zio-default-blocking-3'],
  ['a fiber of ZIO', 'zio-fiber-1204'],
  ['a thread of Cats Effect', 'io-compute-4'],
  ['a blocking thread of Cats Effect', 'io-compute-blocker-4'],
  ['a thread of Scala', 'scala-execution-context-global-12'],
  ['a thread of Tokio', 'tokio-runtime-worker'],
  ['a value that is absent', 'null'],
  ['a value that is not defined', 'undefined'],
  ['a day of the week', 'Sunday'],
  ['a month', 'November'],
  ['a URL', 'http://shop/'],
  ['a name of AWS', 'arn:aws:lambda:eu-west-1:813:function:shop'],
] as const;

/** Names with a number, a dash or hexadecimal digits that are services all the same. */
const SERVICES = [
  ['the name of a pod', 'shop-7d9c5b6f4d-x2x9z'],
  ['a replica', 'shop-12'],
  ['a name that begins with a day', 'monday-report'],
  ['a name of hexadecimal letters', 'facade'],
  ['a long name in capitals and small letters', 'OrderHistoryExportService2'],
  ['a long name with numbers', 'eu-west-1-billing-v2-blue7'],
] as const;

/** Sentences in which the name of a severity is a word. */
const SENTENCES = [
  ['critical section entered', undefined],
  ['error handling finished', undefined],
  ['debug mode is on', undefined],
  ['warning level reached by 2 sensors', undefined],
  ['set log level to ERROR', undefined],
  ['log level: ERROR -> INFO', undefined],
  ['log level changed from INFO to DEBUG', undefined],
  ['state changed: RUNNING, was ERROR', undefined],
  ['task 12 is ERROR', undefined],
  ['now playing: Fatal: the movie', undefined],
  ['[HTTP] GET /status', undefined],
  ['[http] server started', undefined],
  ['[Config] loaded /etc/x', undefined],
  ['[System] ready', undefined],
  ['response {"level":"error","count":0}', undefined],
  ['request: {"level":"error","count":0}', undefined],
] as const;

/** Lines that look like those, and do state a severity. */
const STATED = [
  ['critical error, giving up', 'ERROR', 'error, giving up'],
  ['error connecting to db', 'ERROR', 'connecting to db'],
  ['error rate limit exceeded', 'ERROR', 'rate limit exceeded'],
  ['error handler failed', 'ERROR', 'handler failed'],
  ['ERROR path not found', 'ERROR', 'path not found'],
  ['WARN threshold exceeded', 'WARN', 'threshold exceeded'],
  ['FATAL handler crashed', 'FATAL', 'handler crashed'],
  ['[main] CRITICAL section 4 is not readable', 'ERROR', 'section 4 is not readable'],
  ['the disk has an ERROR', 'ERROR', 'the disk has an ERROR'],
  ['shop.db: Error: no disk', 'ERROR', undefined],
  ['[CONFIG] loaded', 'DEBUG', 'loaded'],
] as const;

/** Words that look like a service or a severity, and those that are one. */
export const WORD_SAMPLES: readonly Sample[] = [
  ...NOT_SERVICES.map(([name, word]) => ({
    name: `${name} is not a service`,
    text: `2026-03-09T08:15:30Z ${word} ERROR cannot save`,
    time: SECOND,
    severity: 'ERROR',
  })),
  ...SERVICES.map(([name, service]) => ({
    name: `${name} is a service`,
    text: `2026-03-09T08:15:30Z ${service} ERROR cannot save`,
    time: SECOND,
    severity: 'ERROR',
    service,
    message: 'cannot save',
  })),
  ...SENTENCES.map(([message, severity]) => ({
    name: `a sentence: ${message}`,
    text: `2026-03-09 08:15:30 ${message}`,
    time: SECOND,
    severity,
    message,
  })),
  ...STATED.map(([text, severity, message]) => ({
    name: `a stated severity: ${text}`,
    text: `2026-03-09 08:15:30 ${text}`,
    time: SECOND,
    severity,
    message,
  })),
  {
    name: "Oracle's time with dots, in the evening",
    text: '09-MAR-26 08.15.30.000000 PM +00:00 shop ERROR ORA-00600',
    time: '2026-03-09T20:15:30.000Z',
    severity: 'ERROR',
    service: 'shop',
    message: 'ORA-00600',
  },
  {
    name: "Oracle's time with dots, in the morning",
    text: '09-MAR-26 12.15.30.000000 AM ORA-00600: internal error',
    time: '2026-03-09T00:15:30.000Z',
    severity: 'ERROR',
    message: 'ORA-00600: internal error',
  },
];
