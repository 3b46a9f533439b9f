import { expect, test } from 'vitest';
import { usageAdvice } from './usage-advice.ts';

test.each([
  ["error: unknown option '-o'", '(JSON comes with --json)'],
  ["error: unknown option '--level=error'", '(Did you mean --severity? --min-severity also finds more severe records)'],
  ["error: unknown option '--last'\n(Did you mean --text?)", '(Did you mean --since?)'],
  [
    "error: unknown option '--server'\n(Did you mean --order?)",
    '(Did you mean --url? LOGWARREN_URL sets it for all commands)',
  ],
  ["error: unknown option '--addr=http://loki:3100'", '(Did you mean --url? LOGWARREN_URL sets it for all commands)'],
  ["error: unknown option '-u'", '(Did you mean --service?)'],
  ["error: unknown option '-p'", '(Did you mean --min-severity?)'],
  ["error: unknown option '--until'\n(Did you mean --utc?)", '(Did you mean --to?)'],
  ["error: unknown option '--previous'", '(records of earlier runs are kept: choose their time with --from and --to)'],
  ["error: unknown option '--namespace'", "(a namespace is a field: logwarren search 'k8s.namespace.name:shop')"],
  ["error: unknown option '--no-pager'", '(there is no pager; leave it out)'],
  ["error: unknown option '--sevrity'\n(Did you mean --severity?)", '(Did you mean --severity?)'],
  ["error: unknown option '-error'", '(put -- in front of a query or file name that begins with -)'],
  ["error: unknown option '-level:debug'", '(put -- in front of a query or file name that begins with -)'],
  ["error: unknown option '--zzz'", '(--help lists the options and commands)'],
  ["error: unknown option '--constructor'", '(--help lists the options and commands)'],
  ["error: unknown command 'query'", '(Did you mean search?)'],
  ["error: unknown command 'labels'", '(Did you mean fields?)'],
  ["error: argument 'xlm' is invalid. Allowed choices are xml, csv.", '(Did you mean xml?)'],
])('%j is answered with %s', (text, advice) => {
  expect(usageAdvice(text)).toBe(`logwarren: ${text.split('\n')[0]?.replace('error: ', '')}\n${advice}\n`);
});
