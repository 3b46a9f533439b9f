import { expect, test } from 'vitest';
import { lintMetrics } from './lint-metrics.ts';

const metric = (name: string, type: string, help = 'What it is.', sample = `${name} 1`) =>
  `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${sample}\n`;

test('what Prometheus is content with has no problem', () => {
  const histogram = 'a_seconds_bucket{le="+Inf",route="/logs"} 1\na_seconds_sum 0.5\na_seconds_count 1';
  const text = [
    ...[
      metric('jobs_total', 'counter'),
      metric('size_bytes', 'gauge'),
      metric('a_seconds', 'histogram', 'x', histogram),
    ],
    metric('unknown', 'gauge', 'Absent.', ''),
  ].join('\n');
  expect(lintMetrics(text)).toEqual([]);
});

test.each([
  [metric('jobs', 'counter'), 'jobs: a counter should end in _total'],
  [metric('nodejs_active_handles_total', 'gauge'), 'nodejs_active_handles_total: only a counter should end in _total'],
  [metric('a', 'gauge', ''), 'a: no help text'],
  ['a 1\n', 'a: a sample without a type'],
  [metric('wait_ms', 'gauge'), 'wait_ms: the unit is abbreviated'],
  [metric('wait_milliseconds', 'gauge'), 'wait_milliseconds: use seconds instead of milliseconds'],
  [metric('a_gauge', 'gauge'), 'a_gauge: the name holds the type'],
  [metric('rows_count', 'gauge'), 'rows_count: the suffix is a histogram’s'],
  [metric('aB', 'gauge'), 'aB: the name is not in snake_case'],
  [metric('a', 'gauge', 'x', 'a{leX="1"} 1'), 'a: label leX is not in snake_case'],
  [metric('a', 'gauge', 'x', 'a undefined'), 'a: undefined is no number'],
  [metric('a', 'gauge') + metric('a', 'gauge'), 'a: two help texts'],
])('%j is a problem', (text, problem) => {
  expect(lintMetrics(text)).toEqual([problem]);
});
