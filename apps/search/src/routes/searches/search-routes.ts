import { errorJson, type SavedSearchJson, savedSearchesJson, savedSearchJson } from '@logwarren/api';
import type { SavedSearch } from '@logwarren/store';
import { z } from 'zod';
import { HttpError } from '../../errors/http-error.ts';
import { filterParameters } from '../../parameters/filter.ts';
import type { SavedSearchStore } from '../../queries/store-functions.ts';
import { type App, type RouteContext, searchErrors } from '../route-context.ts';

const tags = ['saved searches'];
const MAX_NAME_LENGTH = 100;

const VIEWS = ['logs', 'overview', 'patterns'];

/** A text for one of the search parameters; kept exactly as written. */
function checked(name: 'q' | 'from' | 'to') {
  return z.string({ error: 'is not a text' }).superRefine((text, context) => {
    const result = filterParameters[name].safeParse(text);
    for (const issue of result.error?.issues ?? []) context.addIssue({ ...issue, code: 'custom', path: [] } as never);
  });
}

const searchBody = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, 'is empty; give the search a name')
    .max(MAX_NAME_LENGTH, `is longer than ${MAX_NAME_LENGTH} characters`),
  q: checked('q').optional().describe('The query, as in `GET /logs`.'),
  from: checked('from').optional().describe('Start of the time range, as in `GET /logs`.'),
  to: checked('to').optional().describe('End of the time range, as in `GET /logs`.'),
  view: z
    .enum(VIEWS, `is not a view; use ${VIEWS.join(', ')}`)
    .optional()
    .describe('View of the page.'),
});

/** No parameters. */
const NOTHING = z.strictObject({});

const idParameters = z.object({
  id: z
    .string()
    .max(32, 'is not an id of a saved search; it has ten letters and digits')
    .describe('Id of the saved search.'),
});
const notFound = { 404: errorJson.describe('There is no such search.') };

/** Routes of saved searches, and their short links. */
export function searchRoutes(app: App, { searches }: RouteContext): void {
  for (const route of [postSearch, getSearches, getSearchById, deleteSearchById, getShortLink]) route(app, searches);
}

function postSearch(app: App, searches: SavedSearchStore): void {
  const schema = {
    operationId: 'saveSearch',
    summary: 'Save a search',
    description: 'Saving the same search under the same name again gives the same id and link.',
    tags,
    querystring: NOTHING,
    body: searchBody,
    response: { 201: savedSearchJson, 409: errorJson.describe('Too many searches are saved.'), ...searchErrors },
  };
  app.post('/searches', { schema }, async ({ body }, reply) => {
    const { name, ...rest } = body;
    const given = Object.entries(rest).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const saved = await searches.save({ name, parameters: Object.fromEntries(given) });
    if (saved === undefined)
      throw new HttpError(409, 'too-many-saved-searches', 'too many searches are saved; delete some');
    return reply.code(201).send(toSearchJson(saved));
  });
}

function getSearches(app: App, searches: SavedSearchStore): void {
  const schema = {
    operationId: 'listSearches',
    summary: 'List saved searches',
    description: 'All of them, by name.',
    tags,
    querystring: NOTHING,
    response: { 200: savedSearchesJson, ...searchErrors },
  };
  app.get('/searches', { schema }, async () => ({ searches: (await searches.list()).map(toSearchJson) }));
}

function getSearchById(app: App, searches: SavedSearchStore): void {
  const schema = {
    operationId: 'getSearch',
    summary: 'Get one saved search',
    description: 'The saved query, range and view.',
    tags,
    params: idParameters,
    querystring: NOTHING,
    response: { 200: savedSearchJson, ...notFound, ...searchErrors },
  };
  app.get('/searches/:id', { schema }, async ({ params }) => toSearchJson(await existing(searches, params.id)));
}

function deleteSearchById(app: App, searches: SavedSearchStore): void {
  const schema = {
    operationId: 'deleteSearch',
    summary: 'Delete a saved search',
    description: 'Its short link no longer works.',
    tags,
    params: idParameters,
    querystring: NOTHING,
    response: { 204: z.null().describe('Deleted.'), ...notFound, ...searchErrors },
  };
  app.delete('/searches/:id', { schema }, async ({ params }, reply) => {
    if (!(await searches.delete(params.id))) throw searchNotFound(params.id);
    return reply.code(204).send(null);
  });
}

/** `GET /s/:id`: redirects to the page with the search, and only ever to a path of this server. */
function getShortLink(app: App, searches: SavedSearchStore): void {
  const schema = {
    operationId: 'openSearch',
    summary: 'Open a saved search on the page',
    description: 'The short link of a saved search, for a browser.',
    tags,
    params: idParameters,
    response: { 302: z.null().describe('Redirects to the page.'), ...notFound, ...searchErrors },
  };
  app.get('/s/:id', { schema }, async ({ params }, reply) => {
    const { parameters } = await existing(searches, params.id);
    return reply.redirect(`/?${new URLSearchParams({ view: 'logs', ...parameters })}`, 302);
  });
}

async function existing(searches: SavedSearchStore, id: string): Promise<SavedSearch> {
  const found = await searches.get(id);
  if (found === undefined) throw searchNotFound(id);
  return found;
}

function searchNotFound(id: string): HttpError {
  return new HttpError(404, 'search-not-found', `there is no saved search ${JSON.stringify(id)}`);
}

function toSearchJson({ id, name, parameters, createdAt }: SavedSearch): SavedSearchJson {
  return { id, name, ...parameters, link: `/s/${id}`, createdAt: createdAt.toISOString() };
}
