import type { HistogramJson } from '@logwarren/api';
import type { Colours } from './severity-colours.ts';

export interface BarsOptions {
  element: HTMLElement;
  histogram: HistogramJson;
  colours: Colours;
  /** px */
  width: number;
  height: number;
  /** A range was dragged: indexes of its first and last bin. */
  onSelect: (first: number, last: number) => void;
  /** The pointer is over a bin; undefined when it has left. */
  onHover: (bin: number | undefined) => void;
}

/**
 * Draws the bars; `destroy` of the result takes them away again. The code that draws them is a sixth of the page's script, so
 * it is loaded when there are bars to draw, and the records need not wait for it. If it cannot be loaded, as after an update
 * of the service, the numbers above the bars stay.
 */
export function drawBars(options: BarsOptions): { destroy(): void } {
  let plot: { destroy(): void } | undefined;
  let isGone = false;
  import('./plot-bars.ts').then(
    ({ plotBars }) => {
      if (!isGone) plot = plotBars(options);
    },
    () => {},
  );
  return {
    destroy() {
      isGone = true;
      plot?.destroy();
    },
  };
}
