const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;
const WHOLE_NUMBER = /^[-+]?\d+$/;

/**
 * The number that a text is, without white space around it.
 *
 * @param text short: the digits of a whole number are taken to BigInt
 * @returns a bigint for a whole number that a number would round; undefined when the text is no number
 */
export function numberOfText(text: string): number | bigint | undefined {
  if (!NUMBER.test(text)) return undefined;
  const number = Number(text);
  if (Number.isSafeInteger(number) || !WHOLE_NUMBER.test(text)) return number;
  return BigInt(text.startsWith('+') ? text.slice(1) : text);
}
