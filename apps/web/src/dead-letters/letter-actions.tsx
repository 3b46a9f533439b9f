import type { DiscardJson, ReplayForecastJson, ReplayJson } from '@logwarren/api';
import { useEffect, useState } from 'react';
import { asAnswerError } from '../api/answer-error.ts';
import { postJson } from '../api/post-json.ts';
import { Dialog } from '../elements/dialog.tsx';

interface LetterActionsProps {
  /** Body for the API: `ids`, or `filter`, which may be empty. */
  selection: { ids: string[] } | { filter: Record<string, string> };
  /** For the labels of the buttons: `this`, `all 12`. */
  what: string;
  done: () => void;
  /** Called with true when the reader begins to decide, and with false when the decision is made. */
  onPlan?: (isPlanning: boolean) => void;
}

type Plan = { kind: 'replay'; forecast: ReplayForecastJson } | { kind: 'discard'; count: number };

/** Buttons that send letters again or discard them; each first shows its effect. */
export function LetterActions({ selection, what, done, onPlan }: LetterActionsProps) {
  const [plan, setPlan] = useState<Plan>();
  const [fault, setFault] = useState('');
  useEffect(() => onPlan?.(plan !== undefined), [onPlan, plan]);
  const ask = async (work: () => Promise<void>) => {
    setFault('');
    try {
      await work();
    } catch (error) {
      setFault(asAnswerError(error).message);
    }
  };
  const planReplay = () =>
    ask(async () => {
      const forecast = await postJson<ReplayForecastJson>('/dead-letters/replay', { ...selection, dryRun: true });
      setPlan({ kind: 'replay', forecast });
    });
  const planDiscard = () =>
    ask(async () => {
      const { discarded } = await postJson<DiscardJson>('/dead-letters/discard', {
        ...selection,
        dryRun: true,
      });
      setPlan({ kind: 'discard', count: discarded });
    });
  const carryOut = (kind: Plan['kind']) =>
    ask(async () => {
      await postToEnd(`/dead-letters/${kind}`, selection);
      setPlan(undefined);
      done();
    });
  return (
    <>
      <button type="button" onClick={() => void planReplay()}>
        Replay {what}
      </button>
      <button type="button" onClick={() => void planDiscard()}>
        Discard {what}
      </button>
      {fault !== '' && <span role="alert">{fault}</span>}
      {plan !== undefined && (
        <Dialog title={plan.kind === 'replay' ? 'Replay' : 'Discard'} close={() => setPlan(undefined)}>
          <PlanText plan={plan} />
          <div className="offers">
            <button type="button" onClick={() => void carryOut(plan.kind)}>
              {plan.kind === 'discard' ? 'Discard now' : plan.forecast.succeed > 0 ? 'Replay now' : 'Replay anyway'}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

/** Continues where the service ran out of time, until it has gone through all letters once. */
async function postToEnd(path: string, selection: LetterActionsProps['selection']): Promise<void> {
  for (let cursor: string | undefined; ; ) {
    const { next } = await postJson<ReplayJson | DiscardJson>(path, { ...selection, cursor });
    if (typeof next !== 'string' || next === cursor) return;
    cursor = next;
  }
}

function PlanText({ plan }: { plan: Plan }) {
  if (plan.kind === 'discard') {
    return (
      <p>
        {plan.count} {plan.count === 1 ? 'letter' : 'letters'} will be given up. They can still be looked at, and
        replayed one by one.
      </p>
    );
  }
  const { succeed, fail, letters } = plan.forecast;
  const why = letters.find((letter) => !letter.succeeds)?.explanation;
  return (
    <p>
      {succeed} {succeed === 1 ? 'letter' : 'letters'} would be stored now, {fail} would come back
      {why === undefined ? '' : `; one of them because ${why}`}. What is stored already is not stored twice.
    </p>
  );
}
