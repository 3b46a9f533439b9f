import { expect, test } from 'vitest';
import { highlighter } from './highlight.ts';

function marked(query: string, text: string): string {
  return highlighter(query, (word) => `[${word}]`)(text);
}

test.each([
  ['timeout', 'TIMEOUT after timeouts', '[TIMEOUT] after timeouts'],
  ['"payment declined" bank', 'payment declined by bank', '[payment declined] by [bank]'],
  ['pay*', 'payment, repay', '[payment], repay'],
  ['*edle9*', 'needle9f', '[needle9f]'],
  ['level:error timeout', 'level error timeout', 'level error [timeout]'],
  ['message:orders', 'orders', '[orders]'],
  ['a -b NOT c', 'a b c', '[a] b c'],
  ['a -1 -> b', 'b -> -1 a', '[b] -> [-1] [a]'],
  ['x OR y AND z', 'OR AND x y z', 'OR AND [x] [y] [z]'],
  ['(a.b OR "c+d")', 'a.b axb c+d', '[a.b] axb [c+d]'],
  ['localhost:8080 std::vector', 'at localhost:8080 in std::vector', 'at [localhost:8080] in [std::vector]'],
  ['错误', '支付错误发生', '支付[错误]发生'],
  ['"C:\\Program Files"', 'in C:\\Program Files', 'in [C:\\Program Files]'],
  ['größe', 'Größe der GRÖSSE', '[Größe] der GRÖSSE'],
  ['x -(a OR b) NOT (c d)', 'a b c d x', 'a b c d [x]'],
  ['service:shop x', 'service:shop x', 'service:shop [x]'],
  ['status:[100 TO 200] x', 'status:[100 or 200] x', 'status:[100 or 200] [x]'],
  ['status:>=500', 'status:>=500', 'status:>=500'],
  ['user:"ada lovelace"', 'ada lovelace, user:"ada lovelace"', 'ada lovelace, [user:"ada lovelace"]'],
  ['MSG:(orders OR "to go")', 'orders to go', '[orders] [to go]'],
  ['-[ok] x', '-[ok] x', '[-[ok]] [x]'],
  ['', 'nothing', 'nothing'],
  ['*', 'nothing', 'nothing'],
  ['[( \\ "', 'odd [( text', 'odd [( text'],
])('%s in %s', (query, text, expected) => {
  expect(marked(query, text)).toBe(expected);
});
