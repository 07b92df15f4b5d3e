import { html, LitElement, nothing, type TemplateResult } from 'lit';
import {
  type ApiDescription,
  operationsOf,
  type PlacedOperation,
  resolved,
} from '../feed/api-description.ts';

/** The API for people: every operation of `/api/openapi.json`, with what it takes and answers. */
export class RingcastApiDocs extends LitElement {
  #description: ApiDescription | undefined;
  #fault = '';

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  protected override render(): TemplateResult {
    const description = this.#description;
    if (!description) return html`<main><p role="status">${this.#fault}</p></main>`;
    const { info, tags, components } = description;
    return html`<header class="top">
        <h1>${info.title} <span class="muted">API</span></h1>
        <nav><a href="/api/openapi.json">openapi.json</a></nav>
      </header>
      <main>
        <p>${info.summary} ${info.description}</p>
        ${tags.map(
          ({ name, description: text }) => html`<section aria-labelledby="tag-${name}">
            <h2 id="tag-${name}">${name}</h2>
            <p class="muted">${text}</p>
            ${operationsOf(description, name).map((operation) => this.#operationView(description, operation))}
          </section>`,
        )}
        <section aria-labelledby="schemas">
          <h2 id="schemas">Schemas</h2>
          ${Object.entries(components.schemas).map(
            ([name, schema]) =>
              html`<details id="schema-${name}"><summary>${name}</summary>${jsonView(schema)}</details>`,
          )}
        </section>
      </main>`;
  }

  #operationView(description: ApiDescription, operation: PlacedOperation): TemplateResult {
    const { method, path, operationId, summary, description: text, requestBody, responses } = operation;
    const keys = (operation.security ?? description.security).flatMap((requirement) =>
      Object.keys(requirement),
    );
    return html`<details id=${operationId}>
      <summary><span class="method">${method}</span> <code>${path}</code> <span>${summary}</span></summary>
      ${text === undefined ? nothing : html`<p>${text}</p>`}
      <p class="muted">${keys.length === 0 ? 'Needs no key.' : `Needs: ${keys.join(' or ')}.`}</p>
      ${requestBody ? html`<h3>Body</h3>${jsonView(resolved(description, Object.values(requestBody.content)[0]?.schema))}` : nothing}
      <h3>Answers</h3>
      <dl>
        ${Object.entries(responses).map(([status, response]) => {
          const { description: meaning } = resolved(description, response);
          return html`<div><dt>${status}</dt><dd>${meaning}</dd></div>`;
        })}
      </dl>
    </details>`;
  }

  async #load(): Promise<void> {
    try {
      const response = await fetch('/api/openapi.json');
      this.#description = (await response.json()) as ApiDescription;
    } catch (error) {
      this.#fault = `The description could not be loaded: ${String(error)}`;
    }
    this.requestUpdate();
  }
}

function jsonView(value: unknown): TemplateResult {
  return html`<pre tabindex="0"><code>${JSON.stringify(value, undefined, 2)}</code></pre>`;
}
