import { EventEmitter, once } from 'node:events';
import { MemoryLogger } from './memory-station.ts';

/** A logger that one can wait on. */
export class WatchedLogger extends MemoryLogger {
  readonly #events = new EventEmitter();

  override info(fields: object, message: string): void {
    super.info(fields, message);
    this.#events.emit('info-line');
  }

  override error(fields: object, message: string): void {
    super.error(fields, message);
    this.#events.emit('error-line');
  }

  /** Resolves with the next line of a level. */
  async logged(level: 'info' | 'error'): Promise<void> {
    await once(this.#events, `${level}-line`);
  }
}
