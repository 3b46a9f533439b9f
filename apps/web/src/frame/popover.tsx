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

/** A button with a panel below it; Escape and a press elsewhere close it. */
export function Popover({ button, title, label, className = '', children }: PopoverProps) {
  const [isOpen, setIsOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  /** What had the focus in the panel is gone with it: letters typed on must not be keys of the page. */
  const close = useCallback(() => {
    if (root.current?.contains(document.activeElement)) opener.current?.focus();
    setIsOpen(false);
  }, []);
  useEffect(() => {
    if (!isOpen) return;
    const onPress = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setIsOpen(false);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      close();
    };
    document.addEventListener('pointerdown', onPress);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', onPress);
      document.removeEventListener('keydown', onKey);
    };
  }, [isOpen, close]);
  return (
    <div className={`popover ${className}`} ref={root}>
      <button ref={opener} type="button" title={title} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        {button}
      </button>
      {isOpen && (
        <section className="popover-panel" aria-label={label}>
          {children(close)}
        </section>
      )}
    </div>
  );
}
