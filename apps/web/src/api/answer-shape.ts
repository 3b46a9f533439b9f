/** Kind of a member of an answer. */
type Kind = 'array' | 'object' | 'string' | 'number' | 'boolean';

/** The members that the page needs in each answer, by method and path of the request; `*` stands for an id. */
const SHAPES: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  '/logs': { records: 'array' },
  '/logs/now': { asOf: 'string' },
  '/logs/stats': { total: 'number' },
  '/logs/overview': { total: 'number', bySeverity: 'object', services: 'array' },
  '/logs/histogram': { bins: 'array' },
  '/logs/facets': { facets: 'array' },
  '/logs/fields': { fields: 'array' },
  '/logs/patterns': { patterns: 'array' },
  '/logs/*': { id: 'string', timestamp: 'string', message: 'string' },
  '/logs/*/context': { before: 'array', record: 'object', after: 'array' },
  '/dead-letters': { letters: 'array' },
  '/dead-letters/*': { id: 'string' },
  '/ledger': { total: 'object', rows: 'array' },
  '/searches': { searches: 'array' },
  'POST /searches': { id: 'string' },
  'POST /dead-letters/replay': { complete: 'boolean' },
  'POST /dead-letters/discard': { discarded: 'number' },
};

/** Whether an object can be the answer to a request: `{}` from a proxy is not a page of records. */
export function hasShape(value: object, path: string, method = 'GET'): boolean {
  const [place = ''] = path.split('?');
  const shape = (method === 'GET' ? (SHAPES[place] ?? SHAPES[withoutId(place)]) : SHAPES[`${method} ${place}`]) ?? {};
  return Object.entries(shape).every(([name, kind]) => kindOf((value as Record<string, unknown>)[name]) === kind);
}

function withoutId(place: string): string {
  const [, room = '', , ...rest] = place.split('/');
  return ['', room, '*', ...rest].join('/');
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return value === null ? 'null' : typeof value;
}
