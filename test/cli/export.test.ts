import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { records, run, served, shell, useSearchSystem } from './search-system.ts';

/** `logwarren export`: every record, into files, pipes and full disks. */

useSearchSystem();

describe('logwarren export', () => {
  it('writes every record, counted, without the line that ends it', async () => {
    const file = join(served.system.dir, 'all.ndjson.gz');
    const { code, errors } = await run('export', '-o', file);
    expect({ code, errors }).toEqual({
      code: 0,
      errors: expect.stringMatching(/^35 records in .*all\.ndjson\.gz, .*\n$/),
    });
    expect(existsSync(`${file}.part`)).toBe(false);
    expect(records(gunzipSync(readFileSync(file)).toString())).toEqual(await served.system.findAll(''));
    const ascending = records((await run('export', '--order', 'asc', 'item')).out);
    expect(ascending.map(({ message }) => message)).toEqual(Array.from({ length: 30 }, (_, i) => `item ${i} added`));
  });

  it('writes CSV with columns, whose cells are no formulas', async () => {
    const file = join(served.system.dir, 'some.csv');
    const { errors } = await run(
      'export',
      'service:sheet OR status:502',
      '-o',
      file,
      '--columns',
      'service,message',
      '--columns',
      'status',
    );
    expect(errors).toMatch(/^2 records in /);
    expect(readFileSync(file, 'utf8')).toBe(
      'service,message,status\r\nsheet,"\'=HYPERLINK(""http://evil"",""x""),\n""second line""",\r\n' +
        'checkout,payment declined: timeout after 3000 ms,502\r\n',
    );
    expect((await run('export', '--format', 'csv', 'needle9f17')).out.split('\r\n')).toHaveLength(3);
  });

  it('compresses into a pipe, and writes into what is no ordinary file', async () => {
    const { stdout } = await shell(`"$NODE" "$MAIN" export --gzip | gzip -dc | wc -l`);
    expect(stdout.trim()).toBe('35');
    expect((await run('export', '-o', '/dev/null')).code).toBe(0);
    expect(statSync('/dev/null').isFile()).toBe(false);
  });

  it('names a file that cannot be written', async () => {
    const { code, errors } = await run('export', '-o', join(served.system.dir, 'nowhere', 'file'));
    expect({ code, errors }).toEqual({
      code: 1,
      errors: expect.stringMatching(/^logwarren: cannot write .*ENOENT.*\n$/),
    });
  });

  it('writes to standard output where a file is named -, and what is beside it to standard error', async () => {
    const { code, errors, out } = await run('export', '-o', '-', 'service:cart');
    expect({ code, errors }).toEqual({
      code: 0,
      errors: expect.stringMatching(/^31 records, [\d.]+ \w+ of text\.\n$/),
    });
    expect(records(out)).toEqual(await served.system.findAll('service=cart'));
    const csv = await run('export', '-o', '-', '--format', 'csv', '--columns', 'message', 'needle9f17');
    expect(csv.out).toBe('message\r\ncannot find needle9f17\r\n');
    const piped = await shell(`"$NODE" "$MAIN" export -o - --gzip 2>"$ERRORS" | gzip -dc | wc -l`, {
      ERRORS: join(served.system.dir, 'errors'),
    });
    expect({ ...piped, errors: readFileSync(join(served.system.dir, 'errors'), 'utf8') }).toEqual({
      stdout: expect.stringMatching(/^\s*35\n$/),
      stderr: '',
      errors: expect.stringMatching(/^35 records, /),
    });
    expect(existsSync('-')).toBe(false);
    expect(existsSync('-.part')).toBe(false);
  });

  it('to standard output ends quietly, too, when the reader has enough', async () => {
    const line = `"$NODE" "$MAIN" export -o - 2>/dev/null | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const [record = '', code] = (await shell(line)).stdout.trim().split('\n');
    expect(JSON.parse(record)).toHaveProperty('message');
    expect(['0', '141']).toContain(code);
  });

  it('fails at once where standard output is closed, and writes into a file all the same', async () => {
    for (const options of ['', '-o -', '--gzip', '-o - --gzip', '--format csv', 'nowhere']) {
      const { stderr, stdout } = await shell(`"$NODE" "$MAIN" export ${options} >&-; echo $?`);
      expect({ stderr, stdout }, options).toEqual({
        stderr: 'logwarren: cannot write standard output: it is closed; use --output\n',
        stdout: '1\n',
      });
    }
    const file = join(served.system.dir, 'closed.ndjson');
    const { stdout } = await shell(`"$NODE" "$MAIN" export -o "$FILE" service:cart >&-; echo $?`, { FILE: file });
    expect(stdout).toBe('0\n');
    expect(records(readFileSync(file, 'utf8'))).toHaveLength(31);
  });

  it('of nothing is 0 bytes, and says that there is nothing', async () => {
    for (const [name, bytes] of [
      ['none.ndjson', 0],
      ['none.ndjson.gz', 0],
      ['none.csv', 'message\r\n'.length],
    ] as const) {
      const file = join(served.system.dir, name);
      const columns = name.endsWith('csv') ? ['--columns', 'message'] : [];
      expect(await run('export', '-o', file, ...columns, 'nowhere'), name).toEqual({
        ...{ code: 0, out: '' },
        errors: `Nothing found.\n0 records in ${file}, ${bytes} bytes of text.\n`,
      });
      const content = readFileSync(file);
      expect((name.endsWith('gz') ? gunzipSync(content) : content).length, name).toBe(bytes);
    }
    expect(await run('export', '-o', '-', 'nowhere')).toEqual({
      ...{ code: 0, out: '' },
      errors: 'Nothing found.\n0 records, 0 bytes of text.\n',
    });
  });

  it('says when standard output takes no more, as on a full disk', async () => {
    for (const command of ['export', 'export -o -', 'stats']) {
      const { stderr, stdout } = await shell(`"$NODE" "$MAIN" ${command} >/dev/full; echo $?`);
      expect({ stderr, stdout }, command).toEqual({
        stderr: expect.stringMatching(/^logwarren: cannot write to standard output: .*ENOSPC.*\n$/),
        stdout: '1\n',
      });
    }
  });

  it('ends quietly when the reader of the pipe has enough', async () => {
    const { stderr, stdout } = await shell(`"$NODE" "$MAIN" export | head -n 1 >/dev/null; echo "\${PIPESTATUS[0]}"`);
    // Few records may be written before head has gone.
    expect(['0', '141']).toContain(stdout.trim());
    expect(stderr).toBe('');
  });
});
