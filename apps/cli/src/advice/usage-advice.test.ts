import { expect, test } from 'vitest';
import { usageAdvice } from './usage-advice.ts';

test.each([
  ["error: unknown option '-o'", '(JSON comes with --json)'],
  [
    "error: unknown option '--level=error'",
    '(Did you mean --severity? --min-severity finds what is more severe as well)',
  ],
  ["error: unknown option '--last'\n(Did you mean --text?)", '(Did you mean --since?)'],
  [
    "error: unknown option '--server'\n(Did you mean --order?)",
    '(Did you mean --url? LOGWARREN_URL sets it for all commands)',
  ],
  ["error: unknown option '--addr=http://loki:3100'", '(Did you mean --url? LOGWARREN_URL sets it for all commands)'],
  ["error: unknown option '-u'", '(Did you mean --service?)'],
  ["error: unknown option '-p'", '(Did you mean --min-severity?)'],
  ["error: unknown option '--until'\n(Did you mean --utc?)", '(Did you mean --to?)'],
  ["error: unknown option '--previous'", '(what ran before is kept as well: choose its time with --from and --to)'],
  ["error: unknown option '--namespace'", "(a namespace is a field: logwarren search 'k8s.namespace.name:shop')"],
  ["error: unknown option '--no-pager'", '(there is no pager; leave it out)'],
  ["error: unknown option '--sevrity'\n(Did you mean --severity?)", '(Did you mean --severity?)'],
  ["error: unknown option '-error'", '(a query or a file that begins with - comes after --)'],
  ["error: unknown option '-level:debug'", '(a query or a file that begins with - comes after --)'],
  ["error: unknown option '--zzz'", '(--help lists what there is)'],
  ["error: unknown option '--constructor'", '(--help lists what there is)'],
  ["error: unknown command 'query'", '(Did you mean search?)'],
  ["error: unknown command 'labels'", '(Did you mean fields?)'],
  ["error: argument 'xlm' is invalid. Allowed choices are xml, csv.", '(Did you mean xml?)'],
])('%j is answered with %s', (text, advice) => {
  expect(usageAdvice(text)).toBe(`logwarren: ${text.split('\n')[0]?.replace('error: ', '')}\n${advice}\n`);
});
