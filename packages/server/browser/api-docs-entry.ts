import { RingcastApiDocs } from './element/ringcast-api-docs.ts';

customElements.define('ringcast-api-docs', RingcastApiDocs);
