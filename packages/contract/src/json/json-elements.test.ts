import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonElements } from './json-elements.ts';

describe('jsonElements', () => {
  it('gives the bytes of each element of any array', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue()),
        fc.jsonValue(),
        fc.constantFrom(undefined, 1, 2),
        (records, other, indent) => {
          const json = Buffer.from(JSON.stringify({ a: other, records, 'z"': other }, null, indent));
          const elements = jsonElements(json, 'records');
          expect(elements.map((bytes) => JSON.parse(bytes.toString()))).toEqual(JSON.parse(JSON.stringify(records)));
        },
      ),
    );
  });

  it('keeps what parsing would change', () => {
    const json = Buffer.from('{"records": [ {"n": 12345678901234567890, "n": 1.0 } , "\\u0041]" ]}');
    expect(jsonElements(json, 'records').map(String)).toEqual(['{"n": 12345678901234567890, "n": 1.0 }', '"\\u0041]"']);
  });

  it('does not mistake a nested array or a value for the key', () => {
    const json = Buffer.from('{"x":{"records":[1]},"y":"records","z":[2],"records":[3]}');
    expect(jsonElements(json, 'records').map(String)).toEqual(['3']);
  });

  it('takes the last of repeated keys, as JSON.parse does', () => {
    expect(jsonElements(Buffer.from('{"records":[1],"records":[2]}'), 'records').map(String)).toEqual(['2']);
  });
});
