import type { Severity } from '@logwarren/contract/severity';
import { SEVERITIES } from '../api/severity-counts.ts';

/** Colours for a canvas: those of the style sheet, in the present scheme. */
export interface Colours {
  severities: Record<Severity, string>;
  dim: string;
  line: string;
}

/** Reads the colours that are in force. A canvas knows no variables, so an element has to resolve them. */
export function readColours(element: HTMLElement): Colours {
  const probe = document.createElement('span');
  // Severities keep their colours where the reader has colours of their own: bars have nothing else to tell them apart.
  probe.style.setProperty('forced-color-adjust', 'none');
  element.append(probe);
  const read = (variable: string) => {
    probe.style.color = `var(${variable})`;
    return getComputedStyle(probe).color;
  };
  const severities = Object.fromEntries(SEVERITIES.map((each) => [each, read(`--${each.toLowerCase()}-bar`)]));
  const colours = { severities: severities as Record<Severity, string>, dim: read('--dim'), line: read('--line') };
  probe.remove();
  return colours;
}
