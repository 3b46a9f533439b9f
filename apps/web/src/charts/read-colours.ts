/**
 * Reads colours of the style sheet as they apply, for a canvas, which cannot use variables: an element has to resolve
 * them.
 *
 * @param element where the colours are to be used
 * @param read gets a function from the name of a variable, `--dim`, to its colour; the function works only inside it
 */
export function readColours<T>(element: HTMLElement, read: (colourOf: (variable: string) => string) => T): T {
  const probe = document.createElement('span');
  // Series keep their colours even if the reader forces other colours: nothing else distinguishes the bars.
  probe.style.setProperty('forced-color-adjust', 'none');
  element.append(probe);
  try {
    return read((variable) => {
      probe.style.color = `var(${variable})`;
      return getComputedStyle(probe).color;
    });
  } finally {
    probe.remove();
  }
}
