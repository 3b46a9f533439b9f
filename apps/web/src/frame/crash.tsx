import { Component, type ReactNode } from 'react';

/** Shown instead of an empty page when the page itself has a fault. */
export class Crash extends Component<{ children: ReactNode }, { message: string | undefined }> {
  override state: { message: string | undefined } = { message: undefined };

  static getDerivedStateFromError(error: unknown): { message: string } {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { message } = this.state;
    if (message === undefined) return this.props.children;
    return (
      <main className="nothing" role="alert">
        <h2>The page has a fault</h2>
        <p>
          <code>{message}</code>
        </p>
        <p>The search service is not concerned: its API answers as before.</p>
        <div className="offers">
          <button type="button" onClick={() => window.location.reload()}>
            Load the page again
          </button>
        </div>
      </main>
    );
  }
}
