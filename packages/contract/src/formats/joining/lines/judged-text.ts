import { withoutHole } from '../../frames/unwrap-line.ts';
import { withoutColours } from '../../text/terminal-codes.ts';

const ESCAPE = 27;
const BYTE_ORDER_MARK = 0xfeff;

/** Version 5 also removes links and titles; they stay here. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CODES_BEFORE_5 = /\u001b(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]|[()][A-Z0-9]|[=>78])/g;

/**
 * A line as the joiner judges it: without a hole, a byte order mark or terminal codes at its beginning.
 *
 * @param version of the joiner; before 4 it judges the line unchanged
 */
export function judgedText(text: string, version: number): string {
  const code = text.charCodeAt(0);
  if (code === 0 && version > 4) return judgedText(withoutHole(text), version);
  if ((code !== BYTE_ORDER_MARK && code !== ESCAPE) || version < 4) return text;
  if (code === BYTE_ORDER_MARK) return text.slice(1);
  return version > 4 ? withoutColours(text) : text.replaceAll(CODES_BEFORE_5, '');
}
