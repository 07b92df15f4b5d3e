import { readEvents, type StreamedEvent } from './event-stream.ts';
import type { StationSettings, StreamKey } from './station-state.ts';

/** What the server answered instead of doing what was asked; its message is for people. */
export class AdminApiError extends Error {
  override readonly name = 'AdminApiError';

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Settings to change: null takes one back to what the server's own settings say. */
export type SettingsChange = { readonly [Name in keyof StationSettings]?: StationSettings[Name] | null };

/** How {@link AdminApi.follow} is listened to. */
export interface FollowOptions {
  readonly signal: AbortSignal;
  /** Called whenever something comes, whole event or not. */
  readonly onBytes: () => void;
}

/** The administration's API, with the key of whoever is at the page. */
export class AdminApi {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  /** Makes a station. @throws AdminApiError */
  async makeStation(name: string, settings: StationSettings): Promise<void> {
    await this.#ask('POST', 'stations', { name, settings });
  }

  /** Changes what a station has of its own. @throws AdminApiError */
  async changeStation(name: string, change: SettingsChange): Promise<void> {
    await this.#ask('PATCH', `stations/${encodeURIComponent(name)}`, change);
  }

  /** Removes a station. @throws AdminApiError */
  async removeStation(name: string): Promise<void> {
    await this.#ask('DELETE', `stations/${encodeURIComponent(name)}`);
  }

  /** Ends a station's broadcast. @throws AdminApiError */
  async stopBroadcast(name: string): Promise<void> {
    await this.#ask('POST', `stations/${encodeURIComponent(name)}/stop`);
  }

  /** All stream keys that were made. @throws AdminApiError */
  async listKeys(): Promise<StreamKey[]> {
    const { keys } = (await this.#ask('GET', 'keys')) as { keys: StreamKey[] };
    return keys;
  }

  /** Makes a stream key, for one station or, with null, for all. @throws AdminApiError */
  async makeKey(label: string, station: string | null): Promise<StreamKey> {
    return (await this.#ask('POST', 'keys', { label, station })) as StreamKey;
  }

  /** Revokes a stream key. @throws AdminApiError */
  async revokeKey(id: string): Promise<void> {
    await this.#ask('DELETE', `keys/${encodeURIComponent(id)}`);
  }

  /** What happens, as it happens, until the signal or the server ends it. @throws AdminApiError */
  async *follow({ signal, onBytes }: FollowOptions): AsyncGenerator<StreamedEvent, void, void> {
    const response = await this.#fetch('GET', 'events', { signal });
    if (response.body === null) throw new AdminApiError('internal', 'The server sent no events.');
    yield* readEvents(response.body, onBytes);
  }

  async #ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await this.#fetch(
      method,
      path,
      body === undefined ? {} : { body: JSON.stringify(body) },
    );
    const text = await response.text();
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  }

  async #fetch(method: string, path: string, init: RequestInit): Promise<Response> {
    const headers = { Authorization: `Bearer ${this.#key}` };
    const response = await fetch(`/api/admin/${path}`, { ...init, method, headers, cache: 'no-store' });
    if (response.ok) return response;
    const { code = '', message = '' } = (await response.json().catch(() => ({}))) as Partial<AdminApiError>;
    throw new AdminApiError(code, message === '' ? `The server answered ${response.status}.` : message);
  }
}
