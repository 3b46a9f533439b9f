import type { ReactNode } from 'react';
import { type Address, formatAddress } from './address.ts';
import { useAddress } from './use-address.ts';

interface LinkProps {
  /** Changes to the present address. */
  to: Partial<Address>;
  className?: string;
  title?: string;
  isCurrent?: boolean;
  /** The mouse selects its text instead of dragging the link away. */
  isMarkable?: boolean;
  children: ReactNode;
}

/** A link to another view: works as usual for new tabs and copying, and a click does not load the page again. */
export function Link({ to, className, title, isCurrent = false, isMarkable = false, children }: LinkProps) {
  const { address, navigate } = useAddress();
  return (
    <a
      href={formatAddress({ ...address, ...to })}
      className={className}
      title={title}
      aria-current={isCurrent ? 'page' : undefined}
      draggable={isMarkable ? false : undefined}
      onClick={(event) => {
        if (isMarkable && event.detail > 0 && hasMarkedText(event.currentTarget)) return event.preventDefault();
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        navigate(to);
      }}
    >
      {children}
    </a>
  );
}

/** Whether text of an element is selected: then releasing the mouse over it is not meant as a click. */
function hasMarkedText(element: Element): boolean {
  const selection = document.getSelection();
  return selection !== null && !selection.isCollapsed && selection.containsNode(element, true);
}
