/**
 * The part of this package that command-line tools need. Tools start often, so it leaves out everything that only
 * services load.
 */
export { AppError, messageOf } from './errors/app-error.ts';
export { versionLine } from './process/build-version.ts';
export { runTool, type ToolContext } from './process/run-tool.ts';
export { redactUrl } from './urls/redact-url.ts';
export { splitLogin } from './urls/url-parts.ts';
