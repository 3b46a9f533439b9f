import type { RecordJson } from '@logwarren/api';
import { memo } from 'react';
import { MessageLine } from '../record/message-line.tsx';
import { exactTime, rowTime } from '../text/format-time.ts';
import { visibleText } from '../text/visible-text.ts';

interface LogRowProps {
  record: RecordJson;
  index: number;
  /** Lower case; marked in the message. */
  words: readonly string[];
  isOpen: boolean;
  isSelected: boolean;
  toggle: (id: string) => void;
}

/** One record in one line: time, severity, service, message. */
export const LogRow = memo(function LogRow({ record, index, words, isOpen, isSelected, toggle }: LogRowProps) {
  const open = () => {
    // Selecting text to copy it must not open the record.
    if (window.getSelection()?.isCollapsed !== false) toggle(record.id);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: the text of a button cannot be marked and copied
    <div
      className="row"
      role="button"
      tabIndex={isSelected ? 0 : -1}
      aria-expanded={isOpen}
      data-index={index}
      data-record={record.id}
      data-severity={record.severity}
      onClick={open}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        toggle(record.id);
      }}
    >
      <time className="row-time" dateTime={record.timestamp} title={exactTime(record.timestamp)}>
        {rowTime(record.timestamp, new Date())}
      </time>
      <span className="row-severity">{record.severity}</span>
      <span className="row-service" title={record.service}>
        {visibleText(record.service)}
      </span>
      <span className="row-message" dir="auto">
        <MessageLine record={record} words={words} />
      </span>
    </div>
  );
});
