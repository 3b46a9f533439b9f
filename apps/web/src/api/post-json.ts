import { ask } from './request.ts';

/**
 * Posts JSON to the server that the page came from.
 *
 * @throws AnswerError whatever goes wrong; if the service was away, the request may or may not have had an effect
 */
export async function postJson<T>(path: string, body: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  return (await ask(path, { method: 'POST', headers, body: JSON.stringify(body) })) as T;
}

/**
 * Deletes what is at a path.
 *
 * @throws AnswerError whatever is wrong
 */
export async function deleteAt(path: string): Promise<void> {
  await ask(path, { method: 'DELETE' });
}
