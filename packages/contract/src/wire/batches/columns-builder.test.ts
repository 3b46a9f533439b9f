import { describe, expect, test } from 'vitest';
import { fromColumns } from './columns.ts';
import { ColumnsBuilder, toColumns } from './columns-builder.ts';

const record = (message: string, more: object = {}) => ({ timestamp: 1, observedAt: 2, message, ...more });

describe('a builder of columns', () => {
  test('writes a value that all records share once, and positions only if some records have none', () => {
    expect(toColumns([record('a', { nanos: 7 }), record('b', { attributes: { x: 1 } })])).toEqual({
      count: 2,
      columns: {
        timestamp: { values: 1 },
        nanos: { at: [0], values: 7 },
        observedAt: { values: 2 },
        message: { values: ['a', 'b'] },
      },
      attributes: [{ name: 'x', at: [1], values: 1 }],
    });
  });

  test('names fields in one order, for any order in the records', () => {
    const { columns } = toColumns([record('a'), record('b', { spanId: 's', severityText: 'notice', nanos: 1 })]);
    expect(Object.keys(columns)).toEqual(['timestamp', 'nanos', 'observedAt', 'message', 'severityText', 'spanId']);
  });

  test('leaves out the number that the severity of a record implies, and keeps any other', () => {
    const numbers = [17, 18].map((severityNumber) => record('a', { severity: 'ERROR', severityNumber }));
    expect(toColumns(numbers).columns.severityNumber).toEqual({ at: [1], values: 18 });
    expect(toColumns([record('a', { severityNumber: 17 })]).columns.severityNumber).toEqual({ values: 17 });
  });

  test('puts columns behind records as if their records had been added', () => {
    const [first, ...others] = ['a', 'b', 'c'].map((text, i) =>
      record(text, i === 1 ? { attributes: { x: 'y' } } : {}),
    );
    const builder = new ColumnsBuilder();
    builder.add(first as NonNullable<typeof first>);
    builder.addColumns(toColumns(others));
    expect(builder.count).toBe(3);
    expect(builder.build()).toEqual(toColumns([first as NonNullable<typeof first>, ...others]));
  });

  test('holds no record: changing one later changes nothing', () => {
    const attributes: Record<string, number> = { x: 1 };
    const builder = new ColumnsBuilder();
    builder.add(record('a', { attributes }));
    attributes.x = 2;
    expect(fromColumns(builder.build())[0]?.attributes).toEqual({ x: 1 });
  });
});
