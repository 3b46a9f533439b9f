import type { Attributes } from '../../index.ts';

/** Attributes of a head, before they are checked against the limits. */
export type HeadAttributes = Attributes;

/** Sets an attribute once: the first of several is the one whose place it is. */
export function putNew(attributes: HeadAttributes, name: string, value: string | number | undefined): void {
  if (value !== undefined && value !== '' && !Object.hasOwn(attributes, name)) attributes[name] = value;
}

const DIGITS = /^\d{1,9}$/;
const THREAD =
  /^(?:main|Thread-\d+|.*-(?:thread|exec|worker|nio|pool)-.*|.*(?:pool|exec|worker|thread|Thread|executor|nio|io|qtp)-?\d[\w-]*|(?:qtp|http-nio|scheduling|task|restartedMain|ForkJoinPool|RMI |Timer-|pool-).*|MainThread|MainProcess|background-preinit)$/s;
const FILE_LINE = /^([\w./@-]{1,160}\.[A-Za-z]{1,6}):(\d{1,7})$/;
/** Spring Boot cuts names from the left. */
const LOGGER = /^\.?(?:[\w$-]+\.)+[\w$*-]+$/;

/** True for what names a thread of a pool, or the main one. */
export function isThread(text: string): boolean {
  return text.length <= 128 && THREAD.test(text);
}

/** True for a whole number without a sign that a process or thread may have. */
export function isNumber(text: string): boolean {
  return DIGITS.test(text);
}

/** True for a name with dots, as classes and modules have: `c.e.Shop`, `shop.db`. */
export function isDottedName(text: string): boolean {
  return text.length <= 200 && LOGGER.test(text) && /[A-Za-z]{1}/.test(text);
}

/** Sets the place in the code that `server/main.go:41` names; false for any other text. */
export function putCodePlace(attributes: HeadAttributes, text: string): boolean {
  const place = text.length <= 180 ? FILE_LINE.exec(text) : null;
  if (place === null) return false;
  putNew(attributes, 'code.file.path', place[1]);
  putNew(attributes, 'code.line.number', Number(place[2]));
  return true;
}
