import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A message as it came. */
export interface ReceivedMessage {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How a receiver answers: with a status, or by hanging up. */
export type ReceiverAnswer = number | 'hang-up';

/** Somebody who is told by webhooks: a real HTTP server that answers as it is told, and then with 204. */
export class WebhookReceiver {
  /** In the order in which they came, every try of each. */
  readonly messages: ReceivedMessage[] = [];
  readonly #server: Server;
  readonly #waiting: (() => void)[] = [];

  /** @param answers to the first messages. */
  static async listen(answers: readonly ReceiverAnswer[] = []): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver([...answers]);
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  private constructor(answers: ReceiverAnswer[]) {
    this.#server = createServer((request, response) => {
      void text(request).then((body) => {
        this.messages.push({ headers: request.headers, body });
        const answer = answers.shift() ?? 204;
        if (answer === 'hang-up') request.socket.destroy();
        else response.writeHead(answer).end();
        for (const wake of this.#waiting.splice(0)) wake();
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  /** Resolves when so many have come. */
  async received(count: number): Promise<readonly ReceivedMessage[]> {
    while (this.messages.length < count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.messages;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
