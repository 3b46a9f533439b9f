import { AppError } from '@logwarren/common';

/** The stack could not be started; the message says what to do about it. */
export class StackError extends AppError {}

/** A port that cannot be replaced is taken; the message names its holder and the variable that moves it. */
export class PortInUseError extends StackError {
  constructor(port: number, what: string, variable: string, owner: string | undefined) {
    const by = owner ?? 'another program';
    super('port-in-use', `port ${port} for ${what} is in use by ${by}; stop it, or set ${variable} to another port`);
  }
}
