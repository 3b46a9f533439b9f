import type { PatternJson } from '@logwarren/api';
import { Fragment } from 'react';
import { Link } from '../address/link.tsx';
import { useAddress } from '../address/use-address.ts';
import { SEVERITIES } from '../api/severity-counts.ts';
import { standsFor } from '../browser/copied-lines.ts';
import { Sparkline } from '../charts/sparkline.tsx';
import { CountText } from '../text/estimates.tsx';
import { exactCount } from '../text/format-count.ts';
import { ageOf, exactTime } from '../text/format-time.ts';
import { visibleText } from '../text/visible-text.ts';
import { literalsOf, queryOf } from './pattern-text.ts';

/** A template with its count, severities, trend and when it was last seen. */
export function PatternRow({
  pattern: { pattern, counts, trend, example, ...count },
  nowMs,
}: {
  pattern: PatternJson;
  nowMs: number;
}) {
  const { address } = useAddress();
  return (
    <li className="pattern">
      <Link to={{ view: 'logs', q: queryOf(pattern, address.q) }} title="Show its records" isMarkable>
        <span className="pattern-count">
          <CountText count={count.count} error={count.error} low={count.low} high={count.high} />
        </span>
        <span className="pattern-severities">
          {SEVERITIES.filter((severity) => (counts[severity] ?? 0) > 0).map((severity, index) => (
            <span
              key={severity}
              ref={standsFor(() => `${index === 0 ? '' : ', '}${severity} ${exactCount(counts[severity] ?? 0)}`)}
              className="pattern-severity"
              data-severity={severity}
              title={`${count.error === null ? 'at least ' : count.error === 0 ? '' : 'about '}${exactCount(counts[severity] ?? 0)}`}
            >
              {severity}
            </span>
          ))}
        </span>
        <span className="pattern-trend">
          <Sparkline records={trend} errors={[]} />
        </span>
        <span className="pattern-text" dir="auto">
          {pattern === '' && <i>no text in the first line</i>}
          {literalsOf(visibleText(pattern)).map(({ text, isVariable }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other name and no state
            <Fragment key={index}>{isVariable ? <i>{text}</i> : text}</Fragment>
          ))}
        </span>
        <span className="pattern-last" title={exactTime(example.timestamp)}>
          <bdi>{visibleText(example.service)}</bdi>, {ageOf(example.timestamp, nowMs)}
        </span>
      </Link>
    </li>
  );
}
