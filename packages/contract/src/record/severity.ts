import { jsonText } from '../json/index.ts';

/**
 * One severity over every protocol: OpenTelemetry's numbers 1 to 24, in six named ranges of four.
 *
 * Numbers rise with severity and represent syslog's eight levels without loss. People filter by the name, and the
 * routing key carries it. Mapping: OpenTelemetry log data model, Appendix B.
 */

/** The six severities, least severe first. */
export const SEVERITIES = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;

/** Name of a range of four OpenTelemetry severity numbers. */
export type Severity = (typeof SEVERITIES)[number];

/** Severity of a record; `severityText` is the original word if it differs from the name. */
interface SeverityFields {
  severity: Severity;
  /** 1 to 24, inside the range that `severity` names. */
  severityNumber: number;
  severityText?: string;
}

/** First (least severe) number of each range; also the number of a record that has only the name. */
export const SEVERITY_BASE: Readonly<Record<Severity, number>> = Object.freeze({
  TRACE: 1,
  DEBUG: 5,
  INFO: 9,
  WARN: 13,
  ERROR: 17,
  FATAL: 21,
});

/** Longest original severity word that is kept, in characters. */
export const MAX_SEVERITY_TEXT_LENGTH = 256;

/** Number of a record whose origin names no severity: OpenTelemetry leaves it unset, search needs one. */
const DEFAULT_SEVERITY_NUMBER = SEVERITY_BASE.INFO;

/** True for one of the six names, upper case only. */
export function isSeverity(value: unknown): value is Severity {
  return typeof value === 'string' && Object.hasOwn(SEVERITY_BASE, value);
}

/**
 * Name of the range that a severity number lies in.
 *
 * @param severityNumber 1 to 24; anything else throws `BUG: …`, so check input from outside first
 */
export function severityOfNumber(severityNumber: number): Severity {
  const severity = SEVERITIES[Math.floor((severityNumber - 1) / 4)];
  if (severity === undefined) throw new Error(`BUG: severity number ${severityNumber} is outside 1 to 24`);
  return severity;
}

/** Smallest and largest number of a range, both included. */
export function severityRange(severity: Severity): { min: number; max: number } {
  const min = SEVERITY_BASE[severity];
  return { min, max: min + 3 };
}

/** How to read a bare number: pino and bunyan (10 to 60), syslog (0 to 7), OpenTelemetry (1 to 24). */
export type SeverityScale = 'pino' | 'syslog' | 'otel';

const SYSLOG_NUMBERS = [21, 19, 18, 17, 13, 10, 9, 5];

/**
 * Whole words of severities, lower case. A person who writes one means a severity, so files of own formats accept only
 * these.
 */
const WHOLE_WORDS: Readonly<Record<string, number>> = Object.freeze({
  trace: 1,
  debug: 5,
  verbose: 6,
  info: 9,
  information: 9,
  notice: 10,
  warn: 13,
  warning: 13,
  error: 17,
  err: 17,
  critical: 18,
  crit: 18,
  alert: 19,
  fatal: 21,
  emerg: 21,
  emergency: 21,
  panic: 21,
});

/** Words of every format we read, lower case. Winston's follow OpenTelemetry's own winston transport. */
const WORD_NUMBERS: Readonly<Record<string, number>> = Object.freeze({
  ...WHOLE_WORDS,
  // Abbreviations, single letters, or words that are also plain English: severities only in the place of a severity.
  trc: 1,
  trce: 1,
  trac: 1,
  t: 1,
  finest: 1,
  silly: 1,
  finer: 2,
  dbg: 5,
  dbug: 5,
  debu: 5,
  d: 5,
  debug1: 5,
  fine: 5,
  verb: 6,
  vrb: 6,
  http: 7,
  config: 8,
  informational: 9,
  inf: 9,
  i: 9,
  log: 9,
  default: 9,
  system: 9,
  success: 9,
  note: 10,
  noti: 10,
  n: 10,
  wrn: 13,
  warni: 13,
  w: 13,
  e: 17,
  eror: 17,
  erro: 17,
  errs: 17,
  severe: 17,
  fail: 17,
  failure: 17,
  c: 18,
  ftl: 21,
  fata: 21,
  f: 21,
  pani: 21,
  dpanic: 21,
  // Java and PostgreSQL in German, French, Spanish and Italian.
  schwerwiegend: 17,
  fehler: 17,
  warnung: 13,

  grave: 17,
  erreur: 17,
  avertissement: 13,
  attention: 13,
  // The words that Chinese, Japanese, Korean and Russian programs write in brackets.
  致命: 21,
  严重: 18,
  错误: 17,
  警告: 13,
  信息: 9,
  调试: 5,
  エラー: 17,
  情報: 9,
  오류: 17,
  경고: 13,
  정보: 9,
  ошибка: 17,
  предупреждение: 13,
  advertencia: 13,
  avvertenza: 13,
  errore: 17,
});

/**
 * True for a whole word of a severity in any case, with or without OpenTelemetry's suffix (`WARN3`); false for `EROR`,
 * `W`, `fine`.
 */
export function isWholeSeverity(text: string): boolean {
  const word = text.trim().toLowerCase();
  return Object.hasOwn(WHOLE_WORDS, word) || (/[2-4]$/.test(word) && Object.hasOwn(WHOLE_WORDS, word.slice(0, -1)));
}

/**
 * Severity number of an origin's word or number.
 *
 * Words may be in any case, with OpenTelemetry's suffix (`WARN3`) or Go's distance (`INFO+2`). `scale` says how to read
 * a bare number; without it, 0 to 7 is syslog and 10 and up is pino, with custom levels rounded down to the range that
 * they lie in.
 *
 * @returns undefined when the value names no severity known to us
 */
export function severityNumberOf(value: unknown, scale?: SeverityScale): number | undefined {
  if (typeof value === 'number') return numberOnScale(value, scale);
  if (typeof value !== 'string') return undefined;
  const word = value.trim().toLowerCase();
  const known = Object.hasOwn(WORD_NUMBERS, word) ? WORD_NUMBERS[word] : undefined;
  if (known !== undefined) return known;
  // All other known words end in a digit; nearly all words in question do not.
  if (!endsInDigit(word)) return undefined;
  const suffixed = /^(trace|debug|info|warn|error|fatal)([2-4])$/.exec(word);
  if (suffixed?.[1] !== undefined) return (WORD_NUMBERS[suffixed[1]] ?? 0) + Number(suffixed[2]) - 1;
  return /^\d{1,3}$/.test(word) ? numberOnScale(Number(word), scale) : distantNumber(word);
}

function endsInDigit(word: string): boolean {
  const code = word.charCodeAt(word.length - 1);
  return code >= 48 && code <= 57;
}

const MOST = 24;

/**
 * slog's levels between and beyond the four that have names: its `INFO+2` and `ERROR+4` are OpenTelemetry's numbers 11
 * and 21, and `DEBUG-4` is a trace. It writes no other word with a minus; for others, the word alone is enough.
 */
function distantNumber(word: string): number | undefined {
  const match = /^(debug|info|warn|error)([+-]\d{1,2})$/.exec(word);
  const base = WORD_NUMBERS[match?.[1] ?? ''];
  if (match === null || base === undefined) return undefined;
  const distance = Number(match[2]);
  return distance < 0 && match[1] !== 'debug' ? base : Math.min(Math.max(base + distance, 1), MOST);
}

function numberOnScale(value: number, scale: SeverityScale | undefined): number | undefined {
  if (!Number.isFinite(value) || value < 0) return undefined;
  const chosen = scale ?? (value >= 8 ? 'pino' : 'syslog');
  if (chosen === 'otel') return Number.isInteger(value) && value >= 1 && value <= 24 ? value : undefined;
  if (chosen === 'syslog') return SYSLOG_NUMBERS[value];
  if (value < 10) return SEVERITY_BASE.TRACE;
  return SEVERITY_BASE[SEVERITIES[Math.min(Math.floor(value / 10), 6) - 1] ?? 'FATAL'];
}

/** The origin's word as a record keeps it: cut to the limit, without half characters. */
export function severityTextOf(value: unknown): string {
  const text = typeof value === 'object' ? jsonText(value) : String(value);
  return text.slice(0, MAX_SEVERITY_TEXT_LENGTH).toWellFormed();
}

/**
 * Severity fields of a record from any word or number of its origin; never fails.
 *
 * @param value word or number of the origin; undefined or null means unset, which becomes INFO without a text
 * @returns INFO with the original as `severityText` when the word is unknown; OpenTelemetry's own number needs no text
 */
export function severityFields(value: unknown, scale?: SeverityScale): SeverityFields {
  if (value === undefined || value === null || value === '') {
    return { severity: 'INFO', severityNumber: DEFAULT_SEVERITY_NUMBER };
  }
  const known = severityNumberOf(value, scale);
  const severityNumber = known ?? DEFAULT_SEVERITY_NUMBER;
  const severity = severityOfNumber(severityNumber);
  if (scale === 'otel' && known === value) return { severity, severityNumber };
  const original = severityTextOf(value);
  return original === severity ? { severity, severityNumber } : { severity, severityNumber, severityText: original };
}
