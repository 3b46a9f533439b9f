import { messageOf } from '@logwarren/common';
import { lastLine } from './last-words.ts';

/**
 * Shows progress to a waiting person. On a terminal, each finished step is a line, and the running steps share a last
 * line that is repainted. Elsewhere every change is a plain line, repeated now and then so that a long wait shows life.
 */
export interface Progress {
  /** Runs a step; its line shows its latest remark, or its result. */
  step<T>(name: string, work: (update: Update) => Promise<T>): Promise<T>;
  /** Writes a line of its own. */
  say(text: string): void;
}

/** Shows what a step is doing. A `fleeting` remark, one of many, appears only where it can be painted over. */
export type Update = (detail: string, kind?: 'fleeting') => void;

interface Step {
  name: string;
  detail: string;
  startedAt: number;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;
const REPEAT_MS = 10_000;

/** @param output a terminal or a file */
export function createProgress(output: { isTTY?: boolean; columns?: number; write(text: string): unknown }): Progress {
  const steps = new Set<Step>();
  const screen = output.isTTY ? createLiveLine(output, steps) : createPlainLines(output, steps);
  return {
    say: screen.print,
    async step(name, work) {
      const step = { name, detail: '', startedAt: performance.now() };
      steps.add(step);
      screen.changed(step);
      try {
        const result = await work((detail, kind) => {
          step.detail = detail;
          screen.changed(step, kind);
        });
        steps.delete(step);
        screen.print(`✓ ${describe(step)}`);
        return result;
      } catch (error) {
        steps.delete(step);
        screen.print(`✗ ${name}: ${inOneLine(messageOf(error))}`);
        throw error;
      } finally {
        screen.idle();
      }
    },
  };
}

/** The first line; if it ends with a colon, also the most informative of the others. */
function inOneLine(message: string): string {
  const [first = ''] = message.split('\n', 1);
  return first.endsWith(':') ? `${first} ${lastLine(message.slice(first.length))}`.trimEnd() : first;
}

function describe({ name, detail, startedAt }: Step): string {
  const seconds = (performance.now() - startedAt) / 1000;
  const time = seconds < 0.95 ? '' : ` (${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s)`;
  return `${name}${detail === '' ? '' : `: ${detail}`}${time}`;
}

interface Screen {
  print(text: string): void;
  changed(step: Step, kind?: 'fleeting'): void;
  /** Called when a step has ended; the last step stops the clock. */
  idle(): void;
}

type Output = { columns?: number; write(text: string): unknown };

function createLiveLine(output: Output, steps: Set<Step>): Screen {
  let frame = 0;
  let timer: NodeJS.Timeout | undefined;
  const clear = '\r\x1b[2K';
  const paint = () => {
    frame = (frame + 1) % FRAMES.length;
    const line = `${FRAMES[frame]} ${[...steps].map(describe).join(' · ')}`;
    output.write(clear + line.slice(0, (output.columns ?? 80) - 1));
  };
  return {
    print: (text) => output.write(`${clear}${text}\n`),
    changed() {
      timer ??= setInterval(paint, FRAME_MS);
      paint();
    },
    idle() {
      if (steps.size > 0) return;
      clearInterval(timer);
      timer = undefined;
      output.write(clear);
    },
  };
}

function createPlainLines(output: Output, steps: Set<Step>): Screen {
  let timer: NodeJS.Timeout | undefined;
  const print = (text: string) => output.write(`${text}\n`);
  const repeat = () => {
    for (const step of steps) print(`  ${describe(step)} …`);
  };
  return {
    print,
    changed(step, kind) {
      timer ??= setInterval(repeat, REPEAT_MS);
      if (kind === undefined && step.detail !== '') print(`  ${step.name}: ${step.detail}`);
    },
    idle() {
      if (steps.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    },
  };
}
