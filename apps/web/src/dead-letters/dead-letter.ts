/** A dead letter as the API shows it; times are ISO 8601 in UTC. */
export interface DeadLetter {
  id: string;
  state: 'kept' | 'replaying' | 'replayed' | 'discarded';
  reason: string;
  explanation: string;
  service: string | null;
  records: number;
  /** How often it has failed. */
  count: number;
  firstFailedAt: string;
  lastFailedAt: string;
  settledAt: string | null;
  sizeBytes: number;
  origin: {
    queue: string;
    routingKey: string;
    messageId: string | null;
    host: string | null;
    recordIndex: number | null;
  };
}

/** One page of `GET /dead-letters`, the newest failure first. */
export interface DeadLetterPage {
  letters: DeadLetter[];
  next: string | null;
}

/** The same with the beginning of its bytes. */
export interface DeadLetterDetail extends DeadLetter {
  type: string | null;
  contentType: string | null;
  contentEncoding: string | null;
  headers: Record<string, string | number | boolean>;
  preview: { bytes: number; hex: string; text: string; unpacked: boolean; truncated: boolean };
}

/** Answer to a dry run of replaying. */
export interface ReplayForecast {
  succeed: number;
  fail: number;
  letters: { id: string; succeeds: boolean; reason?: string; explanation?: string }[];
}
