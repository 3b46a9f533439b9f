import { spacedText } from './spaced-text.ts';

/** A value in one line, its white space as signs that are read out in words. */
export function SpacedValue({ value }: { value: string }) {
  return spacedText(value).map(({ text, name }, index) =>
    name === undefined ? (
      text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other name
      <span key={index} className="space-sign" role="img" aria-label={name}>
        {text}
      </span>
    ),
  );
}
