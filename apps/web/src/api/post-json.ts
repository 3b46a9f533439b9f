import { AnswerError, answerErrorOf } from './request.ts';

/**
 * Posts JSON to the server that the page came from.
 *
 * @throws AnswerError whatever is wrong; nothing is known to have happened when the service was away
 */
export async function postJson<T>(path: string, body: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const response = await send(path, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await response.json()) as T;
}

/**
 * Deletes what is at a path.
 *
 * @throws AnswerError whatever is wrong
 */
export async function deleteAt(path: string): Promise<void> {
  await send(path, { method: 'DELETE' });
}

async function send(path: string, request: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, request);
  } catch {
    throw new AnswerError('search-away', 'The search service does not answer.');
  }
  if (response.ok) return response;
  throw await answerErrorOf(response);
}
