/** Severities as the API names them, the worst first: the order of every list and stack on the page. */
export const SEVERITIES = ['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A bigint is a whole number that a number would round. */
export type AttributeValue = string | number | bigint | boolean | null;

/** A record as every answer of the API shows it; times are ISO 8601 in UTC. */
export interface LogRecord {
  id: string;
  timestamp: string;
  service: string;
  severity: Severity;
  severityNumber: number;
  severityText?: string;
  message: string;
  traceId?: string;
  spanId?: string;
  attributes: Record<string, AttributeValue>;
  observedAt: string;
  /** Only on live records: the record is stored under another id, so nothing can be asked about this one. */
  idIsProvisional?: boolean;
  /** Orders records of one timestamp; absent where `id` does. */
  order?: string;
}

/** One page of `GET /logs`, newest record first. */
export interface LogPage {
  records: LogRecord[];
  /** `cursor` of the page after this; null at the end. */
  next: string | null;
  /** Only around a record: `cursor` of the newer records, which come oldest first; null at the newest record. */
  previous?: string | null;
  /** False when the server's time was up first; `next` then goes on. */
  complete: boolean;
  /** How far back the search got; only when not complete. */
  searchedTo?: string;
  /** How the query was read where it can be read in two ways, as sentences. */
  notes?: string[];
}

/** Records by severity; a severity without records may be absent. */
export type SeverityCounts = Partial<Record<Severity, number>>;

/** Answer of `GET /logs/stats`. */
export interface LogStats {
  total: number;
  bySeverity: SeverityCounts;
  /** Most records first. */
  byService: { service: string; total: number; bySeverity: SeverityCounts }[];
  /** Matches dated in the future, which a range that ends now leaves out. */
  future: number;
  complete: boolean;
}

/** A record as an overview names it. */
export interface RecordBrief {
  id: string;
  timestamp: string;
  severity: Severity;
  /** The beginning. */
  message: string;
}

/** A service as an overview shows it; numbers by bin, the oldest first. */
export interface ServiceOverview {
  service: string;
  total: number;
  bySeverity: SeverityCounts;
  records: number[];
  errors: number[];
  lastError: RecordBrief | null;
}

/** Answer of `GET /logs/overview`. */
export interface LogOverview {
  total: number;
  /** Start of the range; null when it has none. */
  from: string | null;
  bySeverity: SeverityCounts;
  /** Services that have records; `services` has those with most trouble. */
  serviceCount: number;
  services: ServiceOverview[];
  /** Services that said nothing in the range, the last that fell silent first; null for a range without start, and when it is not known. */
  silent: { count: number; services: { service: string; lastSeen: string; lastRecord: RecordBrief | null }[] } | null;
  /** Records dated in the future, which a range that ends now leaves out. */
  future: number;
  complete: boolean;
  asOf: string;
}

/** Answer of `GET /logs/histogram`. */
export interface LogHistogram {
  from: string;
  to: string;
  stepMs: number;
  /** Oldest first, without gaps; `time` is the bin's start, and the next one's is its end. */
  bins: { time: string; counts: SeverityCounts }[];
  /** End of the last bin. */
  end: string;
  /** Matches dated in the future, which a range that ends now leaves out. */
  future: number;
  complete: boolean;
}

/** Answer of `GET /logs/facets`. */
export interface LogFacets {
  facets: Facet[];
  complete: boolean;
}

/** A number of records. */
export interface Count {
  count: number;
  /**
   * The truth is within so many of it in 95 of 100 cases; 0 when counted; null when the time was up and there may be
   * more.
   */
  error: number | null;
  /** Ends of the interval of an estimate: never less than was seen, and never more than there can be. */
  low?: number | undefined;
  high?: number | undefined;
}

/** Top values of a field, most records first. */
export interface Facet {
  field: string;
  values: ({ value: AttributeValue } & Count)[];
  /** Records with other values. */
  others: number;
  othersError: number | null;
  othersLow?: number;
  othersHigh?: number;
  /** True when every count is the true one. */
  exact: boolean;
  /** Only for a sample: values with fewer records may be missing. */
  mayMiss: number | null;
}

/** The number of all records in counts by severity. */
export function totalOf(counts: SeverityCounts): number {
  return SEVERITIES.reduce((sum, severity) => sum + (counts[severity] ?? 0), 0);
}

/** Errors and worse. */
export function errorsOf(counts: SeverityCounts): number {
  return (counts.FATAL ?? 0) + (counts.ERROR ?? 0);
}

/** Answer of `GET /logs/patterns`, most frequent first. */
export interface LogPatterns {
  /** How the query was read, where it made a difference. */
  notes?: string[];
  patterns: LogPattern[];
  /** Records whose pattern is not listed. */
  others: number;
  othersError: number | null;
  othersLow?: number;
  othersHigh?: number;
  exact: boolean;
  /** Only for a sample: patterns with fewer records may be missing. */
  mayMiss: number | null;
  complete: boolean;
  /** False when the time was up before all were counted; older services do not say. */
  counted?: boolean;
}

/** A template of messages: `<n>`, `<uuid>` and the like stand for what varies. */
export interface LogPattern extends Count {
  pattern: string;
  counts: SeverityCounts;
  /** Counts by time, oldest first. */
  trend: number[];
  /** One of the newest. */
  example: LogRecord;
}

/** Answer of `GET /logs/:id/context`; all in order of time, the oldest first. */
export interface LogContext {
  before: LogRecord[];
  record: LogRecord;
  after: LogRecord[];
  complete: boolean;
}

/** Answer of `GET /logs/fields`. */
export interface LogFields {
  fields: ({ name: string; kind: 'record' | 'attribute'; types: string[] } & Count)[];
  records: number;
  exact: boolean;
}
