/**
 * The part of this package that command-line tools need; without what only services load, because tools start often.
 */
export { AppError, messageOf } from './app-error.ts';
export { versionLine } from './build-version.ts';
export { redactUrl } from './redact-url.ts';
export { runTool, type ToolContext } from './run-tool.ts';
export { splitLogin } from './split-login.ts';
