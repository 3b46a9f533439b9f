/**
 * Commands for the terminal inside a text: the target of a link (OSC 8), a title. They begin with ESC and end with BEL
 * or ESC \. Commands in the one-byte form stay: older builds read windows-1252 as Latin-1, where those bytes are
 * quotation marks.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const COMMANDS = /\u001b[\]PX^_]([^\0-\u001f\u007f]*)(?:\u0007|\u001b\\)/g;

/** Colours, moves and character sets of terminals, introduced by ESC or CSI. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ESCAPES = /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b[ -/]+[0-~]|\u001b[0-OQ-WYZ\\`-~]/g;
/**
 * Remains: the start of a command without an end, which is searched like any other text, or of an escape that was cut
 * off. If it stayed, it could form a new escape with the text after it.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const BROKEN_ESCAPES = /[\u001b\u009b]/g;
/** The text without commands: `link end` if a link ends before the last word. */
export function withoutCommands(text: string): string {
  return text.includes('\u001b') ? text.replace(COMMANDS, '') : text;
}

/** The text with its commands at the end, so that a search also finds the target of a link. */
export function commandsLast(text: string): string {
  if (!text.includes('\u001b')) return text;
  const commands: string[] = [];
  const rest = text.replace(COMMANDS, (_, command: string) => {
    commands.push(command);
    return '';
  });
  return [rest, ...commands].join('\n');
}

/**
 * The text without colours, moves and the like.
 *
 * @param remains replaces each ESC and CSI that is left over
 */
export function withoutEscapes(text: string, remains = ' '): string {
  return text.replace(ESCAPES, '').replace(BROKEN_ESCAPES, remains);
}
