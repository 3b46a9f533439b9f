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

/** A button with a panel below it; Escape, a press elsewhere, or moving the focus elsewhere closes it. */
export function Popover({ button, title, label, className = '', children }: PopoverProps) {
  const [isOpen, setIsOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  /** Returns the focus to the button if it is in the panel: letters typed after that must not act as keys of the page. */
  const close = useCallback(() => {
    if (root.current?.contains(document.activeElement)) opener.current?.focus();
    setIsOpen(false);
  }, []);
  useEffect(() => {
    if (!isOpen) return;
    // On a press as well as on a focus change: the panel may cover the element that gets the focus next.
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
