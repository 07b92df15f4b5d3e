/** Why there is no microphone, and what to do about it. */
export interface MicrophoneProblem {
  readonly title: string;
  readonly advice: string;
}

const PROBLEMS: Record<string, MicrophoneProblem> = {
  NotAllowedError: {
    title: 'The browser does not let this page use the microphone.',
    advice:
      'Open the site settings beside the address, set Microphone to Allow, and try again. If it is allowed there, ' +
      'the system’s privacy settings keep the browser from it.',
  },
  NotFoundError: {
    title: 'No microphone was found.',
    advice: 'Plug one in or switch it on; it appears in the list by itself.',
  },
  NotReadableError: {
    title: 'The microphone cannot be opened.',
    advice: 'Another program may hold it. Close that program, or choose another microphone.',
  },
};

/** It was open and ended: pulled out, switched off, or taken away. */
export const GONE_PROBLEM: MicrophoneProblem = {
  title: 'The microphone is gone.',
  advice: 'Plug it in or switch it on again, or choose another one.',
};

/** It is open and gives nothing at all, not even noise. */
export const SILENT_PROBLEM: MicrophoneProblem = {
  title: 'The microphone gives no sound.',
  advice: 'Check that it is switched on and not muted in the system’s settings, or choose another one.',
};

const UNKNOWN_ADVICE = 'Choose another microphone, or unplug this one and plug it in again.';

/** What to tell the broadcaster when `getUserMedia` failed. */
export function microphoneProblemOf(error: unknown): MicrophoneProblem {
  const name = error instanceof Error ? error.name : '';
  // A chosen device that is gone shows as an impossible constraint.
  const known = PROBLEMS[name === 'OverconstrainedError' ? 'NotFoundError' : name];
  if (known !== undefined) return known;
  const reason = error instanceof Error ? error.message : String(error);
  return { title: `The microphone cannot be opened: ${reason}.`, advice: UNKNOWN_ADVICE };
}

/** What to tell where browsers offer no microphone at all because the page came without https. */
export function insecurePageProblem(href: string): MicrophoneProblem {
  const url = new URL(href);
  url.protocol = 'https:';
  url.port = '';
  return {
    title: 'This page came without https, so the browser gives it no microphone.',
    advice:
      `Open it by https (${url.origin}${url.pathname}, where the server has a certificate), or on the server’s own ` +
      `computer as http://localhost:${new URL(href).port || '80'}${url.pathname}. Whoever runs the server can switch ` +
      'https on; the operator’s guide says how.',
  };
}
