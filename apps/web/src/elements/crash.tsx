import { Component, type ReactNode } from 'react';
import { visibleText } from '../text/visible-text.ts';

interface CrashProps {
  /** Draws a replacement for the children from the message of the error. */
  show: (message: string) => ReactNode;
  children: ReactNode;
}

/** Confines an error in drawing its children to them. */
export class Crash extends Component<CrashProps, { message: string | undefined }> {
  override state: { message: string | undefined } = { message: undefined };

  static getDerivedStateFromError(error: unknown): { message: string } {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { message } = this.state;
    return message === undefined ? this.props.children : this.props.show(message);
  }
}

/** Shown instead of an empty page when the page itself has a fault. */
export function PageFault({ message }: { message: string }) {
  return (
    <Fault
      title="The page has a fault"
      message={message}
      advice="The search service is not concerned: its API answers as before."
    >
      <button type="button" onClick={() => window.location.reload()}>
        Load the page again
      </button>
    </Fault>
  );
}

interface FaultProps {
  title: string;
  message: string;
  advice: string;
  /** Buttons for what to do next. */
  children: ReactNode;
}

/** Reports that something could not be drawn, with advice and what still works. */
export function Fault({ title, message, advice, children }: FaultProps) {
  return (
    <main className="nothing" role="alert">
      <h1>{title}</h1>
      <p>{REASON}</p>
      <p>{advice}</p>
      <div className="offers">{children}</div>
      <Detail text={message} />
    </main>
  );
}

const REASON =
  'It cannot show what it was given: page and search service may be of different versions, or something in between changed an answer.';

/** Helps to find the cause; folded, because the sentence above it is enough for most readers. */
export function Detail({ text }: { text: string }) {
  return (
    <details className="technical">
      <summary>Technical detail</summary>
      <code>{visibleText(text)}</code>
    </details>
  );
}
