import type { AbrComponentAPI, HlsConfig } from 'hls.js/light';

/** Who decides which level of the ladder hls.js loads. */
export interface LadderChoice {
  /** The level to load next. */
  nextLevel(): number;
}

/** The class of hls.js's `abrController` that leaves the choice to somebody else. */
export function ladderControllerOf(choice: LadderChoice): HlsConfig['abrController'] {
  const Controller = class implements AbrComponentAPI {
    /** hls.js forces a level for a fragment after an error; ours stays. */
    readonly forcedAutoLevel = -1;

    get firstAutoLevel(): number {
      return choice.nextLevel();
    }

    get nextAutoLevel(): number {
      return choice.nextLevel();
    }

    set nextAutoLevel(_level: number) {
      // What hls.js would have after an error is no better for it: what is loaded again is the same server's.
    }

    resetEstimator(): void {
      // Nothing is estimated here.
    }

    destroy(): void {
      // Nothing is held.
    }
  };
  // The type wants hls.js's own class, of which it calls no more than this.
  return Controller as unknown as HlsConfig['abrController'];
}
