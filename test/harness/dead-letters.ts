import type { LetterDetailJson, LetterJson } from '@logwarren/api';
import { waitFor } from './wait-for.ts';

/** A dead letter of a list, or one alone with its preview. */
type FoundLetter = LetterJson & Partial<Pick<LetterDetailJson, 'preview'>>;

/** A client of the routes under `/dead-letters`. */
export function letterClient(searchUrl: string) {
  const call = async (path: string, body?: unknown): Promise<unknown> => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${searchUrl}/dead-letters${path}`, body === undefined ? {} : init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  };
  const client = {
    async list(parameters = ''): Promise<FoundLetter[]> {
      const found: FoundLetter[] = [];
      for (let next: string | null = ''; next !== null; ) {
        const cursor: string = next === '' ? '' : `&cursor=${next}`;
        const page = (await call(`?${parameters}${cursor}`)) as { letters: FoundLetter[]; next: string | null };
        found.push(...page.letters);
        next = page.next;
      }
      return found;
    },
    get: async (id: string) => (await call(`/${id}`)) as FoundLetter,
    bytes: async (id: string) => Buffer.from(await (await fetch(`${searchUrl}/dead-letters/${id}/body`)).arrayBuffer()),
    replay: (body: object) => call('/replay', body),
    discard: (body: object) => call('/discard', body),
    /** Waits until so many letters match. */
    waitFor: (count: number, parameters = '', timeoutMs = 60_000): Promise<FoundLetter[]> => {
      let seen = 0;
      const ask = async () => {
        const letters = await client.list(`${parameters}&limit=1000`);
        seen = letters.length;
        return seen === count ? letters : undefined;
      };
      return waitFor(`${count} dead letters`, ask, { timeoutMs, detail: () => `seen: ${seen}` });
    },
  };
  return client;
}
