/** How a sender reaches the server. */
export interface SenderLink {
  /** Opens a connection. One that is still there is dropped, and nothing more is heard of it. */
  open(): void;
  sendText(text: string): void;
  sendBlock(frame: Uint8Array<ArrayBuffer>): void;
  /** Closes the connection; nothing more is heard of it. */
  close(): void;
}
