/** An element that stands for a text: what it shows is the page's, and the text is copied instead. */
interface StandIn extends Element {
  copiedText?: () => string;
}

/** Makes elements stand for a text, which is put together only when it is copied; for `ref`. */
export function standsFor(text: () => string): (element: Element | null) => void {
  return (element) => {
    if (element !== null) (element as StandIn).copiedText = text;
  };
}

/** The text that is copied instead of an element; undefined for one that is copied as it is. */
export function standInText(element: StandIn): string | undefined {
  return element.copiedText?.();
}
