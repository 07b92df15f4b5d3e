/** Takes files that are dropped anywhere on an element, which has the attribute `dropping` while they hover over it. */
export function takeDroppedFiles(element: HTMLElement, onFiles: (files: readonly File[]) => void): void {
  const listen = (name: 'dragover' | 'dragleave' | 'drop', act: (event: DragEvent) => void): void =>
    element.addEventListener(name, (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      element.toggleAttribute('dropping', name === 'dragover');
      act(event);
    });
  listen('dragover', () => undefined);
  listen('dragleave', () => undefined);
  listen('drop', ({ dataTransfer }) => onFiles([...(dataTransfer?.files ?? [])]));
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}
