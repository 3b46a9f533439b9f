/** An element that shows a sign of the page and is copied as the text behind the sign. */
interface StandIn extends Element {
  copiedText?: () => string;
}

/** A `ref` for elements that represent a text; the text is built only when it is copied. */
export function standsFor(text: () => string): (element: Element | null) => void {
  return (element) => {
    if (element !== null) (element as StandIn).copiedText = text;
  };
}

/** The text that is copied instead of an element; undefined for one that is copied as it is. */
export function standInText(element: StandIn): string | undefined {
  return element.copiedText?.();
}
