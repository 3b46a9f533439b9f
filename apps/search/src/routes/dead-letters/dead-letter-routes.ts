import {
  discardJson,
  errorJson,
  letterDetailJson,
  letterPageJson,
  replayForecastJson,
  replayJson,
} from '@logwarren/api';
import type { Settled } from '@logwarren/store';
import { z } from 'zod';
import { HttpError } from '../../errors/http-error.ts';
import { checkCursor } from '../../parameters/query-digest.ts';
import { type App, type RouteContext, searchErrors } from '../route-context.ts';
import { countDiscardable, forecastSelection } from './forecast-selection.ts';
import { toLetterDetailJson, toLetterJson } from './letter-json.ts';
import {
  DEFAULT_LIMIT,
  encodePosition,
  letterDigest,
  letterFilterOf,
  letterId,
  lettersParameters,
  selectionBody,
  selectionOf,
  statesOf,
} from './letter-parameters.ts';

const tags = ['dead letters'];
const idParameters = z.object({ id: letterId });
const notFound = { 404: errorJson.describe('There is no such dead letter, or not any more.') };

/** Routes under `/dead-letters`: reading, replaying, discarding. */
export function deadLetterRoutes(app: App, context: RouteContext): void {
  for (const route of [getLetters, getLetterById, getLetterBody, postReplay, postDiscard]) route(app, context);
}

/** `GET /dead-letters`: one page, newest failure first; nothing is removed. */
function getLetters(app: App, { letters: store, queryLimit, now }: RouteContext): void {
  const schema = {
    operationId: 'findDeadLetters',
    summary: 'List dead letters',
    description: 'The newest failure first. Settled letters are left out unless `state` names them.',
    tags,
    querystring: lettersParameters,
    response: { 200: letterPageJson, ...searchErrors },
  };
  app.get('/dead-letters', { schema }, async ({ query, given }) => {
    const { cursor, limit = DEFAULT_LIMIT, state, ...values } = query;
    const digest = letterDigest(given.query);
    checkCursor(cursor, digest);
    const filter = { ...letterFilterOf(values, now()), states: statesOf(state) };
    const { letters, next } = await queryLimit.run(() => store.find(filter, limit, cursor));
    return {
      letters: letters.map(toLetterJson),
      next: next === null ? null : encodePosition(next, digest),
    };
  });
}

/** `GET /dead-letters/:id`: one letter with the beginning of its bytes. */
function getLetterById(app: App, { letters: store, queryLimit }: RouteContext): void {
  const schema = {
    operationId: 'getDeadLetter',
    summary: 'Get one dead letter, with a preview of its bytes',
    description: 'With the reason, the headers and the first 4 KiB of its bytes as text and in hexadecimal.',
    tags,
    params: idParameters,
    querystring: z.strictObject({}),
    response: { 200: letterDetailJson, ...notFound, ...searchErrors },
  };
  app.get('/dead-letters/:id', { schema }, async ({ params: { id } }) => {
    const found = await queryLimit.run(() => store.get(id));
    if (found === undefined) throw letterNotFound(id);
    return await toLetterDetailJson(found.summary, found.letter);
  });
}

/** `GET /dead-letters/:id/body`: all of its bytes, as they arrived. */
function getLetterBody(app: App, { letters: store, queryLimit }: RouteContext): void {
  const schema = {
    operationId: 'getDeadLetterBody',
    summary: 'Get the bytes of a dead letter',
    description: 'All of them, exactly as received, as a file to download.',
    tags,
    params: idParameters,
    querystring: z.strictObject({}),
    response: { 200: z.any().describe('The bytes, as received.'), ...notFound, ...searchErrors },
  };
  app.get('/dead-letters/:id/body', { schema }, async ({ params: { id } }, reply) => {
    const found = await queryLimit.run(() => store.get(id));
    if (found === undefined) throw letterNotFound(id);
    // A browser must never display it, whatever it contains.
    void reply.header('content-disposition', `attachment; filename="${id}"`).type('application/octet-stream');
    return reply.send(found.letter.body);
  });
}

/** `POST /dead-letters/replay`: asks for letters to be sent again, or predicts what would happen to them. */
function postReplay(app: App, { letters: store, queryLimit, budgetMs, now }: RouteContext): void {
  const schema = {
    operationId: 'replayDeadLetters',
    summary: 'Send dead letters again',
    description:
      'Collectors do it within seconds, even if this service stops. Records keep their ids, so none is stored twice. ' +
      'A letter that fails again comes back with a higher `count`. Settled letters can be sent only by id.',
    tags,
    querystring: z.strictObject({}),
    body: selectionBody,
    response: { 200: z.union([replayJson, replayForecastJson]), ...searchErrors },
  };
  app.post('/dead-letters/replay', { schema }, async ({ body, given }) => {
    const digest = digestOfFilter(given.body);
    checkCursor(body.cursor, digest);
    const selection = selectionOf(body, now());
    if (body.dryRun) return await queryLimit.run(() => forecastSelection(store, selection, { budgetMs, now }));
    const settled = await queryLimit.run(() => store.requestReplay(selection, budgetMs));
    return { dryRun: false as const, requested: settled.letters, ...restOf(settled, digest) };
  });
}

/** `POST /dead-letters/discard`: discards letters, or shows which ones it would discard. */
function postDiscard(app: App, { letters: store, queryLimit, budgetMs, now }: RouteContext): void {
  const schema = {
    operationId: 'discardDeadLetters',
    summary: 'Give dead letters up',
    description: 'They can still be looked at, and replayed by id.',
    tags,
    querystring: z.strictObject({}),
    body: selectionBody,
    response: { 200: discardJson, ...searchErrors },
  };
  app.post('/dead-letters/discard', { schema }, async ({ body, given }) => {
    const digest = digestOfFilter(given.body);
    checkCursor(body.cursor, digest);
    const selection = selectionOf(body, now());
    if (!body.dryRun) {
      const settled = await queryLimit.run(() => store.discard(selection, budgetMs));
      return { dryRun: false, discarded: settled.letters, ...restOf(settled, digest) };
    }
    return await queryLimit.run(() => countDiscardable(store, selection, budgetMs));
  });
}

/** The part of an answer that says where to continue. */
function restOf({ complete, next }: Settled, digest: string): { complete: boolean; next: string | null } {
  return { complete, next: next === undefined ? null : encodePosition(next, digest) };
}

/** @param given the body as the client sent it */
function digestOfFilter(given: unknown): string {
  return letterDigest((given as { filter?: unknown }).filter);
}

function letterNotFound(id: string): HttpError {
  return new HttpError(
    404,
    'dead-letter-not-found',
    `there is no dead letter ${id}; it may have been replayed long ago`,
  );
}
