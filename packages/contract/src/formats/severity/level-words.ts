import { severityNumberOf } from '../../record/index.ts';

/*
 * Whether a word names a severity depends on its place. The table of severities has them all. Many are also words of
 * English, so they need brackets, bars or a colon to be a severity.
 */

/** In capitals these are severities without any mark. */
const CAPITALS = new Set(
  (
    'TRACE TRC TRAC DEBUG DBG DEBU DBUG FINE FINER FINEST VERBOSE VRB INFO INF INFORMATION NOTICE WARN WARNING WRN ' +
    'ERROR ERR ERRO EROR SEVERE CRITICAL CRIT ALERT FATAL FTL FATA PANIC PANI DPANIC EMERG EMERGENCY ' +
    'SCHWERWIEGEND WARNUNG FEHLER GRAVE AVERTISSEMENT ERREUR ADVERTENCIA AVVERTENZA'
  ).split(' '),
);
/** In small letters these begin a text as its severity even without a mark. */
const BARE = new Set(['info', 'debug', 'warn', 'warning', 'error', 'err', 'fatal', 'critical', 'crit']);
/** Before a colon these are the subject of the text. */
const ABOUT = new Set(['log', 'default', 'config', 'http', 'system', 'success', 'fine', 'grave', 'trace', 'silly']);

const LETTERS = 'TDINWEFCV';

/** True for a known word of capitals that needs no mark: `ERROR`, `WARN2`, `INFO+2`. */
export function isCapitalLevel(word: string): boolean {
  if (CAPITALS.has(word)) return true;
  // Look at the end first: this check runs for nearly every word of every line.
  const last = word.charCodeAt(word.length - 1);
  if (!(last >= 48 && last <= 57)) return false;
  return /^[A-Z]{4,5}(?:[2-4]|[+-]\d{1,2})$/.test(word) && severityNumberOf(word) !== undefined;
}

/** True for a word that is a severity before a colon, in any case: `error:`, `Warning:`, `LOG:`. */
export function isColonLevel(word: string): boolean {
  if (word.length < 3 || severityNumberOf(word) === undefined || /\d/.test(word)) return false;
  return word === word.toUpperCase() || !ABOUT.has(word.toLowerCase());
}

/** True for a word of small letters that begins a text. */
export function isBareLevel(word: string): boolean {
  return BARE.has(word);
}

/** Parts of a program, not severities, unless in capitals: `[Config] loaded`. Only `HTTP` is one in any case. */
const TAGS = new Set(['config', 'http', 'system', 'default']);

/** True for a word in brackets that names the subject of a line: `[HTTP]`, `[Config]`. */
export function isTag(word: string): boolean {
  if (word.length < 4 || word.length > 7) return false;
  return word === 'HTTP' || (word !== word.toUpperCase() && TAGS.has(word.toLowerCase()));
}

/** True for a severity between brackets, bars or tabs: any word of the table, a letter only if it is a capital. */
export function isMarkedLevel(word: string): boolean {
  if (word.length > 13 || word === '') return false;
  if (word.length === 1) return LETTERS.includes(word);
  return severityNumberOf(word) !== undefined && !/\d/.test(word);
}

/** ERROR for 5xx, WARN for 4xx, INFO for everything else: the rule for every access log. */
export function severityOfStatus(status: number): 'ERROR' | 'WARN' | 'INFO' {
  return status >= 500 ? 'ERROR' : status >= 400 ? 'WARN' : 'INFO';
}

/** Severity that begins the second line of java.util.logging, in the languages of its own bundles. */
export const JUL_LEVEL =
  /^(SEVERE|WARNING|INFO|CONFIG|FINE|FINER|FINEST|SCHWERWIEGEND|WARNUNG|INFORMATION|GRAVE|AVERTISSEMENT|INFOS|ADVERTENCIA|AVVERTENZA) ?: ?/;
