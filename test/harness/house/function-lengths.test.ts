import { expect, test } from 'vitest';
import { functionLengths } from './function-lengths.ts';

test('functions, methods and arrow functions with bodies are measured, whatever the form of their heads; other blocks are not', () => {
  const text = `export function first(a: number): void {
  if (a > 1) {
    go();
  }
}

async function* broken(
  a: number,
): AsyncGenerator<number> {
  yield a;
}

class Door {
  async #open(key: string): Promise<void> {
    for (const each of key) {
      turn(each);
    }
  }
}

function Row({
  index,
}: RowProps): Element {
  return draw(index);
}

const later = () => now();
const twice = async (x: number) => {
  await x;
};
`;
  expect(functionLengths(text)).toEqual([
    { line: 1, lines: 5 },
    { line: 9, lines: 3 },
    { line: 14, lines: 5 },
    { line: 23, lines: 3 },
    { line: 28, lines: 3 },
  ]);
});
