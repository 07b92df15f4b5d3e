import { html, nothing, type TemplateResult } from 'lit';
import type { Words } from '../messages/words.ts';
import { grantedPropertiesOf, isProcessedAsAsked } from '../sources/granted-sound.ts';
import type { Microphone } from '../sources/microphone.ts';

/** What a device really gives, all of it. */
export function deviceView(
  track: MediaStreamTrack | undefined,
  words: Words,
): TemplateResult | typeof nothing {
  if (track === undefined) return nothing;
  const { say } = words;
  return html`
    <div class="scroll" role="region" tabindex="0" aria-label=${say('source.granted')}>
      <table class="granted">
        <caption>${say('source.granted')}</caption>
        <thead>
          <tr>
            <th scope="col">${say('source.grantedName')}</th>
            <th scope="col">${say('source.grantedValue')}</th>
            <th scope="col">${say('source.grantedRange')}</th>
          </tr>
        </thead>
        <tbody>
          ${grantedPropertiesOf(track).map(
            ({ name, granted, possible }) =>
              html`<tr><th scope="row">${name}</th><td>${granted}</td><td>${possible}</td></tr>`,
          )}
        </tbody>
      </table>
    </div>
  `;
}

/** Says so where a device does not do what was asked of it. */
export function processingHint(microphone: Microphone, { say }: Words): string {
  const { track, processing } = microphone;
  if (track === undefined || isProcessedAsAsked(track, processing)) return '';
  return say('source.notAsked', { asked: say(`source.${processing}`) });
}
