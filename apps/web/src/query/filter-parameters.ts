/** Chooses records by a query and a time range, as in the address; '' if not set. */
export interface Selection {
  q: string;
  from: string;
  to: string;
}

/** The parameters of the API that choose these records. */
export function filterParameters({ q, from, to }: Selection): string {
  const parameters = new URLSearchParams();
  if (q.trim() !== '') parameters.set('q', q);
  if (from !== '') parameters.set('from', from);
  if (to !== '') parameters.set('to', to);
  return parameters.toString();
}

/** A path with further parameters. */
export function withParameters(path: string, ...parameters: string[]): string {
  const query = parameters.filter((each) => each !== '').join('&');
  return query === '' ? path : `${path}?${query}`;
}

/** The parameter that makes bars follow the reader's clock; '' if the browser does not know its zone. */
export function zoneParameter(): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return /^(UTC|[A-Z]\w*\/.+)$/.test(timeZone) && timeZone !== 'Etc/Unknown'
    ? new URLSearchParams({ timeZone }).toString()
    : '';
}
