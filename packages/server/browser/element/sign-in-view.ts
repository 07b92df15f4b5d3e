import { html, nothing, type TemplateResult } from 'lit';
import type { Say } from '../messages/messages.ts';
import type { AdminActions } from './admin-actions.ts';
import { fieldTextOf } from './field-text.ts';

/** Asks for the admin key. */
export function signInView(fault: string | undefined, say: Say, actions: AdminActions): TemplateResult {
  const signIn = (event: SubmitEvent): void => {
    event.preventDefault();
    actions.signIn(fieldTextOf(event.target as HTMLFormElement, 'key'));
  };
  return html`<form class="card sign-in" @submit=${signIn}>
    <label for="admin-key">${say('adminKey')}</label>
    <input id="admin-key" name="key" type="password" required autocomplete="current-password" aria-describedby="key-hint" />
    <p class="muted" id="key-hint">${say('adminKeyHint')}</p>
    ${fault === undefined ? nothing : html`<p class="fault" role="alert">${fault}</p>`}
    <button type="submit" class="primary">${say('signIn')}</button>
  </form>`;
}
