import { expect, test } from 'vitest';
import { functionLengths } from './function-lengths.ts';

test('functions, methods and arrow functions with bodies are measured, blocks of other kinds are not', () => {
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

const later = () => now();
const twice = async (x: number) => {
  await x;
};
`;
  expect(functionLengths(text)).toEqual([
    { line: 1, lines: 5 },
    { line: 9, lines: 3 },
    { line: 14, lines: 5 },
    { line: 22, lines: 3 },
  ]);
});
