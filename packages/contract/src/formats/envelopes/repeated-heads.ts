import { unwrapLine } from '../frames/unwrap-line.ts';

/** All rules for frames apply: any version may have joined the lines of a record. */
const NEWEST = Number.POSITIVE_INFINITY;
const NINE = 57;
const CAPITAL_T = 84;

/**
 * A record of several lines that each have the prefix of a tool or the head of syslog, with only the one of the first
 * line. Lines of container runtimes stay unchanged: `container-text.ts` joins them.
 */
export function withoutRepeatedHeads(text: string): string {
  // Lines of an access log cost two comparisons. They are apart from the rest, so that V8 inlines only them (3 % of a
  // line's CPU).
  if (text.charCodeAt(0) <= NINE && text.charCodeAt(10) !== CAPITAL_T) return text;
  return withFirstHeadAlone(text);
}

function withFirstHeadAlone(text: string): string {
  const end = text.indexOf('\n');
  const first = end < 0 ? undefined : unwrapLine(text.slice(0, end), NEWEST);
  if (first === undefined || first.isContainer === true) return text;
  const further = text.slice(end + 1).split('\n');
  const bare = further.map((line) => {
    const unwrapped = unwrapLine(line, NEWEST);
    return unwrapped?.stream === first.stream ? unwrapped.text : line;
  });
  return `${text.slice(0, end)}\n${bare.join('\n')}`;
}
