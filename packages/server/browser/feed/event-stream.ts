/** An event of a stream; its data were JSON. */
export interface StreamedEvent {
  readonly type: string;
  readonly data: unknown;
}

/**
 * Reads server-sent events (HTML 9.2.6) as the server writes them: one `event` and one `data` line each. The browser's
 * own EventSource cannot send the admin key in a header, and a key does not belong into an address.
 *
 * @param onBytes called whenever some come; an event may take many
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  onBytes: () => void = () => {},
): AsyncGenerator<StreamedEvent, void, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    onBytes();
    text += decoder.decode(chunk.value, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) yield parse(block);
  }
}

function parse(block: string): StreamedEvent {
  const fields = new Map(
    block.split('\n').map((line): [string, string] => {
      const [name = '', value = ''] = line.split(/: (.*)/s, 2);
      return [name, value];
    }),
  );
  return { type: fields.get('event') ?? 'message', data: JSON.parse(fields.get('data') ?? 'null') };
}
