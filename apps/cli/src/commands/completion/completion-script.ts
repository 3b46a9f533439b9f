import { join } from 'node:path';
import type { Suggestion } from './suggest.ts';

/**
 * Scripts that pass the line to `logwarren __complete` and read its suggestions, one per line. The line is one argument and is
 * never evaluated. Scripts of libraries run `eval` on a half-written line, command substitutions included.
 */

/** Shells for which there is a script. */
export type Shell = 'bash' | 'zsh' | 'fish';

/** The hidden command that the scripts call. */
export const ASK_COMMAND = '__complete';

const MAIN = join(import.meta.dirname, '..', '..', 'main.ts');

/** Makes the script for a shell; it calls this program at its present path. */
export function completionScript(shell: Shell): string {
  const program = [process.execPath, MAIN].map(quoted).join(' ');
  return { bash, zsh, fish }[shell](program);
}

/** Quotes a word for a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * Formats suggestions for the script of a shell.
 *
 * @param line of the shell up to the cursor
 * @param breaks characters at which bash begins a new word; text up to the last of them is not repeated
 * @returns one line per suggestion; its description follows a tab, except for bash
 */
export function suggestionLines(
  shell: Shell,
  line: string,
  breaks: string,
  suggestions: readonly Suggestion[],
): string {
  if (shell !== 'bash') return suggestions.map(({ text, about }) => `${text}\t${about}\n`).join('');
  const current = /\S*$/.exec(line)?.[0] ?? '';
  const broken = Math.max(...[...breaks].map((character) => current.lastIndexOf(character)), -1) + 1;
  return suggestions.map(({ text }) => `${text.slice(broken)}\n`).join('');
}

const bash = (program: string) => `# bash completion for logwarren
_logwarren() {
  local suggestion
  COMPREPLY=()
  while IFS= read -r suggestion; do
    COMPREPLY+=("$suggestion")
  done < <(${program} ${ASK_COMMAND} --breaks "\${COMP_WORDBREAKS//[^:=]/}" bash "\${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *: ]]; then
    compopt -o nospace
  fi
}
complete -o default -F _logwarren logwarren
`;

const zsh = (program: string) => `#compdef logwarren
# zsh completion for logwarren
_logwarren() {
  local line text about
  local -a plain plain_about open open_about
  while IFS=$'\\t' read -r text about; do
    if [[ $text == *: ]]; then
      open+=("$text"); open_about+=("$text  $about")
    else
      plain+=("$text"); plain_about+=("$text  $about")
    fi
  done < <(${program} ${ASK_COMMAND} zsh "\${(j: :)words[1,CURRENT]}" 2>/dev/null)
  if (( \${#plain} + \${#open} == 0 )); then
    _files
    return
  fi
  (( \${#plain} )) && compadd -l -d plain_about -a plain
  (( \${#open} )) && compadd -l -S '' -d open_about -a open
}
compdef _logwarren logwarren
`;

const fish = (program: string) => `# fish completion for logwarren
function __logwarren_suggestions
    ${program} ${ASK_COMMAND} fish (commandline -cp) 2>/dev/null
end
complete -c logwarren -e
complete -c logwarren -f -a '(__logwarren_suggestions)'
complete -c logwarren -n 'string match -qr -- "(-o|--output|--save)\\s+\\S*\\$" (commandline -cp)' -F
`;
