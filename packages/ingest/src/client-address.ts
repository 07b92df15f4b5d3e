/** As much of a request as says where it came from. */
export interface AddressedRequest {
  readonly socket: { readonly remoteAddress?: string | undefined };
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Finds the address of whoever made a request. */
export type AddressLookup = (request: AddressedRequest) => string;

/** The address of the connection. */
export function addressOfConnection({ socket }: AddressedRequest): string {
  return socket.remoteAddress ?? '';
}
