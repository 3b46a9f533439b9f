/** Commands of a document, and checks that their answers are what a reader expects. */

/** The commands of all blocks marked `sh`, in order: one a line, unless a line continues or a text is open. */
export function commandsOf(page: string): string[] {
  const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
  return blocks.flatMap((block) => {
    const commands: string[] = [];
    let open = '';
    for (const line of block.split('\n')) {
      open = open === '' ? line : `${open}\n${line}`;
      if (goesOn(open)) continue;
      if (open.trim() !== '' && !open.startsWith('#')) commands.push(open.replace(/ +# .*$/, '').trim());
      open = '';
    }
    return commands;
  });
}

function goesOn(text: string): boolean {
  const quotes = text.split("'").length - 1;
  return quotes % 2 === 1 || /(?:\\|\|)$/.test(text.trimEnd());
}

/** Lists in an answer that must not be empty. */
const LISTS = ['records', 'rows', 'patterns', 'facets', 'fields', 'bins'];

/**
 * Describes the problem of an answer: empty, an error, or nothing found.
 *
 * @returns undefined when a reader is content
 */
export function faultOf(command: string, answer: string): string | undefined {
  // A fresh system has none.
  const isOfLetters = /dead-letters|\bdlq\b/.test(command);
  if (answer.trim() === '') return isOfLetters ? undefined : 'it is empty';
  const values = answer.split('\n').flatMap((line) => jsonOf(line.replace(/^data: /, '')));
  if (values.length === 0) return /^(?:\s*\{|\s*\[)/.test(answer) ? 'it is not JSON' : undefined;
  for (const value of values) {
    const fault = faultOfValue(value);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultOfValue(value: Record<string, unknown>): string | undefined {
  if (value.error !== undefined && typeof value.error === 'object') return 'it is an error';
  if (value.accepted === 0 || (value.rejected ?? 0) !== 0) return 'records were rejected';
  if (value.total === 0) return 'nothing is counted';
  const empty = LISTS.find((name) => Array.isArray(value[name]) && (value[name] as unknown[]).length === 0);
  return empty === undefined ? undefined : `its ${empty} are empty`;
}

function jsonOf(line: string): Record<string, unknown>[] {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? [value as Record<string, unknown>] : [];
  } catch {
    return [];
  }
}
