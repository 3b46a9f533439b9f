/**
 * An answer of a service that may be older than its client.
 *
 * @example Older<LedgerJson, 'lost'>, because earlier builds did not answer `lost`
 */
export type Older<Answer, Since extends keyof Answer> = Omit<Answer, Since> & Partial<Pick<Answer, Since>>;
