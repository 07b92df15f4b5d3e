import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { AdminApiError, type SettingsChange } from '../feed/admin-api.ts';
import { AdminSession } from '../feed/admin-session.ts';
import type { DashboardModel } from '../feed/dashboard-model.ts';
import type { StationState } from '../feed/station-state.ts';
import { keepLanguage, type Language, readLanguage, type Say, sayIn } from '../messages/messages.ts';
import { DashboardPlots } from '../plots/dashboard-plots.ts';
import { plotsView } from '../plots/plots-view.ts';
import type { AdminActions } from './admin-actions.ts';
import { keepAdminKey, keptAdminKey, takeKeyOfLink } from './admin-key.ts';
import { keysView } from './keys-view.ts';
import { logView } from './log-view.ts';
import { settingsView } from './settings-view.ts';
import { signInView } from './sign-in-view.ts';
import { stationsView } from './stations-view.ts';
import { topView } from './top-view.ts';
import { drawWindows } from './window-picture.ts';

/** Something that is asked about before it is done. */
interface Confirmation {
  readonly question: 'stopQuestion' | 'removeQuestion' | 'revokeQuestion';
  readonly values: Readonly<Record<string, string>>;
  readonly act: (session: AdminSession) => Promise<void>;
  /** Where the keyboard goes on: the button goes with what it was for. */
  readonly focusAfter: string;
}

/** The administration: stations live, their figures, what happened, stream keys. */
export class RingcastAdmin extends LitElement {
  readonly #actions: AdminActions = {
    signIn: (key) => this.#signIn(key),
    signOut: () => this.#signOut(undefined),
    chooseLanguage: (tag) => this.#chooseLanguage(tag as Language),
    makeStation: (name, settings) => this.#do(({ api }) => api.makeStation(name, settings)),
    openSettings: (station) => this.#openSettings(station),
    closeSettings: () => this.#closeSettings(),
    changeStation: (name, change) => void this.#change(name, change),
    removeStation: (station) =>
      void this.#confirm({
        question: 'removeQuestion',
        values: { station },
        // The keys that are for it alone go with it.
        act: ({ api, keys }) => api.removeStation(station).finally(() => keys.outdate()),
        focusAfter: 'stations-title',
      }),
    stopBroadcast: (station) =>
      void this.#confirm({
        question: 'stopQuestion',
        values: { station },
        act: ({ api }) => api.stopBroadcast(station),
        focusAfter: `station-${station}`,
      }),
    makeKey: (label, station) => this.#do(({ keys }) => keys.make(label, station)),
    revokeKey: (id, label) =>
      void this.#confirm({
        question: 'revokeQuestion',
        values: { label },
        act: ({ keys }) => keys.revoke(id),
        focusAfter: 'keys-title',
      }),
  };
  readonly #openLink = (): void => {
    const key = takeKeyOfLink();
    if (key !== undefined) this.#signIn(key);
  };
  #language: Language = readLanguage();
  #say: Say = sayIn(this.#language);
  #session: AdminSession | undefined;
  /** The station whose settings are open, as it was when they were opened: what is entered is compared with that. */
  #edited: StationState | undefined;
  #fault: string | undefined;
  #plots: DashboardPlots | undefined;

  /** In the page itself, whose style sheet it follows. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#showLanguage();
    window.addEventListener('hashchange', this.#openLink);
    const key = takeKeyOfLink() ?? keptAdminKey();
    if (key !== undefined) this.#signIn(key);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('hashchange', this.#openLink);
    this.#session?.close();
    this.#plots?.close();
  }

  protected override render(): TemplateResult {
    const session = this.#session;
    const common = { language: this.#language, say: this.#say, actions: this.#actions };
    return html`${topView({ connection: session?.connection, ...common })}
      <main>${session ? this.#dashboardView(session) : signInView(this.#fault, this.#say, this.#actions)}</main>`;
  }

  protected override updated(): void {
    const model = this.#session?.model;
    if (!model) return this.#closePlots();
    drawWindows(this, model);
    this.#drawPlots(model);
  }

  #dashboardView({ model, keys }: AdminSession): TemplateResult {
    const say = this.#say;
    const { stations, log } = model;
    const names = stations.map(({ name }) => name);
    const common = { say, language: this.#language, actions: this.#actions };
    return html`${this.#fault === undefined || this.#edited !== undefined ? nothing : html`<p class="fault" role="alert">${this.#fault}</p>`}
      ${stationsView({ model, ...common })}
      ${plotsView(names, say)}
      <div class="columns">
        ${logView(log, say, this.#language)}
        ${keysView({ list: keys, stations: names, ...common })}
      </div>
      <dialog @close=${() => this.#closeSettings()}>
        ${this.#edited ? settingsView({ station: this.#edited, fault: this.#fault, ...common }) : nothing}
      </dialog>`;
  }

  #drawPlots(model: DashboardModel): void {
    const listeners = this.querySelector<HTMLElement>('#listeners-plot');
    const latency = this.querySelector<HTMLElement>('#latency-plot');
    if (listeners === null || latency === null) return;
    this.#plots ??= new DashboardPlots({ listeners, latency });
    this.#plots.update(model);
  }

  #closePlots(): void {
    this.#plots?.close();
    this.#plots = undefined;
  }

  #signIn(key: string): void {
    this.#signOut(undefined);
    keepAdminKey(key);
    this.#session = new AdminSession({
      key,
      onChange: () => this.#onChange(),
      onRefused: ({ code, message }) => this.#signOut(code === 'wrong-key' ? this.#say('wrongKey') : message),
    });
    this.requestUpdate();
  }

  #signOut(fault: string | undefined): void {
    keepAdminKey(undefined);
    this.#closeSettings();
    this.#session?.close();
    this.#session = undefined;
    this.#fault = fault;
    this.requestUpdate();
  }

  #onChange(): void {
    const station = this.#edited?.name;
    if (station !== undefined && !this.#session?.model.stationOf(station)) {
      this.#closeSettings(this.#say('stationGone', { station }));
    }
    this.requestUpdate();
  }

  #chooseLanguage(language: Language): void {
    this.#language = language;
    this.#say = sayIn(language);
    keepLanguage(language);
    this.#showLanguage();
    this.requestUpdate();
  }

  #showLanguage(): void {
    document.documentElement.lang = this.#language;
    document.title = `${this.#say('title')} · Ringcast`;
  }

  #openSettings(station: StationState): void {
    this.#edited = station;
    this.#fault = undefined;
    this.requestUpdate();
    void this.updateComplete.then(() => this.querySelector('dialog')?.showModal());
  }

  #closeSettings(fault?: string): void {
    // The dialog says that it was closed a moment later, whoever did it.
    if (!this.#edited) return;
    this.#edited = undefined;
    this.#fault = fault;
    this.querySelector('dialog')?.close();
    this.requestUpdate();
  }

  async #change(name: string, change: SettingsChange): Promise<void> {
    if (await this.#do(({ api }) => api.changeStation(name, change))) this.#closeSettings();
  }

  async #confirm({ question, values, act, focusAfter }: Confirmation): Promise<void> {
    if (!window.confirm(this.#say(question, values)) || !(await this.#do(act))) return;
    this.querySelector<HTMLElement>(`#${focusAfter}`)?.focus();
  }

  /** Whether it was done; the page says why where it was not. */
  async #do(action: (session: AdminSession) => Promise<void>): Promise<boolean> {
    if (!this.#session) return false;
    try {
      await action(this.#session);
      this.#fault = undefined;
      return true;
    } catch (error) {
      this.#noteFault(error);
      return false;
    } finally {
      this.requestUpdate();
    }
  }

  #noteFault(error: unknown): void {
    // A wrong key is told where it is asked for.
    const isSignedOut = this.#session === undefined;
    if (isSignedOut || (error instanceof AdminApiError && error.code === 'wrong-key')) return;
    this.#fault = error instanceof Error ? error.message : String(error);
  }
}
