/** Values without quotation marks in an object that is nearly JSON. */

const WORDS: Readonly<Record<string, string>> = Object.freeze({
  true: 'true',
  false: 'false',
  null: 'null',
  True: 'true',
  False: 'false',
  None: 'null',
  nil: 'null',
  undefined: 'null',
});
const NUMBER = /^-?(?:0|[1-9]\d{0,400})(?:\.\d{1,400})?(?:[eE][+-]?\d{1,3})?$/;
/** Python's, in which months count from 1. */
const PYTHON_TIME =
  /^datetime\.datetime\((\d{4}), (\d{1,2}), (\d{1,2}), (\d{1,2}), (\d{1,2})(?:, (\d{1,2})(?:, (\d{1,6}))?)?(, tzinfo=(?:datetime\.timezone\.utc|<UTC>|tzutc\(\)))?\)$/;

/** True for the texts that templates write for an empty variable. */
export function isAbsent(text: string): boolean {
  return text === '' || text === '-';
}

/** The value as JSON: a number or a word of JSON, Python, Ruby or JavaScript; anything else is a text. */
export function valueOfBareText(text: string): string {
  if (Object.hasOwn(WORDS, text)) return WORDS[text] as string;
  if (text.length < 1024 && NUMBER.test(text)) return text;
  return JSON.stringify(pythonTime(text) ?? text);
}

function pythonTime(text: string): string | undefined {
  const match = text.startsWith('datetime.') ? PYTHON_TIME.exec(text.slice(0, 256)) : null;
  if (match === null) return undefined;
  const [, year, month = '', day = '', hour = '', minute = '', second = '0', micros = '0', zone] = match;
  const date = [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-');
  const clock = [hour, minute, second].map((part) => part.padStart(2, '0')).join(':');
  return `${date}T${clock}.${micros.padStart(6, '0')}${zone === undefined ? '' : 'Z'}`;
}
