import type { ReactNode } from 'react';
import { type Address, formatAddress } from './address.ts';
import { useAddress } from './use-address.ts';

interface LinkProps {
  /** Changes to the present address. */
  to: Partial<Address>;
  className?: string;
  title?: string;
  isCurrent?: boolean;
  children: ReactNode;
}

/** A link to another view: an ordinary one for new tabs and copying, without loading the page again on a click. */
export function Link({ to, className, title, isCurrent = false, children }: LinkProps) {
  const { address, navigate } = useAddress();
  return (
    <a
      href={formatAddress({ ...address, ...to })}
      {...{ className, title }}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={(event) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        navigate(to);
      }}
    >
      {children}
    </a>
  );
}
