/**
 * The places of rows in a list: all rows have the same height, and one may have a detail below it. All numbers are px
 * or indexes.
 */
export interface RowLayout {
  height: number;
  topOf: (index: number) => number;
  /** The row at a height; inside the detail, the row above it. */
  indexAt: (y: number) => number;
}

interface RowSizes {
  count: number;
  rowHeight: number;
  /** The row with the detail below it; -1 for none. */
  openIndex: number;
  detailHeight: number;
}

/** Computes places without measuring anything. */
export function layoutRows({ count, rowHeight, openIndex, detailHeight }: RowSizes): RowLayout {
  const isOpen = openIndex !== -1;
  const detailTop = (openIndex + 1) * rowHeight;
  return {
    height: count * rowHeight + (isOpen ? detailHeight : 0),
    topOf: (index) => index * rowHeight + (isOpen && index > openIndex ? detailHeight : 0),
    indexAt(y) {
      if (!isOpen || y < detailTop) return Math.floor(y / rowHeight);
      return Math.max(openIndex, Math.floor((y - detailHeight) / rowHeight));
    },
  };
}
