import { AnswerError, answerErrorOf } from './request.ts';

/**
 * Posts JSON to the server that the page came from.
 *
 * @throws AnswerError whatever is wrong; nothing is known to have happened when the service was away
 */
export async function postJson<T>(path: string, body: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  let response: Response;
  try {
    response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
  } catch {
    throw new AnswerError('search-away', 'The search service does not answer.');
  }
  if (response.ok) return (await response.json()) as T;
  throw await answerErrorOf(response);
}
