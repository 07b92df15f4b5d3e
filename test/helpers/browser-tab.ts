/** A page in a browser that is driven in the same way, whichever browser it is. */
export interface BrowserTab {
  /** Opens a page and resolves when it is loaded. */
  open(url: string): Promise<void>;
  /** Resolves with what an expression comes to in the page, promises waited for. */
  evaluate<Value>(expression: string): Promise<Value>;
  /** Presses the element that an expression comes to, as a person does. */
  press(expression: string): Promise<void>;
  /** Ends the browser. */
  close(): Promise<void>;
}
