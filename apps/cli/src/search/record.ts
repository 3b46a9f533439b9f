/** A record as every answer of the API shows it. */
export interface FoundRecord {
  id: string;
  /** ISO 8601 in UTC. */
  timestamp: string;
  service: string;
  severity: string;
  severityText?: string;
  message: string;
  traceId?: string;
  spanId?: string;
  attributes: Record<string, string | number | bigint | boolean | null>;
  observedAt: string;
}
