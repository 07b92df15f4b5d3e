import { html, nothing, type TemplateResult } from 'lit';
import type { ConnectionState } from '../feed/dashboard-connection.ts';
import { type Language, LANGUAGES, type Say } from '../messages/messages.ts';
import type { AdminActions } from './admin-actions.ts';

/** What the top of the page shows. */
export interface TopLine {
  /** Undefined where nobody is signed in. */
  readonly connection: ConnectionState | undefined;
  readonly language: Language;
  readonly say: Say;
  readonly actions: AdminActions;
}

/** The top of the page: its name, the connection, the language. */
export function topView({ connection, language, say, actions }: TopLine): TemplateResult {
  const choose = (event: Event): void => actions.chooseLanguage((event.target as HTMLSelectElement).value);
  return html`<header class="top">
    <h1>Ringcast <span class="muted">${say('title')}</span></h1>
    <span class="connection" data-state=${connection ?? nothing} role="status">
      ${connection ? say(`connection.${connection}`) : nothing}
    </span>
    <nav>
      <a href="/api/docs">${say('api')}</a>
      <label>${say('language')}
        <select @change=${choose}>
          ${Object.entries(LANGUAGES).map(
            ([tag, name]) =>
              html`<option value=${tag} lang=${tag} ?selected=${tag === language}>${name}</option>`,
          )}
        </select>
      </label>
      ${connection ? html`<button type="button" @click=${() => actions.signOut()}>${say('signOut')}</button>` : nothing}
    </nav>
  </header>`;
}
