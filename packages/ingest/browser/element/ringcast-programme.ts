import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { type Words, wordsIn } from '../messages/words.ts';
import type { Song, StationClient, StationInformation } from '../programme/station-client.ts';

const NOTHING_KNOWN: StationInformation = { name: null, description: null, genre: null, url: null };

/** What listeners read: what is playing, and what the station is. `<ringcast-programme>` */
export class RingcastProgramme extends LitElement {
  static override properties = {
    words: { attribute: false },
    nowPlaying: { attribute: false },
    client: { attribute: false },
    streamKey: { attribute: false },
    isOnAir: { attribute: false },
  };

  declare words: Words;
  /** As the server has it. */
  declare nowPlaying: Song | null;
  declare client: StationClient | undefined;
  declare streamKey: string;
  /** Whether listeners hear this page. */
  declare isOnAir: boolean;
  /** Called when something was said. */
  onSaid: () => void = () => undefined;
  #information = NOTHING_KNOWN;
  /** Whether the information was saved here. */
  #isSaved = false;
  #songFeedback = '';
  #informationFeedback = '';

  constructor() {
    super();
    this.words = wordsIn('en');
    this.nowPlaying = null;
    this.client = undefined;
    this.streamKey = '';
    this.isOnAir = false;
  }

  override firstUpdated(): void {
    this.#load().catch(() => undefined);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('isOnAir') && this.isOnAir && this.#isSaved) this.#tellAgain().catch(() => undefined);
  }

  /** The page's style sheet reaches the element. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const { say } = this.words;
    return html`
      <section class="card" aria-labelledby="programme">
        <h2 id="programme">${say('programme.name')}</h2>
        ${this.#songView()}
        <details>
          <summary>${say('show.name')}</summary>
          <div class="details">${this.#informationView()}</div>
        </details>
      </section>
    `;
  }

  #songView(): TemplateResult {
    const { say } = this.words;
    const clearButton = html`<button class="quiet" type="button" @click=${() => this.#tellSong(undefined)}>
      ${say('programme.clear')}
    </button>`;
    return html`
      <div class="fields">
        ${this.#field('song-title', say('programme.title'))} ${this.#field('song-artist', say('programme.artist'))}
      </div>
      <div class="actions">
        <button class="quiet" type="button" @click=${() => this.#saySong()}>${say('programme.say')}</button>
        ${this.nowPlaying === null ? nothing : clearButton}
      </div>
      <p class="hint" role="status">${this.#songFeedback || this.#readText()}</p>
    `;
  }

  #informationView(): TemplateResult {
    const { say } = this.words;
    const { name, description } = this.#information;
    return html`
      ${this.#field('show-name', say('show.title'), name ?? '')}
      ${this.#field('show-description', say('show.description'), description ?? '')}
      <div class="actions">
        <button class="quiet" type="button" @click=${() => this.#sayInformation()}>${say('show.save')}</button>
      </div>
      <p class="hint" role="status">${this.#informationFeedback}</p>
    `;
  }

  #field(id: string, label: string, value = ''): TemplateResult {
    return html`
      <div class="field">
        <label for=${id}>${label}</label>
        <input
          id=${id}
          type="text"
          maxlength="200"
          autocomplete="off"
          .value=${value}
          @keydown=${(event: KeyboardEvent) => this.#handleEnter(event, id)}
        />
      </div>
    `;
  }

  /** Enter says it, and does not go live. */
  #handleEnter(event: KeyboardEvent, id: string): void {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    if (id.startsWith('song')) this.#saySong();
    else this.#sayInformation();
  }

  #readText(): string {
    const { say } = this.words;
    if (this.nowPlaying === null) return say('programme.none');
    const { title, artist } = this.nowPlaying;
    return say('programme.now', { song: artist === null ? title : `${artist} – ${title}` });
  }

  async #load(): Promise<void> {
    this.#information = (await this.client?.readInformation()) ?? NOTHING_KNOWN;
    this.requestUpdate();
  }

  #saySong(): void {
    const title = this.#textOf('song-title');
    if (title === '') return this.querySelector<HTMLElement>('#song-title')?.focus();
    const artist = this.#textOf('song-artist');
    this.#tellSong({ title, artist: artist === '' ? null : artist });
  }

  #tellSong(song: Song | undefined): void {
    this.client?.sayPlaying(this.streamKey, song).then(
      () => {
        this.#songFeedback = '';
        this.onSaid();
      },
      (error: unknown) => {
        this.#songFeedback = this.#failureText(error);
        this.requestUpdate();
      },
    );
  }

  #sayInformation(): void {
    const [name, description] = [this.#textOf('show-name'), this.#textOf('show-description')];
    this.#information = { ...this.#information, name: name || null, description: description || null };
    this.#isSaved = true;
    this.#tellInformation();
  }

  /** The server forgets with each broadcast what was said of it. What somebody else says of this one stays. */
  async #tellAgain(): Promise<void> {
    if ((await this.client?.readInformation()) === null) this.#tellInformation();
  }

  #tellInformation(): void {
    this.client?.sayInformation(this.streamKey, this.#information).then(
      () => this.#showInformationFeedback(this.words.say('show.saved')),
      (error: unknown) => this.#showInformationFeedback(this.#failureText(error)),
    );
  }

  #showInformationFeedback(text: string): void {
    this.#informationFeedback = text;
    this.requestUpdate();
  }

  #failureText(error: unknown): string {
    return this.words.say('programme.failed', {
      reason: error instanceof Error ? error.message : String(error),
    });
  }

  #textOf(id: string): string {
    return this.querySelector<HTMLInputElement>(`#${id}`)?.value.trim() ?? '';
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ringcast-programme': RingcastProgramme;
  }
}
