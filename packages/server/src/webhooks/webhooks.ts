import type { Logger } from '@ringcast/segmenter';
import type { Configuration } from '../configuration/configuration-schema.ts';
import type { EventLog } from '../events/event-log.ts';
import { WebhookDelivery, type WebhookDeliveryOptions } from './webhook-delivery.ts';
import { messageOf } from './webhook-message.ts';

/** What webhooks need. */
export interface WebhooksOptions extends Pick<WebhookDeliveryOptions, 'firstPauseMs' | 'onSettled'> {
  readonly configuration: Pick<Configuration, 'webhookUrls' | 'webhookSecret' | 'webhookEvents'>;
  readonly log: EventLog;
  readonly logger: Logger;
}

/** How long deliveries may hold up a server that goes down. */
const CLOSE_WITHIN_MS = 1_500;

/** Tells the receivers of the settings what happens to the stations. */
export class Webhooks {
  readonly #deliveries: readonly WebhookDelivery[];
  readonly #unsubscribe: () => void;

  constructor({ configuration, log, ...rest }: WebhooksOptions) {
    const { webhookUrls, webhookSecret: secret = '', webhookEvents } = configuration;
    this.#deliveries = webhookUrls.map((url) => new WebhookDelivery({ ...rest, url, secret }));
    this.#unsubscribe = log.subscribe((event) => {
      if (!webhookEvents.includes(event.type)) return;
      const message = messageOf(event);
      for (const delivery of this.#deliveries) delivery.send(message);
    });
  }

  /** Takes nothing more; what waits is tried once more. */
  async close(): Promise<void> {
    this.#unsubscribe();
    const limit = AbortSignal.timeout(CLOSE_WITHIN_MS);
    await Promise.all(this.#deliveries.map((delivery) => delivery.close(limit)));
  }
}
