import { useEffect, useState } from 'react';

interface CopyButtonProps {
  /** Name of what is copied, for the label. */
  what: string;
  text: string;
  /** The text of the button; `copy WHAT` by default. */
  label?: string;
}

const SHOWN_MS = 1_500;

/** Puts text on the clipboard and confirms it. */
export function CopyButton({ what, text, label = `copy ${what}` }: CopyButtonProps) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (said === '') return;
    const timer = setTimeout(() => setSaid(''), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => setSaid((await copyText(text)) ? 'copied' : 'not allowed');
  return (
    <button
      type="button"
      className="quiet"
      aria-label={said === '' ? `Copy ${what}` : said}
      onClick={() => void copy()}
    >
      {said === '' ? label : said}
    </button>
  );
}

/** The browser's clipboard needs HTTPS or localhost; the older way works everywhere. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.className = 'unseen';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}
