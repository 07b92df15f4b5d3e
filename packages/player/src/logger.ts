/** Where the player tells what an operator has to know. A pino logger is one. */
export interface Logger {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
