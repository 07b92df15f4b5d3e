import { EXIT_CODES, type ExitCode } from './exit-code.ts';

/** A command that cannot do what it was asked for, for a reason that its message tells the person at the terminal. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  /** Default {@link EXIT_CODES}.failed. */
  readonly exitCode: ExitCode;

  constructor(
    message: string,
    { exitCode = EXIT_CODES.failed, ...options }: ErrorOptions & { readonly exitCode?: ExitCode } = {},
  ) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
