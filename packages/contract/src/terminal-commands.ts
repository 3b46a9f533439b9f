/**
 * Texts for the terminal itself that stand in another: the target of a link (OSC 8), a title. They begin with ESC and end
 * with BEL or ESC \. Their one-byte forms are left alone: in UTF-8 that was read as Latin-1 they are quotation marks.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const COMMANDS = /\u001b[\]PX^_]([^\0-\u001f\u007f]*)(?:\u0007|\u001b\\)/g;

/** The text without them: `link end` where a link ends before the last word. */
export function withoutCommands(text: string): string {
  return text.includes('\u001b') ? text.replace(COMMANDS, '') : text;
}

/** The text with them behind it, so that the target of a link is found as well. */
export function commandsLast(text: string): string {
  if (!text.includes('\u001b')) return text;
  const commands: string[] = [];
  const rest = text.replace(COMMANDS, (_, command: string) => {
    commands.push(command);
    return '';
  });
  return [rest, ...commands].join('\n');
}
