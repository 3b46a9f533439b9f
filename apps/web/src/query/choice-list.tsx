import { CountText } from '../text/estimates.tsx';
import { SpacedValue } from './marked-text.tsx';
import type { Choice } from './use-choices.ts';

interface ChoiceListProps {
  id: string;
  choices: readonly Choice[];
  /** Index of the choice that Enter takes; -1 for none. */
  active: number;
  /** Follows a choice that is a name. */
  suffix: string;
  choose: (name: string) => void;
}

/** Lists, below the query, the texts that fit at the caret. The focus stays in the query. */
export function ChoiceList({ id, choices, active, suffix, choose }: ChoiceListProps) {
  return (
    <div className="choices" role="listbox" id={id} aria-label="Completions">
      {choices.map(({ name, count }, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the query has the focus and names the active one
        // biome-ignore lint/a11y/useKeyWithClickEvents: the query takes the keys
        <div
          key={name}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          className="choice"
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => choose(name)}
        >
          <span className="choice-name">
            <SpacedValue value={name} />
            {suffix}
          </span>
          {count !== undefined && (
            <span className="hint">
              <CountText {...count} />
            </span>
          )}
        </div>
      ))}
    </div>
  );
}
