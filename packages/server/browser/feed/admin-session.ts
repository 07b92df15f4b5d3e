import { AdminApi, type AdminApiError } from './admin-api.ts';
import { type ConnectionState, DashboardConnection } from './dashboard-connection.ts';
import { DashboardModel } from './dashboard-model.ts';
import { KeyList } from './key-list.ts';

/** Settings of an {@link AdminSession}. */
export interface AdminSessionOptions {
  readonly key: string;
  /** Called when there is something else to show. */
  readonly onChange: () => void;
  /** Called once where the key is not taken; nothing follows. */
  readonly onRefused: (error: AdminApiError) => void;
}

/** What is known and done with an admin key, from signing in to signing out. */
export class AdminSession {
  readonly api: AdminApi;
  readonly model = new DashboardModel();
  readonly keys: KeyList;
  connection: ConnectionState = 'connecting';
  readonly #connection: DashboardConnection;

  constructor({ key, onChange, onRefused }: AdminSessionOptions) {
    this.api = new AdminApi(key);
    this.keys = new KeyList({ api: this.api, onChange });
    this.#connection = new DashboardConnection({
      api: this.api,
      model: this.model,
      onChange: (state) => {
        this.connection = state;
        if (state === 'open') void this.keys.refresh();
        else this.keys.outdate();
        onChange();
      },
      onRefused,
    });
  }

  /** Nothing is shown of it any more. */
  close(): void {
    this.#connection.close();
  }
}
