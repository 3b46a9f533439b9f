import { SEVERITIES, type Severity } from '../api/log-record.ts';

/** What a canvas draws with: the colours of the style sheet as the present scheme has them. */
export interface Colours {
  severities: Record<Severity, string>;
  dim: string;
  line: string;
}

/** Reads the colours that are in force. A canvas knows no variables, so an element has to resolve them. */
export function readColours(element: HTMLElement): Colours {
  const probe = document.createElement('span');
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
