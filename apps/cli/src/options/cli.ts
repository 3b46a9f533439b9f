import type { ToolContext } from '@logwarren/common/tool';
import type { ApiClient } from '../api/api-client.ts';

/** Everything that a command needs. */
export interface Cli extends ToolContext {
  /** Client of the search service that the options name. */
  api: () => ApiClient;
  /** Print JSON instead of text. */
  readonly isJson: boolean;
  /** The command has done its work and found something wrong: exit code 1, or another one. */
  fail: (code?: number) => void;
  /** Tells people something beside the output: one line on standard error. */
  notice: (text: string) => void;
}
