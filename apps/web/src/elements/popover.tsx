import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';

interface PopoverProps {
  /** Label of the button. */
  button: ReactNode;
  title?: string;
  /** For the panel. */
  label: string;
  className?: string;
  /** The panel's content; `close` closes it. */
  children: (close: () => void) => ReactNode;
}

/** A button with a panel below it; Escape, a press elsewhere, and the focus elsewhere close it. */
export function Popover({ button, title, label, className = '', children }: PopoverProps) {
  const [isOpen, setIsOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  /** Returns the focus to the button if it is in the panel: letters typed on must not be keys of the page. */
  const close = useCallback(() => {
    if (root.current?.contains(document.activeElement)) opener.current?.focus();
    setIsOpen(false);
  }, []);
  useEffect(() => {
    if (!isOpen) return;
    // On a press as well as on the focus: the panel lies over the element that has it next.
    const onElsewhere = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) setIsOpen(false);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      close();
    };
    document.addEventListener('pointerdown', onElsewhere);
    document.addEventListener('focusin', onElsewhere);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', onElsewhere);
      document.removeEventListener('focusin', onElsewhere);
      document.removeEventListener('keydown', onKey);
    };
  }, [isOpen, close]);
  return (
    <div className={`popover ${className}`} ref={root}>
      <button ref={opener} type="button" title={title} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        {button}
      </button>
      {isOpen && (
        <section ref={bringPanelIntoSight} className="popover-panel" aria-label={label}>
          {children(close)}
        </section>
      )}
    </div>
  );
}

/** Where the page scrolls, a panel may open below its lower edge. */
function bringPanelIntoSight(panel: HTMLElement | null): void {
  panel?.scrollIntoView({ block: 'nearest' });
}
