import { type ApiClient, queryOf, soon } from '../api-client.ts';
import type { FilterParameters } from '../commands/filter-options.ts';
import { momentOf, zoneOf } from '../terminal/local-time.ts';
import { oneLine } from '../terminal/terminal-text.ts';
import type { FoundRecord } from './record.ts';

/**
 * Why a search may have found nothing, as far as that can be found out quickly: the time range, a field that no record
 * has, a word that is the name of a service.
 *
 * @returns sentences; none when nothing was found out
 */
export async function explainNothing(api: ApiClient, filter: FilterParameters, isUtc: boolean): Promise<string[]> {
  const { from, q = '', to, ...rest } = filter;
  const isLimited = from !== undefined || to !== undefined;
  const [newest, fields, service] = await Promise.all([
    isLimited ? newestOf(api, { ...rest, ...(q === '' ? {} : { q }) }) : undefined,
    missingFields(api, q, rest.service),
    serviceNamed(api, q),
  ]);
  const sentences: string[] = [];
  if (newest !== undefined) {
    const ms = Date.parse(newest.timestamp);
    sentences.push(`There are some at other times; the newest is of ${momentOf(ms, isUtc)} ${zoneOf(ms, isUtc)}.`);
  }
  sentences.push(...fields);
  if (service !== undefined) {
    sentences.push(`No record has the word, but ${oneLine(service)} is a service: --service ${oneLine(service)}`);
  }
  return sentences;
}

async function newestOf(api: ApiClient, filter: FilterParameters): Promise<FoundRecord | undefined> {
  const page = await soon(api.get<{ records: FoundRecord[] }>(`/logs${queryOf({ ...filter, limit: 1 })}`, 'records'));
  return page?.records[0];
}

/** Names before a colon, outside of quotation marks; `std::vector` and `http://host` begin with none. */
const FIELD = /(?<![^\s(])-?([^\s():"*-][^\s():"*]*):(?!:|\/\/|[\s)]|$)/g;
const MAX_FIELDS = 3;
const MAX_SIMILAR = 5;

/** The part of a query that names a service: fields are asked for there. */
const SERVICE = /(?<![-\p{L}\p{N}_.])(?:service|app):(?:"[^"]*"|[^\s()"]+)/u;

async function missingFields(api: ApiClient, q: string, service: string[] | undefined): Promise<string[]> {
  const unquoted = q.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  const names = [...new Set([...unquoted.matchAll(FIELD)].map(([, name = '']) => name))].slice(0, MAX_FIELDS);
  if (names.length === 0) return [];
  const [named] = SERVICE.exec(q) ?? [];
  const scope = { service, q: named };
  const path = `/logs/facets${queryOf({ ...scope, fields: names, limit: 1 })}`;
  const facets = await soon(api.get<{ facets: { field: string; values: unknown[] }[] }>(path, 'facets'));
  const absent = (facets?.facets ?? []).filter(({ values }) => values.length === 0).map(({ field }) => field);
  if (absent.length === 0) return [];
  const known = await soon(api.get<{ fields: { name: string }[] }>(`/logs/fields${queryOf(scope)}`, 'fields'));
  return absent.map((name) => {
    const similar = similarNames(name, known?.fields.map((field) => field.name) ?? []);
    const hint = similar.length === 0 ? 'logwarren fields lists those there are' : `similar: ${similar.join(', ')}`;
    const where = named ?? service?.join(', ');
    return `No record${where === undefined ? '' : ` of ${oneLine(where)}`} has the field ${oneLine(name)}; ${hint}.`;
  });
}

/** Names that hold the name, or are held by it, in any case and spelling of compound words. */
function similarNames(name: string, known: readonly string[]): string[] {
  const fold = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  const wanted = fold(name);
  const isSimilar = (other: string) => {
    const folded = fold(other);
    return folded.includes(wanted) || (folded.length > 2 && wanted.includes(folded));
  };
  return known.filter(isSimilar).slice(0, MAX_SIMILAR).map(oneLine);
}

async function serviceNamed(api: ApiClient, q: string): Promise<string | undefined> {
  const words = q
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => /^[\p{L}\p{N}_.-]+$/u.test(word));
  if (words.length === 0) return undefined;
  const answer = await soon(
    api.get<{ facets: { values: { value: string }[] }[] }>(
      `/logs/facets${queryOf({ fields: 'service', limit: 100 })}`,
      'facets',
    ),
  );
  const services = answer?.facets[0]?.values.map(({ value }) => value) ?? [];
  return services.find((service) => words.includes(service.toLowerCase()));
}
