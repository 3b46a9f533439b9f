import { join } from 'node:path';
import type { Suggestion } from './suggest.ts';

/**
 * Scripts that hand the line to `logwarren __complete` and take its suggestions, a line each. The line is passed as one
 * argument and never evaluated: what libraries generate runs `eval` on a half-written line, command substitutions included.
 */

/** Shells that can be taught. */
export type Shell = 'bash' | 'zsh' | 'fish';

/** Hidden command that the scripts call. */
export const ASK_COMMAND = '__complete';

const MAIN = join(import.meta.dirname, '..', '..', 'main.ts');

/** The script for a shell; it calls this program where it is now. */
export function completionScript(shell: Shell): string {
  const program = [process.execPath, MAIN].map(quoted).join(' ');
  return { bash, zsh, fish }[shell](program);
}

/** A word of a shell's command line, in single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * Suggestions as the shell's script reads them.
 *
 * @param breaks characters at which bash begins a new word; what stands before the last of them is not repeated
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
