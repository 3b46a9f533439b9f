import { expect, test } from 'vitest';
import { TemplateNames } from './template-names.ts';

/** Takes all of the short steps of `find`. */
function find(names: TemplateNames, patterns: Iterable<string>, isLast: boolean): Map<string, string> {
  const steps = names.find(patterns, isLast);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

const USERS = ['anna', 'bert', 'carl', 'dora', 'emil', 'fred', 'gina', 'hans'];
const logins = (names: readonly string[]) => names.map((name) => `login of ${name} was refused`);
const TEMPLATE = 'login of <*> was refused';

test('each pattern is its own name until templates have been looked for', () => {
  const names = new TemplateNames([]);
  for (const pattern of logins(USERS)) expect(names.nameOf(pattern)).toBe(pattern);
});

test('patterns that come later get the template that was found in earlier ones', () => {
  const names = new TemplateNames([]);
  const found = find(names, logins(USERS), false);
  expect(new Set(found.values())).toEqual(new Set([TEMPLATE]));
  expect(names.nameOf('login of zoe was refused')).toBe(TEMPLATE);
  expect(names.nameOf('login of zoe was accepted')).toBe('login of zoe was accepted');
});

test('a known template is given to no pattern before templates were looked for, and then to one that fits', () => {
  const names = new TemplateNames([TEMPLATE]);
  expect(names.nameOf('login of zoe was refused')).toBe('login of zoe was refused');
  expect(find(names, ['login of zoe was refused'], true).get('login of zoe was refused')).toBe(TEMPLATE);
});

test('templates that are told after all patterns have come name the patterns of the end', () => {
  const names = new TemplateNames([]);
  const pattern = 'login of zoe was refused';
  expect(find(names, [pattern], true).get(pattern)).toBe(pattern);
  names.know([TEMPLATE]);
  expect(find(names, [], true).get(pattern)).toBe(TEMPLATE);
});

test('a search that is ended before its last step leaves everything as it was', () => {
  const names = new TemplateNames([]);
  const steps = names.find(logins(USERS), false);
  expect(steps.next().done).toBe(false);
  steps.return(new Map());
  expect(names.nameOf('login of zoe was refused')).toBe('login of zoe was refused');
  expect(names.rivalsOf(TEMPLATE)).toEqual([]);
});

test('rivals of a template are those that were given messages before all had come, and fit some of its own', () => {
  const names = new TemplateNames([]);
  find(names, logins(USERS), false);
  expect(names.rivalsOf('login <*> zoe was refused')).toEqual([TEMPLATE]);
  expect(names.rivalsOf('logout of <*>')).toEqual([]);
  expect(names.rivalsOf(TEMPLATE)).toEqual([]);
});

test('at the end no template counts as given early', () => {
  const names = new TemplateNames([]);
  find(names, logins(USERS), true);
  expect(names.rivalsOf('login <*> zoe was refused')).toEqual([]);
});
