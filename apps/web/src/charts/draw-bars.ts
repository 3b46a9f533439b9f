import type { BarChart } from './bar-chart.ts';

/**
 * Draws the bars; `destroy` of the result removes them. The code that draws them is a sixth of the page's script, so it
 * is loaded when there are bars to draw, and the records need not wait for it. If it cannot be loaded, for example
 * after an update of the service, the numbers above the bars stay.
 */
export function drawBars(chart: BarChart): { destroy(): void } {
  let plot: { destroy(): void } | undefined;
  let isGone = false;
  const draw = async () => {
    const { plotBars } = await import('./plot-bars.ts');
    if (!isGone) plot = plotBars(chart);
  };
  draw().catch(() => {});
  return {
    destroy() {
      isGone = true;
      plot?.destroy();
    },
  };
}
