/*
 * Lines of tools that name a severity in a phrase of their own, and no time:
 *
 *     npm ERR! code E404          a.c:12:7: error: text        make: *** [all] Error 2        E: text
 *     12 error code E404          error[E0308]: text           ::warning file=a.js::text      [FAILED] Failed to start x
 *     Error from server (NotFound): text (kubectl)                │ Error: text (Terraform)        #12 ERROR: text (BuildKit)
 *     [!] text (stunnel)          *** WARNING: text ***        stamgr_sta_log():WARN: text    ➤ YN0001: │ Error: text
 */

type Phrase = readonly [pattern: RegExp, severity?: string];

/** Phrases that contain a colon. A row without a severity has that of its group. */
const WITH_COLON: readonly Phrase[] = [
  [/^\S{1,200}\.py:\d{1,7}: [A-Z]\w{0,60}(Warning): /],
  [/^[^\s:]{1,200}:\d{1,7}(?::\d{1,7})?: (fatal error|error|warning|note): /],
  [/^[\w.+/-]{1,64}(?:\[\d{1,9}\])?: (fatal error|error|warning|fatal|Error|Warning|Fatal): /],
  [/^(error|warning)\[\w{1,64}\]: /],
  [/^(error|warning|info|debug)\([\w.-]{1,64}\): /],
  [/^::(error|warning|notice|debug)(?: [^:]{0,512})?::/],
  [/^make(?:\[\d{1,3}\])?: \*\*\* /, 'ERROR'],
  [/^[┌[] (Error|Warning|Info|Debug): /],
  [/^USER (ERROR|WARNING): /],
  [/^([EW]): \S/],
  [/^ ?\d{1,4}\(\d{1,9}\) (DEBUG|INFO|NOTICE|WARNING|ERROR|CRITICAL|ALERT): /],
  [/^[\w.-]{1,255}:\d{1,9}:\d{1,9} \[\d{1,4}\] (?:\S{1,128} )?NCCL (TRACE|INFO|WARN|ERROR) /],
  [/^\w{1,64}\(\):(DEBUG|INFO|WARN|WARNING|ERR|ERROR|CRIT|FATAL): /],
  [/^➤ YN\d{4}: (?:[│┌└] )?(Error|Warning): /],
  [/^ {0,8}\d{1,7}\.\d{3} (Error|Warning|Info|Verbose) \w{1,64}\.cpp:\d/],
  [/^Error from server \(\w{1,64}\): /, 'ERROR'],
  [/^[│╷|] {1,4}(Error|Warning): /],
  [/^#\d{1,4} (?:\d{1,6}\.\d{1,4} )?(ERROR|WARN|WARNING): /],
  [/^==\d{1,9}==(ERROR|WARNING): \w{1,32}Sanitizer: /],
  [/^(?:luajit|lua[\d.]{0,8}): [^\s:]{1,256}:\d{1,7}: /, 'ERROR'],
  [/^(ERROR|WARN|WARNING|FATAL|CRITICAL|INFO|DEBUG)\(\d{1,9}\): /],
  [/^\d{1,10}: (?:\(\d{1,9}\): )?(DEBUG|INFO|NOTICE|WARNING|ERROR|CRITICAL): /],
  // Cisco's, with the digit of syslog.
  [/^%[A-Z][\w-]{0,100}?-([0-7])-\w{1,64} ?: /],
  // `ACPI Error: text`, `JS ERROR: text`: a name precedes it, not a sentence.
  [/^[A-Z]{2,8}(?: BIOS)? (ERROR|Error|WARNING|Warning)(?: \([a-z]{1,16}\))?: /],
  [/^[a-z][\w.-]{1,31} (error): /],
  // Dell's controllers.
  [/^(?:[\w.-]{1,64} )?Severity: (Critical|Warning|Informational), /],
];
/** Phrases without one. */
const OTHERS: readonly Phrase[] = [
  [/^npm (ERR!|error|WARN|warn) /],
  [/^\d{1,6} (error|warn|info|verbose|silly|http|notice) /],
  [/^[*!]{2,24} {0,2}(WARNING|ERROR|CRITICAL|FATAL)\b/],
  // SAP's traces, after the letter of a component.
  [/^(?:[A-Z] {1,3})?\*{3} (ERROR|WARNING) ?=> /],
  [/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12} Task timed out after [\d.]{1,10} seconds/, 'ERROR'],
  [/^"(ERROR|WARN|WARNING|FATAL|CRITICAL|INFO|DEBUG)" /],
  [/^(?:\[[^\]]{1,64}\] )?(?:› )?[✖⚠ℹ✔…●] {1,2}(error|warning|warn|info|debug|fatal|success) {1,16}/],
  [/^Event\|\d{1,6}\|LOG_(DEBUG|INFO|NOTICE|WARN|WARNING|ERR|CRIT|ALERT|EMER)\|/],
  // IBM's: `AMQ9999E: text`, `CWWKF0011I: text`, `ANR0100E text`.
  [/^[A-Z]{3,8}\d{4}([IWE]):? /],
  // Logback's status, and the marks of Next.js.
  [/^(?:\d\d:\d\d:\d\d[.,]\d{3} )?\|-(TRACE|DEBUG|INFO|WARN|ERROR) in /],
  [/^ ?⨯ \S/, 'ERROR'],
  [/^ ?⚠ \S/, 'WARN'],
  [/^(?:\d{1,2}:\d\d:\d\d(?: [AP]M)? )?(?:\[[\w-]{1,32}\] )?Internal server (error)[:\s]/],
  // Verdaccio.
  [/^ (fatal|error|warn|info|http|debug|trace) (?:---|-->|<--|<->) /],
  [/^\[FAILED\] /, 'ERROR'],
  [/^\[DEPEND\] /, 'WARN'],
  [/^\[ {1,2}OK {1,2}\] /, 'INFO'],
  [/^\[!\] \S/, 'ERROR'],
  [/^\[:\] \S/, 'WARN'],
  [/^\[\.\] \S/, 'INFO'],
];
const PHRASES = [...WITH_COLON, ...OTHERS];
const WORDS: Readonly<Record<string, string>> = Object.freeze({
  'ERR!': 'ERROR',
  'fatal error': 'ERROR',
});
const LONGEST = 1024;
/**
 * Nearly all lines begin with none of them, which one test shows. Most sentences have no colon, and need only a short
 * test (0.3 of 15 µs).
 */
const ANY = oneOf(PHRASES.map(([pattern]) => pattern));
const ANY_OTHER = oneOf(OTHERS.map(([pattern]) => pattern));

/** Severity of a line that begins with one of these phrases; undefined for any other. */
export function phraseSeverity(text: string): string | undefined {
  const head = text.slice(0, LONGEST);
  if (!(head.includes(':') ? ANY : ANY_OTHER).test(head)) return undefined;
  for (const [pattern, severity] of PHRASES) {
    const match = pattern.exec(head);
    if (match === null) continue;
    const word = match[1] ?? '';
    return severity ?? WORDS[word] ?? word;
  }
  return undefined;
}

/**
 * A pattern that matches wherever one of several does; they have no flags.
 *
 * @param patterns at least one
 */
export function oneOf(patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => `(?:${source})`).join('|'));
}
