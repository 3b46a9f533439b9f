/** The beginning of a note, and the query to write instead, if there is one. */
export interface Advice {
  about: string;
  instead?: string;
  /** True when the part is negated. */
  isNegated?: boolean;
}

/** One habit: its form, and the advice for it. Every run in a form is bounded, or ends where another one begins. */
export interface Habit {
  form: RegExp;
  say: (match: RegExpMatchArray) => Advice | undefined;
}
