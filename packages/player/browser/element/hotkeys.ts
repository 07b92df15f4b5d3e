/** What a key does. */
export type HotkeyAction = 'toggle' | 'mute' | 'goLive' | 'stepBack' | 'louder' | 'quieter';

const ACTIONS: Readonly<Record<string, HotkeyAction>> = {
  ' ': 'toggle',
  k: 'toggle',
  m: 'mute',
  l: 'goLive',
  j: 'stepBack',
  ArrowLeft: 'stepBack',
  ArrowUp: 'louder',
  ArrowDown: 'quieter',
};

/** What a key that is held down goes on to do. */
const HELD: readonly HotkeyAction[] = ['louder', 'quieter'];

/** Controls that have a use of their own for the keys named. */
const OWN_KEYS: Readonly<Record<string, string>> = {
  BUTTON: ' ',
  SUMMARY: ' ',
  SELECT: ' ArrowUpArrowDownArrowLeft',
  INPUT: ' ArrowUpArrowDownArrowLeft',
};

/** What a key press asks of the player; undefined where the control in focus or the browser uses the key itself. */
export function hotkeyOf(event: KeyboardEvent): HotkeyAction | undefined {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const target = event.composedPath()[0];
  if (target instanceof HTMLElement) {
    const isTyping = target.isContentEditable || target.matches('textarea, select, input:not([type=range])');
    const hasOwnUse = OWN_KEYS[target.tagName]?.includes(event.key) ?? false;
    if (isTyping || hasOwnUse) return undefined;
  }
  return ACTIONS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
}

/** Whether a press only says that the key is still held, of one that does what it does once. */
export function isMereRepeat(event: KeyboardEvent, action: HotkeyAction): boolean {
  return event.repeat && !HELD.includes(action);
}
