/** How far one press goes back, in s. */
export const STEP_BACK_S = 5;

/** The same in ms. */
export const STEP_BACK_MS = STEP_BACK_S * 1_000;
