import Hls, {
  type HlsConfig,
  type Loader,
  type LoaderContext,
  type LoaderResponse,
  type LoaderStats,
} from 'hls.js/light';

/** What a loader may hand over without a request of its own. */
export type Delivery = string | ArrayBuffer;

type LoaderClass = new (config: HlsConfig) => Loader<LoaderContext>;
type LoadArguments = Parameters<Loader<LoaderContext>['load']>;

const XhrLoader: LoaderClass = Hls.DefaultConfig.loader;

/** A loader of hls.js that hands over what is there already, or on its way by another road, and requests the rest. */
export abstract class DivertedLoader extends XhrLoader {
  #isGone = false;

  /** What there is for a request; undefined, at once or later, where it has to be made. */
  protected abstract divert(url: string): Promise<Delivery | undefined> | undefined;

  /** A request of its own was answered; the response may be changed before hls.js sees it. */
  protected abstract noteResponse(response: LoaderResponse, stats: LoaderStats): void;

  override load(...given: LoadArguments): void {
    const diverted = this.divert(given[0].url);
    if (diverted === undefined) return this.#request(...given);
    const startedAtMs = performance.now();
    void diverted.then((delivery) => {
      if (this.#isGone) return;
      if (delivery === undefined) this.#request(...given);
      else this.#deliver(delivery, startedAtMs, given);
    });
  }

  override abort(): void {
    this.#isGone = true;
    super.abort();
  }

  override destroy(): void {
    this.#isGone = true;
    super.destroy();
  }

  #request(...[context, config, callbacks]: LoadArguments): void {
    super.load(context, config, {
      ...callbacks,
      onSuccess: (response, stats, ...rest) => {
        const noted = { ...response, url: context.url };
        this.noteResponse(noted, stats);
        callbacks.onSuccess({ ...noted, url: response.url }, stats, ...rest);
      },
    });
  }

  #deliver(data: Delivery, startedAtMs: number, [context, , callbacks]: LoadArguments): void {
    const nowMs = performance.now();
    const bytes = typeof data === 'string' ? data.length : data.byteLength;
    Object.assign(this.stats, { loaded: bytes, total: bytes, chunkCount: 1 });
    Object.assign(this.stats.loading, { start: startedAtMs, first: nowMs, end: nowMs });
    callbacks.onSuccess({ url: context.url, data, code: 200 }, this.stats, context, null);
  }
}
