import { AppError } from '@logwarren/common';

/** The stack could not be started; the message explains what to do about it. */
export class StackError extends AppError {}

/** A port that cannot be replaced is taken. The message names its holder and the variable that changes the port. */
export class PortInUseError extends StackError {
  constructor(port: number, what: string, variable: string, owner: string | undefined) {
    const by = owner ?? 'another program';
    super('port-in-use', `port ${port} for ${what} is in use by ${by}; stop it, or set ${variable} to another port`);
  }
}
