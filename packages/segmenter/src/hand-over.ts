/** Which sample of a source comes next. */
export interface SourceMark {
  /** Names the source, at every process alike. */
  readonly source: string;
  /** In the source's own count, at its own rate. */
  readonly sample: number;
}

/** A mark, and where on the station's timeline its sample lies. */
export interface PlacedMark extends SourceMark {
  /** An absolute number. */
  readonly position: number;
}

/** What a process that gives its broadcast to another one has of it beside what is published. */
export interface HandOver {
  /** Absolute number of the first sample: a part before the first that is not published. */
  readonly startSample: number;
  /** 48 kHz stereo s16le: what primes the encoder, then what is in no part yet. */
  readonly pcm: Buffer;
  /** Of the source that was on air. */
  readonly mark?: PlacedMark | undefined;
}
