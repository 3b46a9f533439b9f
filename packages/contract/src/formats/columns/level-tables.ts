/*
 * Severities by the words, letters and numbers that the layouts of this folder write for them.
 */

/** Severities by the numbers of Python's logging, as Checkmk writes them. */
export const PYTHON_LEVELS: Readonly<Record<number, string>> = Object.freeze({
  10: 'DEBUG',
  15: 'DEBUG',
  20: 'INFO',
  30: 'WARN',
  40: 'ERROR',
  50: 'CRITICAL',
});

/** Severities by the words of SharePoint's Unified Logging Service. */
export const ULS_LEVELS: Readonly<Record<string, string>> = Object.freeze({
  Critical: 'CRITICAL',
  Unexpected: 'ERROR',
  Assert: 'ERROR',
  Monitorable: 'WARN',
  High: 'INFO',
  Medium: 'INFO',
  Information: 'INFO',
  Verbose: 'DEBUG',
  VerboseEx: 'TRACE',
});

/** Severities by ZoneMinder's words of three letters. */
export const ZONE_MINDER: Readonly<Record<string, string>> = Object.freeze({
  INF: 'INFO',
  WAR: 'WARN',
  ERR: 'ERROR',
  FAT: 'FATAL',
  PNC: 'FATAL',
});

/** Severities by the words of Extreme's switches, cut to four letters. */
export const EXTREME: Readonly<Record<string, string>> = Object.freeze({
  Crit: 'CRITICAL',
  Erro: 'ERROR',
  Warn: 'WARN',
  Noti: 'NOTICE',
  Info: 'INFO',
  Summ: 'INFO',
  Debu: 'DEBUG',
  Verb: 'TRACE',
});

/** Severities by the words of java.util.logging that OrientDB cuts to five letters. */
export const CLIPPED: Readonly<Record<string, string>> = Object.freeze({
  SEVER: 'ERROR',
  WARNI: 'WARN',
  CONFI: 'DEBUG',
  FINER: 'TRACE',
  FINES: 'TRACE',
});

/** Severities by the letters of klog, Android, mongod, WebSphere and others; see `lettered-lines.ts`. */
export const LETTER_LEVELS: Readonly<Record<string, string>> = Object.freeze({
  T: 'TRACE',
  V: 'TRACE',
  D: 'DEBUG',
  I: 'INFO',
  N: 'NOTICE',
  W: 'WARN',
  E: 'ERROR',
  F: 'FATAL',
  S: 'INFO',
  C: 'CRITICAL',
  A: 'INFO',
  R: 'ERROR',
  O: 'INFO',
  U: 'INFO',
});
