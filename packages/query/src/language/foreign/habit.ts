/** The beginning of a note, and the query to write instead, if there is one. */
export interface Advice {
  about: string;
  instead?: string;
  /** True when the part is negated. */
  isNegated?: boolean;
}

/** One habit: how it looks, and what to say of it. Every run in a form is bounded, or ends where another one begins. */
export interface Habit {
  form: RegExp;
  say: (match: RegExpMatchArray) => Advice | undefined;
}
