import type { FacetJson, FacetsJson, FieldsJson, PageJson, RecordJson } from '@logwarren/api';
import { listEntry } from '@logwarren/query/field-name';
import { resolveField } from '@logwarren/query/fields';
import { type QueryTerm, queryTerms } from '@logwarren/query/query-terms';
import { type ApiClient, queryOf, soon } from '../api/api-client.ts';
import type { Cli } from '../options/cli.ts';
import type { FilterParameters } from '../options/filter-options.ts';
import { momentOf, zoneOf } from '../text/local-time.ts';
import { oneLine } from '../text/terminal-text.ts';
import { similarNames } from './similar-names.ts';

/**
 * Explains why a search may have found nothing, as far as that can be found out quickly: the time range, a service or a
 * field that no record has, or a word that is the name of a service.
 *
 * @param isUtc shows times in UTC instead of the zone of this machine
 * @returns sentences; none when no reason was found
 */
export async function explainNothing(api: ApiClient, filter: FilterParameters, isUtc: boolean): Promise<string[]> {
  const { from, q = '', to, ...rest } = filter;
  const isLimited = from !== undefined || to !== undefined;
  const asked = [...(rest.service ?? []).flatMap((names) => names.split(',')), ...servicesIn(q)];
  const [newest, services = []] = await Promise.all([
    isLimited ? newestOf(api, { ...rest, ...(q === '' ? {} : { q }) }) : undefined,
    asked.length > 0 || WORD.test(q) ? knownServices(api) : undefined,
  ]);
  const sentences: string[] = [];
  if (newest !== undefined) {
    const ms = Date.parse(newest.timestamp);
    sentences.push(`There are records at other times; the newest is from ${momentOf(ms, isUtc)} ${zoneOf(ms, isUtc)}.`);
  }
  const unknown = services.length === 0 ? [] : unknownServices(asked, services);
  sentences.push(...unknown);
  // A service that does not exist has no fields.
  if (unknown.length === 0) sentences.push(...(await missingFields(api, q, rest.service)));
  const service = serviceNamed(q, services);
  if (service !== undefined) {
    sentences.push(`No record contains the word, but ${oneLine(service)} is a service: --service ${oneLine(service)}`);
  }
  return sentences;
}

/** A word that may be the name of a service. */
const WORD = /(?<!\S)[\p{L}\p{N}_.-]+(?!\S)/u;

/** Prints on standard error that nothing was found, and the likely reasons. */
export async function sayNothingFound(cli: Cli, filter: FilterParameters, isUtc: boolean): Promise<void> {
  cli.writeError(['Nothing found.', ...(await explainNothing(cli.api(), filter, isUtc)), ''].join('\n'));
}

async function newestOf(api: ApiClient, filter: FilterParameters): Promise<RecordJson | undefined> {
  const page = await soon(api.get<PageJson>(`/logs${queryOf({ ...filter, limit: 1 })}`, 'records'));
  return page?.records[0];
}

/** The facets, or none when time ran out before all records were counted: a value missing from some may be in others. */
function allOf(answer: FacetsJson | undefined): FacetJson[] {
  return answer?.complete === true ? answer.facets : [];
}

const MAX_FIELDS = 3;
/** Names are compared with at most this many services. */
const MAX_SERVICES = 1_000;

/** Sentences for attributes that no record has. The fields of a record itself, such as its service, are never missing. */
async function missingFields(api: ApiClient, q: string, service: string[] | undefined): Promise<string[]> {
  const terms = fieldTerms(queryTerms(q));
  const written = [...new Set(terms.map(({ field = '' }) => field))];
  const names = written.filter((name) => resolveField(name).kind === 'attribute').slice(0, MAX_FIELDS);
  if (names.length === 0) return [];
  // If the query names a service, only its records count.
  const ofService = terms.find(isService);
  const named = ofService && q.slice(ofService.start, ofService.end);
  const scope = { service, q: named };
  const path = `/logs/facets${queryOf({ ...scope, fields: names.map(listEntry), limit: 1 })}`;
  const answer = await soon(api.get<FacetsJson>(path, 'facets'));
  const absent = allOf(answer)
    .filter(({ values }) => values.length === 0)
    .map(({ field }) => field);
  if (absent.length === 0) return [];
  const known = await soon(api.get<FieldsJson>(`/logs/fields${queryOf(scope)}`, 'fields'));
  return absent.map((name) => {
    const hint = hintFor(name, known?.fields.map((field) => field.name) ?? [], 'fields');
    const where = named ?? service?.join(', ');
    return `No record${where === undefined ? '' : ` of ${oneLine(where)}`} has the field ${oneLine(name)}; ${hint}.`;
  });
}

/** Conditions on fields, also those in parentheses. */
function fieldTerms(terms: readonly QueryTerm[]): QueryTerm[] {
  return terms.flatMap((term) => (term.field === undefined ? fieldTerms(term.terms) : [term]));
}

function isService({ kind, field = '', negated }: QueryTerm): boolean {
  const ref = resolveField(field);
  return kind === 'field' && !negated && ref.kind === 'record' && ref.field === 'service';
}

/** Conditions on the service. `service=shop` is a text in a query, but it shows which service is meant. */
const NAMES_SERVICE =
  /(?<![^\s({,])(?:service|app|service\.name|service_name)\s{0,9}(?::|==?)\s{0,9}("[^"]{1,128}"|'[^']{1,128}'|[^\s()"'=~]{1,128})(?![(\w])/gu;
/** Signs of a pattern or a list, which are not the name of one service. */
const NOT_A_NAME = /[*?|/\\^$+,[\]{}<>]/;

function servicesIn(q: string): string[] {
  const written = [...q.matchAll(NAMES_SERVICE)].map(([, value = '']) => value.replace(/^(["'])(.*)\1$/, '$2'));
  return written.filter((name) => !NOT_A_NAME.test(name));
}

/** Sentences for services that have no record at all, with those that were probably meant. */
function unknownServices(asked: readonly string[], known: readonly string[]): string[] {
  const isKnown = (name: string) => known.some((other) => other.toLowerCase() === name.toLowerCase());
  return [...new Set(asked)]
    .filter((name) => !isKnown(name))
    .map((name) => `No record is from a service named ${oneLine(name)}; ${hintFor(name, known, 'stats')}.`);
}

/** Suggests names that were probably meant, or else the command that lists all. */
function hintFor(name: string, known: readonly string[], command: 'fields' | 'stats'): string {
  const similar = similarNames(name, known);
  return similar.length === 0 ? `logwarren ${command} lists them all` : `similar: ${similar.join(', ')}`;
}

async function knownServices(api: ApiClient): Promise<string[] | undefined> {
  const path = `/logs/facets${queryOf({ fields: 'service', limit: MAX_SERVICES })}`;
  const answer = await soon(api.get<FacetsJson>(path, 'facets'));
  return allOf(answer)[0]?.values.map(({ value }) => value);
}

/** Finds a service that a word of the query names. */
function serviceNamed(q: string, services: readonly string[]): string | undefined {
  const words = q.toLowerCase().split(/\s+/);
  return services.find((service) => words.includes(service.toLowerCase()));
}
