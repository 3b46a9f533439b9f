import {
  type HeadAttributes,
  type HeadFacts,
  isDottedName,
  isErlangPid,
  isNumber,
  isThread,
  put,
  putCodePlace,
  putNew,
  putNumber,
} from '../names/head-attributes.ts';
import { isServiceWord } from '../names/service-word.ts';
import { type Piece, piecesOf } from './pieces.ts';

/** Most parts after the severity. */
const MOST_BEHIND = 6;
const CLIENT = /^client ([^\s\]]{1,64})$/;
const PROCESS = /^pid (\d{1,9})(?::tid (\d{1,20}))?$/;
/** nginx: `813#813: *1 text`. */
const NGINX_PROCESS = /^(\d{1,9})#(\d{1,9})$/;
const FUNCTION_LINE = /^([\w.$-]{1,120}):([\w$<>]{1,80}):(\d{1,7})$/;
/** Logger of a Tomcat container, as Logback abbreviates it: `o.a.c.c.C.[.[.[/].[dispatcherServlet]    : `. */
const CONTAINER_LOGGER = /([a-z]\w{0,40}(?:\.\w{1,60}){1,9}\.\[[^\s:]{1,160})[ \t]{0,60}: /y;
const PYTHON_NAME = /([A-Za-z_][\w.]{0,120}):/y;

/**
 * Takes the parts between the severity and the message: thread, logger, place in the code, client.
 *
 * @returns where the message begins
 */
export function takeBehind(line: string, from: number, gapBefore: string, facts: HeadFacts): number {
  let at = from;
  let gap = gapBefore;
  const mayNameContainer = line.includes('.[', from);
  for (let count = 0; count < MOST_BEHIND; count++) {
    const endOfLogger = mayNameContainer ? takeContainerLogger(line, at, facts.attributes) : undefined;
    if (endOfLogger !== undefined) return endOfLogger;
    const [piece, next] = piecesOf(line, at, 2);
    if (piece === undefined) break;
    const taken =
      /^\*{2,}$/.test(piece.text) ||
      (piece.kind === 'word'
        ? takeWordBehind(piece, gap, next, facts)
        : takeBracketBehind(piece, gap, next, facts.attributes));
    if (!taken) break;
    at = piece.end + piece.gap.length;
    gap = piece.gap;
    // The message follows a dash or a colon.
    if (piece.kind === 'word' && /^\s*(?:-|:)\s/.test(gap)) break;
  }
  return at;
}

/** @returns where the message begins; undefined without such a logger */
function takeContainerLogger(line: string, at: number, attributes: HeadAttributes): number | undefined {
  CONTAINER_LOGGER.lastIndex = at;
  const [all, logger] = CONTAINER_LOGGER.exec(line) ?? [];
  return all !== undefined && logger !== undefined && put(attributes, 'log.logger', logger)
    ? at + all.length
    : undefined;
}

/** Takes the logger that Python's basic configuration glues to the severity: `ERROR:root:text`. */
export function takeGluedLogger(line: string, at: number, { attributes }: HeadFacts): number {
  PYTHON_NAME.lastIndex = at;
  const match = PYTHON_NAME.exec(line);
  if (match === null) return at;
  putNew(attributes, 'log.logger', match[1]);
  return at + match[0].length;
}

function takeBracketBehind(
  { gap, kind, text: inside }: Piece,
  before: string,
  next: Piece | undefined,
  attributes: HeadAttributes,
): boolean {
  const text = inside.trim();
  if (text === '' || text === '(null)') return true;
  if (kind === '<') return isErlangPid(text) && put(attributes, 'erlang.pid', text);
  if (kind !== '[' && kind !== '(') return false;
  if (isNumber(text)) return putNumber(attributes, text);
  if (isThread(text)) return put(attributes, 'thread.name', text);
  if (kind === '(') return false;
  const process = PROCESS.exec(text);
  if (process !== null) return putProcess(attributes, process);
  const client = CLIENT.exec(text);
  if (client !== null) return putClient(attributes, client[1] ?? '');
  if (putCodePlace(attributes, text)) return true;
  if (isDottedName(text) || inside !== text) return put(attributes, 'log.logger', text);
  // Spring Boot's application and thread: `--- [orders] [-1) thread #5] o.e.Shop : text`.
  if (before.includes('---') && next?.kind === '[') return put(attributes, 'log.context', text);
  // A class after its thread, as in Bamboo.
  if (Object.hasOwn(attributes, 'thread.name') && /^[A-Z][a-z]+[A-Z]\w{1,100}$/.test(text))
    return put(attributes, 'log.logger', text);
  // Glued to the severity, as in Envoy.
  if (before === '' && /^[\w.-]{1,64}$/.test(text)) return put(attributes, 'log.logger', text);
  return /^\s*(?:-|:)\s/.test(gap) && put(attributes, 'thread.name', text);
}

function putProcess(attributes: HeadAttributes, [, pid, tid]: RegExpExecArray): boolean {
  if (!Object.hasOwn(attributes, 'process.pid')) attributes['process.pid'] = Number(pid);
  putNew(attributes, 'thread.id', tid);
  return true;
}

function putClient(attributes: HeadAttributes, text: string): boolean {
  const port = /^(.{1,60}):(\d{1,5})$/.exec(text);
  putNew(attributes, 'client.address', port?.[1] ?? text);
  if (port !== null) attributes['client.port'] = Number(port[2]);
  return true;
}

function takeWordBehind({ gap, text }: Piece, before: string, next: Piece | undefined, facts: HeadFacts): boolean {
  const { attributes } = facts;
  const isSeparated =
    /^\s*(?:-{1,3}|:|\|)(?:\s|$)/.test(gap) || /^\t/.test(gap) || gap.startsWith(']') || gap.startsWith('|');
  if (isNumber(text)) return /^\s*-{2,3}\s/.test(gap) && putNumber(attributes, text);
  if (text.includes('#') && gap.startsWith(':')) {
    const [all, pid, thread] = NGINX_PROCESS.exec(text) ?? [];
    if (all !== undefined) return putNumber(attributes, pid ?? '') && putNumber(attributes, thread ?? '');
  }
  if (next?.kind === '[' && gap === '' && isServiceWord(text) && isNumber(next.text) && facts.service === undefined) {
    facts.service = text;
    return true;
  }
  if (isThreadBehind(text, before, gap, next)) return put(attributes, 'thread.name', text);
  if (Object.hasOwn(attributes, 'log.logger')) return isSeparated && putCodePlace(attributes, text);
  if (isSeparated && putCodePlace(attributes, text)) return true;
  const place = isSeparated && text.includes(':') ? FUNCTION_LINE.exec(text) : null;
  if (place !== null) {
    putNew(attributes, 'log.logger', place[1]);
    putNew(attributes, 'code.function.name', place[2]);
    attributes['code.line.number'] = Number(place[3]);
    return true;
  }
  if (!isLoggerBehind(text, before, gap, isSeparated, next)) return false;
  return put(attributes, 'log.logger', text);
}

/** True for a thread in a column of its own: between bars or tabs, alone or before a class of a package. */
function isThreadBehind(text: string, before: string, gap: string, next: Piece | undefined): boolean {
  const isTabbed = before === '\t' && gap === '\t';
  if (!isTabbed && !(before.includes('|') && gap.includes('|'))) return false;
  return isThread(text) || (isTabbed && next?.gap === '\t' && next.kind === 'word' && OF_PACKAGE.test(next.text));
}

const OF_PACKAGE = /^(?:[a-z]\w{0,60}\.){2,12}[A-Z]\w{0,100}$/;

function isLoggerBehind(
  text: string,
  before: string,
  gap: string,
  isSeparated: boolean,
  next: Piece | undefined,
): boolean {
  if (text.length > 200 || !/^\.?[A-Za-z_$]/.test(text)) return false;
  if (gap.startsWith(']') || (before.includes('|') && isSeparated)) return true;
  // Istio's scope, between tabs; zap's fields come after the message.
  if (before === '\t' && gap === '\t' && next?.kind !== '{' && /^[a-z][\w-]{1,31}$/.test(text)) return true;
  const isName = isDottedName(text.replace(/[#:]+/g, '.'));
  if (isName && (isSeparated || text.includes('::'))) return true;
  if (isName && next?.kind === '[') return true;
  if (isSeparated && /^(?:[A-Z][a-z0-9]+[A-Z]\w*|__main__|root)$/.test(text)) return true;
  // A class of a package: nothing else has two dots and a capital after the last.
  return (
    isName && /^[a-z]\w*(?:\.\w+)*\.[A-Z]\w*(?:[.#]\w+)?$/.test(text) && text.indexOf('.') !== text.lastIndexOf('.')
  );
}
