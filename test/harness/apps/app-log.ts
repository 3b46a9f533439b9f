/** One line of a service's log. */
export type LogLine = { level: string; msg: string } & Record<string, unknown>;

/** Reads the JSON lines of a service from chunks of its output; keeps other lines as `msg`. */
export class AppLog {
  readonly lines: LogLine[] = [];
  #rest = '';

  add(chunk: string): void {
    const parts = (this.#rest + chunk).split('\n');
    this.#rest = parts.pop() ?? '';
    for (const part of parts) if (part.trim() !== '') this.lines.push(parseLine(part));
  }

  /** Port of the service's health server, from its log. */
  get healthPort(): number | undefined {
    return this.#portOf((line) => line.msg === 'Health server listens.');
  }

  /** Port of the service's public server, from the line that says where it listens. */
  get publicPort(): number | undefined {
    return this.#portOf((line) => line.msg !== 'Health server listens.' && /\blisten/i.test(line.msg));
  }

  /** The last lines, for the message of an error. */
  tail(count = 15): string {
    return this.lines
      .slice(-count)
      .map((line) => JSON.stringify(line))
      .join('\n');
  }

  #portOf(isIt: (line: LogLine) => boolean): number | undefined {
    const line = this.lines.findLast(isIt);
    if (line === undefined) return undefined;
    if (typeof line.port === 'number') return line.port;
    return typeof line.address === 'string' ? Number(new URL(line.address).port) : undefined;
  }
}

function parseLine(text: string): LogLine {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'msg' in value) return value as LogLine;
  } catch {
    // not JSON: a crash of Node itself, for example
  }
  return { level: 'none', msg: text };
}
