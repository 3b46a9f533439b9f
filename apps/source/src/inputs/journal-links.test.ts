import { readFileSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { beginJournal, follow, print, printed, seen, useJournal } from './test-journal.ts';

useJournal();

describe('a journal that a link names', () => {
  const asLink = () => {
    const link = join(printed.directory, 'link');
    symlinkSync(printed.journal, link);
    return link;
  };

  test('is read on under its own name, and the other way round', async () => {
    const link = asLink();
    for (const [round, name] of [link, printed.journal, link].entries()) {
      print(`order ${round}`);
      const { stop } = await follow(30, { journal: name });
      await seen(...Array.from({ length: round + 1 }, (_, i) => `order ${i}`));
      await stop();
    }
    expect(JSON.parse(readFileSync(join(printed.directory, 'state', 'journal.json'), 'utf8')).journals).toHaveLength(1);
  });

  test('is read on where a build before has written down the link alone', async () => {
    const link = asLink();
    print('one');
    const { stop } = await follow(30, { journal: link });
    await seen('one');
    await stop();
    const file = join(printed.directory, 'state', 'journal.json');
    writeFileSync(
      file,
      readFileSync(file, 'utf8')
        .replace(/"realPath":"[^"]{1,500}",?/, '')
        .replace(',}', '}'),
    );
    expect(readFileSync(file, 'utf8')).toMatch(/"journal":"[^"]{1,500}link"(?!.*realPath)/);
    print('two');
    await follow();
    await seen('one', 'two');
  });

  test('is another one when the link has been set anew', async () => {
    const link = asLink();
    print('one');
    const { stop } = await follow(30, { journal: link });
    await seen('one');
    await stop();
    beginJournal('other');
    print('two');
    unlinkSync(link);
    symlinkSync(printed.journal, link);
    await follow(30, { journal: link });
    await seen('one', 'two');
  });
});
