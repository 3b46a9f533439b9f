import type { ToolContext } from '@logwarren/common/tool';
import type { ApiClient } from '../api/api-client.ts';

/** Everything that a command is given: the program's surroundings and its global options. */
export interface Cli extends ToolContext {
  /** Makes a client of the search service that the options name. */
  api: () => ApiClient;
  /** True when the user asked for JSON instead of text. */
  readonly isJson: boolean;
  /** Sets the exit code, 1 by default, for a command that did its work and found something wrong. */
  fail: (code?: number) => void;
  /** Prints a line on standard error, beside the output. */
  notice: (text: string) => void;
}
