import { SEVERITY_BASE, severityNumberOf } from '../../../../record/index.ts';
import { severityOfStatus } from '../../../severity/level-words.ts';
import { httpFacts } from './http-object.ts';
import { LEVEL_NAMES } from './logger-names.ts';
import { isObject, isText, type ObjectView } from './object-view.ts';

/** A severity as an object states it. */
type ObjectLevel =
  /** The key that holds a word, or a number that needs no neighbours. */
  | { key: string }
  /** OpenTelemetry's number and its original value. */
  | { number: number; text: string; key: string | undefined };

const MONOLOG = [100, 200, 250, 300, 400, 500, 550, 600];
const MONOLOG_NUMBERS = [5, 9, 10, 13, 17, 18, 19, 21];
const PYTHON_NUMBERS: Readonly<Record<number, number>> = { 10: 5, 20: 9, 30: 13, 40: 17, 50: 18 };
const NEXTCLOUD_NUMBERS = [5, 9, 13, 17, 21];
const INSIGHTS_NUMBERS = [6, 9, 13, 17, 18];
/** Azure's levels are those of Windows: critical, error, warning, information, verbose. */
const AZURE_NUMBERS = [9, 18, 17, 13, 9, 5];
const SURICATA_NUMBERS = [17, 17, 13, 9];

/** Names whose numbers are severities: a `priority` may be that of a job, and `l` a length. */
const NUMBERED: readonly string[] = [
  ...LEVEL_NAMES.filter((name) => !['l', 'priority', 'prio'].includes(name)),
  'levelno',
  'level_value',
];

/** True if the other keys show that a `priority` is syslog's. */
function isFromSyslog(view: ObjectView): boolean {
  return ['facility', 'syslog_identifier', 'syslog_facility', 'fw'].some((name) => view.has(name));
}

/**
 * Finds the severity of an object. A word beats a number, and the other keys show the scale of a number. A request
 * without either has the severity of its status.
 */
export function levelOfObject(view: ObjectView): ObjectLevel | undefined {
  const named = namedSeverity(view);
  if (named !== undefined) return named;
  const word = view.find(LEVEL_NAMES, isLevelWord) ?? eventType(view) ?? statusWord(view);
  if (word !== undefined) return { key: word };
  const tag = tagWord(view);
  if (tag !== undefined) return { number: severityNumberOf(tag) ?? SEVERITY_BASE.INFO, text: tag, key: undefined };
  const key = view.find(isFromSyslog(view) ? [...NUMBERED, 'priority', 'pri'] : NUMBERED, isNumeric);
  if (key !== undefined) return scaled(view, key);
  const signature = view.inside('alert')?.value(['severity'], isNumeric);
  if (signature !== undefined)
    return { number: SURICATA_NUMBERS[Number(signature)] ?? 9, text: String(signature), key: undefined };
  const insights = view.value(['severity_level'], (value) => typeof value === 'number');
  if (insights !== undefined)
    return { number: INSIGHTS_NUMBERS[Number(insights)] ?? 9, text: String(insights), key: undefined };
  if (view.has('event_name') && isText(view.value(['error_code'], isText)))
    return { number: 13, text: 'WARN', key: undefined };
  const status = httpFacts(view)?.status;
  if (status === undefined) return undefined;
  return { number: SEVERITY_BASE[severityOfStatus(status)], text: severityOfStatus(status), key: undefined };
}

/** CrowdStrike's words, which come with a number. */
const RISKS: Readonly<Record<string, number>> = Object.freeze({
  informational: 9,
  low: 9,
  medium: 13,
  high: 17,
  critical: 18,
});
const WORKER_OUTCOMES = new Set(['exception', 'exceededCpu', 'exceededMemory', 'scriptNotFound']);

/** Severities under other than the usual names: of a risk, the outcome of a worker, the context of roarr. */
function namedSeverity(view: ObjectView): ObjectLevel | undefined {
  const risk = view.value(['severity_name'], isText);
  if (isText(risk) && Object.hasOwn(RISKS, risk.toLowerCase()))
    return { number: RISKS[risk.toLowerCase()] as number, text: risk, key: undefined };
  const outcome = view.has('script_name') ? view.value(['outcome'], isText) : undefined;
  if (isText(outcome) && WORKER_OUTCOMES.has(outcome)) return { number: 17, text: outcome, key: undefined };
  if (!view.has('sequence') || !view.has('version')) return undefined;
  const level = view.inside('context')?.value(['log_level'], (value) => typeof value === 'number');
  const number = severityNumberOf(level);
  return number === undefined ? undefined : { number, text: String(level), key: undefined };
}

function scaled(view: ObjectView, key: string): ObjectLevel {
  const value = Number(view.object[key]);
  const text = String(view.object[key]);
  const number = numberByNeighbours(view, value);
  return number === undefined ? { key } : { number, text, key };
}

function numberByNeighbours(view: ObjectView, value: number): number | undefined {
  if (view.has('channel') || view.has('level_name')) return MONOLOG_NUMBERS[MONOLOG.indexOf(value)];
  if (view.has('levelno') || view.has('pathname')) return PYTHON_NUMBERS[value];
  if (view.has('schema_version') && view.has('account_id')) return value >= 7 ? 17 : value >= 4 ? 13 : 9;
  if (view.has('req_id') && view.has('app')) return NEXTCLOUD_NUMBERS[value];
  if (view.has('operation_name') && view.has('category')) return AZURE_NUMBERS[value];
  if (view.has('level_value')) return value >= 40_000 ? 17 : value >= 30_000 ? 13 : value >= 20_000 ? 9 : 5;
  if (value >= 100) return MONOLOG_NUMBERS[MONOLOG.indexOf(value)];
  return undefined;
}

/** Events of Kubernetes: `Normal` or `Warning`. */
function eventType(view: ObjectView): string | undefined {
  if (!view.has('involved_object') && !view.has('regarding')) return undefined;
  return view.find(['type'], (value) => value === 'Warning');
}

/** `status` is a severity in some logs, and an answer's code or an outcome in others; so is MySQL's `label`. */
function statusWord(view: ObjectView): string | undefined {
  const names = view.has('err_code') ? ['label', 'status'] : ['status'];
  return view.find(
    names,
    (value) => typeof value === 'string' && value.length > 3 && isLevelWord(value) && !/^success|^fail/i.test(value),
  );
}

const TAGS = new Set(['fatal', 'critical', 'error', 'warning', 'warn', 'info', 'debug', 'trace']);

/** The severity among the tags of Kibana before 8. Tags of other programs name the subject of a record. */
function tagWord(view: ObjectView): string | undefined {
  const { pid, type } = view.object;
  if (typeof type !== 'string' || typeof pid !== 'number' || view.object['@timestamp'] === undefined) return undefined;
  const tags = view.value(['tags'], Array.isArray) as unknown[] | undefined;
  return tags?.slice(0, MOST_TAGS).find((tag): tag is string => typeof tag === 'string' && TAGS.has(tag));
}

const MOST_TAGS = 16;

/**
 * True for an access log entry of severity INFO whose status is 5xx: every access log takes the severity of the status.
 * A program's own text about an answer that it received keeps the program's severity.
 */
export function isFailedRequest(view: ObjectView, level: unknown): boolean {
  const { logger, message, msg, req, res, status, statusCode } = view.object;
  const code = isObject(res) ? (res.statusCode ?? res.status) : (status ?? statusCode);
  if (!(Number(code) >= FIRST_FAILURE && Number(code) <= LAST_FAILURE)) return false;
  // Pino's number.
  if (level !== 30 && !/^info$/i.test(String(level))) return false;
  if (msg === 'handled request' || (typeof logger === 'string' && logger.includes('access'))) return true;
  if (isObject(req) && isObject(res)) return true;
  return !isText(msg) && !isText(message) && httpFacts(view)?.hasTarget === true;
}

const FIRST_FAILURE = 500;
const LAST_FAILURE = 599;

/** True for a word that names a severity; a text of digits is a number. */
export function isLevelWord(value: unknown): boolean {
  return typeof value === 'string' && !/^\s*\d/.test(value) && severityNumberOf(value) !== undefined;
}

function isNumeric(value: unknown): boolean {
  return (
    (typeof value === 'number' && Number.isFinite(value)) || (typeof value === 'string' && /^\d{1,6}$/.test(value))
  );
}
